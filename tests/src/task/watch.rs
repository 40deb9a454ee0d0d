//! `taskChanged`: each change once, with the fields it changed, to whoever may see the task, as long as they may.

use serde_json::{Value, json};

use super::{TASK, deliver, task};
use crate::request::{confirmed, form, id, run, with};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::socket::Socket;

const CHANGES: &str =
    "subscription($after: Cursor, $filter: ChangeFilter) { taskChanged(after: $after, filter: $filter) {
    kind changedFields actor { employeeNumber } deletedId event { type } node { code status progress } } }";

/// The cursor after everything so far.
async fn present(app: &TestApp) -> Value {
    let feed = app.app().hub().feed();
    feed.advance().await.expect("the feed can be read");
    json!(feed.latest().to_string())
}

async fn listen(app: &TestApp, who: &str, after: &Value, filter: Value) -> Socket {
    let mut socket = Socket::connect(&app.member(who)).await;
    socket.subscribe("s", CHANGES, json!({ "after": after, "filter": filter })).await;
    socket
}

/// The next change; places in the feed without one are passed over.
async fn next(socket: &mut Socket) -> Value {
    loop {
        let message = socket.next().await["taskChanged"].take();
        if !message["kind"].is_null() {
            return message;
        }
    }
}

fn fields(message: &Value) -> Vec<&str> {
    message["changedFields"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|field| field.as_str().expect("a name"))
        .collect()
}

both_databases! {
    /// A page that is open on a task hears of every step, who made it and which fields it changed.
    async fn every_step_is_told_with_its_fields(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS"]).await;
        let start = present(&app).await;
        let mut socket = listen(&app, "MT0003", &start, Value::Null).await;
        let task = task(&app, &request, "JS0004").await;
        let made = next(&mut socket).await;
        assert_eq!((&made["kind"], &made["event"]["type"], &made["actor"]["employeeNumber"]), (&json!("CREATED"), &json!("TaskCreated"), &json!("JS0003")));
        assert!(fields(&made).contains(&"name"), "{made:#}");
        let assignee = app.member("JS0004");
        for (name, more, changed) in [
            ("taskAcknowledge", json!({}), vec!["acknowledgedAt"]),
            ("taskStart", json!({}), vec!["startedAt", "status"]),
            ("taskReportProgress", json!({ "progress": 30, "text": "进行", "risk": "人手" }), vec!["progress", "risk"]),
        ] {
            TASK.run(&assignee, name, with(json!({ "id": task }), more)).await;
            let message = next(&mut socket).await;
            assert_eq!((&message["kind"], fields(&message)), (&json!("UPDATED"), changed), "{name}");
            assert_eq!(message["actor"]["employeeNumber"], "JS0004");
            assert_eq!(message["node"]["code"], "MT202405001-01");
        }
        deliver(&app, &task, "JS0004").await;
        let delivered = next(&mut socket).await;
        assert_eq!((&delivered["node"]["status"], fields(&delivered)), (&json!("DELIVERED"), vec!["deliveredAt", "progress", "status"]));
        let mut again = listen(&app, "MT0003", &start, json!({ "changedFields": ["status"] })).await;
        let told: Vec<Value> = vec![next(&mut again).await, next(&mut again).await, next(&mut again).await];
        let types: Vec<_> = told.iter().map(|one| one["event"]["type"].as_str().expect("a type")).collect();
        assert_eq!(types, ["TaskCreated", "TaskStarted", "ProgressReported"], "from the cursor on, what moved the status alone");
        app.finish().await;
    }

    /// Resolution 18: whoever is taken off a confidential task is told that it is gone, and nothing else; who joins, that it is new.
    async fn who_loses_sight_is_told_that_and_nothing_else(backend) {
        let app = TestApp::start(backend).await;
        let form = with(form(&app, &["JS"]).await, json!({ "visibility": "PARTICIPANTS" }));
        let request = id(&run(&app.member("MT0003"), "requestCreate", form).await);
        run(&app.member("MT0003"), "requestSubmit", json!({ "id": request })).await;
        crate::request::accept(&app, &request, "JS").await;
        let task = task(&app, &request, "JS0004").await;
        let start = present(&app).await;
        let (mut leaving, mut joining) = (listen(&app, "JS0004", &start, Value::Null).await, listen(&app, "JS0005", &start, Value::Null).await);
        let handed = json!({ "id": task, "assignee": app.person("JS0005"), "reason": "换人" });
        TASK.run(&app.member("JS0003"), "taskReassign", handed).await;
        assert_eq!(next(&mut leaving).await, json!({ "kind": "REVOKED", "changedFields": [], "actor": { "employeeNumber": "JS0003" },
            "deletedId": task, "event": null, "node": null }));
        let new = next(&mut joining).await;
        assert_eq!((&new["kind"], &new["node"]["code"]), (&json!("CREATED"), &json!("MT202405001-01")));
        TASK.run(&app.member("JS0003"), "taskUpdate", json!({ "id": task, "expectedVersion": 2, "name": "接口文档二版" })).await;
        assert_eq!(fields(&next(&mut joining).await), ["name"]);
        let mut resumed = listen(&app, "JS0004", &start, Value::Null).await;
        assert_eq!(next(&mut resumed).await["kind"], "REVOKED", "resumed, it is told the same");
        app.finish().await;
    }
}
