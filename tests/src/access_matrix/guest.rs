//! The calls on guests.

use serde_json::json;

use super::call::Call;
use super::world::{INITIATOR, World};

/// All of them: to a submitted request, and to a customer of MT that the initiator owns.
pub(super) async fn calls(world: &World) -> Vec<Call> {
    let request = world.submitted(json!({})).await;
    let customer = world.did(INITIATOR, "customerCreate", json!({ "name": "远航物流" })).await;
    let invitation = |scope: &str, of: &serde_json::Value| {
        json!({ "name": "周琦", "mail": "zhou.qi@abc.example", "customer": customer["id"], scope: [of["id"]],
            "expiresAt": "2024-06-05T01:00:00Z" })
    };
    let guest = world.did("MT0004", "guestInvite", invitation("customers", &customer)).await;
    let past = json!({ "expiresAt": "2024-05-01T00:00:00Z" });
    let update = json!({ "id": guest["id"], "expectedVersion": guest["version"], "expiresAt": "2024-06-01T01:00:00Z" });
    let said = json!({ "subject": { "request": request["id"] }, "text": "请尽快回复" });
    vec![
        Call::new("guestInvite", "to a request", invitation("requests", &request))
            .told_by(&request["id"], "INVITE_GUEST")
            .spoiled_by(past.clone()),
        Call::new("guestInvite", "to a customer", invitation("customers", &customer))
            .told_by(&customer["id"], "INVITE_GUEST")
            .spoiled_by(past.clone()),
        Call::new("guestUpdate", "", update).told_by(&guest["id"], "UPDATE").spoiled_by(past),
        Call::new("guestRevoke", "", json!({ "id": guest["id"], "reason": "项目结束" }))
            .told_by(&guest["id"], "REVOKE"),
        Call::new("guestCommentAdd", "", said),
    ]
}
