//! Takes away what is kept no longer beside the record: entries of the access log, sessions that are over, attempts to sign in.
//! Piece by piece, so that nobody waits for it.

use std::time::Duration;

use liaison_domain::access_log::kept_from;
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::store::Statements;
use metrics::counter;

use crate::app::App;
use crate::operations::account;

/// How often a node looks.
const POLL: Duration = Duration::from_hours(1);
/// Most entries that one transaction takes away.
const BATCH: u64 = 500;

/// Starts the job; it ends with the node.
pub(super) fn start(app: &App) {
    let node = app.clone();
    drop(app.tasks().spawn(async move {
        loop {
            if let Err(fault) = forget(&node).await {
                tracing::warn!(error = %crate::operations::chain(&fault), "access_log.not_forgotten");
            }
            if let Err(fault) = forget_accounts(&node).await {
                tracing::warn!(error = %crate::operations::chain(&fault), "account.not_forgotten");
            }
            if !super::goes_on_after(&node, POLL).await {
                return;
            }
        }
    }));
}

/// Takes away everything from before the last 12 months; how many entries those were.
///
/// # Errors
/// Those of the store.
pub async fn forget(app: &App) -> Result<u64, StoreError> {
    let before = kept_from(app.clock().now());
    piece_by_piece(app, || async {
        let gone = app.store().forget_accesses(before, BATCH, &Statements::default()).await?;
        counter!("liaison_accesses_forgotten_total").increment(gone);
        Ok(gone)
    })
    .await
}

/// Takes away sessions and attempts that are remembered no longer; how many those were.
///
/// # Errors
/// Those of the store.
pub async fn forget_accounts(app: &App) -> Result<u64, StoreError> {
    piece_by_piece(app, || account::forget(app, BATCH)).await
}

/// Takes pieces away until one is less than whole, or the node stops; how much all of them were.
async fn piece_by_piece<Piece>(app: &App, piece: impl Fn() -> Piece) -> Result<u64, StoreError>
where
    Piece: Future<Output = Result<u64, StoreError>>,
{
    let mut all = 0;
    loop {
        let gone = piece().await?;
        all += gone;
        if gone < BATCH || app.tasks().stopping().is_cancelled() {
            return Ok(all);
        }
    }
}
