//! The priority of a running request: clocks are re-targeted, nobody is asked again (resolution 45).

use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule};
use crate::priority::Priority;
use crate::request::Request;
use crate::request::ability::Action;
use crate::request::fact::RequestFact;
use crate::request::kind::RequestKind;
use crate::request::step::Step;

impl Request {
    /// Changes the priority: initiator or lead.
    pub fn change_priority(&self, ctx: &Context<'_>, to: Priority) -> Result<Change<Self>, Refusal> {
        self.can(Action::ChangePriority, ctx)?;
        let from = self.form.priority;
        if from == to {
            return Err(Reason::of(Rule::NothingChanged).at("priority").into());
        }
        self.check_priority(ctx, to)?;
        let mut step = Step::of(self, ctx);
        step.record.form.priority = to;
        step.fact(RequestFact::PriorityChanged { from, to });
        Ok(step.finish())
    }

    /// Refuses a priority that the pack lacks, tickets of customers apart (resolution 48).
    pub(super) fn check_priority(&self, ctx: &Context<'_>, priority: Priority) -> Result<(), Refusal> {
        if ctx.pack.priorities.has(priority) || self.form.kind == RequestKind::CustomerTicket {
            return Ok(());
        }
        let reason = Reason::of(Rule::PriorityNotInPack).with("priority", priority.name());
        Err(reason.with("pack", &ctx.pack.name).at("priority").into())
    }
}
