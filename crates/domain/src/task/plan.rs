//! Changing what a task is and what it waits for.

use std::collections::BTreeSet;

use serde::Serialize;

use super::create::{binds_nobody, check_helpers, check_items};
use super::dependency::{self, Sibling};
use super::{Action, Task, TaskFact, TaskRecord};
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{PersonId, TaskId};
use crate::patch::Patch;
use crate::priority::Priority;
use crate::text::{Line, Text};
use crate::time::Date;

/// What of the plan is to change. The due time is [`Task::set_date`].
#[derive(Clone, Debug, Default, Serialize)]
pub struct Plan {
    /// What is to be done.
    pub name: Option<Line>,
    /// The same at length.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub description: Patch<Text>,
    /// Who helps, all of them.
    pub collaborators: Option<BTreeSet<PersonId>>,
    /// How pressing it is.
    pub priority: Option<Priority>,
    /// What acceptance is measured against.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub delivery_standard: Patch<Text>,
    /// When work is planned to begin.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub start_on: Patch<Date>,
    /// The tasks it waits for, all of them.
    pub depends_on: Option<BTreeSet<TaskId>>,
}

impl Plan {
    /// Whether nothing is to change.
    pub const fn is_empty(&self) -> bool {
        self.name.is_none()
            && self.description.is_keep()
            && self.collaborators.is_none()
            && self.priority.is_none()
            && self.delivery_standard.is_keep()
            && self.start_on.is_keep()
            && self.depends_on.is_none()
    }
}

impl Task {
    /// Changes the plan. Emits `TaskPlanChanged`; `UNCHANGED` where nothing would change.
    pub fn change_plan(
        &self,
        ctx: &Context<'_>,
        plan: Plan,
        siblings: &[Sibling],
    ) -> Result<Change<Self>, Refusal> {
        self.can(Action::ChangePlan, ctx)?;
        let mut wrong = Violations::default();
        if let Some(helpers) = &plan.collaborators {
            check_helpers(helpers, Some(self.record.assignee), ctx, &mut wrong);
        }
        if let Some(wanted) = &plan.depends_on {
            check_items(wanted.len(), "dependsOn", &mut wrong);
            if let Err(reason) = dependency::check(self.record.id, &self.record.code, wanted, siblings) {
                wrong.add("dependsOn", reason);
            }
        }
        if let Some(start) = plan.start_on.value() {
            wrong.check(*start <= self.record.due.date(ctx), "startOn", Rule::OutsideWindow);
        }
        wrong.finish()?;
        let vague = plan.delivery_standard.value().and_then(binds_nobody);
        let change = self.change(vec![TaskFact::TaskPlanChanged {}], |task| apply(task, plan));
        if same_plan(&self.record, &change.state.record) {
            return Err(Reason::of(Rule::Unchanged).at("").into());
        }
        Ok(change.warn(vague))
    }
}

fn apply(task: &mut TaskRecord, plan: Plan) {
    let Plan { name, description, collaborators, priority, delivery_standard, start_on, depends_on } = plan;
    replace(&mut task.name, name);
    task.description = description.apply(task.description.take());
    replace(&mut task.collaborators, collaborators);
    replace(&mut task.priority, priority);
    task.delivery_standard = delivery_standard.apply(task.delivery_standard.take());
    task.start_on = start_on.apply(task.start_on);
    replace(&mut task.depends_on, depends_on);
}

fn replace<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

fn same_plan(before: &TaskRecord, after: &TaskRecord) -> bool {
    let mut after = after.clone();
    after.version = before.version;
    after == *before
}
