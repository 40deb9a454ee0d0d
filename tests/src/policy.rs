//! What a list, a node, a count, a stream and a search show is what the policy function allows, for random worlds and everybody who
//! calls (resolution 17; people-and-access.md, Who may do what).
//!
//! `persistence::visibility` holds the condition in SQL to the function; here the whole way through the API is held to it. Truth is
//! the stored audience of each record and `access::may_see`; where a noun opens a part of a record further, it is not in the lists
//! that are compared.

mod truth;
mod world;

use std::collections::BTreeSet;

use liaison_domain::event::SubjectKind;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde_json::{Value, json};

use crate::scale;
use crate::subscription::present;
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::support::socket::Socket;
use truth::Truth;
use world::{WORD, callers};

/// The lists of the roots whose rows are records of one kind, each with that kind.
const LISTS: [(&str, SubjectKind); 7] = [
    ("requests", SubjectKind::Request),
    ("tasks", SubjectKind::Task),
    ("problems", SubjectKind::Problem),
    ("meetings", SubjectKind::Meeting),
    ("interactions", SubjectKind::Interaction),
    ("deadlines", SubjectKind::Deadline),
    ("apiKeys", SubjectKind::ApiKey),
];

/// Kinds of which everybody who knows the ID may read a part; who reads which part is held elsewhere (`leaks`).
const OPEN: [SubjectKind; 4] =
    [SubjectKind::Customer, SubjectKind::Contact, SubjectKind::Guest, SubjectKind::PortalLink];

fn texts(nodes: &Value) -> impl Iterator<Item = String> {
    nodes.as_array().into_iter().flatten().filter_map(|node| node["id"].as_str().map(str::to_owned))
}

/// All pages of a list, and what it says of their number.
async fn list(client: &Client, field: &str) -> (BTreeSet<String>, Value) {
    let document = format!(
        "query($after: Cursor) {{ {field}(first: 7, after: $after) {{ nodes {{ id }} totalCount(max: 10000) {{ value exact }}
            pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    let (mut found, mut after) = (BTreeSet::new(), Value::Null);
    loop {
        let page = client.query(&document, json!({ "after": after })).await[field].take();
        for id in texts(&page["nodes"]) {
            assert!(found.insert(id), "{field} shows a row twice");
        }
        if page["pageInfo"]["hasNextPage"] != true {
            return (found, page["totalCount"].clone());
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

async fn nodes(client: &Client, ids: &[String]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for ids in ids.chunks(100) {
        let document = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
        let answer = client.query(document, json!({ "ids": ids })).await["nodes"].take();
        found.extend(texts(&answer));
    }
    found
}

async fn searched(client: &Client) -> BTreeSet<String> {
    let document = "query($word: String!, $after: Cursor) { search(query: $word, types: [REQUEST, TASK, PROBLEM, MEETING, INTERACTION, COMMENT],
        first: 50, after: $after) { nodes { node { id } } pageInfo { hasNextPage endCursor } } }";
    let (mut found, mut after) = (BTreeSet::new(), Value::Null);
    loop {
        let page = client.query(document, json!({ "word": WORD, "after": after })).await["search"].take();
        let hits = page["nodes"].as_array().into_iter().flatten();
        found.extend(hits.filter_map(|hit| hit["node"]["id"].as_str().map(str::to_owned)));
        if page["pageInfo"]["hasNextPage"] != true {
            return found;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// The IDs of the events that a reader is told who begins at `start`, up to the one about `last`.
async fn streamed(client: &Client, on_behalf_of: Option<&str>, start: &str, last: &str) -> BTreeSet<String> {
    let mut socket = Socket::connect_for(client, on_behalf_of).await;
    let document = "subscription($after: Cursor) { events(after: $after) { event { id subjectId } } }";
    socket.subscribe("1", document, json!({ "after": start })).await;
    let mut found = BTreeSet::new();
    loop {
        let event = socket.next().await["events"]["event"].take();
        let Some(id) = event["id"].as_str() else { continue };
        if event["subjectId"] == last {
            return found;
        }
        assert!(found.insert(id.to_owned()), "an event is told twice");
    }
}

both_databases! {
    async fn what_is_shown_is_what_the_policy_allows(backend) {
        let mut random = StdRng::seed_from_u64(scale::seed());
        for number in 0..scale::POLICY_WORLDS.get() {
            let app = TestApp::start(backend).await;
            let start = present(&app).await;
            world::make(&app, &mut random).await;
            let callers = callers(&app).await;
            let last = world::told_to_everybody(&app).await;
            let truth = Truth::read(&app).await;
            for caller in &callers {
                let (who, client) = (&caller.name, &caller.client);
                let actor = truth.actor(&app, caller);
                for (field, kind) in LISTS.into_iter().filter(|(field, _)| caller.by_key.is_none() || *field != "apiKeys") {
                    let expected = truth.seen(&actor, |of| of == kind);
                    let (found, count) = list(client, field).await;
                    assert_eq!(found, expected, "{field} as {who}, world {number}");
                    assert_eq!(count, json!({ "value": expected.len(), "exact": true }), "{field} as {who}");
                }
                let expected = truth.seen(&actor, |of| !OPEN.contains(&of));
                let found = nodes(client, &truth.ids(|of| !OPEN.contains(&of))).await;
                assert_eq!(found, expected, "nodes as {who}, world {number}");
                let expected = truth.with_word(&actor);
                assert_eq!(searched(client).await, expected, "search as {who}, world {number}");
                let expected = truth.told(&actor, &start, &app);
                let found = streamed(client, caller.on_behalf_of, &start, &last).await;
                assert_eq!(found, expected, "events as {who}, world {number}");
            }
            app.finish().await;
        }
    }
}
