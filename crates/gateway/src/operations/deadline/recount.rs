//! A calendar was changed: what runs by the old one is counted by the new (resolution 2), piece by piece, beside the work of
//! others (X9).
//!
//! Where it stands is one row of the database, which is also its lock: nodes take turns, and one that dies is followed by
//! another. Doing a piece twice changes nothing.

use liaison_domain::deadline::{CountedBy, DeadlineRecord};
use liaison_domain::ids::DeadlineId;
use liaison_persistence::deadline::{self as stored, Recount};

use super::locked::locked;
use crate::app::App;
use crate::operations::{Answer, Call, OperationError, Work};

/// Deadlines of one piece.
const PIECE: u64 = 200;

/// What a piece did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recounted {
    /// How many deadlines were moved.
    pub moved: usize,
    /// Whether all have been looked at.
    pub done: bool,
}

/// Counts the next piece anew, if the calendars in force are newer than what was counted last.
pub async fn piece(app: App, call: Call) -> Answer<Recounted> {
    app.change(call, "deadlineRecount", (), |work, ()| {
        Box::pin(async move {
            let policies = work.policies().version();
            let mut at = stored::recount_for_change(work.unit()).await?;
            if at.policies < policies {
                at = Recount { policies, reached: None, done: false };
            }
            if at.done {
                return Ok(Recounted { moved: 0, done: true });
            }
            let running = stored::running(work.db(), at.reached, PIECE).await?;
            let last = running.last().map(|deadline| deadline.id);
            let whole = u64::try_from(running.len()).is_ok_and(|found| found == PIECE);
            let moved = count(work, &running).await?;
            at = Recount { reached: last.or(at.reached), done: !whole, ..at };
            stored::note_recount(work.unit(), at).await?;
            Ok(Recounted { moved, done: at.done })
        })
    })
    .await
}

/// Moves those of these deadlines that another calendar counts by now.
async fn count(work: &mut Work, running: &[DeadlineRecord]) -> Result<usize, OperationError> {
    let outdated = |deadline: &&DeadlineRecord| {
        let ctx = super::server(work, *deadline);
        CountedBy::present(deadline.owner.department, &ctx) != deadline.calendar
    };
    let ids: Vec<DeadlineId> = running.iter().filter(outdated).map(|deadline| deadline.id).collect();
    if ids.is_empty() {
        return Ok(0);
    }
    let mut changes = Vec::new();
    for deadline in locked(work, &ids).await? {
        let due = deadline.record();
        let Some(old) = work.policies().calendars().version(due.calendar.reference()) else { continue };
        changes.extend(deadline.recount(old, &super::server(work, due)));
    }
    let moved = changes.len();
    if moved > 0 {
        work.record_all(changes).await?;
    }
    Ok(moved)
}
