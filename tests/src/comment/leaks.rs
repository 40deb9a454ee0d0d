//! What one may not see does not exist: a table of readers over the ways that lead to comments on each kind of record; and no event
//! holds a text. That no other way leads there is the walk's over the whole schema (`leaks`).

use serde_json::{Value, json};

use super::{ASSIGNEE, COMMENT, INITIATOR, STRANGER, Things, reply, said, seen};
use crate::deadline::pass;
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::support::company::{ADMIN, AUDITOR, EXECUTIVE, HR};

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
