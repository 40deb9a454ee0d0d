//! What problems do to the status of a task (resolution 27).

use super::{Task, TaskFact, TaskState};
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule};

impl Task {
    /// A problem waits on it to be taken up; nothing to do where support is awaited already or it is delivered.
    /// Emits `TaskNeedsSupport`.
    pub fn problem_raised(&self, ctx: &Context<'_>) -> Result<Option<Change<Self>>, Refusal> {
        self.only_server(ctx)?;
        if self.status().is_final() {
            return Err(self.conflict(Vec::new(), ctx));
        }
        let from = self.record.state.working();
        Ok(from.map(|from| {
            self.change(vec![TaskFact::TaskNeedsSupport {}], |task| {
                task.state = TaskState::NeedsSupport { from };
            })
        }))
    }

    /// The last unattended problem was taken up or withdrawn: it returns to where it was; nothing to do where it is
    /// delivered. Emits `TaskSupported`.
    pub fn problems_attended(&self, ctx: &Context<'_>) -> Result<Option<Change<Self>>, Refusal> {
        self.only_server(ctx)?;
        if self.setting.unattended_problems > 0 {
            let reason = Reason::of(Rule::ProblemUnsettled).with("count", self.setting.unattended_problems);
            return Err(self.conflict(vec![reason], ctx));
        }
        match self.record.state {
            TaskState::NeedsSupport { from } => {
                Ok(Some(self.change(vec![TaskFact::TaskSupported {}], |task| task.state = from.state())))
            }
            TaskState::Delivered => Ok(None),
            _ => Err(self.conflict(Vec::new(), ctx)),
        }
    }
}
