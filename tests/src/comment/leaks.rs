//! What one may not see does not exist: a table of readers over every way that leads to a comment; and no event holds a text.
//!
//! Ways are taken from the schema itself: a new field that answers a comment without a line in [`WAYS`] fails.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{ASSIGNEE, COMMENT, INITIATOR, STRANGER, Things, reply, said, seen};
use crate::deadline::pass;
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::support::company::{ADMIN, AUDITOR, EXECUTIVE, HR};

/// Every field of the schema that answers a comment, alone or in a list. Those that answer whatever node are the leak test's of
/// customers.
const WAYS: [&str; 7] = [
    "CommentAddPayload.comment",
    "CommentAddressee.answer",
    "CommentChange.node",
    "CommentConnection.nodes",
    "CommentEdge.node",
    "CommentEditPayload.comment",
    "Interaction.comment",
];
/// The lists of them.
const LISTS: [&str; 7] = [
    "Comment.replies",
    "Customer.comments",
    "Meeting.comments",
    "Problem.comments",
    "Query.comments",
    "Request.comments",
    "Task.comments",
];
/// A comment's own field that answers one.
const OWN: &str = "Comment.replyTo";

const SCHEMA: &str = "{ __schema { types { name fields { name type { ...t } } } } }
fragment t on __Type { name ofType { name ofType { name ofType { name } } } }";

/// The fields that answer this type, at once or in a list.
fn ways_to(schema: &Value, wanted: &str) -> BTreeSet<String> {
    let mut ways = BTreeSet::new();
    for one in schema["__schema"]["types"].as_array().expect("types") {
        for field in one["fields"].as_array().into_iter().flatten() {
            let mut of = &field["type"];
            while of["name"].is_null() && !of["ofType"].is_null() {
                of = &of["ofType"];
            }
            if of["name"] == wanted {
                let name = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                ways.insert(format!("{}.{}", name(&one["name"]), name(&field["name"])));
            }
        }
    }
    ways
}

/// What is selected of every comment that is found.
const EVERYTHING: &str = "fragment C on Comment { id text external author { name } mentions { name } versions { text } request { id } subject { id }
    replyTo { id text } replies { totalCount { value } nodes { id text } } asksForAnswer { reason addressees { person { name } answer { id text } } }
    abilities { action } nextDue { id } deadlines { nodes { id owner { name } } } }";

/// Every way to read comments about these things, by name.
fn documents(things: &Things, ids: &[String]) -> Vec<(String, String)> {
    let ids = ids.iter().map(|id| format!("\"{id}\"")).collect::<Vec<_>>().join(", ");
    let mut ways = vec![
        ("Query.comments".to_owned(), "comments(first: 100) { totalCount { value } nodes { ...C } }".to_owned()),
        ("Query.nodes".to_owned(), format!("nodes(ids: [{ids}]) {{ ...C }}")),
        ("events".to_owned(), "events(first: 100, filter: {subjectKinds: [COMMENT]}) { totalCount { value } nodes { type data changes { field from to } subject { ...C } } }".to_owned()),
        ("changes".to_owned(), "changes(since: $since, first: 100) { changes { changedFields deletedId node { ...C } } }".to_owned()),
        ("deadlines".to_owned(), "deadlines(first: 100, filter: {kind: {eq: ANSWER}}) { totalCount { value } nodes { id subject { ...C } } }".to_owned()),
        ("notifications".to_owned(), "notifications(first: 100) { nodes { text params subject { ...C } } }".to_owned()),
        ("obligations".to_owned(), "viewer { obligations(filter: {kind: {eq: ANSWER}}) { nodes { subject { ...C } } } }".to_owned()),
    ];
    for (kind, subject) in things.all() {
        let object = format!("{}{}", kind[..1].to_uppercase(), &kind[1..]);
        let list = format!(
            "node(id: \"{subject}\") {{ ... on {object} {{ comments(first: 100) {{ totalCount {{ value }} nodes {{ ...C }} }} }} }}"
        );
        ways.push((format!("{object}.comments"), list));
        let filtered = format!(
            "comments(filter: {{subject: \"{subject}\", mentions: {{isNull: false}}}}) {{ totalCount {{ value }} nodes {{ ...C }} }}"
        );
        ways.push((format!("filtered by {kind}"), filtered));
    }
    let declared = |query: &str| if query.contains("$since") { "($since: Cursor!)" } else { "" };
    ways.into_iter()
        .map(|(name, query)| (name, format!("query{} {{ {query} }} {EVERYTHING}", declared(&query))))
        .collect()
}

/// What of `secrets` stands in the answer.
fn leaked<'a>(answer: &Value, secrets: &'a [String]) -> Vec<&'a String> {
    let text = answer.to_string();
    secrets.iter().filter(|secret| text.contains(secret.as_str())).collect()
}

async fn since(client: &Client) -> Value {
    client.query("{ events(last: 1) { nodes { cursor } } }", json!({})).await["events"]["nodes"][0]["cursor"]
        .take()
}

