//! The calls on keys of systems.

use serde_json::json;

use super::call::Call;
use super::world::World;
use crate::support::company::ADMIN;

/// All of them, on a key for which the watcher answers.
pub(super) async fn calls(world: &World) -> Vec<Call> {
    let owner = world.person("FW0002");
    let key = json!({ "name": "钉钉同步", "scopes": ["READ"], "owner": owner, "expiresAt": "2024-05-31T00:00:00Z" });
    let answer = world.answered(ADMIN, "apiKeyCreate", "apiKey { id }", key.clone()).await;
    let id = &answer["apiKey"]["id"];
    let mut idle = key.clone();
    idle["scopes"] = json!([]);
    vec![
        Call::new("apiKeyCreate", "", key).spoiled_by(idle),
        Call::new("apiKeyRevoke", "", json!({ "id": id })).told_by(id, "REVOKE"),
    ]
}
