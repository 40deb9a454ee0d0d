//! A company with work: fifty urgent requests with three parties and six tasks each, problems, logs and sheets, and fifty
//! ratings of requests that are done.

use futures_util::stream::{self, StreamExt as _};
use serde_json::{Value, json};

use crate::problem::PROBLEM;
use crate::progress_report::REPORT;
use crate::rating::RATING;
use crate::request::{accept, confirmed, department, form, id, run, with};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::task::{TASK, deliver, task};

/// Requests that are worked on.
const REQUESTS: usize = 50;
/// Tasks of each.
const TASKS: usize = 6;
/// Requests that are done, with two ratings each.
const DONE: usize = 25;
/// How many are made at once.
const AT_ONCE: usize = 6;
/// The parties of what is worked on, the lead first.
const PARTIES: [&str; 3] = ["JS", "CP", "YF"];

/// The cursor after everything so far.
pub(super) async fn present(app: &TestApp) -> Value {
    let feed = app.app().hub().feed();
    feed.advance().await.expect("the feed can be read");
    json!(feed.latest().to_string())
}

/// The cursor of the first pressing task of the first request: the pages of all others lie after it.
pub(super) async fn latest(reader: &Client) -> Value {
    let document =
        "{ requests(first: 1, filter: {priority: {eq: CRITICAL}}, orderBy: {field: CREATED_AT}) { nodes {
        tasks(first: 1, filter: {priority: {eq: HIGH}}) { pageInfo { endCursor } } } } }";
    let data = reader.query(document, json!({})).await;
    data["requests"]["nodes"][0]["tasks"]["pageInfo"]["endCursor"].clone()
}

/// Makes all of it.
pub(super) async fn found(app: &TestApp) {
    let admin = app.admin();
    let mut departments = Vec::new();
    for code in PARTIES {
        departments.push(department(&admin, code).await);
    }
    let form = with(form(app, &PARTIES).await, json!({ "priority": "CRITICAL" }));
    let made = stream::iter(0..REQUESTS).map(|_| working(app, &form, &departments));
    made.buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
    let made = stream::iter(0..DONE).map(|_| done(app, &departments));
    made.buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
}

/// A request with parties, tasks that wait for each other, a problem on every second one, logs and a sheet.
async fn working(app: &TestApp, form: &Value, departments: &[String]) {
    let (initiator, lead) = (app.member("MT0003"), app.member("JS0003"));
    let request = id(&run(&initiator, "requestCreate", form.clone()).await);
    run(&initiator, "requestSubmit", json!({ "id": request })).await;
    for code in PARTIES {
        accept(app, &request, code).await;
    }
    let mut before: Vec<String> = Vec::new();
    for serial in 0..TASKS {
        let code = PARTIES[serial % PARTIES.len()];
        let (assignee, helper) = (app.person(&format!("{code}0003")), app.person(&format!("{code}0004")));
        let new = json!({ "request": request, "name": format!("任务{serial}"), "assignee": assignee, "collaborators": [helper],
            "priority": if serial % 2 == 0 { "HIGH" } else { "LOW" }, "dependsOn": before });
        before = vec![id(&TASK.run(&lead, "taskCreate", new).await)];
        if serial % 2 == 0 {
            let new = json!({ "task": before[0], "description": format!("问题{serial}"), "responsibleDepartment": departments[0] });
            let problem = id(&PROBLEM.run(&initiator, "problemRaise", new).await);
            if serial == 0 {
                let entry = json!({ "id": problem, "text": "在查", "expectedVersion": 1 });
                PROBLEM.run(&lead, "problemUpdate", entry).await;
                let entry = json!({ "id": before[0], "text": "开始", "progress": 10 });
                TASK.run(&lead, "taskReportProgress", entry).await;
            }
        }
    }
    let sheet =
        json!({ "request": request, "department": departments[0], "phase": "开发", "done": "完成2项" });
    REPORT.run(&lead, "progressReportPublish", sheet).await;
}

/// A request whose delivery was accepted and whose parties are rated.
async fn done(app: &TestApp, departments: &[String]) {
    let initiator = app.member("MT0003");
    let request = confirmed(app, &["JS", "CP"]).await;
    let task = task(app, &request, "JS0004").await;
    deliver(app, &task, "JS0004").await;
    run(&initiator, "requestAccept", json!({ "id": request })).await;
    for rated in &departments[..2] {
        let rating = json!({ "request": request, "department": rated, "responsiveness": 4, "professionalism": 4, "cooperation": 5 });
        RATING.run(&initiator, "ratingGive", rating).await;
    }
}
