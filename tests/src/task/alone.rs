//! Tasks without a request: under a department, whose managers lead and accept (resolution 13).

use serde_json::{Value, json};

use super::{TASK, deliver, id, seen};
use crate::problem::PROBLEM;
use crate::request::{department, with};
use crate::support::app::TestApp;
use crate::support::both_databases;

both_databases! {
    /// From a code of its own to its head's confirmation, with nobody else involved.
    async fn a_department_works_by_itself(backend) {
        let app = TestApp::start(backend).await;
        let (head, assignee) = (app.member("MT0001"), app.member("MT0004"));
        let mt = department(&head, "MT").await;
        let new = json!({ "department": mt, "name": "周报模板", "assignee": app.person("MT0004"), "dueOn": "2024-05-10" });
        for (who, changes, expected) in [
            ("JS0001", json!({}), "ROLE_MISSING"), ("MT0005", json!({}), "ROLE_MISSING"),
            ("MT0001", json!({ "name": null }), "REQUIRED at name"), ("MT0001", json!({ "dueOn": null }), "REQUIRED at dueAt"),
            ("MT0001", json!({ "assignee": null }), "REQUIRED at assignee"),
            ("MT0001", json!({ "assignee": app.person("JS0004") }), "OUTSIDE_DEPARTMENTS at assignee"),
        ] {
            assert_eq!(TASK.refusal(&app.member(who), "taskCreate", with(new.clone(), changes.clone())).await, expected, "{who} {changes}");
        }
        let made = TASK.run(&head, "taskCreate", new.clone()).await;
        assert_eq!((&made["code"], &made["request"], &made["priority"]), (&json!("MTT202405001"), &Value::Null, &json!("MEDIUM")));
        assert!(made["dispatchedAt"].is_string(), "there is nothing to wait for");
        let task = id(&made);
        assert_eq!(seen(&app.member("JS0001"), &task).await, Value::Null, "a matter of the department");
        for name in ["taskAcknowledge", "taskStart"] {
            TASK.run(&assignee, name, json!({ "id": task })).await;
        }
        deliver(&app, &task, "MT0004").await;
        let passed = json!({ "id": task, "verdict": "PASSED" });
        assert_eq!(TASK.refusal(&assignee, "taskAccept", passed.clone()).await, "OWN_MATTER");
        assert_eq!(TASK.refusal(&app.member("MT0003"), "taskAccept", passed.clone()).await, "ROLE_MISSING");
        let back = json!({ "id": task, "verdict": "REWORK", "points": ["加页码"], "dueOn": "2024-05-13" });
        assert_eq!(TASK.run(&app.member("MT0002"), "taskAccept", back).await["status"], "REWORK");
        deliver(&app, &task, "MT0004").await;
        assert_eq!(TASK.run(&head, "taskAccept", passed).await["status"], "COMPLETED");
        let second = TASK.run(&app.member("MT0003"), "taskCreate", with(new, json!({ "collaborators": [app.person("CP0003")] }))).await;
        assert_eq!(second["code"], "MTT202405002", "an editor plans too (resolution 68)");
        assert_eq!(seen(&app.member("CP0003"), &id(&second)).await["code"], "MTT202405002", "who helps sees it");
        app.finish().await;
    }

    /// A head's own delivery is judged by a peer or whoever stands above; given up by the lead; a problem of it stays in sight.
    async fn a_heads_own_task_is_judged_above(backend) {
        let app = TestApp::start(backend).await;
        let head = app.member("MT0001");
        let mt = department(&head, "MT").await;
        let new = json!({ "department": mt, "name": "预算", "assignee": app.person("MT0001"), "dueAt": "2024-05-10T04:00:00Z" });
        let task = id(&TASK.run(&head, "taskCreate", new.clone()).await);
        deliver(&app, &task, "MT0001").await;
        let passed = json!({ "id": task, "verdict": "PASSED" });
        assert_eq!(TASK.refusal(&head, "taskAccept", passed.clone()).await, "OWN_MATTER");
        assert_eq!(TASK.run(&app.member(crate::support::company::EXECUTIVE), "taskAccept", passed).await["status"], "COMPLETED");
        let other = id(&TASK.run(&head, "taskCreate", new).await);
        let raise = json!({ "task": other, "description": "系统故障", "responsibleDepartment": department(&head, "JS").await });
        let problem = id(&PROBLEM.run(&head, "problemRaise", raise).await);
        assert_eq!(seen(&head, &other).await["status"], "NEEDS_SUPPORT");
        TASK.run(&app.member("MT0002"), "taskCancel", json!({ "id": other, "reason": "改用新系统" })).await;
        let solver = app.member("JS0001");
        let moved = PROBLEM.run(&solver, "problemTakeUp", json!({ "id": problem })).await;
        assert_eq!((&moved["task"], &moved["request"], &moved["status"]), (&Value::Null, &Value::Null, &json!("RESOLVING")));
        app.finish().await;
    }
}
