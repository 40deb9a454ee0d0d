//! Tasks: one function a verb, over the commands of `liaison_domain::task`.
//!
//! Owns what the domain leaves to its caller: the lock and its order (request, meeting, task, problem), the serial that a creation
//! draws, and what a moved task does to its request, in the same transaction: both are recorded, or neither.

mod cancel;
mod create;
mod update;
mod verbs;

use std::sync::Arc;

use liaison_domain::command::{Aggregate as _, Change};
use liaison_domain::error::Refusal;
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::{PersonId, RequestId, TaskId};
use liaison_domain::request::Request;
use liaison_domain::request::frame::Frame;
use liaison_domain::request::record::Source;
use liaison_domain::task::{Anchor, Task, TaskRecord, TaskStatus};
use liaison_persistence::unit_of_work::Subject;
use liaison_persistence::{request as stored_requests, task as stored};
use serde::Serialize;

use super::request::{self, as_server};
use super::{OperationError, Work};

pub use cancel::cancel;
pub(super) use cancel::cancelled;
pub use create::{TaskCreate, TaskHome, create};
pub use update::{TaskUpdate, update};
pub use verbs::{
    Delivery, Reassignment, Start, accept, acknowledge, attach_deliverable, decide_extension, deliver,
    dispatch, reassign, report_progress, request_extension, start,
};

/// A task and what is to be done to it.
#[derive(Clone, Debug, Serialize)]
pub struct OnTask<I> {
    /// Which task.
    pub id: TaskId,
    /// What is to be done.
    pub input: I,
}

/// A task with the request it hangs on, both locked.
pub(super) struct Held {
    pub(super) request: Option<Request>,
    pub(super) task: Task,
}

/// The task that the call is about, if the caller may see it and it has the version they expect.
///
/// # Errors
/// As [`Work::found`].
async fn for_change(work: &mut Work, id: TaskId) -> Result<Held, OperationError> {
    let (request, task) = load(work, id).await?;
    let task = work.found(task).await?;
    Ok(Held { request, task })
}

/// The same for a task beside which something else changes.
///
/// # Errors
/// `NotFound`.
pub(super) async fn beside(work: &mut Work, id: TaskId) -> Result<Held, OperationError> {
    let (request, task) = load(work, id).await?;
    let task = work.seen(task)?;
    Ok(Held { request, task })
}

/// The task with the request it hangs on, both locked, whoever asks.
///
/// # Errors
/// As every statement.
pub(super) async fn load(
    work: &mut Work,
    id: TaskId,
) -> Result<(Option<Request>, Option<Task>), OperationError> {
    let request = match stored::anchor_of(work.db(), id).await? {
        None => return Ok((None, None)),
        Some(Anchor::Request(request)) => locked_request(work, request).await?,
        Some(Anchor::Meeting(meeting)) => {
            work.unit().lock(meeting.uuid()).await?;
            None
        }
        Some(Anchor::Department(_)) => None,
    };
    let (frame, directory) = (request.as_ref().map(Request::frame), Arc::clone(work.directory()));
    let task = stored::find_for_change(work.unit(), &directory, id, frame).await?;
    Ok((request, task))
}

/// The request, locked, whoever asks: what hangs on it says who may see it.
///
/// # Errors
/// As every statement.
pub(super) async fn locked_request(
    work: &mut Work,
    id: RequestId,
) -> Result<Option<Request>, OperationError> {
    Ok(stored_requests::find_for_change(work.unit(), id).await?)
}

/// Writes the change and lets the request follow: who takes part, whether work has begun, whether all is delivered.
/// A repeated call answers the task.
///
/// # Errors
/// As [`Work::record`].
async fn record(
    work: &mut Work,
    request: Option<Request>,
    mut change: Change<Task>,
) -> Result<TaskRecord, OperationError> {
    let id = change.state.record().id;
    work.unit().answers_with(Subject { kind: SubjectKind::Task, id: id.uuid() });
    let Some(request) = request else { return Ok(work.record(change).await?.into_record()) };
    let joined =
        request.take_part(&as_server(work, &request), Source::Task(id), &people(change.state.record()));
    if let Some(joined) = &joined {
        change = reframed(change, joined.state.frame());
    }
    let before = change.before.as_ref().map(|task| (task.status(), task.record().started_at.is_some()));
    let task = work.record(change).await?;
    let request = match joined {
        Some(joined) => work.record(joined).await?,
        None => request,
    };
    let (status, was_started) = before.unwrap_or((TaskStatus::NotStarted, false));
    let request = if task.record().started_at.is_some() && !was_started {
        Box::pin(started(work, request, id)).await?
    } else {
        request
    };
    if status != task.status() {
        Box::pin(follow(work, request, status, task.status())).await?;
    }
    Ok(task.into_record())
}

/// The counter from which tasks under this request have their serials.
pub(super) fn serials_of(request: RequestId) -> String {
    format!("task of {request}")
}

/// Who takes part in the request through the task.
fn people(task: &TaskRecord) -> Vec<PersonId> {
    task.collaborators.iter().copied().chain([task.assignee]).collect()
}

/// The change under its request as it will be, so that who is named, or no longer named, is told by the task's own events.
pub(super) fn reframed(change: Change<Task>, frame: Frame) -> Change<Task> {
    let version = change.state.version();
    let mut state = change.state.reframed(frame);
    state.set_version(version);
    Change { state, ..change }
}

async fn started(work: &mut Work, request: Request, task: TaskId) -> Result<Request, OperationError> {
    match request.task_started(&as_server(work, &request), task)? {
        Some(change) => work.record(change).await,
        None => Ok(request),
    }
}

async fn follow(
    work: &mut Work,
    request: Request,
    from: TaskStatus,
    to: TaskStatus,
) -> Result<(), OperationError> {
    match to {
        TaskStatus::Delivered | TaskStatus::Completed | TaskStatus::Cancelled => {
            Box::pin(request::tasks_changed(work, request)).await?;
        }
        TaskStatus::Rework if from == TaskStatus::Delivered => {
            if let Some(change) = request.task_reworked(&as_server(work, &request))? {
                work.record(change).await?;
            }
        }
        TaskStatus::NotStarted | TaskStatus::InProgress | TaskStatus::NeedsSupport | TaskStatus::Rework => {}
    }
    Ok(())
}

/// Gives out what was planned under a request that has just been confirmed (resolution 9).
///
/// # Errors
/// As [`Work::record`].
pub(super) async fn request_confirmed(work: &mut Work, request: &Request) -> Result<(), OperationError> {
    let directory = Arc::clone(work.directory());
    for task in stored::of_request_for_change(work.unit(), &directory, &request.frame()).await? {
        if let Some(change) = task.request_confirmed(&as_server(work, &task))? {
            work.record(change).await?;
        }
    }
    Ok(())
}

/// A person's account ended: the record of each of their open tasks tells who acts for them (resolution 20).
///
/// # Errors
/// As [`Work::record`].
pub(super) async fn person_left(work: &mut Work, person: PersonId) -> Result<(), OperationError> {
    for id in stored::open_of_assignee(work.db(), person).await? {
        let (_, task) = load(work, id).await?;
        let Some(task) = task else { continue };
        let change = task.assignee_disabled(&as_server(work, &task))?;
        work.record(change).await?;
    }
    Ok(())
}

/// What is not there for the caller.
pub(super) const fn not_found() -> OperationError {
    OperationError::Refused(Refusal::NotFound)
}
