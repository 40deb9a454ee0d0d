//! Giving a planned task to its assignee: by hand, or because its request was confirmed (resolution 9).

use super::{Action, Task, TaskFact};
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule};

impl Task {
    /// Gives it out. Emits `TaskDispatched`.
    pub fn dispatch(&self, ctx: &Context<'_>) -> Result<Change<Self>, Refusal> {
        self.can(Action::Dispatch, ctx)?;
        Ok(self.given_out(ctx))
    }

    /// The server gives out what was planned, when the request is confirmed; nothing to do for what is out or at an end.
    pub fn request_confirmed(&self, ctx: &Context<'_>) -> Result<Option<Change<Self>>, Refusal> {
        self.only_server(ctx)?;
        if self.setting.frame.is_none() {
            return Err(self.conflict(vec![Reason::of(Rule::WrongStatus)], ctx));
        }
        let planned = self.record.dispatched_at.is_none() && self.status().is_open();
        Ok(planned.then(|| self.given_out(ctx)))
    }

    fn given_out(&self, ctx: &Context<'_>) -> Change<Self> {
        let fact = TaskFact::TaskDispatched { assignee: self.record.assignee };
        self.change(vec![fact], |task| task.dispatched_at = Some(ctx.now))
    }
}
