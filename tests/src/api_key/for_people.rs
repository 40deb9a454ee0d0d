//! What a system does in the name of people.

use serde_json::{Value, json};

use super::{PEOPLE, REQUESTS, WHO, outcome, system};
use crate::directory::erasure::PERSON;
use crate::request::{draft, form, mutation, run, with};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::company::{ADMIN, AUDITOR, HR};
use crate::support::socket::{Heard, Socket};

const BOTH: [&str; 2] = ["READ_AS_PERSON", "ACT_AS_PERSON"];

both_databases! {
    /// The record names both, and so does what watchers are told.
    async fn the_record_names_both(backend) {
        let app = TestApp::start(backend).await;
        let system = system(&app, &BOTH).await;
        let them = system.on_behalf_of("MT0003");
        let who = them.query(WHO, json!({})).await["viewer"].take();
        assert_eq!((&who["person"]["employeeNumber"], &who["apiKey"]["name"]), (&json!("MT0003"), &json!("钉钉同步")));
        assert_eq!(who["roles"], json!(["MEMBER"]));
        let latest = "{ events(last: 1) { nodes { cursor } } }";
        let since = app.member("MT0003").query(latest, json!({})).await["events"]["nodes"][0]["cursor"].take();
        let created = run(&them, "requestCreate", form(&app, &["JS"]).await).await;
        let document = "query($id: ID!) { events(filter: {subjects: [$id]}, first: 1) { nodes {
            actor { employeeNumber } onBehalfOf { employeeNumber } apiKey { name } } } }";
        let event = app.member("MT0003").query(document, json!({ "id": created["id"] })).await["events"]["nodes"][0].take();
        assert_eq!(event["actor"], json!(null));
        assert_eq!(event["onBehalfOf"], json!({ "employeeNumber": "MT0003" }));
        assert_eq!(event["apiKey"], json!(null), "who may not see the key is not told its name");
        let changes = "query($id: ID!, $since: Cursor!) { changes(since: $since) { changes { actor { employeeNumber } node { id } } } events(filter: {actor: $id}) { totalCount { value } } }";
        let variables = json!({ "id": app.person("MT0003"), "since": since });
        // The feed tells what is settled; that takes a moment.
        let (told, change) = loop {
            let told = app.member("MT0003").query(changes, variables.clone()).await;
            let list = told["changes"]["changes"].as_array().expect("a list");
            if let Some(change) = list.iter().find(|change| change["node"]["id"] == created["id"]) {
                let change = change.clone();
                break (told, change);
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        };
        assert_eq!(change["actor"]["employeeNumber"], "MT0003");
        assert_eq!(told["events"]["totalCount"]["value"], 1, "what was done in their name is theirs");
        app.finish().await;
    }

    /// It sees and may what the person may as an employee, and nothing beside.
    async fn it_is_that_person_and_no_more(backend) {
        let app = TestApp::start(backend).await;
        let system = system(&app, &BOTH).await;
        let id = draft(&app, &["JS"]).await;
        let node = "query($id: ID!) { node(id: $id) { id } }";
        let own = system.on_behalf_of("MT0003").query(node, json!({ "id": id })).await;
        assert_eq!(own["node"]["id"], id);
        for other in ["MT0001", ADMIN, HR] {
            let hidden = system.on_behalf_of(other).query(node, json!({ "id": id })).await;
            assert_eq!(hidden["node"], json!(null), "{other}");
        }
        let submitted = run(&system.on_behalf_of(&app.person("MT0003").to_string()), "requestSubmit", json!({ "id": id })).await;
        assert_eq!(submitted["status"], "SUBMITTED");
        // No role in the organisation is lent.
        let admin = system.on_behalf_of(ADMIN);
        let joins = json!({ "employeeNumber": "JS0099", "name": "新人", "department": crate::request::department(&admin, "JS").await });
        assert_eq!(PERSON.refusal(&admin, "personCreate", joins).await, "ROLE_MISSING");
        assert_eq!(outcome(&system.on_behalf_of(AUDITOR).send(PEOPLE, json!({})).await), "403 FORBIDDEN");
        for closed in ["mutation { signOut(input: {everywhere: true}) { signedOut } }", "{ apiKeys { nodes { name } } }",
            "mutation { calendarFeedCreate(input: {name: \"手机\"}) { calendarFeed { path } } }"] {
            assert_eq!(outcome(&system.on_behalf_of("MT0003").send(closed, json!({})).await), "403 FORBIDDEN", "{closed}");
        }
        app.finish().await;
    }

    /// Who has no scope for it, no key, or nobody to act for is refused before anything runs.
    async fn who_may_not_is_refused(backend) {
        let app = TestApp::start(backend).await;
        let reads = system(&app, &["READ", "DIRECTORY"]).await;
        let looks = system(&app, &["READ_AS_PERSON"]).await;
        let forbidden = "403 FORBIDDEN".to_owned();
        assert_eq!(outcome(&reads.on_behalf_of("MT0003").send(PEOPLE, json!({})).await), forbidden);
        assert_eq!(outcome(&app.member("MT0001").on_behalf_of("MT0003").send(PEOPLE, json!({})).await), forbidden);
        for nobody in ["MT9999", "per_00000000000000000000000000", "", "ADMIN'; --"] {
            assert_eq!(outcome(&looks.on_behalf_of(nobody).send(PEOPLE, json!({})).await), forbidden, "{nobody}");
        }
        let them = looks.on_behalf_of("MT0003");
        assert_eq!(outcome(&them.send(REQUESTS, json!({})).await), "answered");
        let input = json!({ "input": with(form(&app, &["JS"]).await, json!({})) });
        assert_eq!(outcome(&them.send(&mutation("requestCreate"), input).await), forbidden);
        assert_eq!(outcome(&looks.send(REQUESTS, json!({})).await), forbidden, "for itself it has no scope");
        app.finish().await;
    }

    /// The same idempotency key in the names of two people is two calls.
    async fn keys_of_repetition_are_each_persons(backend) {
        let app = TestApp::start(backend).await;
        let system = system(&app, &BOTH).await;
        let mut made = Vec::new();
        for person in ["MT0003", "MT0004", "MT0003"] {
            let input = with(form(&app, &["JS"]).await, json!({ "idempotencyKey": "once-1", "title": format!("{}的申请", &person[..2]) }));
            made.push(run(&system.on_behalf_of(person), "requestCreate", input).await["id"].take());
        }
        assert!(made[0] != made[1] && made[0] == made[2], "{made:?}");
        app.finish().await;
    }

    /// A stream in the name of a person tells what they see, and ends with their account.
    async fn its_streams_are_that_persons(backend) {
        let app = TestApp::start(backend).await;
        let system = system(&app, &BOTH).await;
        let mut socket = Socket::connect_for(&system, Some("MT0003")).await;
        socket.subscribe("1", "subscription { requestChanged { node { id } } }", json!({})).await;
        let (theirs, others) = (form(&app, &["JS"]).await, form(&app, &["JS"]).await);
        run(&app.member("MT0004"), "requestCreate", others).await;
        let theirs = run(&app.member("MT0003"), "requestCreate", theirs).await;
        assert_eq!(socket.next().await["requestChanged"]["node"]["id"], theirs["id"], "a draft is its initiator's alone");
        PERSON.run(&app.member(HR), "personDisable", json!({ "id": app.person("MT0003") })).await;
        let end = loop {
            match socket.hear().await {
                Heard::Message(Value::Object(message)) if message["type"] == "next" && message["payload"].get("errors").is_none() => {}
                end => break end,
            }
        };
        match end {
            Heard::Message(message) => assert_eq!(message["payload"]["errors"][0]["extensions"]["code"].as_str().or(message["payload"][0]["extensions"]["code"].as_str()), Some("UNAUTHENTICATED"), "{message:#}"),
            closed => assert_eq!(closed, Heard::Closed(4403)),
        }
        app.finish().await;
    }
}
