//! Giving a task up: by the lead with a reason, or with its request.

use super::{Action, Task, TaskFact, TaskState, TaskStatus};
use crate::command::{Change, Context};
use crate::error::Refusal;
use crate::text::Text;

impl Task {
    /// Gives it up; its problems move to the request (`Problem::task_cancelled`). Emits `TaskCancelled`.
    pub fn cancel(&self, ctx: &Context<'_>, reason: Text) -> Result<Change<Self>, Refusal> {
        self.can(Action::Cancel, ctx)?;
        Ok(self.cancelled(Some(reason)))
    }

    /// Its request was withdrawn or declined; nothing to do for a task at an end.
    pub fn request_ended(&self, ctx: &Context<'_>) -> Result<Option<Change<Self>>, Refusal> {
        self.only_server(ctx)?;
        Ok((!self.status().is_final()).then(|| self.cancelled(None)))
    }

    /// A correction took it out of the minutes that made it; nothing to do for one that was begun (resolution 62).
    pub fn taken_out(&self, ctx: &Context<'_>, reason: Text) -> Result<Option<Change<Self>>, Refusal> {
        self.only_server(ctx)?;
        Ok((self.status() == TaskStatus::NotStarted).then(|| self.cancelled(Some(reason))))
    }

    fn cancelled(&self, reason: Option<Text>) -> Change<Self> {
        let waiting = self.setting.dependents.iter().filter(|task| !task.status.is_final());
        let fact = TaskFact::TaskCancelled {
            reason: reason.clone(),
            waiting: waiting.clone().map(|task| task.assignee).collect(),
            dependents: waiting.map(|task| task.task).collect(),
        };
        self.change(vec![fact], |task| task.state = TaskState::Cancelled { reason })
    }
}
