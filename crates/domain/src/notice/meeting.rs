//! Who is told of what happens to a meeting: who is asked to come, who writes, who is asked for a word on the minutes.

use super::{About, NoticeCode, Noticed, Param, Telling, acting};
use crate::command::{Aggregate as _, Change};
use crate::directory::Directory;
use crate::event::SubjectKind;
use crate::ids::PersonId;
use crate::meeting::{Meeting, MeetingFact, MeetingRecord, Reply};

impl Noticed for Meeting {
    fn about(&self) -> About {
        About { kind: SubjectKind::Meeting, id: self.uuid(), named: Some(self.uuid()) }
    }

    fn tell(change: &Change<Self>, fact: &MeetingFact, directory: &Directory) -> Vec<Telling> {
        use NoticeCode as Code;
        let meeting = change.state.record();
        let on = Sides { meeting, directory };
        let at = |telling: Telling| telling.with("startsAt", Param::At(meeting.window.starts_at));
        match fact {
            // Of a series the first meeting invites to all.
            MeetingFact::MeetingScheduled { .. } if meeting.seat.is_some_and(|seat| seat.number > 1) => {
                Vec::new()
            }
            MeetingFact::MeetingScheduled { .. } => vec![
                at(Telling::new(Code::MeetingToRecord, on.recorder())),
                at(Telling::new(Code::MeetingInvited, on.everybody())),
            ],
            MeetingFact::MeetingChanged { moved, added, removed, .. } => {
                let code = if *moved { Code::MeetingMoved } else { Code::MeetingChanged };
                vec![
                    at(Telling::new(Code::MeetingInvited, added.iter().copied())),
                    at(Telling::new(code, on.everybody())),
                    at(Telling::new(Code::MeetingUninvited, removed.iter().copied()).parting()),
                ]
            }
            MeetingFact::MeetingReplied { attendee, reply: Reply::Declined, .. } => {
                vec![Telling::new(Code::MeetingDeclined, on.host()).person(*attendee)]
            }
            MeetingFact::MeetingHeld { .. } => vec![Telling::new(Code::MinutesOwed, on.recorder())],
            MeetingFact::MinutesPublished { version, .. } => {
                let of = |required, present| on.attendees(required, present, *version);
                let copies = meeting.copies.iter().copied().filter(|_| meeting.is_distributed());
                vec![
                    Telling::new(Code::MinutesToConfirm, of(true, true)),
                    Telling::new(Code::MinutesToRead, of(true, false).into_iter().chain(of(false, false))),
                    Telling::new(Code::MinutesPublished, of(false, true).into_iter().chain(on.everybody())),
                    Telling::new(Code::MinutesCopied, copies),
                ]
            }
            MeetingFact::MinutesObjected { attendee, .. } => {
                let host = on.host();
                vec![
                    Telling::new(Code::MinutesToCorrect, on.recorder()).person(*attendee),
                    Telling::new(Code::MinutesObjected, host).person(*attendee),
                ]
            }
            MeetingFact::MeetingConfirmed { .. } => {
                // Copies that waited for the last signature go out with it (S2-30).
                let before = change.before.as_ref().is_some_and(|before| before.record().is_distributed());
                let late = meeting.copies.iter().copied().filter(|_| !before);
                let both = on.recorder().into_iter().chain(on.host());
                vec![Telling::new(Code::MeetingConfirmed, both), Telling::new(Code::MinutesCopied, late)]
            }
            MeetingFact::MeetingCancelled { .. } => {
                vec![at(Telling::new(Code::MeetingCancelled, on.everybody()))]
            }
            // Nobody: other answers are read where the meeting is, and what was drafted is the recorder's until it is published.
            MeetingFact::MeetingReplied { .. }
            | MeetingFact::MeetingStarted {}
            | MeetingFact::MinutesDrafted {}
            | MeetingFact::MinutesConfirmed { .. }
            | MeetingFact::MinutesRead { .. }
            | MeetingFact::MinutesUnanswered { .. } => Vec::new(),
        }
    }
}

struct Sides<'a> {
    meeting: &'a MeetingRecord,
    directory: &'a Directory,
}

impl Sides<'_> {
    fn host(&self) -> Option<PersonId> {
        acting(self.meeting.host, self.meeting.department, self.directory)
    }

    /// Who writes the minutes; the host for one who left.
    fn recorder(&self) -> Option<PersonId> {
        let recorder = self.meeting.recorder;
        if self.directory.is_active(recorder) { Some(recorder) } else { self.host() }
    }

    fn everybody(&self) -> Vec<PersonId> {
        let attendees = self.meeting.attendees.iter().map(|attendee| attendee.person);
        attendees.chain([self.meeting.host, self.meeting.recorder]).collect()
    }

    /// The attendees of one sort who have not said their word on this version.
    fn attendees(&self, required: bool, present: bool, version: u32) -> Vec<PersonId> {
        let sort = self.meeting.attendees.iter().filter(|one| {
            one.required == required && one.attended() == present && !one.has_answered(version)
        });
        sort.map(|one| one.person).collect()
    }
}
