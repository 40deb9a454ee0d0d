//! The attendees' word on the minutes: confirmed, objected to, read, or nothing until the time has passed (resolution 42).

use serde::{Deserialize, Serialize};

use super::publish::distribute;
use super::{Action, Attendee, Mark, Meeting, MeetingFact, MeetingRecord, MeetingStatus};
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule};
use crate::ids::{ObjectionId, PersonId, fresh};
use crate::pack::MinutesRule;
use crate::text::Text;
use crate::time::Instant;

/// What an attendee holds against one version of the minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Objection {
    /// Its ID.
    pub id: ObjectionId,
    /// Who objects.
    pub attendee: PersonId,
    /// To which version.
    pub version: u32,
    /// What is wrong.
    pub text: Text,
    /// When.
    pub at: Instant,
    /// When a corrected version answered it, or who objects confirmed after all.
    pub settled_at: Option<Instant>,
}

impl Meeting {
    /// Confirms the minutes; who had objected takes it back with that. The last word that was owed confirms the meeting. Emits
    /// `MinutesConfirmed`, and `MeetingConfirmed` with the last.
    pub fn confirm_minutes(&self, ctx: &Context<'_>) -> Result<Change<Self>, Refusal> {
        self.can(Action::ConfirmMinutes, ctx)?;
        let (person, version) = self.speaker(ctx)?;
        let fact = MeetingFact::MinutesConfirmed { attendee: person, version };
        Ok(self.marked(ctx, fact, version, |meeting, mark| {
            let own = |objection: &&mut Objection| objection.attendee == person;
            for objection in meeting.objections.iter_mut().filter(own) {
                objection.settled_at = objection.settled_at.or(Some(ctx.now));
            }
            attendee(meeting, person, |attendee| attendee.confirmed = Some(mark));
        }))
    }

    /// Marks the minutes as read, which is the word of one who was not there (S1-30). Emits `MinutesRead`, and
    /// `MeetingConfirmed` with the last word that was owed.
    pub fn mark_read(&self, ctx: &Context<'_>) -> Result<Change<Self>, Refusal> {
        self.can(Action::MarkRead, ctx)?;
        let (person, version) = self.speaker(ctx)?;
        let fact = MeetingFact::MinutesRead { attendee: person, version };
        Ok(self.marked(ctx, fact, version, |meeting, mark| {
            attendee(meeting, person, |attendee| attendee.read = Some(mark));
        }))
    }

    /// Objects to the minutes: they are not confirmed before the recorder has answered with a corrected version. Emits
    /// `MinutesObjected`.
    pub fn object_to_minutes(&self, ctx: &Context<'_>, text: Text) -> Result<Change<Self>, Refusal> {
        self.can(Action::ObjectToMinutes, ctx)?;
        let (person, version) = self.speaker(ctx)?;
        let open = |objection: &Objection| objection.attendee == person && objection.settled_at.is_none();
        if self.record.objections.iter().any(open) {
            return Err(self.conflict(vec![Reason::of(Rule::AlreadyOnRecord)], ctx));
        }
        let id = fresh(ctx.ids);
        let objection =
            Objection { id, attendee: person, version, text: text.clone(), at: ctx.now, settled_at: None };
        let fact = MeetingFact::MinutesObjected { objection: id, attendee: person, text };
        Ok(self.change(vec![fact], |meeting| {
            attendee(meeting, person, |attendee| attendee.confirmed = None);
            meeting.objections.push(objection);
        }))
    }

    /// The time of this attendee for their word on `version` has passed: silence, which confirms where the pack says so and
    /// nobody objects. Emits `MinutesUnanswered`, and `MeetingConfirmed` with the last.
    pub fn lapse_confirmation(
        &self,
        ctx: &Context<'_>,
        person: PersonId,
        version: u32,
    ) -> Result<Change<Self>, Refusal> {
        self.only_server(ctx)?;
        let current = self.record.current().map(|minutes| minutes.version);
        let owes = |attendee: &&Attendee| {
            attendee.required && !attendee.has_answered(version) && !attendee.is_silent(version)
        };
        let owes = self.record.attendee(person).as_ref().is_some_and(owes);
        let by_silence = ctx.pack.meetings.confirmation == MinutesRule::BySilence;
        if self.status() != MeetingStatus::Minuted || current != Some(version) || !owes || !by_silence {
            return Err(self.conflict(Vec::new(), ctx));
        }
        let fact = MeetingFact::MinutesUnanswered { attendee: person, version };
        Ok(self.marked(ctx, fact, version, |meeting, mark| {
            attendee(meeting, person, |attendee| attendee.silent = Some(mark));
        }))
    }

    fn marked(
        &self,
        ctx: &Context<'_>,
        fact: MeetingFact,
        version: u32,
        mark: impl FnOnce(&mut MeetingRecord, Mark),
    ) -> Change<Self> {
        let mut after = self.record.clone();
        mark(&mut after, Mark { version, at: ctx.now });
        let confirmed = after.confirm_if_complete(ctx);
        self.change(std::iter::once(fact).chain(confirmed).collect(), |meeting| *meeting = after)
    }

    /// Who speaks, and of which version.
    fn speaker(&self, ctx: &Context<'_>) -> Result<(PersonId, u32), Refusal> {
        match (ctx.actor.person(), self.record.current()) {
            (Some(person), Some(minutes)) => Ok((person, minutes.version)),
            _ => Err(self.conflict(Vec::new(), ctx)),
        }
    }
}

impl MeetingRecord {
    /// Lets published minutes count as confirmed once nobody's word is owed any more.
    pub(super) fn confirm_if_complete(&mut self, ctx: &Context<'_>) -> Option<MeetingFact> {
        let version = self.current()?.version;
        let disputed = self.objections.iter().any(|objection| objection.settled_at.is_none());
        if self.status != MeetingStatus::Minuted || disputed {
            return None;
        }
        let mut owing = self.attendees.iter().filter(|attendee| attendee.required);
        let mut by_silence = false;
        let complete = owing.all(|attendee| {
            let answered = attendee.has_answered(version);
            by_silence |= !answered;
            answered || attendee.is_silent(version)
        });
        if !complete {
            return None;
        }
        self.status = MeetingStatus::Confirmed;
        if let Some(minutes) = self.minutes.last_mut().filter(|minutes| !minutes.distributed) {
            minutes.distributed = true;
            distribute(self, ctx);
        }
        Some(MeetingFact::MeetingConfirmed { by_silence })
    }
}

fn attendee(meeting: &mut MeetingRecord, person: PersonId, alter: impl FnOnce(&mut Attendee)) {
    if let Some(attendee) = meeting.attendees.iter_mut().find(|attendee| attendee.person == person) {
        alter(attendee);
    }
}
