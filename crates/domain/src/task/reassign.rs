//! Handing a task over to another assignee.

use super::create::check_person;
use super::{Action, Anchor, Setting, Task, TaskFact};
use crate::authority;
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{DepartmentId, PersonId};
use crate::text::Text;

impl Task {
    /// Hands it over, to be acknowledged anew; the rest passes on. Emits `TaskReassigned`.
    pub fn reassign(&self, ctx: &Context<'_>, to: PersonId, reason: Text) -> Result<Change<Self>, Refusal> {
        self.can(Action::Reassign, ctx)?;
        let mut wrong = Violations::default();
        wrong.check(to != self.record.assignee, "assignee", Rule::Unchanged);
        check_person(to, "assignee", ctx, &mut wrong);
        let department = self.department_of(to, ctx);
        wrong.check(department.is_some(), "assignee", Rule::OutsideDepartments);
        wrong.finish()?;
        let fact = TaskFact::TaskReassigned { from: self.record.assignee, to, reason };
        let mut change = self.change(vec![fact], |task| {
            task.assignee = to;
            task.department = department.unwrap_or(task.department);
            task.collaborators.remove(&to);
            task.acknowledged_at = None;
            task.duties.reassigned_at = Some(ctx.now);
        });
        change.state.setting.heads = Setting::heads_of(&change.state.record, ctx.directory);
        Ok(change)
    }

    /// The assignee's account ended; what they owe passes to the head until somebody is named (resolution 20).
    /// Emits `TaskAssigneeVacated`.
    pub fn assignee_disabled(&self, ctx: &Context<'_>) -> Result<Change<Self>, Refusal> {
        self.only_server(ctx)?;
        let assignee = self.record.assignee;
        if ctx.directory.is_active(assignee) {
            return Err(self.conflict(vec![Reason::of(Rule::WrongStatus)], ctx));
        }
        let acting = ctx.directory.head(self.record.department);
        Ok(self.change(vec![TaskFact::TaskAssigneeVacated { assignee, acting }], |_| ()))
    }

    /// The involved department in which, or below which, this person works (resolution 18); under a meeting their own.
    fn department_of(&self, person: PersonId, ctx: &Context<'_>) -> Option<DepartmentId> {
        let home = ctx.directory.person(person)?.department;
        match (self.record.anchor, &self.setting.frame) {
            (Anchor::Request(_), Some(frame)) => authority::involved(frame, ctx.directory, home),
            (Anchor::Request(_), None) => None,
            (Anchor::Department(department), _) => {
                ctx.directory.is_within(home, department).then_some(department)
            }
            (Anchor::Meeting(_), _) => Some(home),
        }
    }
}
