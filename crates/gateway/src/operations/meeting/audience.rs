//! Who sees a meeting follows who sees its request, and who sees a meeting's tasks follows who sees the meeting.

use std::sync::Arc;

use liaison_persistence::{meeting as stored, task as stored_tasks};

use crate::operations::{OperationError, Work};

/// Brings the audiences up to date that are made from those which this unit changed; no record changes, so no event tells it.
///
/// # Errors
/// As every statement.
pub(in crate::operations) async fn follow_audiences(work: &mut Work) -> Result<(), OperationError> {
    let reseated = std::mem::take(&mut work.touched().reseated);
    let mut meetings = reseated.meetings;
    for (request, audience) in &reseated.requests {
        meetings.extend(stored::reseat(work.unit(), *request, audience).await?);
    }
    if !meetings.is_empty() {
        let directory = Arc::clone(work.directory());
        let meetings: Vec<_> = meetings.into_iter().collect();
        let tasks = stored_tasks::reseat(work.unit(), &directory, &meetings).await?;
        let spoken = &mut work.touched().spoken.records;
        spoken.extend(meetings.iter().map(|meeting| meeting.uuid()));
        spoken.extend(tasks.iter().map(|task| task.uuid()));
    }
    Ok(())
}
