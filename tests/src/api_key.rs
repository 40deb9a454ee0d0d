//! Keys of systems over the API, on both databases: made once, hashed, bounded by their scopes, ended at every node at once, and what
//! they do in the name of people (people-and-access.md, Signing in; S1-104, X26).
//!
//! Who makes and ends them is the access matrix's.

mod for_people;

use std::time::Duration;

use serde_json::{Value, json};

use crate::directory::erasure::PERSON;
use crate::request::{confirmed, draft, form, run, with};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::{Answer, Client};
use crate::support::company::HR;
use crate::support::dump::dump;
use crate::support::socket::{Heard, Socket};

const CREATE: &str = "mutation($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { token
    apiKey { id name scopes status statusLabel owner { employeeNumber } createdBy { employeeNumber } expiresAt usedAt revokedAt }
    userErrors { __typename code path } } }";
const REVOKE: &str =
    "mutation($input: ApiKeyRevokeInput!) { apiKeyRevoke(input: $input) { apiKey { status revokedAt }
    userErrors { __typename code } } }";
const WHO: &str =
    "{ viewer { roles person { employeeNumber } apiKey { name scopes usedAt } guest { name } } }";
const PEOPLE: &str = "{ people(first: 3) { nodes { employeeNumber } } }";
const REQUESTS: &str = "{ requests(first: 100) { totalCount { value } nodes { id } } }";

/// What a key of these scopes is made from.
fn key(scopes: &[&str]) -> Value {
    json!({ "name": "钉钉同步", "scopes": scopes, "expiresAt": "2024-12-31T00:00:00Z" })
}

/// What `apiKeyCreate` answers the administrator, accepted.
async fn made(app: &TestApp, input: Value) -> Value {
    app.admin().mutate(CREATE, json!({ "input": input })).await
}

/// A system that calls by a new key of these scopes.
pub(crate) async fn system(app: &TestApp, scopes: &[&str]) -> Client {
    let token = made(app, key(scopes)).await["token"].as_str().expect("shown once").to_owned();
    Client::new(app.base(0), Some(token))
}

/// Why the call was not answered, or `answered`.
fn outcome(answer: &Answer) -> String {
    match answer.error_code() {
        Some(code) => {
            assert!(answer.body.get("data").is_none_or(Value::is_null), "{:#}", answer.body);
            format!("{} {code}", answer.status)
        }
        None => "answered".to_owned(),
    }
}

