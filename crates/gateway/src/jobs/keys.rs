//! Follows the folder of the signing keys, so that they change without a restart.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;

/// How often a node looks: often enough that all nodes know a key long before it signs.
const POLL: Duration = Duration::from_secs(5);

/// Starts the job; it ends with the node.
pub(super) fn start(app: &App) {
    let node = app.clone();
    drop(app.tasks().spawn(async move {
        while super::goes_on_after(&node, POLL).await {
            let keys = Arc::clone(node.keys());
            match tokio::task::spawn_blocking(move || keys.reload()).await {
                Ok(Ok(false)) => {}
                Ok(Ok(true)) => {
                    let (signs, known) = (node.keys().current(), node.keys().published().len());
                    tracing::info!(signs = signs.id(), known, "keys.changed");
                }
                Ok(Err(fault)) => tracing::warn!(error = %fault, "keys.not_read"),
                Err(fault) => tracing::warn!(error = %fault, "keys.not_read"),
            }
        }
    }));
}
