//! The lead sets a new date with a reason (resolution 37).

use super::{Action, NewDue, Task, TaskFact};
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::text::Text;

impl Task {
    /// Sets a new due time, ahead and within the request's window. Emits `TaskDateSet`.
    pub fn set_date(&self, ctx: &Context<'_>, due: NewDue, reason: Text) -> Result<Change<Self>, Refusal> {
        self.can(Action::SetDate, ctx)?;
        let settled = due.settle(ctx);
        let mut wrong = Violations::default();
        self.check_new_due(due, &due.field("due"), ctx, &mut wrong);
        wrong.check(settled != self.record.due, due.field("due"), Rule::Unchanged);
        wrong.finish()?;
        let fact = TaskFact::TaskDateSet { due_at: settled.at, reason };
        let change = self.change(vec![fact], |task| {
            task.due = settled;
            task.overdue_told_at = None;
            task.duties.delay_explained_at = None;
        });
        Ok(change.warn(due.warning(ctx)))
    }

    /// Notes why `due` cannot be the new date: in the past, or beyond the request's window.
    pub(super) fn check_new_due(&self, due: NewDue, path: &str, ctx: &Context<'_>, wrong: &mut Violations) {
        let window = self.setting.frame.as_ref().and_then(|frame| frame.due_on);
        let reasons: Vec<Reason> = [due.past(ctx), due.beyond(window, ctx)].into_iter().flatten().collect();
        for reason in reasons {
            wrong.add(path, reason);
        }
    }
}
