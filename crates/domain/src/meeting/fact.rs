//! What the record tells of a meeting.

use serde::{Deserialize, Serialize};

use super::{MeetingKind, Reply};
use crate::event::{Fact, SubjectKind};
use crate::ids::{MeetingSeriesId, ObjectionId, PersonId, RequestId, TaskId};
use crate::text::{Line, Text};
use crate::time::Instant;

/// The events of a meeting (`states.md`, Meeting, "Emits"), and one for each change that the list there leaves unnamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum MeetingFact {
    /// It was scheduled: this is the invitation.
    MeetingScheduled {
        /// Its code.
        code: String,
        /// Its kind.
        kind: MeetingKind,
        /// When it starts.
        starts_at: Instant,
        /// When it ends.
        ends_at: Instant,
        /// The request it is about.
        request: Option<RequestId>,
        /// The series that it belongs to.
        series: Option<MeetingSeriesId>,
        /// Why the notice is shorter than the rule, where it is.
        short_notice: Option<Text>,
    },
    /// Time, place, agenda or people changed.
    MeetingChanged {
        /// When it starts.
        starts_at: Instant,
        /// Whether the time is another, so that everybody answers anew.
        moved: bool,
        /// Who is asked to come from now on.
        added: Vec<PersonId>,
        /// Who is not asked any more.
        removed: Vec<PersonId>,
    },
    /// An attendee answered.
    MeetingReplied {
        /// Who.
        attendee: PersonId,
        /// What.
        reply: Reply,
        /// What they said with it.
        note: Option<Line>,
    },
    /// The host opened it.
    MeetingStarted {},
    /// It ended, or its time passed.
    MeetingHeld {
        /// When.
        ended_at: Instant,
    },
    /// The recorder noted who was there, or wrote on the minutes.
    MinutesDrafted {},
    /// The minutes were published, or corrected.
    MinutesPublished {
        /// Which version.
        version: u32,
        /// How many decisions are in it.
        decisions: u32,
        /// The tasks that this version made.
        tasks: Vec<TaskId>,
        /// Why it corrects the one before.
        correction: Option<Text>,
    },
    /// An attendee confirmed the minutes.
    MinutesConfirmed {
        /// Who.
        attendee: PersonId,
        /// Which version.
        version: u32,
    },
    /// An attendee marked the minutes as read.
    MinutesRead {
        /// Who.
        attendee: PersonId,
        /// Which version.
        version: u32,
    },
    /// An attendee let the time for their word pass.
    MinutesUnanswered {
        /// Who.
        attendee: PersonId,
        /// Which version.
        version: u32,
    },
    /// An attendee does not agree with the minutes.
    MinutesObjected {
        /// Which objection.
        objection: ObjectionId,
        /// Who.
        attendee: PersonId,
        /// What is wrong.
        text: Text,
    },
    /// The minutes count as confirmed.
    MeetingConfirmed {
        /// Whether somebody's silence was needed for it.
        by_silence: bool,
    },
    /// It was given up.
    MeetingCancelled {
        /// Why.
        reason: Text,
    },
}

impl Fact for MeetingFact {
    const SUBJECT: SubjectKind = SubjectKind::Meeting;
}
