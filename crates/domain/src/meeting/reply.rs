//! Answering an invitation.

use serde::Serialize;

use super::{Action, Meeting, MeetingFact, Reply};
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule};
use crate::text::Line;

/// An attendee's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewReply {
    /// Whether they come.
    pub reply: Reply,
    /// What they say with it.
    pub note: Option<Line>,
}

impl Meeting {
    /// Answers the invitation, or changes the answer. Emits `MeetingReplied`.
    pub fn reply(&self, ctx: &Context<'_>, new: NewReply) -> Result<Change<Self>, Refusal> {
        self.can(Action::Reply, ctx)?;
        let NewReply { reply, note } = new;
        if reply == Reply::None {
            return Err(Reason::of(Rule::Required).at("reply").into());
        }
        let Some(person) = ctx.actor.person() else {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        };
        let fact = MeetingFact::MeetingReplied { attendee: person, reply, note: note.clone() };
        Ok(self.change(vec![fact], |meeting| {
            for attendee in meeting.attendees.iter_mut().filter(|attendee| attendee.person == person) {
                (attendee.reply, attendee.reply_note) = (reply, note.clone());
            }
        }))
    }
}
