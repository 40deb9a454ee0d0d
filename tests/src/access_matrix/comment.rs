//! The calls on comments.

use liaison_domain::ids::PersonId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::call::Call;
use super::world::{INITIATOR, World};

/// All of them: on a submitted request, on what hangs on one at work, and on a customer of MT that the initiator owns.
pub(super) async fn calls(world: &World) -> Vec<Call> {
    let request = world.submitted(json!({})).await;
    let work = world.at_work().await;
    let customer = json!({ "name": "诚信贸易", "industry": "贸易" });
    let customer = world.did(INITIATOR, "customerCreate", customer).await;
    let said = |kind: &str, on: &Value| json!({ "subject": { kind: on["id"] }, "text": "请确认进度" });
    let comment = world.did(INITIATOR, "commentAdd", said("request", &request)).await;
    let mut reply = said("request", &request);
    reply["replyTo"] = comment["id"].clone();
    let nobody = json!({ "mentions": [PersonId::from_uuid(Uuid::nil())] });
    vec![
        Call::new("commentAdd", "on a request", said("request", &request))
            .told_by(&request["id"], "COMMENT")
            .spoiled_by(nobody.clone()),
        Call::new("commentAdd", "in reply", reply).told_by(&comment["id"], "REPLY"),
        Call::new("commentAdd", "on a task", said("task", &work.busy)).told_by(&work.busy["id"], "COMMENT"),
        Call::new("commentAdd", "on a problem", said("problem", &work.problem))
            .told_by(&work.problem["id"], "COMMENT"),
        Call::new("commentAdd", "on a customer", said("customer", &customer))
            .told_by(&customer["id"], "COMMENT"),
        Call::new("commentEdit", "", json!({ "id": comment["id"], "text": "请今日确认" }))
            .told_by(&comment["id"], "EDIT")
            .spoiled_by(nobody),
    ]
}
