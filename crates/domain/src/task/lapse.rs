//! What the passing of its due time does to a task. When that is noticed is for deadlines.

use super::{Task, TaskFact};
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule};

impl Task {
    /// The due time has passed: told once for each due time (S1-23). Emits `TaskOverdue`.
    pub fn due_passed(&self, ctx: &Context<'_>) -> Result<Change<Self>, Refusal> {
        self.only_server(ctx)?;
        if !self.status().is_open() {
            return Err(self.conflict(Vec::new(), ctx));
        }
        if ctx.now < self.record.due.at {
            return Err(self.conflict(vec![Reason::of(Rule::NotOverdue)], ctx));
        }
        if self.record.overdue_told_at.is_some() {
            return Err(self.conflict(vec![Reason::of(Rule::AlreadyOnRecord)], ctx));
        }
        let fact = TaskFact::TaskOverdue { due_at: self.record.due.at, department: self.record.department };
        Ok(self.change(vec![fact], |task| task.overdue_told_at = Some(ctx.now)))
    }
}
