//! Work begins: by the assignee, or by the lead before what the task waits for is delivered (resolution 55).

use super::{Action, StartOverride, Task, TaskFact, TaskRecord, TaskState};
use crate::command::{Change, Context};
use crate::error::Refusal;
use crate::text::Text;
use crate::time::Instant;

impl Task {
    /// Begins. With a reason it is the lead's override of the dependencies. Emits `TaskStarted`.
    pub fn start(&self, ctx: &Context<'_>, override_reason: Option<Text>) -> Result<Change<Self>, Refusal> {
        let action = if override_reason.is_some() { Action::OverrideStart } else { Action::Start };
        self.can(action, ctx)?;
        let fact = TaskFact::TaskStarted { override_reason: override_reason.clone() };
        Ok(self.change(vec![fact], |task| {
            task.state = TaskState::InProgress;
            task.started_at = Some(ctx.now);
            task.start_override =
                ctx.actor.person().zip(override_reason).map(|(by, reason)| StartOverride { by, reason });
        }))
    }
}

/// Notes that work has begun where it had not.
pub(super) fn begin(task: &mut TaskRecord, now: Instant) {
    task.started_at = task.started_at.or(Some(now));
}
