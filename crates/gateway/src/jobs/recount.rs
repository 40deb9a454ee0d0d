//! Keeps running deadlines counted by the calendars in force.

use std::time::Duration;

use liaison_persistence::deadline as stored;
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::store::Statements;
use metrics::counter;

use crate::app::App;
use crate::operations::deadline::recount;
use crate::operations::{Call, Outcome};

/// How often a node looks whether a calendar was changed; it looks into its own memory.
const POLL: Duration = Duration::from_secs(1);

/// Starts the job; it ends with the node.
pub(super) fn start(app: &App) {
    let node = app.clone();
    drop(app.tasks().spawn(async move {
        let mut counted = None;
        loop {
            let policies = node.policies().latest().version();
            if counted != Some(policies) {
                match recounted(&node).await {
                    Ok(_) => counted = Some(policies),
                    Err(fault) => {
                        tracing::warn!(error = %crate::operations::chain(&fault), "deadlines.not_recounted");
                    }
                }
            }
            if !super::goes_on_after(&node, POLL).await {
                return;
            }
        }
    }));
}

/// Counts everything that runs by the calendars in force, piece by piece; how many deadlines were moved. One statement where
/// that was done already.
///
/// # Errors
/// Those of the store.
pub async fn recounted(app: &App) -> Result<usize, StoreError> {
    let at = stored::recount(&app.store().read(&Statements::default())).await?;
    if at.done && at.policies >= app.policies().latest().version() {
        return Ok(0);
    }
    let mut moved = 0;
    loop {
        match recount::piece(app.clone(), Call::by_server(app)).await {
            Ok(done) => {
                let (Outcome::Changed(piece) | Outcome::Validated(piece)) = done.outcome else {
                    return Ok(moved);
                };
                counter!("liaison_deadlines_recounted_total").increment(piece.moved as u64);
                moved += piece.moved;
                if piece.done {
                    return Ok(moved);
                }
            }
            Err(refused) => {
                tracing::warn!(error = ?refused, "deadlines.piece_not_recounted");
                tokio::time::sleep(POLL).await;
            }
        }
    }
}
