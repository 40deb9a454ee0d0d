//! Deadlines over the API: what one shows, whose they are, what is due next, what a viewer owes, the reminder, and what
//! watchers are told (deadlines.md, resolutions 36, 78).
//!
//! When they begin, fire and end is [`deadline`](crate::deadline)'s.

mod lists;
mod remind;
mod watch;

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::clock::instant;

/// Sets the clock, and lets everything that is due until then happen at once.
async fn at(app: &TestApp, then: &str) {
    app.clock().put(instant(then));
    liaison_gateway::jobs::deadlines::catch_up(app.app()).await.expect("the database answers");
}

/// `KIND STATE due`, the due time in UTC without its year.
fn told(deadline: &Value) -> String {
    let word = |field: &str| deadline[field].as_str().unwrap_or("-").to_owned();
    let due = word("dueAt");
    format!("{} {} {}", word("kind"), word("state"), due.get(5..16).unwrap_or("paused"))
}

/// The deadlines that this person finds, in the order of the list.
async fn found(client: &Client, filter: Value) -> Vec<String> {
    let document = "query($filter: DeadlineFilter) { deadlines(filter: $filter, first: 100) { nodes { kind state dueAt } totalCount { value exact } } }";
    let list = client.query(document, json!({ "filter": filter })).await["deadlines"].take();
    let nodes = list["nodes"].as_array().expect("a list");
    assert_eq!(list["totalCount"], json!({ "value": nodes.len(), "exact": true }), "{filter}");
    nodes.iter().map(told).collect()
}

/// The deadline of this kind on the request, its tasks and problems.
async fn one(client: &Client, request: &str, kind: &str) -> Value {
    let document = "query($filter: DeadlineFilter) { deadlines(filter: $filter) { nodes { id version kind state dueAt } } }";
    let filter = json!({ "request": { "eq": request }, "kind": { "eq": kind } });
    let mut nodes = client.query(document, json!({ "filter": filter })).await["deadlines"]["nodes"].take();
    assert_eq!(nodes.as_array().map(Vec::len), Some(1), "{kind}: {nodes:#}");
    nodes[0].take()
}
