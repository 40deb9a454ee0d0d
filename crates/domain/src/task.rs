//! Tasks: units of work under a request or a department, with exactly one person who answers for each.
//!
//! Owns the [`Task`] aggregate, its statuses and every transition of the Task table in `states.md`, a file a verb. What it
//! knows of its surroundings (the request's [`Frame`], the tasks it waits for, the problems raised on it) is its
//! [`Setting`], loaded under the same lock. What a moved task does to its request is the request's (`TaskTally`); when
//! obligations fall due is for deadlines; problems live in [`crate::problem`].

mod accept;
mod acknowledge;
mod action;
mod cancel;
mod create;
mod deliver;
mod deliverable;
mod dependency;
mod dispatch;
mod due;
mod extension;
mod fact;
mod from_minutes;
mod lapse;
mod meeting_frame;
mod owed;
mod plan;
mod progress;
mod reassign;
mod search;
mod set_date;
mod start;
mod status;
mod support;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use accept::{AcceptanceRound, Judgement, MAX_POINTS, Verdict};
pub use action::Action;
pub use create::{Home, NewTask, Proposal, may_create};
pub use deliverable::{Content, Deliverable, MAX_DELIVERABLES, NewDeliverable};
pub use dependency::Sibling;
pub use due::{Due, NewDue};
pub use extension::{Extension, ExtensionDecision, ExtensionRequest, ExtensionVerdict};
pub use fact::TaskFact;
pub use from_minutes::{ItemTask, MinutesHome};
pub use meeting_frame::MeetingFrame;
pub use plan::Plan;
pub use progress::{Health, NewProgress, ProgressUpdate};
pub use status::{TaskState, TaskStatus, Working};

use crate::access::{Audience, Reach};
use crate::command::{Aggregate, Change};
use crate::directory::Directory;
use crate::ids::{DecisionId, DepartmentId, MeetingId, PersonId, RequestId, TaskId};
use crate::priority::Priority;
use crate::request::frame::Frame;
use crate::search::Searchable;
use crate::text::{Line, Text};
use crate::time::{Date, Instant};

/// Most collaborators and most dependencies of one task (resolution 81).
pub const MAX_ITEMS: usize = 50;

/// What a task hangs on (resolution 13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Anchor {
    /// A request.
    Request(RequestId),
    /// A department alone: its managers act as lead and accept.
    Department(DepartmentId),
    /// A meeting whose minutes made it: its host acts as lead, the assignee's head accepts (resolution 60).
    Meeting(MeetingId),
}

/// The minutes that made a task, whatever it hangs on (X34).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Origin {
    /// Of which meeting.
    pub meeting: MeetingId,
    /// The decision that it carries out.
    pub decision: Option<DecisionId>,
    /// The request that the meeting was about, which may not admit tasks.
    pub related_request: Option<RequestId>,
}

/// A lead's decision to start before what the task waits for is delivered (resolution 55).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartOverride {
    /// Who decided.
    pub by: PersonId,
    /// Why.
    pub reason: Text,
}

