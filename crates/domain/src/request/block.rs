//! The flag "blocked" (受阻): raised and lifted with a word, never a status (resolution 25).

use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule};
use crate::request::Request;
use crate::request::ability::Action;
use crate::request::fact::RequestFact;
use crate::request::record::Block;
use crate::request::step::Step;
use crate::text::Text;

impl Request {
    /// Raises the flag. While it is up, nothing is accepted or closed.
    pub fn block(&self, ctx: &Context<'_>, reason: Text) -> Result<Change<Self>, Refusal> {
        self.can(Action::Block, ctx)?;
        let mut step = Step::of(self, ctx);
        step.record.block = Some(Block { reason: reason.clone(), by: ctx.actor.person(), at: ctx.now });
        step.fact(RequestFact::RequestBlocked { reason });
        Ok(step.finish())
    }

    /// Lifts the flag.
    pub fn unblock(&self, ctx: &Context<'_>, note: Option<Text>) -> Result<Change<Self>, Refusal> {
        self.can(Action::Unblock, ctx)?;
        let mut step = Step::of(self, ctx);
        let Some(block) = step.record.block.take() else {
            return Err(self.conflict(ctx, vec![Reason::of(Rule::NotBlocked)]));
        };
        step.fact(RequestFact::RequestUnblocked { reason: block.reason, note });
        Ok(step.finish())
    }
}
