//! Problems: obstacles met on a task, on a request or between two departments, each with its own resolution loop.
//!
//! Owns the [`Problem`] aggregate and every transition of the Problem table in `states.md`. Only who raised a problem
//! confirms its result, never silence (S3-68). What a problem does to the task it hangs on is [`crate::task`]'s
//! (`problem_raised`, `problems_attended`).

mod action;
mod fact;
mod owed;
mod raise;
mod resolve;
mod search;
mod status;
mod task_cancelled;
#[cfg(test)]
pub(crate) mod tests;
mod track;
mod withdraw;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use action::Action;
pub use fact::ProblemFact;
pub(crate) use raise::check_department;
pub use raise::{Against, MAX_COOPERATIONS, NewProblem};
pub use resolve::{Confirmation, Resolution};
pub use status::ProblemStatus;
pub use track::{Entry, ProblemChanges, ProblemUpdate, TakeUp};

use crate::access::{Audience, Reach};
use crate::command::{Aggregate, Change};
use crate::directory::Directory;
use crate::ids::{DepartmentId, PersonId, ProblemId, RequestId, TaskId};
use crate::request::frame::Frame;
use crate::search::Searchable;
use crate::task::Due;
use crate::text::{Line, Text};
use crate::time::Instant;

/// What a problem hangs on (resolution 13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Anchor {
    /// A request.
    Request {
        /// Which.
        request: RequestId,
    },
    /// A task.
    Task {
        /// Which.
        task: TaskId,
        /// The request of that task, where it has one.
        request: Option<RequestId>,
    },
    /// Nothing: it stands between the department that raised it and the responsible one.
    Departments,
}

impl Anchor {
    /// The request it hangs on, directly or through its task.
    pub const fn request(self) -> Option<RequestId> {
        match self {
            Self::Request { request } => Some(request),
            Self::Task { request, .. } => request,
            Self::Departments => None,
        }
    }

    /// The task it hangs on.
    pub const fn task(self) -> Option<TaskId> {
        match self {
            Self::Task { task, .. } => Some(task),
            Self::Request { .. } | Self::Departments => None,
        }
    }
}

/// A department that helps, and with what (S3-48).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cooperation {
    /// Which department.
    pub department: DepartmentId,
    /// With what, such as 服务器资源.
    pub matter: Option<Line>,
}

/// Everything a problem keeps, as it is stored. Changed by the commands of [`Problem`] alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProblemRecord {
    /// Its ID.
    pub id: ProblemId,
    /// Its version, from 1.
    pub version: i64,
    /// What it hangs on.
    pub anchor: Anchor,
    /// Phenomenon and time (S3-43).
    pub description: Text,
    /// What it reaches, such as 影响30%订单支付.
    pub impact: Option<Text>,
    /// Who raised it.
    pub raised_by: PersonId,
    /// For which department (S3-44).
    pub raising_department: DepartmentId,
    /// Which department solves it (S3-45).
    pub responsible_department: DepartmentId,
    /// Which departments help.
    pub cooperating: Vec<Cooperation>,
    /// Who in the responsible department took it up.
    pub handler: Option<PersonId>,
    /// By when it is to be solved (S3-47).
    pub planned: Option<Due>,
    /// What is done about it (S3-46).
    pub measures: Option<Text>,
    /// Whether it is for both heads (S0-36).
    pub major: bool,
    /// Where it is.
    pub status: ProblemStatus,
    /// What the responsible side found; kept when the raiser rejects it, replaced by the next.
    pub resolution: Option<Resolution>,
    /// The raiser's word that it is solved (S3-50).
    pub confirmation: Option<Confirmation>,
    /// Why it was withdrawn.
    pub withdrawn_reason: Option<Text>,
    /// The problem of which this is a return of the fault.
    pub return_of: Option<ProblemId>,
    /// When it was raised.
    pub raised_at: Instant,
    /// What its deadlines ask about.
    pub duties: Duties,
}

/// What a problem remembers for its deadlines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Duties {
    /// When it was last moved to another department, which has the time anew.
    pub moved_at: Option<Instant>,
    /// When the raiser last said that it is not solved: the time to solve it begins anew.
    pub rejected_at: Option<Instant>,
    /// Whether the raiser agreed to a later time than the policy's (resolution 44).
    pub postponed: bool,
}

