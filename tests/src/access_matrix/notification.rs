//! The calls on the inbox.

use serde_json::json;

use super::call::Call;

/// All of them.
pub(super) fn calls() -> Vec<Call> {
    vec![Call::new("notificationMarkRead", "", json!({ "ids": [] }))]
}
