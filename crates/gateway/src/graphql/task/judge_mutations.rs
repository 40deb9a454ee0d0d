//! The verdict on a delivered task.

use async_graphql::{Context, Enum, InputObject, Object, Result};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::kind;
use liaison_domain::task::Verdict;
use liaison_domain::text::Text;

use super::Task;
use super::inputs::required_due;
use crate::graphql::decode::Decode as _;
use crate::graphql::mutation::{ActionOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{Date, DateTime, Key};
use crate::operations::task::{self as operations, OnTask};
use crate::payload;

payload! {
    /// What `taskAccept` answers.
    TaskAcceptPayload {
        /// The task: completed, or in rework.
        task: Task
    }
}

/// What is said of a delivery.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptanceVerdict {
    /// 通过: it meets its standard.
    Passed,
    /// 不通过，需修改: it does not, in the points named.
    Rework,
}

/// A verdict on a delivered task.
#[derive(InputObject)]
pub struct TaskAcceptInput {
    /// Which task.
    pub id: Key<kind::Task>,
    /// The verdict.
    pub verdict: AcceptanceVerdict,
    /// For rework: what to change, 1 to 50 points.
    pub points: Option<Vec<String>>,
    /// For rework: the instant by which; not together with `dueOn`.
    pub due_at: Option<DateTime>,
    /// For rework: the date by which.
    pub due_on: Option<Date>,
    /// A remark.
    pub comment: Option<String>,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl TaskAcceptInput {
    fn decode(self) -> (ActionOptions, Result<OnTask<Verdict>, Refusal>) {
        let mut found = Violations::default();
        let comment = found.take("comment", Text::optional(self.comment.as_deref()));
        let verdict = match self.verdict {
            AcceptanceVerdict::Passed => found.all((comment,)).map(|(comment,)| Verdict::Passed { comment }),
            AcceptanceVerdict::Rework => {
                let list = self.points.unwrap_or_default();
                let points = found.each("points", list, |found, path, raw| found.take(path, Text::new(&raw)));
                let due = required_due(&mut found, self.due_at, self.due_on);
                let parts = found.all((points, due, comment));
                parts.map(|(points, due, comment)| Verdict::Rework { points, due, comment })
            }
        };
        (self.options, verdict.map(|verdict| OnTask { id: self.id.0, input: verdict }))
    }
}

/// The root field.
#[derive(Default)]
pub struct TaskJudgeMutation;

#[Object]
impl TaskJudgeMutation {
    /// Judges a delivered task against its standard: passed, or back for rework with points and a date. For the initiator and
    /// the named acceptors; the lead judges what the initiating side delivered, a department's managers what stands alone;
    /// nobody their own. An unconfirmed problem bars passing.
    async fn task_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The verdict.")] input: TaskAcceptInput,
    ) -> OrNull<TaskAcceptPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::accept).await
    }
}
