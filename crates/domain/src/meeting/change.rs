//! Changing what is scheduled: another time is another invitation.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    Action, AgendaItem, Attendee, Meeting, MeetingFact, MeetingRecord, NewAttendee, Reply, Window, check,
};
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::PersonId;
use crate::link::Link;
use crate::patch::Patch;
use crate::text::{Line, Text};
use crate::time::Instant;

/// What is to differ; what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MeetingChanges {
    /// What it is about.
    pub subject: Option<Line>,
    /// When it starts.
    pub starts_at: Option<Instant>,
    /// When it ends.
    pub ends_at: Option<Instant>,
    /// The zone in which the time is meant.
    pub zone: Option<String>,
    /// The room.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub place: Patch<Line>,
    /// The link of the conference.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub join_link: Patch<Link>,
    /// Who writes the minutes.
    pub recorder: Option<PersonId>,
    /// Who is asked to come, all of them.
    pub attendees: Option<Vec<NewAttendee>>,
    /// Whether readers of its request do not see it.
    pub confidential: Option<bool>,
    /// What will be spoken of, all of it.
    pub agenda: Option<Vec<AgendaItem>>,
    /// What attendees are asked to bring or prepare.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub demands: Patch<Text>,
    /// Who gets a copy of the minutes, all of them.
    pub copies: Option<BTreeSet<PersonId>>,
    /// Under which heading the minutes are filed.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub filed_under: Patch<Line>,
    /// Why the notice of the new time is shorter than the rule.
    pub short_notice: Option<Text>,
}

impl Meeting {
    /// Changes it. A new time is checked against the notice rule and asks everybody anew. Emits `MeetingChanged`.
    pub fn change_to(&self, ctx: &Context<'_>, changes: MeetingChanges) -> Result<Change<Self>, Refusal> {
        self.can(Action::Change, ctx)?;
        let before = &self.record;
        let window = Window {
            starts_at: changes.starts_at.unwrap_or(before.window.starts_at),
            ends_at: changes.ends_at.unwrap_or(before.window.ends_at),
        };
        let moved = window != before.window;
        let mut wrong = Violations::default();
        let mut short = before.short_notice.clone();
        if moved {
            check::window(window, before.kind, Some(before.window.starts_at), ctx, &mut wrong);
            let begun = before.opened_at.is_some() && window.starts_at != before.window.starts_at;
            wrong.check(!begun, "startsAt", Rule::AlreadyOnRecord);
        }
        if window.starts_at != before.window.starts_at {
            let reason = changes.short_notice.clone();
            short = check::notice(reason, before.kind, window.starts_at, before.department, ctx, &mut wrong);
        }
        self.check_changes(ctx, &changes, window, &mut wrong);
        wrong.finish()?;
        let mut after = before.clone();
        after.window = window;
        apply(&mut after, changes);
        if moved {
            after.noticed_at = ctx.now;
            after.short_notice = short;
            for attendee in &mut after.attendees {
                (attendee.reply, attendee.reply_note) = (Reply::None, None);
            }
        }
        if after == *before {
            return Err(Reason::of(Rule::NothingChanged).at("").into());
        }
        after.sequence += 1;
        let of =
            |record: &MeetingRecord| record.attendees.iter().map(|one| one.person).collect::<BTreeSet<_>>();
        let (were, are) = (of(before), of(&after));
        let fact = MeetingFact::MeetingChanged {
            starts_at: window.starts_at,
            moved,
            added: are.difference(&were).copied().collect(),
            removed: were.difference(&are).copied().collect(),
        };
        Ok(self.change(vec![fact], |meeting| *meeting = after))
    }

    fn check_changes(
        &self,
        ctx: &Context<'_>,
        changes: &MeetingChanges,
        window: Window,
        wrong: &mut Violations,
    ) {
        if let Some(name) = &changes.zone {
            check::zone(name, wrong);
        }
        if let Some(recorder) = changes.recorder.filter(|recorder| *recorder != self.record.recorder) {
            check::worker(recorder, "recorder", ctx, wrong);
        }
        if let Some(attendees) = &changes.attendees {
            check::attendees(attendees, self.record.host, Some(&self.record), ctx, wrong);
        }
        if let Some(copies) = &changes.copies {
            check::copies(copies, ctx, wrong);
        }
        check::agenda(changes.agenda.as_ref().unwrap_or(&self.record.agenda), window, ctx, wrong);
    }
}

fn apply(meeting: &mut MeetingRecord, changes: MeetingChanges) {
    if let Some(attendees) = changes.attendees {
        meeting.attendees = attendees.into_iter().map(|new| kept(meeting, new)).collect();
    }
    set(&mut meeting.subject, changes.subject);
    set(&mut meeting.zone, changes.zone);
    changes.place.apply_to(&mut meeting.place);
    changes.join_link.apply_to(&mut meeting.join_link);
    set(&mut meeting.recorder, changes.recorder);
    set(&mut meeting.confidential, changes.confidential);
    set(&mut meeting.agenda, changes.agenda);
    changes.demands.apply_to(&mut meeting.demands);
    set(&mut meeting.copies, changes.copies);
    changes.filed_under.apply_to(&mut meeting.filed_under);
}

/// Who is asked again keeps the answer.
fn kept(meeting: &MeetingRecord, new: NewAttendee) -> Attendee {
    match meeting.attendee(new.person) {
        Some(known) => Attendee { required: new.required, role: new.role, ..known.clone() },
        None => Attendee::asked(new),
    }
}

fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}
