//! Deadlines (时限): dated obligations on a request, task, problem, meeting, customer or comment, and what happens when nobody
//! keeps them.
//!
//! Owns the [`Deadline`] aggregate and the Deadline table of `states.md`. Nouns say what is owed, purely, from what they are
//! ([`Owed`], made in the `owed` file of each noun); [`reconcile()`] moves the stored deadlines to it after every change, in the
//! same transaction; [`Deadline::fire`] is what time does. No command starts, stops or moves a deadline, so none can forget
//! to. Arithmetic of time is [`crate::calendar`]'s, lengths and chains are the pack's ([`crate::pack`]), who is told is
//! [`crate::notice`]'s.

mod fact;
mod fire;
mod kind;
mod owed;
mod reconcile;
mod recount;
mod recurring;
mod remind;
mod state;
mod step;
#[cfg(test)]
pub(crate) mod tests;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

pub use fact::{DeadlineBrief, DeadlineFact, Retargeting};
pub use fire::{LATE_SECONDS, Proof};
pub use kind::DeadlineKind;
pub use owed::{Ledger, Obligation, Owed, Standing};
pub use reconcile::{About, reconcile};
pub use state::DeadlineState;

use crate::access::Audience;
use crate::calendar::{CalendarRef, Length, Rest, Span};
use crate::command::{Aggregate, Context};
use crate::directory::Directory;
use crate::event::SubjectKind;
use crate::ids::{
    CommentId, CustomerId, DeadlineId, DepartmentId, MeetingId, PersonId, ProblemId, RequestId, TaskId,
};
use crate::pack::{ByPack, Governed, PackRef};
use crate::priority::Priority;
use crate::time::Instant;

/// What a deadline is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DeadlineSubject {
    /// A request.
    Request(RequestId),
    /// A task.
    Task(TaskId),
    /// A problem.
    Problem(ProblemId),
    /// A meeting.
    Meeting(MeetingId),
    /// A customer.
    Customer(CustomerId),
    /// A comment that asks for answers.
    Comment(CommentId),
}

impl DeadlineSubject {
    /// The bits of its ID.
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Request(id) => id.uuid(),
            Self::Task(id) => id.uuid(),
            Self::Problem(id) => id.uuid(),
            Self::Meeting(id) => id.uuid(),
            Self::Customer(id) => id.uuid(),
            Self::Comment(id) => id.uuid(),
        }
    }

    /// Which kind of record it is.
    pub const fn kind(self) -> SubjectKind {
        match self {
            Self::Request(_) => SubjectKind::Request,
            Self::Task(_) => SubjectKind::Task,
            Self::Problem(_) => SubjectKind::Problem,
            Self::Meeting(_) => SubjectKind::Meeting,
            Self::Customer(_) => SubjectKind::Customer,
            Self::Comment(_) => SubjectKind::Comment,
        }
    }
}

/// Who owes: a person, or a department through its head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Owner {
    /// The department that answers for it; its calendar counts (resolution 32).
    pub department: DepartmentId,
    /// The person, where it is one's own matter; none where whoever decides for the department owes.
    pub person: Option<PersonId>,
}

impl Owner {
    /// The department, through whoever decides for it.
    pub const fn department(department: DepartmentId) -> Self {
        Self { department, person: None }
    }

    /// The department through this person, or through whoever decides for it where nobody is named.
    pub fn through(person: Option<PersonId>, department: DepartmentId, directory: &Directory) -> Self {
        match person {
            Some(person) => Self::person(person, department, directory),
            None => Self::department(department),
        }
    }

    /// The person while they are active; else the department (resolution 20).
    pub fn person(person: PersonId, department: DepartmentId, directory: &Directory) -> Self {
        Self { department, person: Some(person).filter(|person| directory.is_active(*person)) }
    }

    /// Everybody whom the obligation reaches now.
    pub fn reached(&self, directory: &Directory) -> Vec<PersonId> {
        match self.person.filter(|person| directory.is_active(*person)) {
            Some(person) => vec![person],
            None => directory.deciders(self.department),
        }
    }
}

/// By which calendar a deadline counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedBy {
    /// What machines call it.
    pub code: String,
    /// Whose it is; none for the organisation's.
    pub department: Option<DepartmentId>,
    /// Its version.
    pub version: i64,
}

impl CountedBy {
    /// The calendar that holds for this department now.
    pub fn present(department: DepartmentId, ctx: &Context<'_>) -> Self {
        let ancestry = ctx.directory.ancestry(department);
        let definition = ctx.calendars.of(&ancestry).definition();
        Self {
            code: definition.code.to_string(),
            department: ctx.calendars.whose(&ancestry),
            version: definition.version,
        }
    }

    /// The version that it was counted by, to be read again.
    pub const fn reference(&self) -> CalendarRef {
        CalendarRef { department: self.department, version: self.version }
    }
}

