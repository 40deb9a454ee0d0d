//! A person reminds who owes (催办): one reminder for each step, whoever sends it.

use super::step::Moving;
use super::{Deadline, DeadlineFact, DeadlineState};
use crate::access::{Actor, OrganizationRole};
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, StateConflict};

impl Deadline {
    /// Whether the caller may remind of it now: those to whom it is owed, and whoever stands above those who owe. Not of what
    /// is theirs to do.
    ///
    /// # Errors
    /// `NotPermitted` with `ROLE_MISSING` or `OWN_MATTER`; `State` for one that is over or paused, with `ALREADY_ON_RECORD`
    /// where somebody has reminded of this step.
    pub fn can_remind(&self, ctx: &Context<'_>) -> Result<(), Refusal> {
        let record = &self.record;
        let Actor::Person(caller) = ctx.actor else {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        };
        if record.owner.reached(ctx.directory).contains(&caller.id) {
            return Err(Refusal::NotPermitted(Reason::of(Rule::OwnMatter)));
        }
        let receives = record.counterpart.is_some_and(|department| ctx.actor.member_of(department));
        let above = caller.oversees.contains(&record.owner.department)
            || caller.executive_of.contains(&record.owner.department);
        if !receives && !above && !ctx.actor.has(OrganizationRole::Admin) {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        }
        let conflict = |missing| {
            Err(Refusal::State(StateConflict { status: record.state.name(), allowed: Vec::new(), missing }))
        };
        if !record.is_live() || !matches!(record.state, DeadlineState::Running | DeadlineState::Breached) {
            return conflict(Vec::new());
        }
        if record.reminded_at_step == Some(self.step_of_reminder()) {
            return conflict(vec![Reason::of(Rule::AlreadyOnRecord)]);
        }
        Ok(())
    }

    /// Reminds who owes.
    ///
    /// # Errors
    /// As [`Self::can_remind`].
    pub fn remind(&self, ctx: &Context<'_>) -> Result<Change<Self>, Refusal> {
        self.can_remind(ctx)?;
        let mut moving = Moving::of(self, &self.audience, ctx);
        moving.record.reminded_at_step = Some(self.step_of_reminder());
        let (deadline, due_at) = (self.record.brief(), self.record.due_at);
        let told = self.record.owner.reached(ctx.directory);
        moving.fact(DeadlineFact::DeadlineReminded { deadline, due_at, told });
        moving.finish().ok_or(Refusal::NotFound)
    }

    /// Before the warning, after it, after the breach, after each step of the chain.
    fn step_of_reminder(&self) -> u32 {
        match self.record.state {
            DeadlineState::Running => u32::from(self.record.warned_at.is_some()),
            _ => 2 + self.record.step,
        }
    }
}
