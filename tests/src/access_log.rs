//! The access log over the API, on both databases: what auditors and administrators read by their role alone, whom anybody
//! unmasked, who may look at it, and how long it is kept (people-and-access.md, The record; X25).

use std::time::Duration;

use liaison_gateway::jobs::forgetting;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::customer::CUSTOMER;
use crate::request::{form, id, run, with};
use crate::subscription::present;
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::support::company::{ADMIN, AUDITOR, HR};
use crate::support::socket::Socket;

const LOG: &str = "query($filter: AccessLogFilter) { accessLog(first: 100, filter: $filter) {
    nodes { at action person { employeeNumber } subjectKind subjectId requestId } } }";

/// What the log says, oldest first: who, what they did, to what.
async fn log(app: &TestApp, filter: Value) -> Vec<(String, String, String)> {
    let found =
        app.member(AUDITOR).query(LOG, json!({ "filter": filter })).await["accessLog"]["nodes"].take();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let entry = |node: &Value| {
        (text(&node["person"]["employeeNumber"]), text(&node["action"]), text(&node["subjectId"]))
    };
    found.as_array().expect("a list").iter().rev().map(entry).collect()
}

/// A submitted request of MT0003 to JS that is seen so far.
async fn request(app: &TestApp, visibility: &str, changes: Value) -> String {
    let form = with(form(app, &["JS"]).await, json!({ "visibility": visibility }));
    let draft = id(&run(&app.member("MT0003"), "requestCreate", with(form, changes)).await);
    run(&app.member("MT0003"), "requestSubmit", json!({ "id": draft })).await;
    draft
}

/// Asks in a call of this name; the body of the answer.
async fn named(client: &Client, request_id: &str, document: &str, variables: Value) -> Value {
    let call = reqwest::Client::new().post(client.url()).bearer_auth(client.token().expect("signed in"));
    let call =
        call.header("x-request-id", request_id).json(&json!({ "query": document, "variables": variables }));
    call.send().await.expect("an answer").json().await.expect("JSON")
}

fn read(who: &str, what: &str) -> (String, String, String) {
    (who.to_owned(), "READ".to_owned(), what.to_owned())
}