/// What surrounds a problem, loaded with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// The request it hangs on, directly or through its task.
    pub frame: Option<Frame>,
    /// Who sees the task it hangs on, where that stands alone.
    pub task_audience: Option<Audience>,
    /// Who decides for the responsible and the cooperating departments now (resolution 18).
    pub heads: BTreeSet<PersonId>,
}

impl Setting {
    /// The heads of the departments that `record` names, from the present directory.
    pub fn heads_of(record: &ProblemRecord, directory: &Directory) -> BTreeSet<PersonId> {
        let cooperating = record.cooperating.iter().map(|cooperation| cooperation.department);
        let departments = cooperating.chain([record.responsible_department]);
        departments.flat_map(|department| directory.deciders(department)).collect()
    }
}

/// An obstacle with its own resolution loop, in its setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    record: ProblemRecord,
    setting: Setting,
    entries: Vec<ProblemUpdate>,
}

impl Problem {
    /// The problem that was stored as `record`, in its present setting.
    pub const fn restore(record: ProblemRecord, setting: Setting) -> Self {
        Self { record, setting, entries: Vec::new() }
    }

    /// What it keeps.
    pub const fn record(&self) -> &ProblemRecord {
        &self.record
    }

    /// What it keeps, alone.
    pub fn into_record(self) -> ProblemRecord {
        self.record
    }

    /// What surrounds it.
    pub const fn setting(&self) -> &Setting {
        &self.setting
    }

    /// The same problem under its request as it is after the change at hand.
    #[must_use]
    pub fn reframed(mut self, frame: Frame) -> Self {
        self.setting.frame = Some(frame);
        self
    }

    /// The entries that this change adds to its log; older ones are never changed and stay in the store.
    pub fn entries(&self) -> &[ProblemUpdate] {
        &self.entries
    }

    /// Where it is.
    pub const fn status(&self) -> ProblemStatus {
        self.record.status
    }

    fn change(&self, facts: Vec<ProblemFact>, alter: impl FnOnce(&mut ProblemRecord)) -> Change<Self> {
        let mut state = self.clone();
        state.entries.clear();
        alter(&mut state.record);
        Change::of(self, state, facts)
    }
}

impl ProblemRecord {
    /// Who takes part in the request through it: raiser, handler and the heads of the responsible department
    /// (resolution 18).
    pub fn participants(&self, directory: &Directory) -> BTreeSet<PersonId> {
        let heads = directory.deciders(self.responsible_department);
        heads.into_iter().chain(self.handler).collect()
    }

    /// Who may see it: who sees what it hangs on, who raised it, who handles it, and `heads`, those of the responsible and
    /// cooperating departments.
    pub fn audience(
        &self,
        request: Option<&Audience>,
        task: Option<&Audience>,
        heads: &BTreeSet<PersonId>,
    ) -> Audience {
        let people = heads.iter().copied().chain(self.handler).chain([self.raised_by]);
        match (self.anchor, request.or(task)) {
            (Anchor::Departments, _) => {
                let cooperating = self.cooperating.iter().map(|cooperation| cooperation.department);
                let sides = cooperating.chain([self.raising_department, self.responsible_department]);
                Audience::new(Reach::Departments, sides, people)
            }
            (_, Some(of)) => Audience::new(
                of.reach,
                of.departments.iter().copied(),
                of.persons.iter().copied().chain(people),
            )
            .escalated(of.escalated),
            (_, None) => Audience::new(Reach::Private, [], people),
        }
    }
}

impl Aggregate for Problem {
    type Fact = ProblemFact;

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
        let request = self.setting.frame.as_ref().map(|frame| &frame.audience);
        self.record.audience(request, self.setting.task_audience.as_ref(), &self.setting.heads)
    }

    fn searchable(&self) -> Searchable {
        self.record.searchable()
    }

    fn watched(&self) -> Map<String, Value> {
        let problem = &self.record;
        let fields = json!({
            "status": problem.status.name(),
            "description": problem.description,
            "impact": problem.impact,
            "task": problem.anchor.task(),
            "raisingDepartment": problem.raising_department,
            "responsibleDepartment": problem.responsible_department,
            "cooperating": problem.cooperating,
            "handler": problem.handler,
            "plannedAt": problem.planned.map(|planned| planned.at.to_string()),
            "measures": problem.measures,
            "major": problem.major,
            "result": problem.resolution.as_ref().map(|resolution| &resolution.result),
            "confirmedResult": problem.confirmation.as_ref().map(|confirmation| &confirmation.result),
        });
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }
}
