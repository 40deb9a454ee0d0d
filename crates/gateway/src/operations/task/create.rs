//! Creating a task: under a request with the request's next serial, or alone with a number of its department.

use liaison_domain::event::SubjectKind;
use liaison_domain::ids::{DepartmentId, RequestId};
use liaison_domain::pack::Governed;
use liaison_domain::progress_report::Linked;
use liaison_domain::request::Request;
use liaison_domain::task::{Home, NewTask, Proposal, Task, TaskRecord};
use liaison_domain::text::Text;
use liaison_persistence::task as stored;
use liaison_persistence::unit_of_work::Subject;
use serde::Serialize;

use super::{locked_request, not_found, people, serials_of};
use crate::app::App;
use crate::operations::origin::Origin;
use crate::operations::request::as_server;
use crate::operations::{Answer, Call, OperationError, Work, numbering};

/// What the task is to hang on.
#[derive(Clone, Copy, Debug, Serialize)]
pub enum TaskHome {
    /// A request.
    Request(RequestId),
    /// A department alone.
    Department(DepartmentId),
}

/// A task to be created.
#[derive(Clone, Debug, Serialize)]
pub struct TaskCreate {
    /// What it is to hang on.
    pub home: TaskHome,
    /// What is wanted of it.
    pub task: NewTask,
    /// What it is made from.
    pub origin: Origin,
}

/// Creates a task.
pub async fn create(app: App, call: Call, input: TaskCreate) -> Answer<TaskRecord> {
    app.change(call, "taskCreate", input, |work, input| {
        Box::pin(async move {
            let task = match input.home {
                TaskHome::Request(request) => {
                    Box::pin(under_request(work, request, input.task.clone())).await?
                }
                TaskHome::Department(department) => alone(work, department, input.task.clone()).await?,
            };
            input.origin.became(work, Linked::Task(task.id), None).await?;
            work.unit().answers_with(Subject { kind: SubjectKind::Task, id: task.id.uuid() });
            Ok(task)
        })
    })
    .await
}

async fn under_request(work: &mut Work, id: RequestId, new: NewTask) -> Result<TaskRecord, OperationError> {
    let request = locked_request(work, id).await?;
    let request = work.seen(request)?;
    let frame = request.frame();
    let siblings =
        if new.depends_on.is_empty() { Vec::new() } else { stored::siblings(work.db(), id).await? };
    let serial = work.unit().next_number(&serials_of(id)).await?;
    let home = Home::Request {
        frame: &frame,
        serial: u32::try_from(serial).unwrap_or(u32::MAX),
        siblings: &siblings,
        proposal: proposal(&request),
    };
    let change = Task::create(&work.context_of(&request), home, new)?;
    let record = change.state.record();
    let moved = request.task_created(&as_server(work, &request), record.id, &people(record))?;
    let change = match &moved {
        Some(moved) => super::reframed(change, moved.state.frame()),
        None => change,
    };
    let task = work.record(change).await?;
    if let Some(moved) = moved {
        work.record(moved).await?;
    }
    Ok(task.into_record())
}

/// What the request says of a task that leaves it out (resolution 10).
fn proposal(request: &Request) -> Proposal {
    let standards = request.form.content.deliverables.iter();
    let lines: Vec<String> = standards.map(|one| format!("{}：{}", one.name, one.standard)).collect();
    Proposal { name: Some(request.form.title.clone()), delivery_standard: Text::new(&lines.join("\n")).ok() }
}

async fn alone(
    work: &mut Work,
    department: DepartmentId,
    new: NewTask,
) -> Result<TaskRecord, OperationError> {
    let found = work.directory().department(department).cloned().ok_or_else(not_found)?;
    let governed = Governed::Assigned { kind: None, department: Some(department) };
    let pattern = work.context_of(&governed).pack.task_numbering.clone();
    let code = numbering::codes(work, &pattern, &found, 1).await?.remove(0);
    let change = Task::create(&work.context_of(&governed), Home::Department { department, code }, new)?;
    Ok(work.record(change).await?.into_record())
}