both_databases! {
    async fn every_way_has_its_case(backend) {
        let app = TestApp::start(backend).await;
        let schema = app.admin().query(SCHEMA, json!({})).await;
        let named = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect::<BTreeSet<_>>();
        let mut ways = named(&WAYS);
        ways.insert(OWN.to_owned());
        assert_eq!(ways_to(&schema, "Comment"), ways, "a way to a comment without a case");
        assert_eq!(ways_to(&schema, "CommentConnection"), named(&LISTS), "a list of comments without a case");
        let filter = app.admin().query("{ __type(name: \"CommentFilter\") { inputFields { name } } }", json!({})).await;
        let fields: Vec<_> = filter["__type"]["inputFields"].as_array().expect("a list").iter().filter_map(|one| one["name"].as_str()).collect();
        assert!(!fields.contains(&"text"), "what was said is compared with nothing: {fields:?}");
        app.finish().await;
    }

    /// By every way: whoever sees the record finds what was said, the others not a letter, not a count, not an ID.
    async fn nobody_finds_a_word_about_what_they_may_not_see(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let after = since(&app.admin()).await;
        let (mut ids, mut secrets) = (Vec::new(), Vec::new());
        for (kind, subject) in things.all() {
            let people = if kind == "customer" { ["MT0004"] } else { ["JS0001"] };
            let people: Vec<_> = people.iter().map(|number| app.person(number)).collect();
            let text = format!("秘密{kind}");
            let more = json!({ "mentions": people, "asksForAnswer": { "urgency": "ORDINARY", "reason": format!("缘由{kind}") } });
            let made = COMMENT.run(&app.member(INITIATOR), "commentAdd", said(kind, subject, &format!("{text}原文"), more)).await;
            COMMENT.run(&app.member(INITIATOR), "commentEdit", json!({ "id": made["id"], "text": format!("{text}改文") })).await;
            let id = made["id"].as_str().expect("an ID").to_owned();
            if kind != "customer" {
                reply(&app, "JS0001", kind, subject, &id).await;
            }
            secrets.push([text, format!("缘由{kind}"), id.clone()]);
            ids.push(id);
        }
        pass(&app, "2024-05-06T14:00:00+08:00").await;
        let [request, task, problem, meeting, customer] = &secrets[..] else { panic!("five") };
        let with_js: Vec<String> = [request, task, problem].into_iter().flatten().cloned().collect();
        let (meeting, customer) = (meeting.to_vec(), customer.to_vec());
        let all = [with_js.clone(), meeting.clone(), customer.clone()].concat();
        for (who, hidden) in [
            (INITIATOR, vec![]),
            ("JS0001", customer.clone()),
            (ASSIGNEE, [meeting.clone(), customer.clone()].concat()),
            ("MT0005", meeting.clone()),
            (EXECUTIVE, meeting.clone()),
            (ADMIN, meeting.clone()),
            (AUDITOR, vec![]),
            (HR, all.clone()),
            (STRANGER, all.clone()),
        ] {
            let client = app.member(who);
            for (way, document) in documents(&things, &ids) {
                let answer = client.send(&document, json!({ "since": after })).await;
                assert_eq!((answer.status, answer.body.get("errors")), (200, None), "{who} {way}: {:#}", answer.body);
                let found = leaked(&answer.body, &hidden);
                assert!(found.is_empty(), "{who} finds {found:?} by {way}");
                if way == "Query.comments" {
                    let shown: Vec<String> = all.iter().filter(|secret| !hidden.contains(secret)).cloned().collect();
                    assert_eq!(leaked(&answer.body, &shown).len(), shown.len(), "{who}: the search can fail");
                }
                if who == STRANGER && answer.body["data"]["comments"]["totalCount"]["value"].is_number() {
                    assert_eq!(answer.body["data"]["comments"]["totalCount"]["value"], 0, "{way}");
                }
            }
            let document = COMMENT.document("commentEdit");
            for id in &ids {
                if hidden.contains(id) {
                    let answer = client.send(&document, json!({ "input": { "id": id, "text": "x", "expectedVersion": 9 } })).await;
                    assert_eq!(answer.body["data"]["commentEdit"]["userErrors"][0]["__typename"], "NotFound", "{who} {id}");
                }
            }
        }
        app.finish().await;
    }

    /// Resolution 79: no event holds a text, so that one can be erased with the chain still true.
    async fn no_event_holds_a_text(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let author = app.member(INITIATOR);
        let made = COMMENT.run(&author, "commentAdd", said("request", &things.request, "机密原文", json!({}))).await;
        COMMENT.run(&author, "commentEdit", json!({ "id": made["id"], "text": "机密改文" })).await;
        let events = author.query("query($id: ID!) { events(filter: {subjects: [$id]}) { nodes { type data changes { field from to } } } }", json!({ "id": made["id"] })).await;
        let nodes = events["events"]["nodes"].as_array().expect("a list");
        let types: Vec<_> = nodes.iter().filter_map(|one| one["type"].as_str()).collect();
        assert_eq!(types, ["CommentAdded", "CommentEdited"]);
        assert!(!events.to_string().contains("机密"), "{events}");
        let seal = nodes[0]["data"]["text"]["id"].as_str().expect("a reference").to_owned();
        let erased = app.app().store().erase_sealed(&[seal.parse().expect("an ID")], crate::support::clock::instant("2024-05-07T09:00:00+08:00"), &liaison_persistence::store::Statements::default()).await;
        assert_eq!(erased.expect("erased"), 1);
        let found = seen(&author, made["id"].as_str().expect("an ID")).await;
        assert_eq!((&found["versions"][0]["text"], &found["versions"][1]["text"], &found["text"]), (&Value::Null, &json!("机密改文"), &json!("机密改文")));
        app.finish().await;
    }
}
