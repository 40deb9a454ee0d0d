//! `deadlineChanged`: what watchers are told, of what they asked for.

use serde_json::{Value, json};

use super::at;
use crate::request::{confirmed, department, run, submitted};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::support::socket::Socket;
use crate::task::{TASK, task};

const WATCHED: &str = "subscription($filter: DeadlineChangeFilter, $after: Cursor) { deadlineChanged(filter: $filter, after: $after) {
    cursor kind changedFields event { type } node { kind state } } }";

async fn present(app: &TestApp) -> Value {
    let feed = app.app().hub().feed();
    feed.advance().await.expect("the feed can be read");
    json!(feed.latest().to_string())
}

/// The first `count` changes that this person is told of, from there on: `KIND Event (CREATED field field)`.
async fn heard(client: &Client, after: &Value, filter: Value, count: usize) -> Vec<String> {
    let mut socket = Socket::connect(client).await;
    socket.subscribe("s", WATCHED, json!({ "filter": filter, "after": after })).await;
    let mut heard = Vec::new();
    while heard.len() < count {
        let message = socket.next().await["deadlineChanged"].take();
        if message["kind"].is_null() {
            continue;
        }
        let fields: Vec<_> =
            message["changedFields"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let word =
            |value: &Value| value.as_str().unwrap_or_default().trim_start_matches("Deadline").to_owned();
        let (node, event) = (word(&message["node"]["kind"]), word(&message["event"]["type"]));
        let fields = if event == "Started" { String::new() } else { format!(" {}", fields.join(" ")) };
        heard.push(format!("{node} {event} ({}{fields})", word(&message["kind"])));
    }
    heard
}

both_databases! {
    /// A response from its beginning to its end after the breach, to those who see it.
    async fn every_change_in_order(backend) {
        let app = TestApp::start(backend).await;
        let start = present(&app).await;
        let request = submitted(&app, &["JS"]).await;
        at(&app, "2024-05-07T03:00:00+08:00").await;
        at(&app, "2024-05-07T09:00:00+08:00").await;
        run(&app.member("JS0001"), "requestNameLiaison", json!({ "id": request, "liaison": app.person("JS0003") })).await;
        run(&app.member("JS0003"), "requestRespond", json!({ "id": request, "answer": "ACCEPTED" })).await;
        let filter = json!({ "requests": [request], "deadlineKinds": ["RESPONSE"] });
        assert_eq!(heard(&app.member("MT0003"), &start, filter, 5).await, [
            "RESPONSE Started (CREATED)", "RESPONSE Warned (UPDATED )", "RESPONSE Breached (UPDATED state)",
            "RESPONSE Reassigned (UPDATED owner)", "RESPONSE Settled (UPDATED settledAt)",
        ]);
        app.finish().await;
    }

    /// What is the viewer's, their department's, a record's; before the change or after it.
    async fn filters_are_decided_from_the_change(backend) {
        let app = TestApp::start(backend).await;
        let start = present(&app).await;
        let request = submitted(&app, &["JS"]).await;
        run(&app.member("JS0001"), "requestNameLiaison", json!({ "id": request, "liaison": app.person("JS0003") })).await;
        run(&app.member("JS0003"), "requestRespond", json!({ "id": request, "answer": "ACCEPTED" })).await;
        let mine = json!({ "mine": true, "requests": [request], "deadlineKinds": ["REVIEW", "RESPONSE", "SIGN_OFF"] });
        // The liaison is told from when it is theirs, the head until it is not any more.
        let (review, response) = ("REVIEW Reassigned (UPDATED owner)", "RESPONSE Reassigned (UPDATED owner)");
        assert_eq!(heard(&app.member("JS0003"), &start, mine.clone(), 2).await, [review, response]);
        assert_eq!(heard(&app.member("JS0001"), &start, mine, 5).await, [
            "REVIEW Started (CREATED)", "RESPONSE Started (CREATED)", review, response, "SIGN_OFF Started (CREATED)",
        ]);
        let signing = json!({ "owingDepartments": [department(&app.admin(), "MT").await], "deadlineKinds": ["SIGN_OFF"] });
        assert_eq!(heard(&app.member("JS0003"), &start, signing, 1).await, ["SIGN_OFF Started (CREATED)"]);
        app.finish().await;
    }

    /// One task's deadlines alone; and nothing of what may not be seen.
    async fn of_one_record_and_to_nobody_else(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS"]).await;
        let start = present(&app).await;
        let (first, second) = (task(&app, &request, "JS0004").await, task(&app, &request, "JS0003").await);
        TASK.run(&app.member("JS0003"), "taskAcknowledge", json!({ "id": second })).await;
        TASK.run(&app.member("JS0004"), "taskAcknowledge", json!({ "id": first })).await;
        let filter = json!({ "subjects": [second], "kinds": ["UPDATED"] });
        assert_eq!(heard(&app.member("MT0003"), &start, filter, 1).await, ["ACKNOWLEDGE Met (UPDATED state)"]);
        let public = crate::request::form(&app, &["YF"]).await;
        let seen = crate::request::id(&run(&app.member("MT0003"), "requestCreate", public).await);
        run(&app.member("MT0003"), "requestSubmit", json!({ "id": seen })).await;
        // YF sees the second request alone, so its head hears of that first.
        let heard = heard(&app.member("YF0001"), &start, Value::Null, 2).await;
        assert!(heard.iter().all(|one| one.ends_with("Started (CREATED)")), "{heard:?}");
        app.finish().await;
    }
}
