//! What a change of a record, or of the directory, does to the comments about it: who sees them, and who owes an answer.

use std::sync::Arc;

use liaison_domain::ids::{CommentId, PersonId};
use liaison_persistence::comment as stored;
use uuid::Uuid;

use crate::operations::{OperationError, Work};

/// Comments of one statement.
const BATCH: usize = 100;

/// Brings the comments up to date that are about records which this unit changed: they are seen by whoever sees these now, and
/// nobody owes an answer to what they may not see, or what is only read any more. No comment changes, so no event tells it.
///
/// # Errors
/// As every statement.
pub(in crate::operations) async fn follow_subjects(work: &mut Work) -> Result<(), OperationError> {
    let spoken = std::mem::take(&mut work.touched().spoken);
    let peopled: Vec<Uuid> = spoken.peopled.into_iter().collect();
    if !peopled.is_empty() {
        stored::reseat(work.unit(), &peopled).await?;
    }
    let records: Vec<Uuid> = spoken.records.into_iter().collect();
    if records.is_empty() {
        return Ok(());
    }
    let waiting = stored::waiting_under(work.db(), &records).await?;
    look_again(work, &waiting).await
}

/// A person was disabled, or works elsewhere now: they owe no answer to what they may not see any more.
///
/// # Errors
/// As every statement.
pub(in crate::operations) async fn person_left(
    work: &mut Work,
    person: PersonId,
) -> Result<(), OperationError> {
    let waiting = stored::waiting_for(work.db(), person).await?;
    look_again(work, &waiting).await
}

/// Lets the deadlines of these comments follow.
async fn look_again(work: &mut Work, comments: &[CommentId]) -> Result<(), OperationError> {
    let directory = Arc::clone(work.directory());
    for batch in comments.chunks(BATCH) {
        for comment in stored::all_for_change(work.unit(), &directory, batch).await? {
            work.touched().comments.entry(comment.record().id).or_insert(comment);
        }
    }
    Ok(())
}