both_databases! {
    /// Once a call and record, whatever it was reached by; nothing of what everybody sees, and nothing of who is concerned.
    async fn what_the_role_alone_shows_is_written_down(backend) {
        let app = TestApp::start(backend).await;
        let (admin, auditor) = (app.admin(), app.member(AUDITOR));
        let hidden = request(&app, "DEPARTMENTS", json!({ "title": "部门内" })).await;
        request(&app, "ORGANIZATION", json!({ "title": "公开" })).await;
        let secret = request(&app, "PARTICIPANTS", json!({ "title": "仅参与人" })).await;
        request(&app, "DEPARTMENTS", json!({ "title": "管理员关注", "watchers": [app.person(ADMIN)] })).await;
        assert_eq!(log(&app, json!({})).await, []);
        let document = "query($id: ID!) { a: request(by: {id: $id}) { title } b: node(id: $id) { ... on Request { title } }
            requests(orderBy: {field: CREATED_AT}) { nodes { title } totalCount { value } } }";
        let seen = admin.query(document, json!({ "id": hidden })).await;
        assert_eq!((&seen["a"], &seen["b"]), (&json!({ "title": "部门内" }), &json!({ "title": "部门内" })), "as it was asked for");
        assert_eq!(seen["requests"]["totalCount"]["value"], 3);
        assert_eq!(log(&app, json!({})).await, [read(ADMIN, &hidden)]);
        for member in ["MT0003", "MT0001", "JS0001", "JS0004", HR] {
            app.member(member).query("{ requests { nodes { title } } events { nodes { data } } }", json!({})).await;
        }
        admin.query("{ requests { totalCount { value } } departments { nodes { name } } viewer { person { name } } }", json!({})).await;
        assert_eq!(log(&app, json!({})).await.len(), 1);
        app.clock().advance(Duration::from_mins(1));
        let all = auditor.query("{ requests { nodes { id } } }", json!({})).await;
        assert_eq!(all["requests"]["nodes"].as_array().map(Vec::len), Some(4));
        let later = log(&app, json!({ "at": { "gte": "2024-05-06T01:01:00Z" } })).await;
        assert_eq!(later.len(), 3, "{later:?}");
        assert!(later.contains(&read(AUDITOR, &hidden)) && later.contains(&read(AUDITOR, &secret)));
        for (filter, count) in [
            (json!({ "person": { "eq": app.person(ADMIN) } }), 1), (json!({ "subject": secret }), 1), (json!({ "subject": hidden }), 2),
            (json!({ "subjectKind": { "eq": "TASK" } }), 0), (json!({ "action": { "eq": "UNMASK" } }), 0),
            (json!({ "and": [{ "action": { "eq": "READ" } }, { "not": { "subject": hidden } }] }), 2),
        ] {
            assert_eq!(log(&app, filter.clone()).await.len(), count, "{filter}");
        }
        app.finish().await;
    }

    /// Auditors alone read it; looking at what an entry is of is written down too.
    async fn auditors_alone_read_the_log(backend) {
        let app = TestApp::start(backend).await;
        let hidden = request(&app, "DEPARTMENTS", json!({})).await;
        let answer = named(&app.admin(), "audit-0001", "query($id: ID!) { request(by: {id: $id}) { title } }", json!({ "id": hidden })).await;
        assert!(answer["errors"].is_null(), "{answer}");
        for who in [ADMIN, HR, "MT0001", "MT0003"] {
            let refused = app.member(who).send(LOG, json!({ "filter": null })).await;
            assert_eq!((refused.error_code(), &refused.body["data"]["accessLog"]), (Some("FORBIDDEN"), &Value::Null), "{who}");
        }
        let auditor = app.member(AUDITOR);
        let document = "query($filter: AccessLogFilter) { accessLog(first: 1, filter: $filter) { totalCount { value } pageInfo { hasNextPage endCursor }
            nodes { at action actionLabel subjectKind requestId person { employeeNumber } subject { ... on Request { title } } } } }";
        let found = auditor.query(document, json!({ "filter": { "requestId": { "eq": "audit-0001" } } })).await["accessLog"].take();
        assert_eq!(found["nodes"], json!([{ "at": "2024-05-06T01:00:00Z", "action": "READ", "actionLabel": "查看", "subjectKind": "REQUEST", "requestId": "audit-0001",
            "person": { "employeeNumber": ADMIN }, "subject": { "title": "推广方案技术开发支持" } }]));
        assert_eq!((&found["totalCount"]["value"], &found["pageInfo"]["hasNextPage"]), (&json!(1), &json!(false)));
        assert_eq!(log(&app, json!({ "person": { "eq": app.person(AUDITOR) } })).await, [read(AUDITOR, &hidden)]);
        app.finish().await;
    }

    /// X25: no list, field, fragment, alias, event or stream is a way around.
    async fn no_way_around(backend) {
        let app = TestApp::start(backend).await;
        let admin = app.admin();
        let start = json!(present(&app).await);
        let hidden = request(&app, "DEPARTMENTS", json!({})).await;
        let ways = [
            "{ requests { edges { node { title } } } }",
            "{ requests { ...F } } fragment F on RequestConnection { nodes { ... { ... on Request { shown_id: title } } } }",
            "query($id: ID!) { nodes(ids: [$id]) { __typename } }",
            "query($id: ID!) { events(filter: {subjects: [$id]}) { nodes { data } } }",
            "query($since: Cursor!) { changes(since: $since) { changes { node { __typename } } } }",
            "{ deadlines { nodes { subject { ... on Request { title } } } } }",
        ];
        for (number, document) in ways.iter().enumerate() {
            let call = format!("way-around-{number}");
            let answer = named(&admin, &call, document, json!({ "id": hidden, "since": start })).await;
            assert!(answer["errors"].is_null(), "{document}: {answer}");
            let noted = log(&app, json!({ "requestId": { "eq": call } })).await;
            assert!(noted.contains(&read(ADMIN, &hidden)), "{document}: {noted:?}");
        }
        app.clock().advance(Duration::from_mins(1));
        let mut socket = Socket::connect(&admin).await;
        let stream = "subscription($after: Cursor, $filter: EventFilter) { events(after: $after, filter: $filter) { cursor event { type } } }";
        socket.subscribe("s", stream, json!({ "after": start, "filter": { "types": ["RequestSubmitted"] } })).await;
        loop {
            let message = socket.next().await["events"].take();
            if !message["event"].is_null() {
                assert_eq!(message["event"], json!({ "type": "RequestSubmitted" }));
                break;
            }
        }
        let noted = log(&app, json!({ "at": { "gte": "2024-05-06T01:01:00Z" } })).await;
        assert_eq!(noted, [read(ADMIN, &hidden)], "a message is an answer");
        drop(socket);
        app.finish().await;
    }

    /// Nothing is shown that cannot be answered for; everybody else reads on.
    async fn what_cannot_be_written_down_is_not_shown(backend) {
        let app = TestApp::start(backend).await;
        let hidden = request(&app, "DEPARTMENTS", json!({ "title": "部门内" })).await;
        let raw = sea_orm::Database::connect(app.database_url()).await.expect("connects");
        raw.execute_unprepared("ALTER TABLE access_log RENAME TO elsewhere").await.expect("takes it away");
        let document = "query($id: ID!) { request(by: {id: $id}) { title } }";
        let answer = app.admin().send(document, json!({ "id": hidden })).await;
        assert_eq!(answer.error_code(), Some("INTERNAL"));
        assert!(answer.body["data"].is_null() && !answer.body.to_string().contains("部门内"), "{:#}", answer.body);
        let everybodys = app.admin().query("{ departments { nodes { name } } }", json!({})).await;
        assert!(everybodys["departments"]["nodes"].as_array().is_some_and(|all| !all.is_empty()));
        let member = app.member("JS0001").query(document, json!({ "id": hidden })).await;
        assert_eq!(member["request"]["title"], "部门内");
        raw.execute_unprepared("ALTER TABLE elsewhere RENAME TO access_log").await.expect("brings it back");
        raw.close().await.expect("closes");
        app.finish().await;
    }

    /// Unmasking is in it, whoever does it, with the change itself; after twelve months an entry is gone.
    async fn unmasking_and_the_end_of_an_entry(backend) {
        let app = TestApp::start(backend).await;
        let owner = app.member("MT0003");
        let customer = id(&CUSTOMER.run(&owner, "customerCreate", json!({ "name": "ABC科技有限公司" })).await);
        let add = "mutation($input: ContactAddInput!) { contactAdd(input: $input) { contact { id } userErrors { code } } }";
        let new = json!({ "input": { "customer": customer, "name": "周琦", "phone": "13800138000" } });
        let contact = owner.mutate(add, new).await["contact"]["id"].take();
        let unmask = "mutation($input: ContactUnmaskInput!) { contactUnmask(input: $input) { contact { phone } userErrors { code } } }";
        let why = |more: Value| json!({ "input": with(json!({ "id": contact, "reason": "核查" }), more) });
        app.member(AUDITOR).mutate(unmask, why(json!({ "validateOnly": true }))).await;
        assert_eq!(log(&app, json!({ "action": { "eq": "UNMASK" } })).await, [], "tried alone");
        app.member(AUDITOR).mutate(unmask, why(json!({}))).await;
        let contact = contact.as_str().expect("an ID").to_owned();
        assert_eq!(log(&app, json!({ "action": { "eq": "UNMASK" } })).await, [(AUDITOR.to_owned(), "UNMASK".to_owned(), contact.clone())]);
        let events = app.member(AUDITOR).query("{ events(filter: {types: [\"ContactUnmasked\"]}) { nodes { requestId } } }", json!({})).await;
        let call = &events["events"]["nodes"][0]["requestId"];
        assert_eq!(log(&app, json!({ "requestId": { "eq": call }, "action": { "eq": "UNMASK" } })).await.len(), 1, "the same call");
        app.clock().advance(Duration::from_hours(24 * 360));
        assert_eq!(forgetting::forget(app.app()).await.expect("looks"), 0);
        let before = log(&app, json!({})).await.len();
        app.clock().advance(Duration::from_hours(24 * 7));
        assert_eq!(forgetting::forget(app.app()).await.expect("forgets"), u64::try_from(before).expect("few"));
        assert_eq!(log(&app, json!({})).await, []);
        app.finish().await;
    }
}
