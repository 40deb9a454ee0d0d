//! The assignee confirms having taken the task (S0-30).

use super::{Action, Task, TaskFact};
use crate::command::{Change, Context};
use crate::error::Refusal;

impl Task {
    /// Confirms. Emits `TaskAcknowledged`.
    pub fn acknowledge(&self, ctx: &Context<'_>) -> Result<Change<Self>, Refusal> {
        self.can(Action::Acknowledge, ctx)?;
        let fact = TaskFact::TaskAcknowledged { assignee: self.record.assignee };
        Ok(self.change(vec![fact], |task| task.acknowledged_at = Some(ctx.now)))
    }
}