both_databases! {
    /// X26: the secret is shown to who made the key, once; nobody finds it in the database, and a repeated call learns nothing.
    async fn it_is_shown_once_and_kept_as_a_digest(backend) {
        let app = TestApp::start(backend).await;
        let input = with(key(&["READ", "DIRECTORY"]), json!({ "idempotencyKey": "key-1", "owner": app.person("JS0003") }));
        let answer = made(&app, input.clone()).await;
        let token = answer["token"].as_str().expect("shown once").to_owned();
        let letters = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        assert!(token.strip_prefix("lsk_").is_some_and(|rest| rest.len() == 43 && letters(rest)), "what scanners look for");
        let shown = &answer["apiKey"];
        assert_eq!((&shown["scopes"], &shown["status"]), (&json!(["READ", "DIRECTORY"]), &json!("ACTIVE")));
        assert_eq!((&shown["owner"]["employeeNumber"], &shown["usedAt"]), (&json!("JS0003"), &json!(null)));
        let again = made(&app, input).await;
        assert_eq!((&again["token"], &again["apiKey"]["id"]), (&json!(null), &shown["id"]));
        let client = Client::new(app.base(0), Some(token.clone()));
        let who = client.query(WHO, json!({})).await["viewer"].take();
        assert_eq!(who["apiKey"]["name"], "钉钉同步");
        assert_eq!((&who["person"], &who["guest"], &who["roles"]), (&json!(null), &json!(null), &json!([])));
        let kept = dump(&app).await;
        assert!(!kept.contains(&token) && kept.contains("钉钉同步"));
        let events = "{ events(filter: {subjectKinds: [API_KEY]}) { nodes { type data changes { field to } } } }";
        let told = app.admin().query(events, json!({})).await.to_string();
        assert!(told.contains("ApiKeyCreated") && !told.contains(&token), "{told}");
        app.finish().await;
    }

    /// When it was last used is told to the minute, and no event tells it.
    async fn its_last_use_is_told(backend) {
        let app = TestApp::start(backend).await;
        let system = system(&app, &["READ"]).await;
        let list = "{ apiKeys { totalCount { value } nodes { usedAt version } } }";
        let told = async || app.admin().query(list, json!({})).await["apiKeys"]["nodes"][0].take();
        assert_eq!(told().await, json!({ "usedAt": null, "version": 1 }));
        let mut last = json!(null);
        for minutes in [0, 2] {
            app.clock().advance(Duration::from_mins(minutes));
            system.query(WHO, json!({})).await;
            let used = loop {
                let told = told().await;
                assert_eq!(told["version"], 1);
                if told["usedAt"] != last { break told["usedAt"].clone() }
                tokio::time::sleep(Duration::from_millis(5)).await;
            };
            last = used;
        }
        assert_eq!(last, "2024-05-06T01:02:00Z");
        app.finish().await;
    }

    /// Each scope covers what it says, for every root field; a mixed document is refused whole.
    async fn scopes_cover_what_they_say(backend) {
        let app = TestApp::start(backend).await;
        let forbidden = "403 FORBIDDEN";
        let department = crate::request::department(&app.admin(), "JS").await;
        let joins = format!("mutation {{ personCreate(input: {{employeeNumber: \"JS0099\", name: \"新人\", department: \"{department}\"}}) {{ person {{ employeeNumber }} userErrors {{ code }} }} }}");
        let mixed = "{ people { nodes { employeeNumber } } requests { nodes { id } } }";
        let says = "mutation { requestDiscard(input: {id: \"req_0000000000000000000000000\"}) { userErrors { code } } }";
        let keys = "{ apiKeys { nodes { name } } }";
        let out = "mutation { signOut(input: {everywhere: true}) { signedOut } }";
        for (scopes, expected) in [
            (&["READ"][..], ["answered", "answered", "answered", forbidden, forbidden]),
            (&["DIRECTORY"][..], ["answered", forbidden, forbidden, "answered", forbidden]),
            (&["READ_AS_PERSON", "ACT_AS_PERSON"][..], [forbidden; 5]),
        ] {
            let system = system(&app, scopes).await;
            let mut found = Vec::new();
            for document in [PEOPLE, REQUESTS, mixed, &joins, says] {
                found.push(outcome(&system.send(document, json!({})).await));
            }
            assert_eq!(found, expected, "{scopes:?}");
            for closed in [keys, out, &CREATE.replace("($input: ApiKeyCreateInput!)", "").replace("input: $input", "input: {name: \"x\", scopes: [READ], expiresAt: \"2024-06-01T00:00:00Z\"}")] {
                assert_eq!(outcome(&system.send(closed, json!({})).await), forbidden, "{closed}");
            }
            assert_eq!(outcome(&system.send("{ __typename }", json!({})).await), "answered");
        }
        app.finish().await;
    }

    /// A key that keeps the directory gives nobody power in the organisation, and nobody a secret (S1-6).
    async fn the_directory_gives_no_roles_away(backend) {
        let app = TestApp::start(backend).await;
        let system = system(&app, &["DIRECTORY"]).await;
        let change = json!({ "id": app.person("JS0004"), "expectedVersion": 1, "roles": ["ADMIN"] });
        assert_eq!(PERSON.refusal(&system, "personUpdate", change).await, "ROLE_MISSING");
        let named = PERSON.run(&system, "personUpdate", json!({ "id": app.person("JS0004"), "expectedVersion": 1, "name": "改名" })).await;
        assert_eq!(named["name"], "改名");
        let event = "query($id: ID!) { events(filter: {subjects: [$id]}, last: 1) { nodes { actor { name } onBehalfOf { name } apiKey { name } } } }";
        let event = app.admin().query(event, json!({ "id": app.person("JS0004") })).await["events"]["nodes"][0].take();
        assert_eq!(event, json!({ "actor": null, "onBehalfOf": null, "apiKey": { "name": "钉钉同步" } }));
        app.finish().await;
    }

    /// For itself a key reads what departments keep, no draft and nothing confidential: in lists, counts, nodes and search alike.
    async fn what_is_for_named_people_does_not_exist(backend) {
        let app = TestApp::start(backend).await;
        let open = confirmed(&app, &["JS"]).await;
        let initiator = app.member("MT0003");
        let draft = draft(&app, &["JS"]).await;
        let secret = with(form(&app, &["JS"]).await, json!({ "visibility": "PARTICIPANTS" }));
        let secret = crate::request::id(&run(&initiator, "requestCreate", secret).await);
        run(&initiator, "requestSubmit", json!({ "id": secret })).await;
        let system = system(&app, &["READ"]).await;
        let list = system.query(REQUESTS, json!({})).await["requests"].take();
        assert_eq!(list, json!({ "totalCount": { "value": 1 }, "nodes": [{ "id": open }] }));
        let nodes = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
        let nodes = system.query(nodes, json!({ "ids": [open, draft, secret] })).await["nodes"].take();
        assert_eq!(nodes, json!([{ "id": open }, null, null]));
        let found = "{ search(query: \"推广方案\", types: [REQUEST]) { totalCount { value } nodes { node { id } } } }";
        let found = system.query(found, json!({})).await["search"].take();
        assert_eq!(found, json!({ "totalCount": { "value": 1 }, "nodes": [{ "node": { "id": open } }] }));
        app.finish().await;
    }

    /// Revoked at one node, a key opens nothing at another from the next call on, and what it watches ends within a second.
    async fn it_is_ended_at_every_node_within_a_second(backend) {
        let mut app = TestApp::start(backend).await;
        let other = app.add_node().await;
        let answer = made(&app, key(&["READ"])).await;
        let token = answer["token"].as_str().expect("shown once").to_owned();
        let system = Client::new(app.base(other), Some(token));
        let mut socket = Socket::connect(&system).await;
        socket.subscribe("1", "subscription { events { cursor } }", json!({})).await;
        assert_eq!(outcome(&system.send(PEOPLE, json!({})).await), "answered");
        let input = json!({ "input": { "id": answer["apiKey"]["id"] } });
        let revoked = app.admin().mutate(REVOKE, input.clone()).await;
        assert_eq!(revoked["apiKey"], json!({ "status": "REVOKED", "revokedAt": "2024-05-06T01:00:00Z" }));
        let begun = std::time::Instant::now();
        assert_eq!(outcome(&system.send(PEOPLE, json!({})).await), "401 UNAUTHENTICATED");
        let closed = loop {
            match socket.hear().await {
                Heard::Message(_) => {}
                end => break end,
            }
        };
        assert_eq!(closed, Heard::Closed(4403));
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
        assert_eq!(app.admin().refusals(REVOKE, input).await, ["STATE_CONFLICT"]);
        app.finish().await;
    }

    /// It ends by itself to the second, and with the account of whoever answers for it (S1-104).
    async fn it_ends_with_its_time_and_its_owner(backend) {
        let app = TestApp::start(backend).await;
        let short = with(key(&["READ"]), json!({ "expiresAt": "2024-05-06T01:01:00Z" }));
        let short = made(&app, short).await["token"].as_str().expect("shown once").to_owned();
        let short = Client::new(app.base(0), Some(short));
        app.clock().advance(Duration::from_secs(59));
        assert_eq!(outcome(&short.send(PEOPLE, json!({})).await), "answered");
        app.clock().advance(Duration::from_secs(1));
        let ended = short.send(PEOPLE, json!({})).await;
        assert_eq!(outcome(&ended), "401 UNAUTHENTICATED");
        assert!(ended.body["errors"][0]["message"].as_str().is_some_and(|text| text.contains("过期")), "{}", ended.body);
        let owned = made(&app, with(key(&["READ"]), json!({ "owner": app.person("JS0004") }))).await;
        let system = Client::new(app.base(0), owned["token"].as_str().map(str::to_owned));
        assert_eq!(outcome(&system.send(PEOPLE, json!({})).await), "answered");
        PERSON.run(&app.member(HR), "personDisable", json!({ "id": app.person("JS0004") })).await;
        assert_eq!(outcome(&system.send(PEOPLE, json!({})).await), "401 UNAUTHENTICATED");
        let event = "query($id: ID!) { events(filter: {subjects: [$id]}, last: 1) { nodes { type data } } }";
        let event = app.admin().query(event, json!({ "id": owned["apiKey"]["id"] })).await["events"]["nodes"][0].take();
        assert_eq!(event, json!({ "type": "ApiKeyRevoked", "data": { "ownerLeft": true } }));
        app.finish().await;
    }
}
