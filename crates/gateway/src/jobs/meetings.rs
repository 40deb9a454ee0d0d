//! Ends meetings whose time has passed. The engine of deadlines looks for both in one statement and calls this one.

use liaison_domain::time::Instant;
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::meeting as stored;
use liaison_persistence::store::Statements;
use metrics::counter;

use crate::app::App;
use crate::operations::{Call, Outcome, meeting};

/// Most meetings of one sweep.
const BATCH: u64 = 100;

/// Ends those whose time has passed by `now`; how many. A node that comes second finds nothing to do under the lock. One that
/// cannot be ended is logged and waits for the next sweep.
///
/// # Errors
/// Those of the store while looking.
pub(super) async fn sweep(app: &App, now: Instant) -> Result<usize, StoreError> {
    let over = stored::ended(&app.store().read(&Statements::default()), now, BATCH).await?;
    let mut ended = 0;
    for id in over {
        match meeting::time_passed(app.clone(), Call::by_server(app), id).await {
            Ok(done) => ended += usize::from(matches!(done.outcome, Outcome::Changed(true))),
            Err(refused) => {
                tracing::error!(meeting.id = %id, error = ?refused, "meeting.not_ended");
                counter!("liaison_deadline_faults_total").increment(1);
            }
        }
    }
    Ok(ended)
}
