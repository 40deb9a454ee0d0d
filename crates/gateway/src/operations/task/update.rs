//! Changing the plan of a task, its due time, or both.

use liaison_domain::error::{Reason, Refusal, Rule};
use liaison_domain::ids::TaskId;
use liaison_domain::task::{Action, NewDue, Plan, TaskRecord};
use liaison_domain::text::Text;
use liaison_persistence::task as stored;
use serde::Serialize;

use super::{for_change, record};
use crate::app::App;
use crate::operations::{Answer, Call};

/// A task and what of it is to change.
#[derive(Clone, Debug, Serialize)]
pub struct TaskUpdate {
    /// Which task.
    pub id: TaskId,
    /// The changes of the plan.
    pub plan: Plan,
    /// The new due time, set by the lead.
    pub due: Option<NewDue>,
    /// Why, for a new due time.
    pub reason: Option<Text>,
}

/// Changes the plan, and sets the due time where one is given: two changes in one transaction.
pub async fn update(app: App, call: Call, input: TaskUpdate) -> Answer<TaskRecord> {
    app.change(call, "taskUpdate", input, |work, input| {
        Box::pin(async move {
            let held = for_change(work, input.id).await?;
            let mut task = held.task;
            if let Some(due) = input.due {
                task.can(Action::SetDate, &work.context_of(&task))?;
                let Some(reason) = input.reason.clone() else {
                    return Err(Refusal::from(Reason::of(Rule::Required).at("reason")).into());
                };
                let change = task.set_date(&work.context_of(&task), due, reason)?;
                task = work.record(change).await?;
            }
            if input.due.is_some() && input.plan.is_empty() {
                return Ok(task.into_record());
            }
            let siblings = match (&input.plan.depends_on, task.request()) {
                (Some(_), Some(request)) => stored::siblings(work.db(), request).await?,
                _ => Vec::new(),
            };
            let change = task.change_plan(&work.context_of(&task), input.plan.clone(), &siblings)?;
            Box::pin(record(work, held.request, change)).await
        })
    })
    .await
}
