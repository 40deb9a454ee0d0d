//! What waits for what: refused before, overridden by the lead, free after; a cycle is refused with its path.

use serde_json::{Value, json};

use super::{TASK, deliver, seen, task_with};
use crate::request::{confirmed, with};
use crate::support::app::TestApp;
use crate::support::both_databases;

both_databases! {
    /// Resolution 55: not before what it waits for is delivered or cancelled, unless the lead says so with a reason.
    async fn a_task_waits_for_what_it_depends_on(backend) {
        let app = TestApp::start(backend).await;
        let (request, lead) = (confirmed(&app, &["JS"]).await, app.member("JS0003"));
        let first = task_with(&app, &request, "JS0003", json!({ "name": "接口" })).await;
        let second = task_with(&app, &request, "JS0004", json!({ "name": "页面", "dependsOn": [first] })).await;
        let third = task_with(&app, &request, "JS0004", json!({ "name": "联调", "dependsOn": [first, second] })).await;
        let assignee = app.member("JS0004");
        let errors = TASK.refused(&assignee, "taskStart", json!({ "id": third })).await;
        let waits: Vec<_> = errors[0]["missing"].as_array().expect("a list").iter()
            .map(|one| (one["code"].as_str().expect("a code"), one["params"]["task"].as_str().expect("a task"))).collect();
        assert_eq!(waits, [("DEPENDENCY_OPEN", "MT202405001-01"), ("DEPENDENCY_OPEN", "MT202405001-02")]);
        assert_eq!(TASK.refusal(&assignee, "taskReportProgress", json!({ "id": second, "text": "先做", "progress": 1 })).await, "NOT_STARTED lacks DEPENDENCY_OPEN");
        let early = json!({ "id": second, "overrideReason": "并行开发" });
        assert_eq!(TASK.refusal(&assignee, "taskStart", early.clone()).await, "ROLE_MISSING", "an override is the lead's");
        let started = TASK.run(&lead, "taskStart", early).await;
        assert_eq!(started["startOverride"], json!({ "decidedBy": { "employeeNumber": "JS0003" }, "reason": "并行开发" }));
        deliver(&app, &first, "JS0003").await;
        assert_eq!(TASK.refusal(&assignee, "taskStart", json!({ "id": third })).await, "NOT_STARTED lacks DEPENDENCY_OPEN");
        TASK.run(&lead, "taskCancel", json!({ "id": second, "reason": "合并" })).await;
        assert_eq!(TASK.run(&assignee, "taskStart", json!({ "id": third })).await["status"], "IN_PROGRESS", "delivered and cancelled both satisfy");
        app.finish().await;
    }

    /// `dependsOn`: a cycle is refused with its path, whatever its length; so is a task of another request.
    async fn a_cycle_is_refused_with_its_path(backend) {
        let app = TestApp::start(backend).await;
        let (request, lead) = (confirmed(&app, &["JS"]).await, app.member("JS0003"));
        let a = task_with(&app, &request, "JS0004", json!({})).await;
        let b = task_with(&app, &request, "JS0004", json!({ "dependsOn": [a] })).await;
        let c = task_with(&app, &request, "JS0004", json!({ "dependsOn": [b] })).await;
        let other = confirmed(&app, &["JS"]).await;
        let elsewhere = task_with(&app, &other, "JS0004", json!({})).await;
        let code = |serial: u8| format!("MT202405001-0{serial}");
        for (waits_for, path) in [
            (&a, vec![1, 1]), (&b, vec![1, 2, 1]), (&c, vec![1, 3, 2, 1]),
        ] {
            let update = json!({ "id": a, "expectedVersion": 1, "dependsOn": [waits_for] });
            let errors = TASK.refused(&lead, "taskUpdate", update).await;
            assert_eq!((&errors[0]["code"], &errors[0]["path"]), (&json!("DEPENDENCY_CYCLE"), &json!(["input", "dependsOn"])));
            let expected = path.into_iter().map(code).collect::<Vec<_>>().join(" → ");
            assert_eq!(errors[0]["params"]["path"], expected);
        }
        let update = json!({ "id": a, "expectedVersion": 1, "dependsOn": [elsewhere] });
        assert_eq!(TASK.refusal(&lead, "taskUpdate", update).await, "UNKNOWN at dependsOn");
        let fewer = TASK.run(&lead, "taskUpdate", json!({ "id": c, "expectedVersion": 1, "dependsOn": [a] })).await;
        assert_eq!(fewer["dependsOn"], json!([{ "code": code(1) }]));
        let turned = json!({ "id": b, "expectedVersion": 1, "dependsOn": [c] });
        assert_eq!(TASK.run(&lead, "taskUpdate", turned).await["dependsOn"], json!([{ "code": code(3) }]), "no cycle any more");
        let alone = with(json!({ "department": crate::request::department(&lead, "JS").await, "name": "单独", "dueOn": "2024-05-24" }),
            json!({ "assignee": app.person("JS0004"), "dependsOn": [a] }));
        assert_eq!(TASK.refusal(&app.member("JS0001"), "taskCreate", alone).await, "UNKNOWN at dependsOn", "only under a request");
        assert_eq!(seen(&lead, &a).await["dependsOn"], Value::Array(vec![]));
        app.finish().await;
    }
}
