//! What the server does by itself: each job is a loop over operations, claimed in the database, so that any number of nodes
//! may run it.
//!
//! A node that serves runs all of them ([`start`]); tests and the seeding of `demo` run single turns instead.

pub mod deadlines;
pub mod forgetting;
mod issuer;
mod keys;
mod meetings;
pub mod record_roots;
pub mod recount;

use std::time::Duration;

use crate::app::App;

/// Starts every job of this node; they end with it.
pub fn start(app: &App, guard: deadlines::ClockGuard) {
    deadlines::start(app, guard);
    recount::start(app);
    forgetting::start(app);
    keys::start(app);
    issuer::start(app);
    record_roots::start(app);
}

/// Waits for the next look of a job; whether the node goes on until then.
async fn goes_on_after(app: &App, pause: Duration) -> bool {
    tokio::select! {
        () = app.tasks().stopping().cancelled() => false,
        () = tokio::time::sleep(pause) => true,
    }
}
