//! How problems end.

use async_graphql::{Context, InputObject, Object, Result};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::kind;
use liaison_domain::text::Text;

use super::Problem;
use crate::graphql::decode::Decode as _;
use crate::graphql::mutation::{ActionOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Key;
use crate::operations::problem::{self as operations, OnProblem, Solution};
use crate::payload;

payload! {
    /// What `problemResolve` answers.
    ProblemResolvePayload {
        /// The problem that waits for the raiser's word.
        problem: Problem
    }
}

payload! {
    /// What `problemReject` answers.
    ProblemRejectPayload {
        /// The problem, being resolved again.
        problem: Problem
    }
}

payload! {
    /// What `problemConfirm` answers.
    ProblemConfirmPayload {
        /// The settled problem.
        problem: Problem
    }
}

payload! {
    /// What `problemWithdraw` answers.
    ProblemWithdrawPayload {
        /// The problem that was taken back.
        problem: Problem
    }
}

/// A problem that is solved.
#[derive(InputObject)]
pub struct ProblemResolveInput {
    /// Which problem.
    pub id: Key<kind::Problem>,
    /// What was done.
    pub measure: String,
    /// What came of it.
    pub result: String,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl ProblemResolveInput {
    fn decode(self) -> (ActionOptions, Result<OnProblem<Solution>, Refusal>) {
        let mut found = Violations::default();
        let measure = found.take("measure", Text::new(&self.measure));
        let result = found.take("result", Text::new(&self.result));
        let input = found
            .all((measure, result))
            .map(|(measure, result)| OnProblem { id: self.id.0, input: Solution { measure, result } });
        (self.options, input)
    }
}

/// A problem that is not solved, whatever was said.
#[derive(InputObject)]
pub struct ProblemRejectInput {
    /// Which problem.
    pub id: Key<kind::Problem>,
    /// What is still wrong.
    pub reason: String,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// A problem whose result is confirmed.
#[derive(InputObject)]
pub struct ProblemConfirmInput {
    /// Which problem.
    pub id: Key<kind::Problem>,
    /// The result.
    pub result: String,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// A problem to be taken back.
#[derive(InputObject)]
pub struct ProblemWithdrawInput {
    /// Which problem.
    pub id: Key<kind::Problem>,
    /// Why.
    pub reason: String,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// A problem with one text.
fn with_text(id: Key<kind::Problem>, field: &str, raw: &str) -> Result<OnProblem<Text>, Refusal> {
    let mut found = Violations::default();
    let text = found.take(field, Text::new(raw));
    found.all((text,)).map(|(text,)| OnProblem { id: id.0, input: text })
}

/// The root fields.
#[derive(Default)]
pub struct ProblemSolveMutation;

#[Object]
impl ProblemSolveMutation {
    /// Says that a problem is solved. For the responsible department's managers and editors.
    async fn problem_resolve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which problem, what was done and what came of it.")] input: ProblemResolveInput,
    ) -> OrNull<ProblemResolvePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::resolve).await
    }

    /// Says that a problem is not solved. For who raised it.
    async fn problem_reject(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which problem, and what is still wrong.")] input: ProblemRejectInput,
    ) -> OrNull<ProblemRejectPayload> {
        let decoded = with_text(input.id, "reason", &input.reason);
        run(ctx, input.options, decoded, operations::reject).await
    }

    /// Confirms the result of a problem, which closes it. For who raised it, never by silence.
    async fn problem_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which problem, and the result.")] input: ProblemConfirmInput,
    ) -> OrNull<ProblemConfirmPayload> {
        let decoded = with_text(input.id, "result", &input.result);
        run(ctx, input.options, decoded, operations::confirm).await
    }

    /// Takes a problem back that was a mistake. For who raised it.
    async fn problem_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which problem, and why.")] input: ProblemWithdrawInput,
    ) -> OrNull<ProblemWithdrawPayload> {
        let decoded = with_text(input.id, "reason", &input.reason);
        run(ctx, input.options, decoded, operations::withdraw).await
    }
}
