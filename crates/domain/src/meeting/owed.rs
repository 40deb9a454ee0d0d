//! What a meeting owes at this moment: the column "deadlines" of its state table, as one pure function.

use super::{Meeting, MeetingKind, MeetingStatus, check};
use crate::command::{Aggregate as _, Context};
use crate::deadline::{About, DeadlineKind, DeadlineSubject, Ledger, Obligation, Owed, Owner, Standing};
use crate::priority::Priority;
use crate::time::Instant;

impl Meeting {
    /// Everything it owes, what is fulfilled included; nothing once it is cancelled.
    pub fn owed(&self, ctx: &Context<'_>) -> Vec<Owed> {
        let mut ledger = Ledger::new(ctx, Priority::Medium, false);
        match self.status() {
            MeetingStatus::Scheduled => self.of_the_host(ctx, &mut ledger),
            MeetingStatus::Held | MeetingStatus::Minuted | MeetingStatus::Confirmed => {
                self.of_the_recorder(ctx, &mut ledger);
                self.of_attendees(ctx, &mut ledger);
            }
            MeetingStatus::Cancelled => {}
        }
        ledger.finish()
    }

    /// What all its deadlines share.
    pub fn about(&self) -> About {
        About {
            subject: DeadlineSubject::Meeting(self.record.id),
            request: self.record.request,
            root: self.uuid(),
            audience: self.audience(),
            pack: self.record.pack.clone(),
        }
    }

    /// The notice: the invitation went out in time, what it still owes is the agenda, and for a coordination the materials
    /// (`meetings.md`). One that was short is on record with its reason instead.
    fn of_the_host(&self, ctx: &Context<'_>, ledger: &mut Ledger<'_>) {
        let meeting = &self.record;
        let starts_at = meeting.window.starts_at;
        let until = check::notice_until(meeting.kind, starts_at, meeting.department, ctx);
        let Some(until) = until.filter(|_| meeting.short_notice.is_none()) else { return };
        let materials = meeting.agenda.iter().any(|item| !item.materials.is_empty());
        let whole = !meeting.agenda.is_empty() && (meeting.kind != MeetingKind::Coordination || materials);
        let owner = Owner::person(meeting.host, meeting.department, ctx.directory);
        let notice = obligation(DeadlineKind::Notice, owner, meeting.noticed_at, Standing::unless(whole));
        ledger.owe_by(Obligation { part: starts_at.to_string(), ..notice }, until, false);
    }

    /// The minutes, from the actual end, and an answer to each objection.
    fn of_the_recorder(&self, ctx: &Context<'_>, ledger: &mut Ledger<'_>) {
        let meeting = &self.record;
        let recorder =
            if ctx.directory.is_active(meeting.recorder) { meeting.recorder } else { meeting.host };
        let owner = Owner::person(recorder, meeting.department, ctx.directory);
        if let Some((ended, length)) = meeting.ended.zip(ctx.pack.meetings.of(meeting.kind).minutes) {
            let written = Standing::unless(!meeting.minutes.is_empty());
            ledger.owe_within(obligation(DeadlineKind::Minutes, owner, ended.at, written), length);
        }
        for objection in &meeting.objections {
            let answered = Standing::unless(objection.settled_at.is_some());
            let answer = obligation(DeadlineKind::Correction, owner, objection.at, answered);
            ledger.owe(Obligation { part: objection.id.to_string(), ..answer });
        }
    }

    /// The word of each required attendee on the version that holds.
    fn of_attendees(&self, ctx: &Context<'_>, ledger: &mut Ledger<'_>) {
        let meeting = &self.record;
        let Some(minutes) = meeting.current() else { return };
        let confirmed = self.status() == MeetingStatus::Confirmed;
        for attendee in meeting.attendees.iter().filter(|attendee| attendee.required) {
            let home = ctx.directory.person(attendee.person).map_or(meeting.department, |one| one.department);
            let owner = Owner::person(attendee.person, home, ctx.directory);
            let objects = |objection: &&super::Objection| {
                objection.attendee == attendee.person && objection.version == minutes.version
            };
            // Who objects has said their word; what is owed next is the recorder's answer.
            let answered = confirmed
                || attendee.has_answered(minutes.version)
                || meeting.objections.iter().any(|objection| objects(&objection));
            let standing = Standing::unless(answered);
            let word = obligation(DeadlineKind::MinutesConfirm, owner, minutes.at, standing);
            ledger.owe(Obligation { part: format!("{}:{}", attendee.person, minutes.version), ..word });
        }
    }
}

const fn obligation(kind: DeadlineKind, owner: Owner, since: Instant, standing: Standing) -> Obligation {
    Obligation { kind, part: String::new(), owner, counterpart: None, since, standing }
}
