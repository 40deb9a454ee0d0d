//! What the record tells of a task.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Anchor, Content, Health};
use crate::event::{Fact, SubjectKind};
use crate::ids::{
    AcceptanceId, DeliverableId, DepartmentId, ExtensionId, PersonId, ProgressUpdateId, TaskId,
};
use crate::text::{Line, Text};
use crate::time::{Date, Instant};

/// The events of a task (`states.md`, Task, "Emits"), and one for each change that the list there leaves unnamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum TaskFact {
    /// It was planned or given out.
    TaskCreated {
        /// Its code.
        code: String,
        /// What it hangs on.
        anchor: Anchor,
    },
    /// It was given to its assignee.
    TaskDispatched {
        /// To whom.
        assignee: PersonId,
    },
    /// The assignee has taken it.
    TaskAcknowledged {
        /// Who.
        assignee: PersonId,
    },
    /// Work began.
    TaskStarted {
        /// Why it began before what it waits for, where it did.
        override_reason: Option<Text>,
    },
    /// An entry of its log.
    ProgressReported {
        /// Which entry.
        update: ProgressUpdateId,
        /// The date it speaks of.
        on: Date,
        /// What was done; none for the entry that a delivery without a note writes.
        text: Option<Text>,
        /// Percentage done.
        progress: u8,
        /// How it goes.
        health: Health,
    },
    /// A problem waits to be taken up.
    TaskNeedsSupport {},
    /// Every problem on it has been taken up or withdrawn.
    TaskSupported {},
    /// Something was attached.
    DeliverableAttached {
        /// Which.
        deliverable: DeliverableId,
        /// Its name.
        name: Line,
        /// Its version, from 1.
        version: u32,
        /// What it is.
        content: Content,
    },
    /// It was handed over.
    TaskDelivered {
        /// The round of acceptance that this opens, from 1.
        round: u32,
        /// What the assignee says of it.
        note: Option<Text>,
    },
    /// It was accepted.
    TaskPassed {
        /// The verdict.
        acceptance: AcceptanceId,
        /// In which round, from 1.
        round: u32,
        /// What who accepted says of it.
        comment: Option<Text>,
    },
    /// It was handed back.
    TaskSentToRework {
        /// The verdict.
        acceptance: AcceptanceId,
        /// In which round, from 1.
        round: u32,
        /// What to change.
        points: Vec<Text>,
        /// By when.
        due_at: Instant,
    },
    /// A new date is asked for.
    ExtensionRequested {
        /// Which.
        extension: ExtensionId,
        /// Why.
        reason: Text,
        /// How the work goes on.
        plan: Text,
        /// The date asked for.
        due_at: Instant,
    },
    /// The lead decided on it.
    ExtensionDecided {
        /// Which.
        extension: ExtensionId,
        /// Whether the new date holds.
        approved: bool,
        /// Whether the delay hits the goal of the request.
        goal_hit: bool,
        /// What the lead says of it.
        comment: Option<Text>,
    },
    /// The lead set a new date.
    TaskDateSet {
        /// The new one.
        due_at: Instant,
        /// Why.
        reason: Text,
    },
    /// Its plan or what it waits for changed.
    TaskPlanChanged {},
    /// Somebody else answers for it.
    TaskReassigned {
        /// Who did.
        from: PersonId,
        /// Who does.
        to: PersonId,
        /// Why.
        reason: Text,
    },
    /// The assignee's account ended; the head owes what they owed.
    TaskAssigneeVacated {
        /// Who left.
        assignee: PersonId,
        /// Who acts until somebody is named; none where nobody stands above.
        acting: Option<PersonId>,
    },
    /// It was given up.
    TaskCancelled {
        /// Why; none where it ended with its request.
        reason: Option<Text>,
        /// Who answers for the tasks that waited for it and may now start (resolution 55).
        waiting: BTreeSet<PersonId>,
        /// The tasks that waited for it.
        dependents: BTreeSet<TaskId>,
    },
    /// Its due time passed.
    TaskOverdue {
        /// The time that passed.
        due_at: Instant,
        /// The department that does it.
        department: DepartmentId,
    },
}

impl Fact for TaskFact {
    const SUBJECT: SubjectKind = SubjectKind::Task;
}