/// Everything a deadline keeps, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeadlineRecord {
    /// Its ID.
    pub id: DeadlineId,
    /// Its version, from 1.
    pub version: i64,
    /// What it is about.
    pub subject: DeadlineSubject,
    /// The request that this belongs to, directly or through a task.
    pub request: Option<RequestId>,
    /// The record whose audience it has: the request, or what stands alone.
    pub root: Uuid,
    /// What is owed.
    pub kind: DeadlineKind,
    /// Which of several of the kind: a party, a side, an escalation, a date; empty where there is one.
    pub part: String,
    /// How often it has been owed, from 1; each time is a deadline of its own (X5).
    pub cycle: u32,
    /// Who owes.
    pub owner: Owner,
    /// The department to which it is owed.
    pub counterpart: Option<DepartmentId>,
    /// How pressing it is; reminders of what is critical do not wait for the morning.
    pub priority: Priority,
    /// By which pack.
    pub pack: PackRef,
    /// Where it is.
    pub state: DeadlineState,
    /// When it began.
    pub started_at: Instant,
    /// How long it may take.
    pub length: Length,
    /// When it is due; while it is paused, when it would have been.
    pub due_at: Instant,
    /// Since when the present stretch runs.
    pub running_since: Instant,
    /// The stretches before it, as they were counted (X10).
    pub spans: Vec<Span>,
    /// What is left while it is paused.
    pub rest: Option<Rest>,
    /// By which calendar the due time was found.
    pub calendar: CountedBy,
    /// When to warn; none where there is nothing to warn of.
    pub warn_at: Option<Instant>,
    /// When it was warned of; once per cycle.
    pub warned_at: Option<Instant>,
    /// When it was found breached.
    pub breached_at: Option<Instant>,
    /// How many steps of the chain were taken.
    pub step: u32,
    /// When the next step is due.
    pub step_at: Option<Instant>,
    /// At which step a person last reminded; one reminder for each.
    pub reminded_at_step: Option<u32>,
    /// Whether somebody active was told when it began (resolution 15).
    pub told: bool,
    /// When a breached one was fulfilled after all (resolution 36).
    pub settled_at: Option<Instant>,
    /// Whether a later date was approved after the breach; it does not count against the hit rate.
    pub excused: bool,
    /// When it came to its end; none while it runs, is paused or its breach is open.
    pub ended_at: Option<Instant>,
}

impl DeadlineRecord {
    /// Which deadline it is, as its events say it.
    pub const fn brief(&self) -> DeadlineBrief {
        DeadlineBrief { kind: self.kind, subject: self.subject, request: self.request, owner: self.owner }
    }

    /// Who owes it, where they see it whatever they see of the record at its root.
    pub const fn owed_beside_the_root(&self) -> Option<PersonId> {
        match self.subject {
            DeadlineSubject::Comment(_) => self.owner.person,
            _ => None,
        }
    }

    /// Whether something may still happen to it.
    pub const fn is_live(&self) -> bool {
        self.ended_at.is_none()
    }

    /// When time has to do something with it next; none where it waits for people alone.
    pub fn next_at(&self) -> Option<Instant> {
        match self.state {
            _ if !self.is_live() => None,
            DeadlineState::Running => {
                let warning = self.warn_at.filter(|_| self.warned_at.is_none());
                Some(warning.map_or(self.due_at, |at| at.min(self.due_at)))
            }
            DeadlineState::Breached => self.step_at,
            DeadlineState::Paused | DeadlineState::Met | DeadlineState::Cancelled => None,
        }
    }

    /// Whether it is late now. Computed, never stored.
    pub fn overdue(&self, now: Instant) -> bool {
        match self.state {
            DeadlineState::Running => self.due_at < now,
            DeadlineState::Breached => self.is_live(),
            DeadlineState::Paused | DeadlineState::Met | DeadlineState::Cancelled => false,
        }
    }
}

impl ByPack for DeadlineRecord {
    fn governed(&self) -> Governed<'_> {
        Governed::By(&self.pack)
    }
}

/// A dated obligation. Moved by the server alone; people move what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    record: DeadlineRecord,
    audience: Audience,
}

impl Deadline {
    /// The deadline that was stored as `record`, seen by this audience.
    pub const fn restore(record: DeadlineRecord, audience: Audience) -> Self {
        Self { record, audience }
    }

    /// What it keeps.
    pub const fn record(&self) -> &DeadlineRecord {
        &self.record
    }

    /// What it keeps, alone.
    pub fn into_record(self) -> DeadlineRecord {
        self.record
    }
}

impl Aggregate for Deadline {
    type Fact = DeadlineFact;

    fn uuid(&self) -> Uuid {
        self.record.id.uuid()
    }

    fn version(&self) -> i64 {
        self.record.version
    }

    fn set_version(&mut self, version: i64) {
        self.record.version = version;
    }

    /// Who sees the record at its root, and of an answer whoever owes it: they may see what the comment is about without
    /// seeing what that hangs on.
    fn audience(&self) -> Audience {
        let of = &self.audience;
        match self.record.owed_beside_the_root() {
            None => of.clone(),
            Some(owner) => {
                let persons = of.persons.iter().copied().chain([owner]);
                Audience::new(of.reach, of.departments.iter().copied(), persons).escalated(of.escalated)
            }
        }
    }

    fn watched(&self) -> Map<String, Value> {
        let deadline = &self.record;
        let fields = json!({
            "kind": deadline.kind,
            "state": deadline.state,
            "owner": deadline.owner.person,
            "department": deadline.owner.department,
            "dueAt": deadline.due_at.to_string(),
            "settledAt": deadline.settled_at.map(|at| at.to_string()),
            "excused": deadline.excused,
        });
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }
}
