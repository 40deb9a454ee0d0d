//! Solving a problem, and the raiser's word on it: confirmed, or not resolved (S3-50, S3-68, resolution 58).

use serde::{Deserialize, Serialize};

use super::{Action, Problem, ProblemFact, ProblemStatus};
use crate::command::{Change, Context};
use crate::error::Refusal;
use crate::ids::PersonId;
use crate::text::Text;
use crate::time::Instant;

/// What the responsible side found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resolution {
    /// What was done.
    pub measure: Text,
    /// What came of it.
    pub result: Text,
    /// Who says so.
    pub by: Option<PersonId>,
    /// When.
    pub at: Instant,
    /// Why the raiser did not agree.
    pub rejected: Option<Text>,
}

/// The raiser's word that a problem is solved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Confirmation {
    /// The result, such as 支付响应时间缩短至2秒内.
    pub result: Text,
    /// Who confirms.
    pub by: Option<PersonId>,
    /// When.
    pub at: Instant,
}

impl Problem {
    /// Says that it is solved; who says so handles it where nobody did. Emits `ProblemResolved`.
    pub fn resolve(&self, ctx: &Context<'_>, measure: Text, result: Text) -> Result<Change<Self>, Refusal> {
        self.can(Action::Resolve, ctx)?;
        let fact = ProblemFact::ProblemResolved { measure: measure.clone(), result: result.clone() };
        Ok(self.change(vec![fact], |problem| {
            problem.status = ProblemStatus::Resolved;
            problem.handler = problem.handler.or(ctx.actor.person());
            problem.resolution =
                Some(Resolution { measure, result, by: ctx.actor.person(), at: ctx.now, rejected: None });
        }))
    }

    /// Says that it is not. Emits `ProblemRejected`.
    pub fn reject(&self, ctx: &Context<'_>, reason: Text) -> Result<Change<Self>, Refusal> {
        self.can(Action::Reject, ctx)?;
        let fact = ProblemFact::ProblemRejected { reason: reason.clone() };
        Ok(self.change(vec![fact], |problem| {
            problem.status = ProblemStatus::Resolving;
            problem.duties.rejected_at = Some(ctx.now);
            if let Some(resolution) = &mut problem.resolution {
                resolution.rejected = Some(reason);
            }
        }))
    }

    /// Confirms the result. Emits `ProblemConfirmed`.
    pub fn confirm(&self, ctx: &Context<'_>, result: Text) -> Result<Change<Self>, Refusal> {
        self.can(Action::Confirm, ctx)?;
        let fact = ProblemFact::ProblemConfirmed { result: result.clone() };
        Ok(self.change(vec![fact], |problem| {
            problem.status = ProblemStatus::Confirmed;
            problem.confirmation = Some(Confirmation { result, by: ctx.actor.person(), at: ctx.now });
        }))
    }
}
