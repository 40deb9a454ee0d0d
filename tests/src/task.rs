//! Tasks over the API, on both databases: from creation to the verdict, what is refused on the way and why, extensions,
//! dependencies, tasks that stand alone, disputes about a delivery, and what a client that watches is told.

mod acceptance;
mod alone;
mod create;
mod dependencies;
mod dispute;
mod extension;
mod lists;
mod plan;
mod watch;
mod work;

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::mutation::Noun;

/// What the tests look at after a mutation.
pub(crate) const TASK: Noun = Noun {
    field: "task",
    seen: "id version code name status resumesAs progress risk overdue dueAt dueOn priority deliveryStandard
        assignee { employeeNumber } collaborators { employeeNumber } department { code }
        dispatchedAt acknowledgedAt startedAt deliveredAt completedAt cancelReason
        startOverride { decidedBy { employeeNumber } reason } dependsOn { code } request { status }
        deliverables { name version location sha256 } proposedDeliverableName
        acceptanceRounds { number passed points comment dueAt judgedBy { employeeNumber } }
        extensions { verdict reason plan dueAt previousDueAt goalHit comment decidedBy { employeeNumber } }",
};

/// A task of `request` for this person, due on 24 May, created by JS0003: liaison of the lead in these tests.
pub(crate) async fn task(app: &TestApp, request: &str, assignee: &str) -> String {
    task_with(app, request, assignee, json!({})).await
}

/// The same with more said of it.
pub(crate) async fn task_with(app: &TestApp, request: &str, assignee: &str, more: Value) -> String {
    let assignee = app.person(assignee);
    let plain =
        json!({ "request": request, "name": "接口文档", "assignee": assignee, "dueOn": "2024-05-24" });
    id(&TASK.run(&app.member("JS0003"), "taskCreate", crate::request::with(plain, more)).await)
}

/// Delivers the task, by this person, without anything attached.
pub(crate) async fn deliver(app: &TestApp, task: &str, assignee: &str) -> Value {
    TASK.run(&app.member(assignee), "taskDeliver", json!({ "id": task, "note": "已完成" })).await
}

/// The task as this person sees it now.
pub(crate) async fn seen(client: &Client, id: &str) -> Value {
    let document = format!("query($id: ID!) {{ task(by: {{id: $id}}) {{ {} }} }}", TASK.seen);
    client.query(&document, json!({ "id": id })).await["task"].take()
}

/// The types of the events about something, oldest first.
pub(crate) async fn told_of(client: &Client, subject: &str) -> Vec<String> {
    let document = "query($filter: EventFilter) { events(filter: $filter, direction: ASC, first: 100) { nodes { type } } }";
    let data = client.query(document, json!({ "filter": { "subjects": [subject] } })).await;
    let nodes = data["events"]["nodes"].as_array().expect("a list");
    nodes.iter().map(|node| node["type"].as_str().unwrap_or_default().to_owned()).collect()
}

pub(crate) fn id(object: &Value) -> String {
    object["id"].as_str().expect("an ID").to_owned()
}
