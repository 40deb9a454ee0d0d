//! Opening and ending a meeting, by its host or because its time has passed.

use serde::{Deserialize, Serialize};

use super::{Action, Carried, Meeting, MeetingFact, MeetingStatus};
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule};
use crate::ids::PersonId;
use crate::time::Instant;

/// When a meeting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ended {
    /// When.
    pub at: Instant,
    /// Who said so; none where its time had passed.
    pub by: Option<PersonId>,
}

impl Meeting {
    /// The host opens it. Emits `MeetingStarted`.
    pub fn start(&self, ctx: &Context<'_>) -> Result<Change<Self>, Refusal> {
        self.can(Action::Start, ctx)?;
        Ok(self.change(vec![MeetingFact::MeetingStarted {}], |meeting| meeting.opened_at = Some(ctx.now)))
    }

    /// The host ends it; what earlier meetings left undone is as `carried` from now on. Emits `MeetingHeld`.
    pub fn end(&self, ctx: &Context<'_>, carried: Vec<Carried>) -> Result<Change<Self>, Refusal> {
        self.can(Action::End, ctx)?;
        let starts_at = self.record.window.starts_at;
        if self.record.opened_at.is_none() && ctx.now < starts_at {
            let reason = Reason::of(Rule::NotBegun).with("startsAt", starts_at);
            return Err(self.conflict(vec![reason], ctx));
        }
        Ok(self.held(Ended { at: ctx.now, by: ctx.actor.person() }, carried))
    }

    /// The server finds that its time has passed. Emits `MeetingHeld`.
    pub fn time_passed(&self, ctx: &Context<'_>, carried: Vec<Carried>) -> Result<Change<Self>, Refusal> {
        self.only_server(ctx)?;
        let ends_at = self.record.window.ends_at;
        if self.status() != MeetingStatus::Scheduled || ctx.now < ends_at {
            return Err(self.conflict(Vec::new(), ctx));
        }
        Ok(self.held(Ended { at: ends_at, by: None }, carried))
    }

    fn held(&self, ended: Ended, carried: Vec<Carried>) -> Change<Self> {
        self.change(vec![MeetingFact::MeetingHeld { ended_at: ended.at }], |meeting| {
            meeting.status = MeetingStatus::Held;
            meeting.ended = Some(ended);
            meeting.carried = carried;
        })
    }
}
