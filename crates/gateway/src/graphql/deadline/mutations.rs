//! The reminder.

use async_graphql::{Context, InputObject, Object};
use liaison_domain::ids::kind;

use super::Deadline;
use crate::graphql::mutation::{ActionOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Key;
use crate::operations::deadline as operations;
use crate::payload;

payload! {
    /// What `deadlineRemind` answers.
    DeadlineRemindPayload {
        /// The deadline that was reminded of.
        deadline: Deadline
    }
}

/// A deadline to remind of.
#[derive(InputObject)]
pub struct DeadlineRemindInput {
    /// Which deadline.
    pub id: Key<kind::Deadline>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// The root field.
#[derive(Default)]
pub struct DeadlineMutation;

#[Object]
impl DeadlineMutation {
    /// Reminds who owes (催办). For those to whom it is owed, those above who owes, and administrators; once for each step,
    /// whoever sends it: before the warning, after it, after the breach and after each step of the chain.
    async fn deadline_remind(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which deadline.")] input: DeadlineRemindInput,
    ) -> OrNull<DeadlineRemindPayload> {
        run(ctx, input.options, Ok(input.id.0), operations::remind).await
    }
}
