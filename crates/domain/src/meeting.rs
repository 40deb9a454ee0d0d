//! Meetings (会议): notice and agenda before, minutes, decisions and action items after.
//!
//! Owns the [`Meeting`] aggregate and every transition of the Meeting table in `states.md`, a file a verb. Action items are
//! [`crate::task`]s and nothing else (X34): publishing minutes answers which tasks to make, and minutes keep references.
//! How long notice and minutes may take is the pack's, when obligations fall due is for deadlines, who is told is
//! [`crate::notice`]'s.

mod action;
mod agenda;
mod attendee;
mod cancel;
mod change;
mod check;
mod confirm;
mod draft;
mod fact;
mod hold;
mod kind;
mod minutes;
mod owed;
mod publish;
mod reply;
mod schedule;
mod search;
mod series;
mod status;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use action::Action;
pub use agenda::{AgendaItem, Carried, MAX_MATERIALS, Material};
pub use attendee::{Attendance, Attendee, AttendeeRole, Mark, NewAttendee, Reply};
pub use change::MeetingChanges;
pub use confirm::Objection;
pub use fact::MeetingFact;
pub use hold::Ended;
pub use kind::MeetingKind;
pub use minutes::{
    ActionItem, Decision, ItemDraft, ItemMinutes, Minutes, MinutesDraft, NewActionItem, NewDecision,
};
pub use publish::Publication;
pub use reply::NewReply;
pub use schedule::{NewMeeting, Place, Plan};
pub use series::{MAX_OCCURRENCES, Period, Repeat, Seat};
pub use status::MeetingStatus;

use crate::access::{Audience, Reach};
use crate::command::{Aggregate, Change};
use crate::ids::{DepartmentId, MeetingId, PersonId, RequestId};
use crate::link::Link;
use crate::pack::PackRef;
use crate::search::Searchable;
use crate::task::MeetingFrame;
use crate::text::{Line, Text};
use crate::time::Instant;

/// Most attendees, agenda items, decisions, action items and copies of one meeting, each (resolution 81).
pub const MAX_ITEMS: usize = 50;

/// From when to when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Window {
    /// When it starts.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
}

impl Window {
    /// Its length in whole minutes, rounded up.
    pub const fn minutes(self) -> i64 {
        (self.ends_at.micros() - self.starts_at.micros() + MINUTE - 1).div_euclid(MINUTE)
    }
}

const MINUTE: i64 = 60_000_000;

/// Everything a meeting keeps, as it is stored. Changed by the commands of [`Meeting`] alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MeetingRecord {
    /// Its ID.
    pub id: MeetingId,
    /// Its version, from 1.
    pub version: i64,
    /// Such as `HY202405001` (resolution 62).
    pub code: String,
    /// What it is about, such as Q3产品研发进度会 (S1-61).
    pub subject: Line,
    /// Which rules of notice and minutes hold.
    pub kind: MeetingKind,
    /// When it is planned to be (S1-62).
    pub window: Window,
    /// The zone in which the time was meant, by its IANA name.
    pub zone: String,
    /// Where, in a building (S1-63).
    pub place: Option<Line>,
    /// Where, on the net.
    pub join_link: Option<Link>,
    /// Who leads it (S1-64).
    pub host: PersonId,
    /// The department for which the host holds it.
    pub department: DepartmentId,
    /// Who writes the minutes (S1-27).
    pub recorder: PersonId,
    /// Who is asked to come (S1-65, S2-57).
    pub attendees: Vec<Attendee>,
    /// The request it is about.
    pub request: Option<RequestId>,
    /// Whether readers of the request do not see it (resolution 62).
    pub confidential: bool,
    /// Its place in a series.
    pub seat: Option<Seat>,
    /// What will be spoken of, in order (S1-66).
    pub agenda: Vec<AgendaItem>,
    /// What attendees are asked to bring or prepare (S2-23).
    pub demands: Option<Text>,
    /// Who gets a copy of the minutes beside those who were asked to come (S2-31).
    pub copies: BTreeSet<PersonId>,
    /// Under which heading the minutes are filed, such as 项目文档-会议纪要 (S3-58).
    pub filed_under: Option<Line>,
    /// Why the notice was shorter than the rule, where it was.
    pub short_notice: Option<Text>,
    /// By which pack it is governed, fixed when it was scheduled.
    pub pack: PackRef,
    /// Where it is.
    pub status: MeetingStatus,
    /// Since when the present time is known: notice is counted to it.
    pub noticed_at: Instant,
    /// When the host opened it.
    pub opened_at: Option<Instant>,
    /// When it ended, and by whose word.
    pub ended: Option<Ended>,
    /// What earlier meetings had left undone when it ended (S1-33).
    pub carried: Vec<Carried>,
    /// The minutes in the making.
    pub draft: Option<MinutesDraft>,
    /// The published minutes, every version, oldest first.
    pub minutes: Vec<Minutes>,
    /// What attendees hold against the minutes, oldest first.
    pub objections: Vec<Objection>,
    /// Where its recording is (S1-30).
    pub recording: Option<Link>,
    /// Why it was cancelled.
    pub cancelled_reason: Option<Text>,
    /// How often what calendars show of it has changed (RFC 5545, SEQUENCE).
    pub sequence: u32,
    /// When it was scheduled.
    pub created_at: Instant,
    /// Who scheduled it.
    pub created_by: Option<PersonId>,
}

