//! Progress reports over the API, on both databases: who publishes a sheet, and how a support item becomes a task or a request
//! in one step and stays linked (S3-35 to S3-42).

use serde_json::{Value, json};

use crate::request::{confirmed, department, id, run, submitted, with};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::support::mutation::Noun;
use crate::task::TASK;

/// What the tests look at after a mutation.
pub(crate) const REPORT: Noun = Noun {
    field: "progressReport",
    seen: "id version on phase done risks department { code } publishedBy { employeeNumber } request { code }
        support { number matter dueOn department { code } task { code name } request { title } } plan { matter on }",
};

const NODE: &str = "query($id: ID!) { node(id: $id) { ... on ProgressReport { version support { number task { code } request { title } } } } }";

/// A sheet of JS that asks CP and YF for support.
async fn sheet(client: &Client, request: &str) -> Value {
    json!({ "request": request, "department": department(client, "JS").await, "phase": "开发测试阶段", "done": "完成接口12个，占80%",
        "risks": "联调环境不稳定", "plan": [{ "matter": "联调", "on": "2024-05-20" }, { "matter": "上线准备" }],
        "support": [
            { "department": department(client, "CP").await, "matter": "确认交互稿", "dueOn": "2024-05-15" },
            { "department": department(client, "YF").await, "matter": "提供压测机" }] })
}

both_databases! {
    /// By a party for itself and by the initiating side for itself, from the agreement on; every wrong field is named.
    async fn a_side_publishes_its_own_sheet(backend) {
        let app = TestApp::start(backend).await;
        let early = submitted(&app, &["JS"]).await;
        let lead = app.member("JS0003");
        assert_eq!(REPORT.refusal(&app.member("JS0001"), "progressReportPublish", sheet(&lead, &early).await).await, "SUBMITTED lacks REQUEST_NOT_WORKABLE");
        let request = confirmed(&app, &["JS", "CP"]).await;
        let plain = sheet(&lead, &request).await;
        let mt = department(&lead, "MT").await;
        for (who, changes, expected) in [
            ("CP0001", json!({}), "ROLE_MISSING"), ("MT0003", json!({}), "ROLE_MISSING"), ("JS0005", json!({}), "ROLE_MISSING"), ("YF0001", json!({}), "not found"),
            ("JS0003", json!({ "phase": "", "done": " " }), "REQUIRED at phase; REQUIRED at done"),
            ("JS0003", json!({ "on": "2024-05-07" }), "OUT_OF_RANGE at on"),
            ("JS0003", json!({ "support": [{ "department": mt, "matter": "x", "dueOn": "2024-05-05" }] }), "IN_THE_PAST at support.0.dueOn"),
            ("JS0003", json!({ "plan": [{ "matter": "" }] }), "REQUIRED at plan.0.matter"),
        ] {
            assert_eq!(REPORT.refusal(&app.member(who), "progressReportPublish", with(plain.clone(), changes.clone())).await, expected, "{who} {changes}");
        }
        let published = REPORT.run(&lead, "progressReportPublish", plain.clone()).await;
        assert_eq!((&published["on"], &published["department"]["code"], &published["publishedBy"]["employeeNumber"]), (&json!("2024-05-06"), &json!("JS"), &json!("JS0003")));
        assert_eq!(published["plan"], json!([{ "matter": "联调", "on": "2024-05-20" }, { "matter": "上线准备", "on": null }]));
        assert_eq!(published["support"][1], json!({ "number": 2, "matter": "提供压测机", "dueOn": null, "department": { "code": "YF" }, "task": null, "request": null }));
        REPORT.run(&app.member("MT0003"), "progressReportPublish", with(plain, json!({ "department": mt, "on": "2024-05-03", "support": [] }))).await;
        let below = app.member("CP0004").query("query($id: ID!) { request(by: {id: $id}) { progressReports(first: 1) { totalCount { value } pageInfo { hasNextPage }
            nodes { on department { code } } } oldest: progressReports(last: 1) { nodes { department { code } } } } }", json!({ "id": request })).await;
        assert_eq!(below["request"], json!({
            "progressReports": { "totalCount": { "value": 2 }, "pageInfo": { "hasNextPage": true }, "nodes": [{ "on": "2024-05-03", "department": { "code": "MT" } }] },
            "oldest": { "nodes": [{ "department": { "code": "JS" } }] } }));
        app.finish().await;
    }

    /// S3-40: one step makes the task, a second attempt finds the item taken; refused, neither is written.
    async fn a_support_item_becomes_a_task_in_one_step(backend) {
        let app = TestApp::start(backend).await;
        let (request, lead) = (confirmed(&app, &["JS", "CP"]).await, app.member("JS0003"));
        let report = id(&REPORT.run(&lead, "progressReportPublish", sheet(&lead, &request).await).await);
        let new = |number: i32| json!({ "request": request, "name": "确认交互稿", "assignee": app.person("CP0004"), "dueOn": "2024-05-15",
            "supportItem": { "report": report, "number": number } });
        assert_eq!(TASK.refusal(&lead, "taskCreate", new(3)).await, "UNKNOWN at supportItem");
        let made = TASK.run(&lead, "taskCreate", new(1)).await;
        assert_eq!(made["code"], "MT202405001-01");
        assert_eq!(TASK.refusal(&lead, "taskCreate", new(1)).await, "CONFIRMED lacks ALREADY_ON_RECORD");
        let shown = app.member("MT0003").query(NODE, json!({ "id": report })).await["node"].take();
        assert_eq!(shown, json!({ "version": 2, "support": [
            { "number": 1, "task": { "code": "MT202405001-01" }, "request": null }, { "number": 2, "task": null, "request": null }] }));
        let tasks = lead.query("query($id: ID!) { request(by: {id: $id}) { tasks { totalCount { value } } } }", json!({ "id": request })).await;
        assert_eq!(tasks["request"]["tasks"]["totalCount"]["value"], 1, "what was refused left no task");
        app.finish().await;
    }

    /// The same into a request: by who may publish the sheet, or by the department that was asked.
    async fn a_support_item_becomes_a_request_in_one_step(backend) {
        let app = TestApp::start(backend).await;
        let (request, lead) = (confirmed(&app, &["JS", "CP"]).await, app.member("JS0003"));
        let report = id(&REPORT.run(&lead, "progressReportPublish", sheet(&lead, &request).await).await);
        let yf = department(&lead, "YF").await;
        let new = json!({ "title": "提供压测机", "parties": [{ "department": yf, "lead": true }], "supportItem": { "report": report, "number": 2 } });
        let stranger = crate::request::refused(&app.member("YF0003"), "requestCreate", with(new.clone(), json!({ "parties": [] }))).await;
        assert_eq!(crate::support::mutation::told(&stranger), "not found", "the sheet is out of sight");
        let made = run(&lead, "requestCreate", new.clone()).await;
        assert_eq!(made["status"], "DRAFT");
        let again = crate::request::refused(&lead, "requestCreate", new).await;
        assert_eq!(crate::support::mutation::told(&again), "CONFIRMED lacks ALREADY_ON_RECORD");
        let support = lead.query(NODE, json!({ "id": report })).await["node"]["support"].take();
        assert_eq!(support[1], json!({ "number": 2, "task": null, "request": { "title": "提供压测机" } }));
        let others = app.member("MT0003").query(NODE, json!({ "id": report })).await["node"]["support"].take();
        assert_eq!(others[1]["request"], Value::Null, "a draft is its initiator's alone");
        app.finish().await;
    }
}
