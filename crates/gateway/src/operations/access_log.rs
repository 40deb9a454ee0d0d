//! The access log: what is written into it. Reading it is the schema's, for auditors; its end is a job's.

use liaison_domain::access::Actor;
use liaison_domain::access_log::AccessKind;
use liaison_domain::ids::PersonId;
use liaison_persistence::access_log::{self as stored, NewAccess};
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::store::Statements;
use liaison_persistence::unit_of_work::Subject;
use uuid::Uuid;

use super::{OperationError, Work};
use crate::app::App;

/// Writes down which of these records the person sees by their role in the organisation alone; `plain` is who they are without it.
/// One statement where there is none, and one more for all of them.
///
/// # Errors
/// Those of the store: what was read must not be answered then.
pub async fn note_reads(
    app: &App,
    person: PersonId,
    plain: &Actor,
    request_id: &str,
    shown: &[Uuid],
) -> Result<(), StoreError> {
    // Not the caller's to pay: the statements of a document are the same for everybody.
    let statements = Statements::default();
    let subjects = stored::by_role_alone(&app.store().read(&statements), plain, shown).await?;
    let access = NewAccess { at: app.clock().now(), person, kind: AccessKind::Read, request_id };
    app.store().note_access(&access, &subjects, &statements).await
}

/// Writes down what the caller does to this record, with the change that it is.
///
/// # Errors
/// Those of the store.
pub(super) async fn note(work: &mut Work, kind: AccessKind, subject: Subject) -> Result<(), OperationError> {
    let Some(person) = work.call().actor.person() else { return Ok(()) };
    let request_id = work.call().id.to_string();
    let access = NewAccess { at: work.unit().now(), person, kind, request_id: &request_id };
    Ok(work.unit().note_access(&access, subject).await?)
}
