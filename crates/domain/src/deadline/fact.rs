//! What the record tells of a deadline (`states.md`, Deadline, "Emits").

use serde::{Deserialize, Serialize};

use super::{DeadlineKind, DeadlineSubject, Owner};
use crate::event::{Fact, SubjectKind};
use crate::ids::{PersonId, RequestId};
use crate::named::named;
use crate::pack::Told;
use crate::time::Instant;

named! {
    /// Why a due time moved.
    Retargeting {
        /// Priority, pack or plan: another length or date.
        Policy = "POLICY",
        /// The working calendar changed.
        Calendar = "CALENDAR",
    }
}

/// Which deadline an event is of: enough to say whom it concerns without reading anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineBrief {
    /// What is owed.
    pub kind: DeadlineKind,
    /// Of which record.
    pub subject: DeadlineSubject,
    /// The request that the record belongs to.
    pub request: Option<RequestId>,
    /// By whom.
    pub owner: Owner,
}

/// The events of a deadline. `told` names everybody whom the server tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum DeadlineFact {
    /// Something is owed from now on.
    DeadlineStarted {
        /// What, of which record, by whom.
        #[serde(flatten)]
        deadline: DeadlineBrief,
        /// When it is due; none where it begins paused.
        due_at: Option<Instant>,
        /// Who is told.
        told: Vec<PersonId>,
    },
    /// It will be due soon.
    DeadlineWarned {
        /// What, of which record, by whom.
        #[serde(flatten)]
        deadline: DeadlineBrief,
        /// When it is due.
        due_at: Instant,
        /// Whether the warning came after its time.
        late: bool,
        /// Who is told.
        told: Vec<PersonId>,
    },
    /// Its clock stands still.
    DeadlinePaused {
        /// What, of which record, by whom.
        #[serde(flatten)]
        deadline: DeadlineBrief,
    },
    /// Its clock goes on.
    DeadlineResumed {
        /// What, of which record, by whom.
        #[serde(flatten)]
        deadline: DeadlineBrief,
        /// When it is due.
        due_at: Instant,
    },
    /// It is due at another time.
    DeadlineRetargeted {
        /// What, of which record, by whom.
        #[serde(flatten)]
        deadline: DeadlineBrief,
        /// Why.
        why: Retargeting,
        /// When it was due.
        from: Instant,
        /// When it is due.
        to: Instant,
        /// Who is told.
        told: Vec<PersonId>,
    },
    /// Somebody else owes it.
    DeadlineReassigned {
        /// What, of which record, by whom.
        #[serde(flatten)]
        deadline: DeadlineBrief,
        /// Who owed it.
        from: Owner,
        /// Who owes it.
        to: Owner,
        /// Who is told.
        told: Vec<PersonId>,
    },
    /// It was kept.
    DeadlineMet {
        /// What, of which record, by whom.
        #[serde(flatten)]
        deadline: DeadlineBrief,
    },
    /// It was not kept.
    DeadlineBreached {
        /// What, of which record, by whom.
        #[serde(flatten)]
        deadline: DeadlineBrief,
        /// When it was due.
        due_at: Instant,
        /// Whether the server found it later than it should have.
        late: bool,
    },
    /// A step of the chain after a breach.
    DeadlineStepped {
        /// What, of which record, by whom.
        #[serde(flatten)]
        deadline: DeadlineBrief,
        /// Which step, from 1.
        step: u32,
        /// Whom the step is for.
        tell: Vec<Told>,
        /// Whether it was taken later than it should have been.
        late: bool,
        /// Who is told.
        told: Vec<PersonId>,
    },
    /// A person reminded who owes it (催办).
    DeadlineReminded {
        /// What, of which record, by whom.
        #[serde(flatten)]
        deadline: DeadlineBrief,
        /// When it is or was due.
        due_at: Instant,
        /// Who is told.
        told: Vec<PersonId>,
    },
    /// What was breached was fulfilled after all, or excused by a later date.
    DeadlineSettled {
        /// What, of which record, by whom.
        #[serde(flatten)]
        deadline: DeadlineBrief,
        /// Whether a later date was approved.
        excused: bool,
    },
    /// Nothing is owed any more; the chain of a breach stops.
    DeadlineCancelled {
        /// What, of which record, by whom.
        #[serde(flatten)]
        deadline: DeadlineBrief,
    },
}

impl Fact for DeadlineFact {
    const SUBJECT: SubjectKind = SubjectKind::Deadline;
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::event::NewEvent;
    use crate::ids::{DepartmentId, TaskId};

    #[test]
    fn every_event_says_which_deadline_it_is_of() {
        let task = TaskId::from_uuid(Uuid::from_u128(1));
        let deadline = DeadlineBrief {
            kind: DeadlineKind::Daily,
            subject: DeadlineSubject::Task(task),
            request: None,
            owner: Owner::department(DepartmentId::from_uuid(Uuid::from_u128(2))),
        };
        let event = NewEvent::of(&DeadlineFact::DeadlineMet { deadline }, Vec::new());
        assert_eq!(event.event_type, "DeadlineMet");
        let written = json!({
            "kind": "DAILY",
            "subject": { "kind": "TASK", "id": task },
            "request": null,
            "owner": { "department": deadline.owner.department, "person": null },
        });
        assert_eq!(event.data, written);
        assert_eq!(serde_json::from_value::<DeadlineBrief>(event.data).ok(), Some(deadline));
    }
}