/// Everything a task keeps, as it is stored. Changed by the commands of [`Task`] alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskRecord {
    /// Its ID.
    pub id: TaskId,
    /// Its version, from 1.
    pub version: i64,
    /// Such as `MT202405001-01` (S0-67).
    pub code: String,
    /// What it hangs on.
    pub anchor: Anchor,
    /// The minutes that made it.
    pub origin: Option<Origin>,
    /// The department that does it: the involved one in which, or below which, the assignee works.
    pub department: DepartmentId,
    /// What is to be done, in a line.
    pub name: Line,
    /// The same at length.
    pub description: Option<Text>,
    /// Who answers for it.
    pub assignee: PersonId,
    /// Who helps; never the assignee.
    pub collaborators: BTreeSet<PersonId>,
    /// How pressing it is.
    pub priority: Priority,
    /// What acceptance is measured against.
    pub delivery_standard: Option<Text>,
    /// When work is planned to begin.
    pub start_on: Option<Date>,
    /// When it is due.
    pub due: Due,
    /// The status and what belongs to it.
    pub state: TaskState,
    /// Percentage done, 0 to 100; moved by progress updates alone.
    pub progress: u8,
    /// The last stated risk.
    pub risk: Option<Text>,
    /// Other tasks of the same request that come first.
    pub depends_on: BTreeSet<TaskId>,
    /// When it was given to the assignee; none while it is only planned (resolution 9).
    pub dispatched_at: Option<Instant>,
    /// When the assignee confirmed having taken it (S0-30).
    pub acknowledged_at: Option<Instant>,
    /// When work began.
    pub started_at: Option<Instant>,
    /// Who decided that it starts before what it waits for, and why.
    pub start_override: Option<StartOverride>,
    /// When it was last handed over.
    pub delivered_at: Option<Instant>,
    /// Who handed it over; they give no verdict on it.
    pub delivered_by: Option<PersonId>,
    /// When it was accepted.
    pub completed_at: Option<Instant>,
    /// When the record told that it is overdue, for the present due time.
    pub overdue_told_at: Option<Instant>,
    /// What its deadlines ask about.
    pub duties: Duties,
    /// What was handed over, every version, oldest first.
    pub deliverables: Vec<Deliverable>,
    /// The verdicts, oldest first.
    pub rounds: Vec<AcceptanceRound>,
    /// The new dates asked for, oldest first.
    pub extensions: Vec<Extension>,
    /// When it was created.
    pub created_at: Instant,
    /// Who created it.
    pub created_by: Option<PersonId>,
}

/// What a task remembers for its deadlines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Duties {
    /// When it was last handed to another assignee, who acknowledges it anew.
    pub reassigned_at: Option<Instant>,
    /// The last date whose progress is on record.
    pub reported_through: Option<Date>,
    /// When the delay past the present due time was explained (resolution 37).
    pub delay_explained_at: Option<Instant>,
}

/// Another task that this one waits for, or that waits for this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// Which.
    pub task: TaskId,
    /// Its code.
    pub code: String,
    /// Where it is.
    pub status: TaskStatus,
    /// Who answers for it.
    pub assignee: PersonId,
}

/// What surrounds a task, loaded with it under the same lock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// The request it hangs on.
    pub frame: Option<Frame>,
    /// The meeting it hangs on.
    pub meeting: Option<MeetingFrame>,
    /// Who decides for the department that does it, where it hangs on a meeting: they accept it, whether they were at the
    /// meeting or not.
    pub heads: BTreeSet<PersonId>,
    /// The tasks it waits for.
    pub dependencies: Vec<Neighbour>,
    /// The tasks that wait for it.
    pub dependents: Vec<Neighbour>,
    /// Problems raised on it that nobody has taken up.
    pub unattended_problems: u32,
    /// Problems raised on it that are neither confirmed nor withdrawn.
    pub unsettled_problems: u32,
}

impl Setting {
    /// Who may see what it hangs on.
    pub fn above(&self) -> Option<&Audience> {
        let meeting = self.meeting.as_ref().map(|meeting| &meeting.audience);
        self.frame.as_ref().map(|frame| &frame.audience).or(meeting)
    }

    /// The heads that `record` asks for, from the present directory.
    pub fn heads_of(record: &TaskRecord, directory: &Directory) -> BTreeSet<PersonId> {
        match record.anchor {
            Anchor::Meeting(_) => directory.deciders(record.department).into_iter().collect(),
            Anchor::Request(_) | Anchor::Department(_) => BTreeSet::new(),
        }
    }
}

/// A unit of work with exactly one assignee, in its setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    record: TaskRecord,
    setting: Setting,
    entries: Vec<ProgressUpdate>,
}

impl Task {
    /// The task that was stored as `record`, in its present setting.
    pub const fn restore(record: TaskRecord, setting: Setting) -> Self {
        Self { record, setting, entries: Vec::new() }
    }

    /// What it keeps.
    pub const fn record(&self) -> &TaskRecord {
        &self.record
    }

    /// What it keeps, alone.
    pub fn into_record(self) -> TaskRecord {
        self.record
    }

