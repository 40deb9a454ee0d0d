//! The calls on customers, contacts and interactions.

use serde_json::{Value, json};

use super::call::Call;
use super::world::{INITIATOR, World};

/// All of them, on a customer of MT that the initiator owns.
pub(super) async fn calls(world: &World) -> Vec<Call> {
    let customer = json!({ "name": "ABC科技有限公司", "industry": "电子制造", "level": "A" });
    let customer = world.did(INITIATOR, "customerCreate", customer).await;
    let contact = json!({ "customer": customer["id"], "name": "周琦", "phone": "13800138000" });
    let contact = world.did(INITIATOR, "contactAdd", contact).await;
    let said = |customer: &Value| json!({ "customer": customer["id"], "channel": "PHONE", "subject": "新产品采购咨询", "nextContactOn": "2024-05-14" });
    let interaction = world.did(INITIATOR, "interactionRecord", said(&customer)).await;
    let version = world.version(&customer).await;
    let new = json!({ "name": "另一家公司", "department": world.department("MT"), "owner": world.person(INITIATOR) });
    let update = |record: &Value, version: &Value, field: &str, value: &str| json!({ "id": record["id"], "expectedVersion": version, field: value });
    let reason = |record: &Value| json!({ "id": record["id"], "reason": "投诉核查" });
    let over = json!({ "id": customer["id"], "owner": world.person("MT0004"), "reason": "转岗" });
    let (id, of_contact) = (&customer["id"], &contact["id"]);
    vec![
        Call::new("customerCreate", "of MT", new).spoiled_by(json!({ "name": "ABC科技有限公司" })),
        Call::new("customerUpdate", "", update(&customer, &version, "level", "B"))
            .told_by(id, "UPDATE")
            .spoiled_by(json!({ "tags": ["a", "a"] })),
        Call::new("customerHandOver", "", over).told_by(id, "HAND_OVER"),
        Call::new("contactAdd", "", json!({ "customer": id, "name": "吴" })).told_by(id, "ADD_CONTACT"),
        Call::new("interactionRecord", "", said(&customer)).told_by(id, "RECORD_INTERACTION"),
        Call::new("contactUpdate", "", update(&contact, &contact["version"], "phone", "13900139000"))
            .told_by(of_contact, "UPDATE"),
        Call::new("contactRemove", "", json!({ "id": of_contact })).told_by(of_contact, "REMOVE"),
        Call::new("contactUnmask", "", reason(&contact)).told_by(of_contact, "UNMASK"),
        Call::new("contactErase", "", reason(&contact)).told_by(of_contact, "ERASE"),
        Call::new(
            "interactionUpdate",
            "",
            update(&interaction, &interaction["version"], "subject", "采购咨询"),
        )
        .told_by(&interaction["id"], "UPDATE"),
    ]
}
