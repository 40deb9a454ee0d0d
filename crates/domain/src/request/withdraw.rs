//! Taking a request back: a draft is thrown away, a submitted request withdrawn with a reason (resolution 54).

use crate::command::{Change, Context};
use crate::error::Refusal;
use crate::request::Request;
use crate::request::ability::Action;
use crate::request::fact::RequestFact;
use crate::request::status::{Outcome, RequestStatus};
use crate::request::step::Step;
use crate::text::Text;

impl Request {
    /// Throws a draft away: its row goes, the event stays as a tombstone. No code was given, so none is lost.
    pub fn discard(&self, ctx: &Context<'_>) -> Result<Change<Self>, Refusal> {
        self.can(Action::Discard, ctx)?;
        let mut step = Step::of(self, ctx);
        step.record.discarded = true;
        step.fact(RequestFact::RequestDiscarded { title: self.form.title.clone() });
        Ok(step.finish())
    }

    /// Withdraws it. Signatures stay as record; the caller cancels its tasks and withdraws its problems with it.
    pub fn withdraw(&self, ctx: &Context<'_>, reason: Text) -> Result<Change<Self>, Refusal> {
        self.can(Action::Withdraw, ctx)?;
        let mut step = Step::of(self, ctx);
        step.fact(RequestFact::RequestWithdrawn { reason: reason.clone() });
        step.end(RequestStatus::Withdrawn, Outcome::Withdrawn, Some(reason));
        Ok(step.finish())
    }
}