    /// What surrounds it.
    pub const fn setting(&self) -> &Setting {
        &self.setting
    }

    /// The same task under its request as it is after the change at hand: who sees a request sees its tasks.
    #[must_use]
    pub fn reframed(mut self, frame: Frame) -> Self {
        self.setting.frame = Some(frame);
        self
    }

    /// The entries that this change adds to its log; older ones are never changed and stay in the store.
    pub fn entries(&self) -> &[ProgressUpdate] {
        &self.entries
    }

    /// Where it is.
    pub const fn status(&self) -> TaskStatus {
        self.record.state.status()
    }

    /// Whether it is late: due before `now` and neither delivered nor at an end. Computed, never stored (S1-80).
    pub fn overdue(&self, now: Instant) -> bool {
        self.record.overdue(now)
    }

    /// The request it hangs on.
    pub const fn request(&self) -> Option<RequestId> {
        self.record.request()
    }

    fn change(&self, facts: Vec<TaskFact>, alter: impl FnOnce(&mut TaskRecord)) -> Change<Self> {
        let mut state = self.clone();
        state.entries.clear();
        alter(&mut state.record);
        Change::of(self, state, facts)
    }
}

impl TaskRecord {
    /// Where it is.
    pub const fn status(&self) -> TaskStatus {
        self.state.status()
    }

    /// Whether it is late; see [`Task::overdue`].
    pub fn overdue(&self, now: Instant) -> bool {
        self.due.at < now && self.status().is_open()
    }

    /// The request it hangs on.
    pub const fn request(&self) -> Option<RequestId> {
        match self.anchor {
            Anchor::Request(request) => Some(request),
            Anchor::Department(_) | Anchor::Meeting(_) => None,
        }
    }

    /// Who may see it: who sees what it hangs on, `above`, its assignee, its collaborators, and `heads`, those of a task of a
    /// meeting (resolutions 17 and 18).
    pub fn audience(&self, above: Option<&Audience>, heads: &BTreeSet<PersonId>) -> Audience {
        let people = self.people().chain(heads.iter().copied());
        match (self.anchor, above) {
            (Anchor::Request(_) | Anchor::Meeting(_), Some(of)) => Audience::new(
                of.reach,
                of.departments.iter().copied(),
                of.persons.iter().copied().chain(people),
            )
            .escalated(of.escalated),
            (Anchor::Request(_) | Anchor::Meeting(_), None) => Audience::new(Reach::Private, [], people),
            (Anchor::Department(department), _) => Audience::new(Reach::Departments, [department], people),
        }
    }

    /// Who sees it whatever it hangs on: its collaborators and its assignee.
    pub fn people(&self) -> impl Iterator<Item = PersonId> {
        self.collaborators.iter().copied().chain([self.assignee])
    }

    /// The extension that waits for a decision.
    pub fn open_extension(&self) -> Option<&Extension> {
        self.extensions.iter().rev().find(|extension| extension.verdict == ExtensionVerdict::Open)
    }
}

impl Aggregate for Task {
    type Fact = TaskFact;

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
        self.record.audience(self.setting.above(), &self.setting.heads)
    }

    fn searchable(&self) -> Searchable {
        self.record.searchable()
    }

    fn watched(&self) -> Map<String, Value> {
        let task = &self.record;
        let instant = |at: Option<Instant>| at.map(|at| at.to_string());
        let fields = json!({
            "status": task.status().name(),
            "name": task.name,
            "description": task.description,
            "department": task.department,
            "assignee": task.assignee,
            "collaborators": task.collaborators,
            "priority": task.priority,
            "deliveryStandard": task.delivery_standard,
            "startOn": task.start_on,
            "dueAt": task.due.at.to_string(),
            "dueOn": task.due.on,
            "progress": task.progress,
            "risk": task.risk,
            "dependsOn": task.depends_on,
            "dispatchedAt": instant(task.dispatched_at),
            "acknowledgedAt": instant(task.acknowledged_at),
            "startedAt": instant(task.started_at),
            "deliveredAt": instant(task.delivered_at),
            "completedAt": instant(task.completed_at),
        });
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }
}
