//! Keeps the keys of the identity provider fresh, so that what it withdrew is soon refused and calls wait for no document.

use std::time::Duration;

use crate::app::App;

/// How often a node looks whether they are. Where the issuer cannot be reached, each look but those that come too soon tries again.
const POLL: Duration = Duration::from_secs(5);

/// Starts the job, where an issuer is trusted; it ends with the node.
pub(super) fn start(app: &App) {
    let Some(issuer) = app.issuer().cloned() else { return };
    let node = app.clone();
    drop(app.tasks().spawn(async move {
        issuer.keep_fresh().await;
        while super::goes_on_after(&node, POLL).await {
            issuer.keep_fresh().await;
        }
    }));
}
