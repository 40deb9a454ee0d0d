//! What time does to a deadline: one step, when its instant has come.
//!
//! The planned instants decide what is next, not when the server came to it: after an outage every step happens once, in
//! order, and is marked late. What a breach means for the record itself (silence that counts as an answer, a request that is
//! declined) is the noun's `lapse` command, called in the same transaction.

use super::step::Moving;
use super::{Deadline, DeadlineFact, DeadlineState};
use crate::command::{Change, Context};
use crate::time::Instant;

/// A step that comes more than so many seconds after its instant is marked late.
pub const LATE_SECONDS: i64 = 60;

/// Whether a step planned for `at` is late at `now`.
pub(super) const fn is_late(at: Instant, now: Instant) -> bool {
    now.micros() > at.plus_seconds(LATE_SECONDS).micros()
}

/// Whether a party can be held to its silence (resolution 15).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// A notification of the question is stored for an active liaison or head.
    pub told: bool,
    /// So is a warning before the expiry.
    pub warned: bool,
}

impl Deadline {
    /// The next step, if its time has come: the warning, the breach with the first step of its chain, a later step.
    pub fn fire(&self, ctx: &Context<'_>) -> Option<Change<Self>> {
        let planned = self.record.next_at().filter(|at| *at <= ctx.now)?;
        let mut moving = Moving::of(self, &self.audience, ctx);
        match self.record.state {
            DeadlineState::Running if planned < self.record.due_at => moving.warn(planned),
            DeadlineState::Running => {
                moving.breach();
                moving.climb(true);
            }
            _ => moving.climb(false),
        }
        moving.finish()
    }

    /// Whether this change of a deadline is its breach: then its record has something to do.
    pub fn has_lapsed(change: &Change<Self>) -> bool {
        change.facts.iter().any(|fact| matches!(fact, DeadlineFact::DeadlineBreached { .. }))
            && change.state.record.is_live()
    }

    /// Whether silence can be held against who owes: somebody active was told, and warned before it was due
    /// (resolution 15).
    pub fn proof(&self) -> Proof {
        let record = &self.record;
        let warned = record.warned_at.is_some_and(|at| at < record.due_at);
        Proof { told: record.told, warned }
    }
}

impl Moving<'_> {
    fn warn(&mut self, planned: Instant) {
        let (deadline, due_at, now) = (self.record.brief(), self.record.due_at, self.ctx.now);
        self.record.warned_at = Some(now);
        let told = self.record.owner.reached(self.ctx.directory);
        self.fact(DeadlineFact::DeadlineWarned { deadline, due_at, late: is_late(planned, now), told });
    }

    /// Takes the step of the chain whose time has come, and plans the one after it. With the breach itself the first step is
    /// taken only where it has no delay.
    fn climb(&mut self, with_breach: bool) {
        let chain = self.ctx.pack.chain(self.record.kind);
        let taken = usize::try_from(self.record.step).unwrap_or(usize::MAX);
        if let Some(step) = chain.get(taken).filter(|step| !with_breach || step.after.is_none()) {
            let planned = self.record.step_at.unwrap_or(self.record.due_at);
            let told = self.resolve(&step.tell);
            self.record.step += 1;
            self.fact(DeadlineFact::DeadlineStepped {
                deadline: self.record.brief(),
                step: self.record.step,
                tell: step.tell.clone(),
                late: is_late(planned, self.ctx.now),
                told,
            });
        }
        let next = chain.get(usize::try_from(self.record.step).unwrap_or(usize::MAX));
        self.record.step_at = next.and_then(|step| match &step.after {
            Some(after) => self.calendar().due(self.record.due_at, after).ok(),
            None => Some(self.record.due_at),
        });
    }
}
