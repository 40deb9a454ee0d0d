//! Withdrawing a problem that was a mistake, or ends with its request (resolution 58).

use super::{Action, Problem, ProblemFact, ProblemStatus};
use crate::command::{Change, Context};
use crate::error::Refusal;
use crate::text::Text;

impl Problem {
    /// Withdraws it. Emits `ProblemWithdrawn`.
    pub fn withdraw(&self, ctx: &Context<'_>, reason: Text) -> Result<Change<Self>, Refusal> {
        self.can(Action::Withdraw, ctx)?;
        Ok(self.withdrawn(Some(reason)))
    }

    /// Its request was withdrawn or declined; nothing to do for a settled problem.
    pub fn request_ended(&self, ctx: &Context<'_>) -> Result<Option<Change<Self>>, Refusal> {
        self.only_server(ctx)?;
        Ok((!self.status().is_settled()).then(|| self.withdrawn(None)))
    }

    fn withdrawn(&self, reason: Option<Text>) -> Change<Self> {
        let fact = ProblemFact::ProblemWithdrawn { reason: reason.clone() };
        self.change(vec![fact], |problem| {
            problem.status = ProblemStatus::Withdrawn;
            problem.withdrawn_reason = reason;
        })
    }
}
