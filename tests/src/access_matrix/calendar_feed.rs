//! The calls on calendar feeds.

use serde_json::json;

use super::call::Call;
use super::world::{INITIATOR, World};

/// All of them, on a feed of the initiator.
pub(super) async fn calls(world: &World) -> Vec<Call> {
    let phone = json!({ "name": "手机" });
    let answer = world.answered(INITIATOR, "calendarFeedCreate", "calendarFeed { id }", phone).await;
    let id = &answer["calendarFeed"]["id"];
    vec![
        Call::new("calendarFeedCreate", "", json!({ "name": "电脑" })).spoiled_by(json!({ "name": " " })),
        Call::new("calendarFeedRevoke", "", json!({ "id": id })).told_by(id, "REVOKE"),
    ]
}
