//! The calls on departments, people, form templates, resources, process packs and calendars.

use serde_json::{Value, json};

use super::call::{Call, with};
use super::world::{BYSTANDER, World};
use crate::support::company::ADMIN;

/// All of them.
pub(super) async fn calls(world: &World) -> Vec<Call> {
    let mut calls = departments(world).await;
    calls.extend(people(world).await);
    calls.extend(registers(world).await);
    calls.extend(policies(world).await);
    calls
}

async fn departments(world: &World) -> Vec<Call> {
    let (from, into) = (json!(world.department("KF")), world.department("FW"));
    let update = json!({ "id": from, "name": "客户服务部", "expectedVersion": world.version(&json!({ "id": from })).await });
    vec![
        Call::new("departmentCreate", "", json!({ "code": "XS", "name": "销售部" })),
        Call::new("departmentUpdate", "", update).told_by(&from, "UPDATE"),
        Call::new("departmentMerge", "", json!({ "from": from, "into": into })).told_by(&from, "MERGE"),
    ]
}

async fn people(world: &World) -> Vec<Call> {
    let id = json!(world.person(BYSTANDER));
    let version = world.version(&json!({ "id": id })).await;
    let new = json!({ "employeeNumber": "FW0009", "name": "新人", "department": world.department("FW") });
    let update = |changes: Value| with(&json!({ "id": id, "expectedVersion": version }), changes);
    world.joins("FW0008", "FW").await;
    let left = json!(world.person("FW0008"));
    world.leaves("FW0008").await;
    let role = json!({ "departmentRoles": [{ "department": world.department("MT"), "role": "VIEWER" }] });
    let file = "employee_number,name,department\nFW0009,新人,FW\n";
    vec![
        Call::new("personCreate", "", new.clone()),
        Call::new("personCreate", "an administrator", with(&new, json!({ "roles": ["ADMIN"] }))),
        Call::new("personUpdate", "the position", update(json!({ "position": "法务专员" })))
            .told_by(&id, "UPDATE"),
        Call::new("personUpdate", "a role in the organisation", update(json!({ "roles": ["HR"] })))
            .told_by(&id, "SET_ROLES"),
        Call::new("personUpdate", "a role in MT", update(role)),
        Call::new("personDisable", "", json!({ "id": id })).told_by(&id, "DISABLE"),
        Call::new("personErase", "who left", json!({ "id": left, "reason": "当事人要求" }))
            .told_by(&left, "ERASE"),
        Call::new("directoryImport", "", json!({ "people": file })).spoiled_by(json!({ "people": "" })),
    ]
}

async fn registers(world: &World) -> Vec<Call> {
    let new = json!({ "name": "投影仪", "kind": "EQUIPMENT", "department": world.department("YF") });
    let resource = world.did(ADMIN, "resourceCreate", new.clone()).await;
    let off = json!({ "id": resource["id"], "active": false, "expectedVersion": resource["version"] });
    vec![
        Call::new("formTemplatePublish", "", json!({ "kind": "DISPUTE", "name": "争议协调" })),
        Call::new("resourceCreate", "of YF", new),
        Call::new("resourceUpdate", "of YF", off),
    ]
}

async fn policies(world: &World) -> Vec<Call> {
    let request = world.submitted(json!({})).await["id"].take();
    let moved = json!({ "requests": [request], "pack": "register", "reason": "改用登记表" });
    let unnamed = json!({ "name": "Sales Pack" });
    vec![
        Call::new("processPackPublish", "", json!({ "name": "sales", "rated": true })).spoiled_by(unnamed),
        Call::new("processPackAssign", "", json!({ "pack": "register" }))
            .spoiled_by(json!({ "pack": "nobody" })),
        Call::new("processPackMigrate", "submitted", moved).spoiled_by(json!({ "pack": "nobody" })),
        Call::new("workingCalendarSet", "", json!({ "name": "公司日历" }))
            .spoiled_by(json!({ "zone": "Asia/Nowhere" })),
    ]
}
