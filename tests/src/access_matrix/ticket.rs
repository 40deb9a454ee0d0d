//! The calls on tickets, routing rules and portal links.

use serde_json::{Value, json};

use super::call::Call;
use super::world::{INITIATOR, World};
use crate::support::company::ADMIN;

/// All of them, on a customer of MT that the initiator owns, whose tickets go to JS by the rule.
pub(super) async fn calls(world: &World) -> Vec<Call> {
    let rule = json!({ "category": "售后问题", "department": world.department("JS") });
    world.answered(ADMIN, "routingRuleSet", "routingRule { id }", rule).await;
    let customer = world.did(INITIATOR, "customerCreate", json!({ "name": "鼎新贸易有限公司" })).await;
    let ticket = json!({ "customer": customer["id"], "category": "售后问题", "title": "升级后报表打印错位", "background": "客户反馈", "goal": "恢复打印",
        "details": "修复打印格式", "dueOn": "2024-05-30", "noAttachments": true });
    let opened = open(world, &ticket).await;
    let issue = json!({ "request": opened["id"] });
    let link = issued(world, &opened).await["portalLink"].take();
    let given = json!({ "category": "开票", "department": world.department("CP") });
    vec![
        Call::new("ticketOpen", "", ticket.clone())
            .told_by(&customer["id"], "OPEN_TICKET")
            .spoiled_by(json!({ "category": "没有规则" })),
        Call::new("portalLinkIssue", "", issue)
            .told_by(&opened["id"], "ISSUE_PORTAL_LINK")
            .spoiled_by(json!({ "expiresAt": "2024-05-01T00:00:00Z" })),
        Call::new("portalLinkRevoke", "", json!({ "id": link["id"] })).told_by(&link["id"], "REVOKE"),
        Call::new("ticketRate", "delivered", json!({ "token": delivered(world, &ticket).await, "score": 5 })),
        Call::new("routingRuleSet", "", given)
            .spoiled_by(json!({ "department": "dep_00000000000000000000000000" })),
    ]
}

/// A ticket with `lL` as the liaison of its party.
async fn open(world: &World, ticket: &Value) -> Value {
    let opened =
        world.answered(INITIATOR, "ticketOpen", "request { id }", ticket.clone()).await["request"].take();
    let liaison = json!({ "id": opened["id"], "liaison": world.person("JS0003") });
    world.did("JS0001", "requestNameLiaison", liaison).await;
    opened
}

async fn issued(world: &World, ticket: &Value) -> Value {
    let issue = json!({ "request": ticket["id"] });
    world.answered(INITIATOR, "portalLinkIssue", "portalLink { id } token", issue).await
}

/// The secret of a link to a ticket that is delivered.
async fn delivered(world: &World, ticket: &Value) -> Value {
    let ticket = open(world, ticket).await;
    world.did("JS0003", "requestRespond", json!({ "id": ticket["id"], "answer": "ACCEPTED" })).await;
    for head in ["MT0001", "JS0001"] {
        world.did(head, "requestSign", json!({ "id": ticket["id"] })).await;
    }
    let task = json!({ "request": ticket["id"], "name": "修复", "assignee": world.person("JS0004") });
    let task = world.did("JS0001", "taskCreate", task).await;
    world.did("JS0004", "taskDeliver", json!({ "id": task["id"] })).await;
    issued(world, &ticket).await["token"].take()
}
