//! Marking notifications as read. They are made by [`Work`](super::Work) as it records, for every noun alike.

use liaison_domain::error::{Reason, Refusal, Rule};
use liaison_persistence::notification::{self as stored, Marked};

use super::{Answer, Call};
use crate::app::App;

/// Marks the caller's own as read; how many were not yet.
///
/// # Errors
/// `NotPermitted` for the server, which is told nothing.
pub async fn mark_read(app: App, call: Call, input: Marked) -> Answer<u64> {
    app.change(call, "notificationMarkRead", input, |work, input| {
        Box::pin(async move {
            let nobody = || Refusal::NotPermitted(Reason::of(Rule::RoleMissing));
            let person = work.call().actor.person().ok_or_else(nobody)?;
            Ok(stored::mark_read(work.unit(), person, input).await?)
        })
    })
    .await
}
