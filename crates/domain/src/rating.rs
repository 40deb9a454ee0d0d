//! Ratings: what the initiating side thinks of each party's work once the request is accepted (S0-43 to S0-45).
//!
//! Owns the [`Rating`] aggregate and the rule by which averages are shown or hidden ([`Tally::shown_to`], resolution 19).
//! Summing up over a period is persistence's.

mod give;
mod score;
mod tally;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use give::{NewRating, Revision, may_rate};
pub use score::Scores;
pub use tally::{Averages, Distribution, Tally};

pub use crate::score::Score;

use crate::access::{Audience, Reach};
use crate::command::Aggregate;
use crate::event::{Fact, SubjectKind};
use crate::ids::{DepartmentId, PersonId, RatingId, RequestId};
use crate::request::frame::Frame;
use crate::text::Text;
use crate::time::Instant;

/// Everything a rating keeps, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RatingRecord {
    /// Its ID.
    pub id: RatingId,
    /// Its version, from 1.
    pub version: i64,
    /// The request it speaks of.
    pub request: RequestId,
    /// The party rated.
    pub department: DepartmentId,
    /// The three marks.
    pub scores: Scores,
    /// A remark (S0-82).
    pub comment: Option<Text>,
    /// Whether it came after its time (resolution 23).
    pub late: bool,
    /// Who gave it.
    pub by: PersonId,
    /// When.
    pub at: Instant,
    /// When it was last changed.
    pub revised_at: Option<Instant>,
}

/// What the initiating side thinks of one party's work, with the request it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    record: RatingRecord,
    frame: Frame,
}

impl Rating {
    /// The rating that was stored as `record`, of the request seen as `frame`.
    pub const fn restore(record: RatingRecord, frame: Frame) -> Self {
        Self { record, frame }
    }

    /// What it keeps.
    pub const fn record(&self) -> &RatingRecord {
        &self.record
    }

    /// The request as it is seen from here.
    pub const fn frame(&self) -> &Frame {
        &self.frame
    }

    /// What it keeps, alone.
    pub fn into_record(self) -> RatingRecord {
        self.record
    }
}

impl RatingRecord {
    /// Who may see it: who rated, the rated department, its heads, executives and auditors (process-packs, gap 7); of a
    /// confidential request only those among them who see the request.
    pub fn audience(&self, request: &Audience) -> Audience {
        match request.reach {
            Reach::Organization | Reach::Departments => {
                Audience::new(Reach::Departments, [self.department], [self.by])
            }
            Reach::Participants | Reach::Private => {
                Audience::new(Reach::Participants, [self.department], [self.by]).escalated(request.escalated)
            }
        }
    }
}

/// The events of a rating.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum RatingFact {
    /// A party was rated.
    RatingGiven {
        /// On which request.
        request: RequestId,
        /// Which party.
        department: DepartmentId,
        /// Whether it came after its time.
        late: bool,
    },
    /// The rating was changed.
    RatingRevised {
        /// On which request.
        request: RequestId,
        /// Which party.
        department: DepartmentId,
    },
}

impl Fact for RatingFact {
    const SUBJECT: SubjectKind = SubjectKind::Rating;
}

impl Aggregate for Rating {
    type Fact = RatingFact;

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
        self.record.audience(&self.frame.audience)
    }

    fn watched(&self) -> Map<String, Value> {
        let rating = &self.record;
        let fields = json!({
            "responsiveness": rating.scores.responsiveness,
            "professionalism": rating.scores.professionalism,
            "cooperation": rating.scores.cooperation,
            "comment": rating.comment,
        });
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }
}
