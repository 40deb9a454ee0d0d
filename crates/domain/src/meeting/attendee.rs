//! Who is asked to come, what they answered, whether they were there and what they said of the minutes.

use serde::{Deserialize, Serialize};

use crate::ids::PersonId;
use crate::named::named;
use crate::text::Line;
use crate::time::Instant;

named! {
    /// What an attendee is there for (S2-21). Host and recorder have their own fields.
    AttendeeRole {
        /// 决策人.
        Decider = "DECIDER",
        /// 执行人.
        Executor = "EXECUTOR",
        /// 列席.
        Listener = "LISTENER",
    }
}

named! {
    /// What an attendee answered.
    Reply {
        /// Nothing yet.
        None = "NONE",
        /// Comes.
        Accepted = "ACCEPTED",
        /// May come.
        Tentative = "TENTATIVE",
        /// Does not come.
        Declined = "DECLINED",
    }
}

/// Somebody to be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewAttendee {
    /// Who.
    pub person: PersonId,
    /// Whether the meeting needs them: their word on the minutes is asked for.
    pub required: bool,
    /// What they are there for.
    pub role: AttendeeRole,
}

/// A mark that an attendee made on one version of the minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mark {
    /// Which version.
    pub version: u32,
    /// When.
    pub at: Instant,
}

/// Somebody asked to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attendee {
    /// Who.
    pub person: PersonId,
    /// Whether the meeting needs them.
    pub required: bool,
    /// What they are there for.
    pub role: AttendeeRole,
    /// What they answered to the present time.
    pub reply: Reply,
    /// What they said with it.
    pub reply_note: Option<Line>,
    /// Whether the recorder says that they were there; none where the answer decides (resolution 62).
    pub noted: Option<bool>,
    /// The last version of the minutes that they confirmed.
    pub confirmed: Option<Mark>,
    /// The last version of the minutes that they marked as read (S1-30).
    pub read: Option<Mark>,
    /// The version of the minutes for whose confirmation their time has passed; no confirmation, but silence (resolution 42).
    pub silent: Option<Mark>,
}

/// Whether somebody was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attendance {
    /// Who.
    pub person: PersonId,
    /// Whether they were.
    pub attended: bool,
}

impl Attendee {
    pub(super) const fn asked(new: NewAttendee) -> Self {
        let NewAttendee { person, required, role } = new;
        Self {
            person,
            required,
            role,
            reply: Reply::None,
            reply_note: None,
            noted: None,
            confirmed: None,
            read: None,
            silent: None,
        }
    }

    /// Whether they were there: as the recorder says, else as they answered.
    pub fn attended(&self) -> bool {
        self.noted.unwrap_or(self.reply == Reply::Accepted)
    }

    /// Whether they have said their word on this version: confirmed, or where they were not there, read.
    pub fn has_answered(&self, version: u32) -> bool {
        let marked = |mark: Option<Mark>| mark.is_some_and(|mark| mark.version == version);
        marked(self.confirmed) || (!self.attended() && marked(self.read))
    }

    /// Whether their time for this version has passed without a word.
    pub fn is_silent(&self, version: u32) -> bool {
        self.silent.is_some_and(|mark| mark.version == version)
    }
}