/// A meeting, with who sees the request it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    record: MeetingRecord,
    request: Option<Audience>,
}

impl Meeting {
    /// The meeting that was stored as `record`, with the audience of its request.
    pub const fn restore(record: MeetingRecord, request: Option<Audience>) -> Self {
        Self { record, request }
    }

    /// What it keeps.
    pub const fn record(&self) -> &MeetingRecord {
        &self.record
    }

    /// What it keeps, alone.
    pub fn into_record(self) -> MeetingRecord {
        self.record
    }

    /// Where it is.
    pub const fn status(&self) -> MeetingStatus {
        self.record.status
    }

    /// The meeting as its tasks see it.
    pub fn frame(&self) -> MeetingFrame {
        let record = &self.record;
        MeetingFrame {
            meeting: record.id,
            code: record.code.clone(),
            host: record.host,
            department: record.department,
            pack: record.pack.clone(),
            audience: self.audience(),
        }
    }

    fn change(&self, facts: Vec<MeetingFact>, alter: impl FnOnce(&mut MeetingRecord)) -> Change<Self> {
        let mut state = self.clone();
        alter(&mut state.record);
        Change::of(self, state, facts)
    }
}

impl MeetingRecord {
    /// The minutes that hold: the last version.
    pub fn current(&self) -> Option<&Minutes> {
        self.minutes.last()
    }

    /// The attendee who is this person.
    pub fn attendee(&self, person: PersonId) -> Option<&Attendee> {
        self.attendees.iter().find(|attendee| attendee.person == person)
    }

    /// Whether the minutes have gone to everybody they are meant for: at once, or after the last signature (resolution 42).
    pub fn is_distributed(&self) -> bool {
        match self.status {
            MeetingStatus::Confirmed => true,
            MeetingStatus::Minuted => self.current().is_some_and(|minutes| minutes.distributed),
            MeetingStatus::Scheduled | MeetingStatus::Held | MeetingStatus::Cancelled => false,
        }
    }

    /// How long it took, in microseconds: from opening, or the planned start, to its end; none while it has not ended.
    pub fn lasted(&self) -> Option<i64> {
        let begun = self.opened_at.unwrap_or(self.window.starts_at);
        self.ended.as_ref().map(|ended| (ended.at.micros() - begun.micros()).max(0))
    }

    /// The persons who may see it whatever else: host, recorder, attendees, and who got a copy.
    pub fn people(&self) -> BTreeSet<PersonId> {
        let copies = self.copies.iter().copied().filter(|_| self.is_distributed());
        let attendees = self.attendees.iter().map(|attendee| attendee.person);
        attendees.chain([self.host, self.recorder]).chain(copies).collect()
    }

    /// Who may see it: the people of it and the managers of the host's department, who act for a host that left; and who
    /// sees the request it is about, unless it is confidential (resolution 62).
    pub fn audience(&self, request: Option<&Audience>) -> Audience {
        match request.filter(|_| !self.confidential) {
            None => Audience::new(Reach::Participants, [self.department], self.people()),
            Some(of) => {
                let persons = of.persons.iter().copied().chain(self.people());
                Audience::new(of.reach, of.departments.iter().copied(), persons).escalated(of.escalated)
            }
        }
    }
}

impl Aggregate for Meeting {
    type Fact = MeetingFact;

    fn uuid(&self) -> uuid::Uuid {
        self.record.id.uuid()
    }

    fn version(&self) -> i64 {
        self.record.version
    }

    fn set_version(&mut self, version: i64) {
        self.record.version = version;
    }

    fn audience(&self) -> Audience {
        self.record.audience(self.request.as_ref())
    }

    fn searchable(&self) -> Searchable {
        self.record.searchable()
    }

    fn watched(&self) -> Map<String, Value> {
        let meeting = &self.record;
        let instant = |at: Option<Instant>| at.map(|at| at.to_string());
        let fields = json!({
            "status": meeting.status.name(),
            "subject": meeting.subject,
            "kind": meeting.kind,
            "startsAt": meeting.window.starts_at.to_string(),
            "endsAt": meeting.window.ends_at.to_string(),
            "timeZone": meeting.zone,
            "place": meeting.place,
            "joinLink": meeting.join_link,
            "host": meeting.host,
            "recorder": meeting.recorder,
            "attendees": meeting.attendees,
            "confidential": meeting.confidential,
            "agenda": meeting.agenda,
            "demands": meeting.demands,
            "copies": meeting.copies,
            "filedUnder": meeting.filed_under,
            "shortNotice": meeting.short_notice,
            "openedAt": instant(meeting.opened_at),
            "endedAt": instant(meeting.ended.as_ref().map(|ended| ended.at)),
            "minutesDraft": meeting.draft,
            "minutes": meeting.current(),
            "recordingUrl": meeting.recording,
        });
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }
}
