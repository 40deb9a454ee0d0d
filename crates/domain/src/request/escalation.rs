//! Escalations (升级): a disagreement before the heads, then the executive in charge, until a ruling ends it (resolution 22).
//!
//! Owns the record of one; raising and taking up are in [`super::escalate`], the ruling in [`super::rule`].

use serde::{Deserialize, Serialize};

use crate::command::Context;
use crate::ids::{DepartmentId, EscalationId, PartyId, PersonId, ResponseId, TaskId};
use crate::named::named;
use crate::text::{Line, Text};
use crate::time::Instant;

named! {
    /// Before whom a disagreement is.
    EscalationLevel {
        /// The heads of the departments in dispute and of the initiating one.
        Heads = "HEADS",
        /// The executive in charge of all of them.
        Executive = "EXECUTIVE",
    }
}

named! {
    /// How an escalation can end.
    RulingOutcome {
        /// The parties in dispute accept.
        PartyAccepts = "PARTY_ACCEPTS",
        /// The content changes.
        Revise = "REVISE",
        /// Another department takes the place of the party in dispute.
        Reroute = "REROUTE",
        /// The request is declined.
        Decline = "DECLINE",
        /// The task in dispute passes.
        TaskPassed = "TASK_PASSED",
        /// The task in dispute goes to rework.
        TaskRework = "TASK_REWORK",
        /// Nothing changes.
        Dismissed = "DISMISSED",
    }
}

/// A third side's view (S2-27).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Opinion {
    /// Whose view, where it is an employee.
    pub person: Option<PersonId>,
    /// Whose view, in words (法务部).
    pub source: Option<Line>,
    /// The view.
    pub text: Text,
    /// Who put it on record.
    pub recorded_by: Option<PersonId>,
    /// When.
    pub at: Instant,
}

/// Somebody took it up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TakeUp {
    /// Who.
    pub by: PersonId,
    /// Before whom it was then.
    pub level: EscalationLevel,
    /// When.
    pub at: Instant,
}

/// What one of those asked holds the ruling should be; in force when all departments asked say the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Vote {
    /// For which department; none for the executive.
    pub department: Option<DepartmentId>,
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Instant,
    /// How it should end.
    pub outcome: RulingOutcome,
    /// The digest of outcome and terms: votes agree when these do.
    pub terms: crate::canonical::Digest,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ruling {
    /// The outcome.
    pub outcome: RulingOutcome,
    /// Why.
    pub reason: Text,
    /// Who ruled.
    pub by: Vec<PersonId>,
    /// When.
    pub at: Instant,
}

/// A disagreement put before somebody higher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Escalation {
    /// Its ID.
    pub id: EscalationId,
    /// What the disagreement is.
    pub reason: Text,
    /// Who escalated; none for a lapsed re-route.
    pub by: Option<PersonId>,
    /// When.
    pub at: Instant,
    /// The parties in dispute.
    pub parties: Vec<PartyId>,
    /// The task in dispute, where it is about a delivery.
    pub task: Option<TaskId>,
    /// The answer in dispute, where there is one.
    pub response: Option<ResponseId>,
    /// Whose heads are asked: the initiating department first.
    pub departments: Vec<DepartmentId>,
    /// Before whom it is.
    pub level: EscalationLevel,
    /// The executive asked, once it is before one; none while nobody is in charge.
    pub executive: Option<PersonId>,
    /// Since when it is before them.
    pub asked_at: Instant,
    /// Who took it up, in order.
    pub taken_up: Vec<TakeUp>,
    /// Views of third sides.
    pub opinions: Vec<Opinion>,
    /// What those asked hold, the last word of each.
    pub votes: Vec<Vote>,
    /// How it ended by ruling.
    pub ruling: Option<Ruling>,
    /// When it ended, by ruling or with the request.
    pub ended_at: Option<Instant>,
}

impl Escalation {
    /// Whether it still waits for a ruling.
    pub const fn is_open(&self) -> bool {
        self.ended_at.is_none()
    }

    /// Whether somebody of the present level took it up.
    pub fn is_taken_up(&self) -> bool {
        self.taken_up.iter().any(|taken| taken.level == self.level)
    }

    /// The departments for which the caller is asked; at the executive's level, whether they are the executive.
    pub fn asks(&self, ctx: &Context<'_>) -> Option<Vec<DepartmentId>> {
        let caller = ctx.actor.person()?;
        match self.level {
            EscalationLevel::Executive => (self.executive == Some(caller)).then(Vec::new),
            EscalationLevel::Heads => {
                let of = |department: &DepartmentId| ctx.directory.deciders(*department).contains(&caller);
                let mine: Vec<_> = self.departments.iter().copied().filter(of).collect();
                (!mine.is_empty()).then_some(mine)
            }
        }
    }
}
