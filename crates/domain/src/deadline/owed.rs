//! What a record owes at this moment, as values: made by each noun, compared with what is stored by [`super::reconcile()`].

use super::{DeadlineKind, Owner};
use crate::calendar::Length;
use crate::command::Context;
use crate::ids::DepartmentId;
use crate::priority::Priority;
use crate::time::{Date, Instant};

/// Where an obligation stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is owed and its clock goes on.
    Running,
    /// It is owed and its clock stands still, by a block or a dispute. What is breached stays so (`states.md`, Deadline).
    Paused,
    /// It is answered for now and the other side has the next word: its clock stands still, a breach of it is settled and
    /// what comes after is owed anew (`states.md`, Party response, changes requested; X11).
    Answered,
    /// It is fulfilled.
    Met,
    /// It comes back; what is done is done by date.
    Recurs {
        /// Everything up to this date is done.
        through: Option<Date>,
        /// So are these dates, by what was just put on record for them.
        also: Vec<Date>,
    },
}

impl Standing {
    /// Met where it is, else that it runs.
    pub const fn unless(met: bool) -> Self {
        if met { Self::Met } else { Self::Running }
    }
}

/// One obligation of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// What is owed.
    pub kind: DeadlineKind,
    /// Which of several of the kind; empty where there is one.
    pub part: String,
    /// Who owes.
    pub owner: Owner,
    /// The department to which it is owed.
    pub counterpart: Option<DepartmentId>,
    /// How pressing it is.
    pub priority: Priority,
    /// When it began.
    pub since: Instant,
    /// How long it may take.
    pub length: Length,
    /// Where it stands.
    pub standing: Standing,
    /// Whether its date was moved by an approved extension, which excuses a breach of the former.
    pub excuses: bool,
}

/// An obligation as a noun states it; its length is the pack's.
#[derive(Clone, Debug)]
pub struct Obligation {
    /// What is owed.
    pub kind: DeadlineKind,
    /// Which of several of the kind; empty where there is one.
    pub part: String,
    /// Who owes.
    pub owner: Owner,
    /// The department to which it is owed.
    pub counterpart: Option<DepartmentId>,
    /// When it began.
    pub since: Instant,
    /// Where it stands.
    pub standing: Standing,
}

/// Collects what one record owes under the pack that governs it.
pub struct Ledger<'a> {
    ctx: &'a Context<'a>,
    priority: Priority,
    blocked: bool,
    owed: Vec<Owed>,
}

impl<'a> Ledger<'a> {
    /// Nothing is owed yet. `blocked` stops the clocks that the pack lists (resolution 25).
    pub const fn new(ctx: &'a Context<'a>, priority: Priority, blocked: bool) -> Self {
        Self { ctx, priority, blocked, owed: Vec::new() }
    }

    /// This is owed, if the pack has a length for it.
    pub fn owe(&mut self, obligation: Obligation) {
        if let Some(length) = self.ctx.pack.length(obligation.kind, self.priority) {
            self.add(obligation, length, false);
        }
    }

    /// This is owed by a date of the record's own, if the pack has a policy for it. `excuses`: an extension set it.
    pub fn owe_by(&mut self, obligation: Obligation, at: Instant, excuses: bool) {
        if self.ctx.pack.policy(obligation.kind).is_some() {
            self.add(obligation, Length::At { at }, excuses);
        }
    }

    /// This is owed within a length that follows from the record, if the pack has a policy for it.
    pub fn owe_within(&mut self, obligation: Obligation, length: Length) {
        if self.ctx.pack.policy(obligation.kind).is_some() {
            self.add(obligation, length, false);
        }
    }

    /// This is owed within a length of its own, whether the pack has a policy for it or not.
    pub fn owe_always(&mut self, obligation: Obligation, length: Length) {
        self.add(obligation, length, false);
    }

    fn add(&mut self, obligation: Obligation, length: Length, excuses: bool) {
        let Obligation { kind, part, owner, counterpart, since, standing } = obligation;
        let stopped = self.blocked && self.ctx.pack.paused_by_block.contains(&kind);
        let standing = if stopped && standing == Standing::Running { Standing::Paused } else { standing };
        let priority = self.priority;
        self.owed.push(Owed { kind, part, owner, counterpart, priority, since, length, standing, excuses });
    }

    /// All that is owed, in the order of stating.
    pub fn finish(self) -> Vec<Owed> {
        self.owed
    }
}
