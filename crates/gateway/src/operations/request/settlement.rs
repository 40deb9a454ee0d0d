//! What tasks, problems and ratings mean for their request: counted for it, moved by it, ended with it.
//!
//! Everything here runs under the request's lock. Operations of tasks, problems and ratings call [`tasks_changed`] and
//! [`settle`] after they recorded their own change.

use std::collections::HashMap;

use liaison_domain::ids::{DepartmentId, RequestId};
use liaison_domain::request::Request;
use liaison_domain::request::close::{Settlement, UnsettledProblem};
use liaison_domain::request::frame::TaskTally;
use liaison_domain::request::status::RequestStatus;
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::problem::Unsettled;
use liaison_persistence::store::Connection;
use liaison_persistence::{problem, rating, task};

use super::as_server;
use crate::operations::{OperationError, Work};

/// What these requests have to say before they are accepted or closed, in three statements for all of them.
///
/// # Errors
/// As every statement.
pub async fn settlements(
    db: &Connection,
    requests: &[&Request],
) -> Result<HashMap<RequestId, Settlement>, StoreError> {
    let ids: Vec<RequestId> = requests.iter().map(|request| request.id).collect();
    let tallies = task::tallies(db, &ids).await?;
    let mut problems = problem::unsettled(db, &ids).await?;
    let mut rated = rating::rated(db, &ids).await?;
    let settlement = |request: &&Request| {
        let id = request.id;
        let tasks = tallies.get(&id).copied().unwrap_or_default();
        let problems = problems.remove(&id).unwrap_or_default();
        let rated = rated.remove(&id).unwrap_or_default();
        (id, of_parts(request, tasks, problems, &rated))
    };
    Ok(requests.iter().map(settlement).collect())
}

fn of_parts(
    request: &Request,
    tasks: TaskTally,
    problems: Vec<Unsettled>,
    rated: &[DepartmentId],
) -> Settlement {
    let unsettled = |one: Unsettled| UnsettledProblem { problem: one.problem, on_task: one.on_task };
    let parties = request.parties.iter().filter(|party| rated.contains(&party.department));
    Settlement {
        tasks,
        problems: problems.into_iter().map(unsettled).collect(),
        rated: parties.map(|party| party.id).collect(),
    }
}

/// What one request has to say, as it is in this unit of work.
///
/// # Errors
/// As [`settlements`].
pub(in crate::operations) async fn settlement(
    work: &Work,
    request: &Request,
) -> Result<Settlement, OperationError> {
    let mut found = settlements(work.db(), &[request]).await?;
    Ok(found.remove(&request.id).unwrap_or_default())
}

/// Lets the request follow after a task of it was delivered, passed or cancelled.
///
/// # Errors
/// As [`Work::record`].
pub(in crate::operations) async fn tasks_changed(
    work: &mut Work,
    request: Request,
) -> Result<Request, OperationError> {
    let tally = settlement(work, &request).await?.tasks;
    match request.tasks_changed(&as_server(work, &request), tally)? {
        Some(change) => work.record(change).await,
        None => Ok(request),
    }
}

/// Closes the request if it closes by itself and nothing is missing any more (resolution 23).
///
/// # Errors
/// As [`Work::record`].
pub(in crate::operations) async fn settle(
    work: &mut Work,
    request: Request,
) -> Result<Request, OperationError> {
    if request.status != RequestStatus::Accepted || !request.closes_when_settled {
        return Ok(request);
    }
    let settlement = settlement(work, &request).await?;
    match request.settled(&as_server(work, &request), &settlement) {
        Some(change) => work.record(change).await,
        None => Ok(request),
    }
}

/// Cancels the open tasks of a request that was declined or withdrawn, and withdraws its problems (state tables).
///
/// # Errors
/// As [`Work::record`].
pub(in crate::operations) async fn ended(work: &mut Work, request: &Request) -> Result<(), OperationError> {
    let (frame, directory) = (request.frame(), std::sync::Arc::clone(work.directory()));
    for task in task::of_request_for_change(work.unit(), &directory, &frame).await? {
        if let Some(change) = task.request_ended(&as_server(work, &task))? {
            work.record(change).await?;
        }
    }
    for problem in problem::of_request_for_change(work.unit(), &directory, &frame).await? {
        if let Some(change) = problem.request_ended(&as_server(work, &problem))? {
            work.record(change).await?;
        }
    }
    Ok(())
}
