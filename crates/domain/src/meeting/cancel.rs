//! Giving a meeting up.

use super::{Action, Meeting, MeetingFact, MeetingStatus};
use crate::command::{Change, Context};
use crate::error::Refusal;
use crate::text::Text;

impl Meeting {
    /// Cancels it; one whose time has passed only where nobody opened or ended it (resolution 61). Emits `MeetingCancelled`.
    pub fn cancel(&self, ctx: &Context<'_>, reason: Text) -> Result<Change<Self>, Refusal> {
        self.can(Action::Cancel, ctx)?;
        Ok(self.change(vec![MeetingFact::MeetingCancelled { reason: reason.clone() }], |meeting| {
            meeting.status = MeetingStatus::Cancelled;
            meeting.cancelled_reason = Some(reason);
            meeting.sequence += 1;
        }))
    }
}
