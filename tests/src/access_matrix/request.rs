//! The calls on requests.

use liaison_domain::ids::{RequestId, ResourceId, TaskId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::call::{Call, with};
use super::world::{INITIATOR, LEAVER, World, party};

/// All of them.
pub(super) async fn calls(world: &World) -> Vec<Call> {
    let mut calls = drafts(world).await;
    let request = world.submitted(json!({})).await;
    calls.extend(content(world, &request).await);
    calls.extend(parties(world, &request));
    calls.extend(flow(world, &request).await);
    calls.extend(disagreement(world).await);
    calls.extend(signatures_and_resources(world).await);
    calls.extend(ends(world, &request).await);
    calls.extend(stood_in_for(world).await);
    calls.extend(reach(world).await);
    calls
}

async fn drafts(world: &World) -> Vec<Call> {
    let draft = world.draft_of(INITIATOR, json!({})).await;
    let id = &draft["id"];
    let liaison = json!({ "id": id, "party": party(&draft, "JS"), "liaison": world.person("JS0004") });
    let update = json!({ "id": id, "title": "新标题", "expectedVersion": world.version(&draft).await });
    vec![
        Call::new("requestCreate", "", json!({ "title": "新需求" })),
        Call::new("requestUpdate", "draft", update).told_by(id, "UPDATE"),
        Call::new("requestSubmit", "draft", json!({ "id": id })).told_by(id, "SUBMIT"),
        Call::new("requestDiscard", "draft", json!({ "id": id })).told_by(id, "DISCARD"),
        Call::new("requestNameLiaison", "draft", liaison).told_by(id, "NAME_LIAISON"),
    ]
}

async fn content(world: &World, request: &Value) -> Vec<Call> {
    let id = &request["id"];
    let tags = json!({ "id": id, "tags": ["新品"], "expectedVersion": world.version(request).await });
    let lost = json!({ "links": [{ "kind": "RELATED_TO", "request": RequestId::from_uuid(Uuid::nil()) }] });
    let nowhere = json!({ "kind": "EQUIPMENT", "description": "投影仪", "resource": ResourceId::from_uuid(Uuid::nil()) });
    let goal = json!({ "id": id, "goal": "保证6月15日前上线测试版" });
    vec![
        Call::new("requestUpdate", "submitted: tags", tags).told_by(id, "UPDATE").spoiled_by(lost),
        Call::new("requestRevise", "submitted", goal)
            .told_by(id, "REVISE")
            .spoiled_by(json!({ "resourceNeeds": [nowhere] })),
    ]
}

fn parties(world: &World, request: &Value) -> Vec<Call> {
    let id = &request["id"];
    let (lead, second) = (party(request, "JS"), party(request, "CP"));
    let other = world.department("YF");
    let no = json!({ "id": id, "answer": "DECLINED", "reason": "本季度无排期" });
    let liaison =
        |party: &Value, who: &str| json!({ "id": id, "party": party, "liaison": world.person(who) });
    vec![
        Call::new("requestReview", "submitted", json!({ "id": id, "canTakeOn": true })).told_by(id, "REVIEW"),
        Call::new("requestRespond", "submitted", no.clone()).told_by(id, "RESPOND"),
        Call::new("requestRespond", "submitted: for the lead", with(&no, json!({ "party": lead }))),
        Call::new("requestNameLiaison", "submitted: the lead's", liaison(lead, "JS0004"))
            .told_by(id, "NAME_LIAISON"),
        Call::new("requestNameLiaison", "submitted: the second's", liaison(second, "CP0004"))
            .told_by(id, "NAME_LIAISON"),
        Call::new("requestAddParty", "submitted", json!({ "id": id, "department": other }))
            .told_by(id, "ADD_PARTY"),
        Call::new("requestRemoveParty", "submitted", json!({ "id": id, "party": second }))
            .told_by(id, "REMOVE_PARTY"),
        Call::new(
            "requestReroute",
            "submitted",
            json!({ "id": id, "party": second, "to": { "department": other } }),
        )
        .told_by(id, "REROUTE"),
        Call::new("requestNameLead", "submitted", json!({ "id": id, "party": second }))
            .told_by(id, "NAME_LEAD"),
    ]
}

async fn flow(world: &World, request: &Value) -> Vec<Call> {
    let id = &request["id"];
    let blocked = world.submitted(json!({})).await;
    let reason = "数据权限尚未开通";
    world.did(INITIATOR, "requestBlock", json!({ "id": blocked["id"], "reason": reason })).await;
    let acceptors = json!({ "id": id, "acceptors": [world.person("MT0004")] });
    vec![
        Call::new("requestNameAcceptor", "submitted", acceptors).told_by(id, "NAME_ACCEPTOR"),
        Call::new("requestChangePriority", "submitted", json!({ "id": id, "priority": "LOW" }))
            .told_by(id, "CHANGE_PRIORITY"),
        Call::new("requestHandOver", "submitted", json!({ "id": id, "to": world.person("MT0004") }))
            .told_by(id, "HAND_OVER"),
        Call::new("requestBlock", "submitted", json!({ "id": id, "reason": reason })).told_by(id, "BLOCK"),
        Call::new("requestUnblock", "blocked", json!({ "id": blocked["id"] }))
            .told_by(&blocked["id"], "UNBLOCK"),
        Call::new("requestOverrideConflict", "submitted", json!({ "id": id, "reason": "发布会不能改期" }))
            .told_by(id, "OVERRIDE_CONFLICT"),
        Call::new("requestMarkReviewed", "submitted", json!({ "id": id })).told_by(id, "MARK_REVIEWED"),
    ]
}

async fn disagreement(world: &World) -> Vec<Call> {
    let request = world.submitted(json!({})).await;
    let (disputed, taken_up) = (world.submitted(json!({})).await, world.submitted(json!({})).await);
    let escalate = |request: &Value| json!({ "id": request["id"], "reason": "职责划分有分歧", "parties": [party(request, "JS")] });
    for request in [&disputed, &taken_up] {
        world.did(INITIATOR, "requestEscalate", escalate(request)).await;
    }
    world.did("JS0001", "requestTakeUp", json!({ "id": taken_up["id"] })).await;
    let ruling = json!({ "id": taken_up["id"], "outcome": "DISMISSED", "reason": "维持原分工" });
    vec![
        Call::new("requestEscalate", "submitted", escalate(&request))
            .told_by(&request["id"], "ESCALATE")
            .spoiled_by(json!({ "task": TaskId::from_uuid(Uuid::nil()) })),
        Call::new("requestTakeUp", "MT against JS", json!({ "id": disputed["id"] }))
            .told_by(&disputed["id"], "TAKE_UP"),
        Call::new("requestRule", "MT against JS, taken up", ruling)
            .told_by(&taken_up["id"], "RULE")
            .spoiled_by(json!({ "outcome": "TASK_REWORK" })),
    ]
}

async fn signatures_and_resources(world: &World) -> Vec<Call> {
    let agreed = world.agreed(json!({})).await;
    let need = json!({ "kind": "EQUIPMENT", "description": "两台测试机" });
    let of_lead = world.submitted(json!({ "resourceNeeds": [need] })).await;
    let of_other = with(&need, json!({ "fromDepartment": world.department("YF") }));
    let of_other = world.submitted(json!({ "resourceNeeds": [of_other] })).await;
    let grant = |request: &Value| json!({ "id": request["id"], "need": request["resourceNeeds"][0]["id"], "approved": true });
    vec![
        Call::new("requestSign", "agreed", json!({ "id": agreed["id"] })).told_by(&agreed["id"], "SIGN"),
        Call::new("requestDecideResource", "the lead gives", grant(&of_lead))
            .told_by(&of_lead["id"], "DECIDE_RESOURCE"),
        Call::new("requestDecideResource", "YF gives", grant(&of_other))
            .told_by(&of_other["id"], "DECIDE_RESOURCE"),
    ]
}

async fn ends(world: &World, request: &Value) -> Vec<Call> {
    let delivered = world.delivered().await;
    let rated = world.accepted().await;
    for code in ["JS", "CP"] {
        let rating = json!({ "request": rated["id"], "department": world.department(code),
            "responsiveness": 5, "professionalism": 4, "cooperation": 5 });
        world.did(INITIATOR, "ratingGive", rating).await;
    }
    let withdrawn = world.submitted(json!({})).await;
    world.did(INITIATOR, "requestWithdraw", json!({ "id": withdrawn["id"], "reason": "计划取消" })).await;
    let id = &request["id"];
    vec![
        Call::new("requestAccept", "delivered", json!({ "id": delivered["id"] }))
            .told_by(&delivered["id"], "ACCEPT"),
        Call::new("requestClose", "accepted and rated", json!({ "id": rated["id"] }))
            .told_by(&rated["id"], "CLOSE"),
        Call::new("requestArchive", "withdrawn", json!({ "id": withdrawn["id"] }))
            .told_by(&withdrawn["id"], "ARCHIVE"),
        Call::new("requestWithdraw", "submitted", json!({ "id": id, "reason": "计划取消" }))
            .told_by(id, "WITHDRAW"),
    ]
}

/// Vacant places (resolution 20).
async fn stood_in_for(world: &World) -> Vec<Call> {
    let vacant = world.submitted(json!({ "parties": [{ "department": world.department("FW") }] })).await;
    let left = world.draft_of(LEAVER, json!({})).await;
    world.did(LEAVER, "requestSubmit", json!({ "id": left["id"] })).await;
    world.leaves(LEAVER).await;
    let no = json!({ "id": vacant["id"], "answer": "DECLINED", "reason": "本季度无排期" });
    let to = world.person("MT0004");
    vec![
        Call::new("requestRespond", "a party without managers", no).told_by(&vacant["id"], "RESPOND"),
        Call::new("requestHandOver", "the initiator left", json!({ "id": left["id"], "to": to }))
            .told_by(&left["id"], "HAND_OVER"),
    ]
}

/// How far a request is seen (resolution 17).
async fn reach(world: &World) -> Vec<Call> {
    let secret = world.confirmed(json!({ "visibility": "PARTICIPANTS" })).await;
    world.task(&secret, json!({})).await;
    let open = world.submitted(json!({ "visibility": "ORGANIZATION" })).await;
    let looked = |request: &Value| json!({ "id": request["id"] });
    vec![
        Call::new("requestMarkReviewed", "`PARTICIPANTS`", looked(&secret))
            .told_by(&secret["id"], "MARK_REVIEWED"),
        Call::new("requestMarkReviewed", "`ORGANIZATION`", looked(&open))
            .told_by(&open["id"], "MARK_REVIEWED"),
    ]
}
