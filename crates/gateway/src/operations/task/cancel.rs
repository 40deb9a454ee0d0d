//! Giving a task up, with its problems moved to the request.

use std::sync::Arc;

use liaison_domain::task::TaskRecord;
use liaison_domain::text::Text;
use liaison_persistence::problem;

use super::{OnTask, for_change, record};
use crate::app::App;
use crate::operations::request::as_server;
use crate::operations::{Answer, Call};

/// Gives a task up for this reason.
pub async fn cancel(app: App, call: Call, input: OnTask<Text>) -> Answer<TaskRecord> {
    app.change(call, "taskCancel", input, |work, input| {
        Box::pin(async move {
            let held = for_change(work, input.id).await?;
            let change = held.task.cancel(&work.context_of(&held.task), input.input.clone())?;
            let (frame, directory) = (held.task.setting().frame.clone(), Arc::clone(work.directory()));
            let task = Box::pin(record(work, held.request, change)).await?;
            let problems =
                problem::of_task_for_change(work.unit(), &directory, input.id, frame.as_ref()).await?;
            for problem in problems {
                if let Some(change) = problem.task_cancelled(&as_server(work, &problem))? {
                    work.record(change).await?;
                }
            }
            Ok(task)
        })
    })
    .await
}
