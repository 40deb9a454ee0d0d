//! What a change of the directory does to customers, in the transaction that makes it (resolutions 20 and 21). Called after
//! requests and tasks have followed, whose locks come first.

use liaison_domain::command::Context;
use liaison_domain::ids::{CustomerId, DepartmentId, PersonId};
use liaison_persistence::customer as stored;

use crate::operations::request::SERVER;
use crate::operations::{OperationError, Work};

/// Customers of one statement.
const BATCH: usize = 100;

/// A person was disabled: what they owe to their customers is their department's until somebody hands these over.
///
/// # Errors
/// Those of the store.
pub(in crate::operations) async fn person_left(
    work: &mut Work,
    person: PersonId,
) -> Result<(), OperationError> {
    let ids: Vec<CustomerId> = stored::of_owner(work.db(), person).await?;
    for batch in ids.chunks(BATCH) {
        for customer in stored::all_for_change(work.unit(), batch).await? {
            work.touched().customer(&customer);
        }
    }
    Ok(())
}

/// A department was merged: its customers are the successor's.
///
/// # Errors
/// As [`Work::record`].
pub(in crate::operations) async fn department_merged(
    work: &mut Work,
    from: DepartmentId,
    into: DepartmentId,
) -> Result<(), OperationError> {
    let ids: Vec<CustomerId> = stored::of_department(work.db(), from).await?;
    for batch in ids.chunks(BATCH) {
        for customer in stored::all_for_change(work.unit(), batch).await? {
            let ctx = Context { actor: &SERVER, ..work.context_of(&customer) };
            if let Some(change) = customer.department_merged(&ctx, from, into)? {
                work.record(change).await?;
            }
        }
    }
    Ok(())
}
