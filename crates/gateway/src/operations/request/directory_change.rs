//! What a change of the directory does to requests, in the transaction that makes it (resolutions 20 and 21).
//!
//! Called after the directory's own change is recorded. Requests are locked and changed in batches, so that one statement
//! never carries more than [`BATCH`] of them.

use liaison_domain::ids::{DepartmentId, PersonId, RequestId};
use liaison_persistence::request as stored;

use super::as_server;
use crate::operations::{OperationError, Work};

/// Requests of one statement.
const BATCH: usize = 100;

/// A person was disabled or works elsewhere now: whoever stands in for them takes over in each open request.
///
/// # Errors
/// As [`Work::record`].
pub(in crate::operations) async fn person_left(
    work: &mut Work,
    person: PersonId,
) -> Result<(), OperationError> {
    work.lock_directory().await?;
    let ids = stored::open_of_person(work.db(), person).await?;
    for batch in ids.chunks(BATCH) {
        for request in stored::all_for_change(work.unit(), batch).await? {
            if let Some(change) = request.person_left(&as_server(work, &request), person)? {
                work.record(change).await?;
            }
        }
    }
    Ok(())
}

/// A department was merged: its part in each open request is the successor's.
///
/// # Errors
/// As [`Work::record`].
pub(in crate::operations) async fn department_merged(
    work: &mut Work,
    from: DepartmentId,
    into: DepartmentId,
) -> Result<(), OperationError> {
    work.lock_directory().await?;
    let ids: Vec<RequestId> = stored::open_of_department(work.db(), from).await?;
    for batch in ids.chunks(BATCH) {
        for request in stored::all_for_change(work.unit(), batch).await? {
            if let Some(change) = request.department_merged(&as_server(work, &request), from, into)? {
                work.record(change).await?;
            }
        }
    }
    Ok(())
}
