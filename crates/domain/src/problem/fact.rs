//! What the record tells of a problem.

use serde::{Deserialize, Serialize};

use super::Anchor;
use crate::event::{Fact, SubjectKind};
use crate::ids::{DepartmentId, PersonId, ProblemId, ProblemUpdateId};
use crate::text::Text;
use crate::time::Instant;

/// The events of a problem (`states.md`, Problem, "Emits").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum ProblemFact {
    /// It was raised.
    ProblemRaised {
        /// On what.
        anchor: Anchor,
        /// For which department.
        raising_department: DepartmentId,
        /// Who has to solve it.
        responsible_department: DepartmentId,
        /// Whether both heads are told at once.
        major: bool,
        /// The problem of which this is a return of the fault.
        return_of: Option<ProblemId>,
    },
    /// Somebody of the responsible department took it up.
    ProblemTakenUp {
        /// Who.
        handler: PersonId,
        /// By when it is to be solved.
        planned_at: Option<Instant>,
    },
    /// Its log or its plan moved on, or it was marked as major.
    ProblemUpdated {
        /// The entry of the log, where one was written.
        update: Option<ProblemUpdateId>,
        /// Its text.
        text: Option<Text>,
        /// Whether it was marked as major now: both heads are told at once.
        marked_major: bool,
    },
    /// It was moved: to another department, or from a cancelled task to its request.
    ProblemMoved {
        /// The department it was with.
        from: DepartmentId,
        /// The department it is with.
        to: DepartmentId,
        /// What it hangs on now.
        anchor: Anchor,
        /// Why; none where its task was cancelled.
        reason: Option<Text>,
    },
    /// The responsible side says that it is solved.
    ProblemResolved {
        /// What was done.
        measure: Text,
        /// What came of it.
        result: Text,
    },
    /// The raiser says that it is not solved.
    ProblemRejected {
        /// Why.
        reason: Text,
    },
    /// The raiser confirms the result.
    ProblemConfirmed {
        /// The result.
        result: Text,
    },
    /// It was withdrawn.
    ProblemWithdrawn {
        /// Why; none where its request ended.
        reason: Option<Text>,
    },
}

impl Fact for ProblemFact {
    const SUBJECT: SubjectKind = SubjectKind::Problem;
}
