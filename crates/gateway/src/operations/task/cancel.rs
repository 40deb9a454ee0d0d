//! Giving a task up, with its problems moved to the request.

use std::sync::Arc;

use liaison_domain::command::Change;
use liaison_domain::request::Request;
use liaison_domain::task::{Task, TaskRecord};
use liaison_domain::text::Text;
use liaison_persistence::problem;

use super::{OnTask, for_change, record};
use crate::app::App;
use crate::operations::request::as_server;
use crate::operations::{Answer, Call, OperationError, Work};

/// Gives a task up for this reason.
pub async fn cancel(app: App, call: Call, input: OnTask<Text>) -> Answer<TaskRecord> {
    app.change(call, "taskCancel", input, |work, input| {
        Box::pin(async move {
            let held = for_change(work, input.id).await?;
            let change = held.task.cancel(&work.context_of(&held.task), input.input.clone())?;
            Box::pin(cancelled(work, held.request, change)).await
        })
    })
    .await
}

/// Writes that a task was given up, and moves its problems to the request.
///
/// # Errors
/// As [`Work::record`].
pub(in crate::operations) async fn cancelled(
    work: &mut Work,
    request: Option<Request>,
    change: Change<Task>,
) -> Result<TaskRecord, OperationError> {
    let (frame, directory) = (change.state.setting().frame.clone(), Arc::clone(work.directory()));
    let task = Box::pin(record(work, request, change)).await?;
    let problems = problem::of_task_for_change(work.unit(), &directory, task.id, frame.as_ref()).await?;
    for problem in problems {
        if let Some(change) = problem.task_cancelled(&as_server(work, &problem))? {
            work.record(change).await?;
        }
    }
    Ok(task)
}
