//! Changing a task: its plan, its assignee, its end before the work is done.

use serde_json::{Value, json};

use super::{TASK, deliver, id, seen, task, task_with};
use crate::problem::PROBLEM;
use crate::request::{confirmed, department, run};
use crate::support::app::TestApp;
use crate::support::both_databases;

both_databases! {
    /// The plan is the lead's and the department's managers', the date the lead's alone; both can change in one call.
    async fn the_plan_is_changed_until_it_is_delivered(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS", "CP"]).await;
        let task = task(&app, &request, "CP0004").await;
        let (lead, manager, assignee) = (app.member("JS0003"), app.member("CP0002"), app.member("CP0004"));
        let update = |version: i64, more: Value| crate::request::with(json!({ "id": task, "expectedVersion": version }), more);
        assert_eq!(TASK.refusal(&assignee, "taskUpdate", update(1, json!({ "name": "别的" }))).await, "ROLE_MISSING");
        let renamed = TASK.run(&manager, "taskUpdate", update(1, json!({ "name": "原型设计", "priority": "LOW", "description": "三版" }))).await;
        assert_eq!((&renamed["name"], &renamed["priority"], &renamed["version"]), (&json!("原型设计"), &json!("LOW"), &json!(2)));
        let date = json!({ "dueOn": "2024-05-28", "reason": "范围增加" });
        assert_eq!(TASK.refusal(&manager, "taskUpdate", update(2, date.clone())).await, "ROLE_MISSING", "dates are the lead's");
        assert_eq!(TASK.refusal(&lead, "taskUpdate", update(2, json!({ "dueOn": "2024-05-28" }))).await, "REQUIRED at reason");
        for (due, expected) in [
            (json!({ "dueOn": "2024-05-31" }), "AFTER_REQUEST_DUE at dueOn"), (json!({ "dueOn": "2024-05-03" }), "IN_THE_PAST at dueOn"),
            (json!({ "dueOn": "2024-05-24" }), "UNCHANGED at dueOn"), (json!({ "dueAt": "2024-06-01T00:00:00Z" }), "AFTER_REQUEST_DUE at dueAt"),
        ] {
            let told = TASK.refusal(&lead, "taskUpdate", update(2, crate::request::with(due.clone(), json!({ "reason": "改期" })))).await;
            assert_eq!(told, expected, "{due}");
        }
        assert_eq!(TASK.refusal(&lead, "taskUpdate", update(2, json!({ "name": "原型设计" }))).await, "UNCHANGED at ");
        let stale = TASK.document("taskUpdate");
        let stale = lead.payload(&stale, json!({ "input": update(1, json!({ "name": "晚到" })) })).await;
        assert_eq!(stale["userErrors"][0]["__typename"], "VersionConflict");
        let both = TASK.run(&lead, "taskUpdate", update(2, crate::request::with(date, json!({ "description": null })))).await;
        assert_eq!((&both["dueOn"], &both["version"]), (&json!("2024-05-28"), &json!(4)), "a new date and a new plan are two changes");
        deliver(&app, &task, "CP0004").await;
        let delivered = seen(&lead, &task).await["version"].as_i64().expect("a version");
        assert_eq!(TASK.refusal(&lead, "taskUpdate", update(delivered, json!({ "name": "太晚" }))).await, "DELIVERED");
        app.finish().await;
    }

    /// Resolution 18: to somebody of an involved department, with a reason, to be acknowledged anew.
    async fn handed_over_it_is_acknowledged_anew(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS", "CP"]).await;
        let task = task(&app, &request, "CP0004").await;
        let manager = app.member("CP0001");
        TASK.run(&app.member("CP0004"), "taskAcknowledge", json!({ "id": task })).await;
        TASK.run(&app.member("CP0004"), "taskStart", json!({ "id": task })).await;
        for (who, to, reason, expected) in [
            ("CP0004", "CP0003", "换人", "ROLE_MISSING"), ("MT0003", "CP0003", "换人", "ROLE_MISSING"),
            ("CP0001", "CP0003", " ", "REQUIRED at reason"), ("CP0001", "CP0004", "换人", "UNCHANGED at assignee"),
            ("CP0001", "YF0003", "换人", "OUTSIDE_DEPARTMENTS at assignee"),
        ] {
            let input = json!({ "id": task, "assignee": app.person(to), "reason": reason });
            assert_eq!(TASK.refusal(&app.member(who), "taskReassign", input).await, expected, "{who} to {to}");
        }
        let handed = json!({ "id": task, "assignee": app.person("JS0004"), "reason": "前端由技术部承担" });
        let taken = TASK.run(&manager, "taskReassign", handed).await;
        assert_eq!((&taken["status"], &taken["acknowledgedAt"], &taken["department"]["code"]), (&json!("IN_PROGRESS"), &Value::Null, &json!("JS")));
        assert_eq!(TASK.refusal(&app.member("CP0004"), "taskReportProgress", json!({ "id": task, "text": "旧人", "progress": 1 })).await, "ROLE_MISSING");
        TASK.run(&app.member("JS0004"), "taskAcknowledge", json!({ "id": task })).await;
        assert_eq!(TASK.refusal(&manager, "taskReassign", json!({ "id": task, "assignee": app.person("CP0003"), "reason": "不再是本部门的" })).await, "ROLE_MISSING");
        app.finish().await;
    }

    /// Resolution 55: given up by the lead with a reason; its problems move to the request, the request stays in progress.
    async fn given_up_with_its_problems_moved_to_the_request(backend) {
        let app = TestApp::start(backend).await;
        let (request, lead) = (confirmed(&app, &["JS"]).await, app.member("JS0003"));
        let task = task(&app, &request, "JS0004").await;
        TASK.run(&app.member("JS0004"), "taskStart", json!({ "id": task })).await;
        let raise = json!({ "task": task, "description": "接口不通", "responsibleDepartment": department(&lead, "JS").await });
        let problem = id(&PROBLEM.run(&app.member("MT0003"), "problemRaise", raise).await);
        assert_eq!(TASK.refusal(&app.member("JS0004"), "taskCancel", json!({ "id": task, "reason": "不做了" })).await, "ROLE_MISSING");
        assert_eq!(TASK.refusal(&lead, "taskCancel", json!({ "id": task, "reason": "" })).await, "REQUIRED at reason");
        let gone = TASK.run(&lead, "taskCancel", json!({ "id": task, "reason": "范围缩减" })).await;
        assert_eq!((&gone["status"], &gone["cancelReason"], &gone["request"]["status"]), (&json!("CANCELLED"), &json!("范围缩减"), &json!("IN_PROGRESS")));
        assert_eq!(TASK.refusal(&lead, "taskCancel", json!({ "id": task, "reason": "再次" })).await, "CANCELLED");
        let moved = PROBLEM.run(&app.member("JS0001"), "problemTakeUp", json!({ "id": problem })).await;
        assert_eq!((&moved["task"], &moved["request"]["id"], &moved["status"]), (&Value::Null, &json!(request), &json!("RESOLVING")));
        app.finish().await;
    }

    /// Request table, "withdraw": what is open ends with its request, what is completed stays.
    async fn what_is_open_ends_with_its_request(backend) {
        let app = TestApp::start(backend).await;
        let (request, initiator) = (confirmed(&app, &["JS"]).await, app.member("MT0003"));
        let done = task(&app, &request, "JS0004").await;
        let open = task_with(&app, &request, "JS0003", json!({ "name": "未完" })).await;
        deliver(&app, &done, "JS0004").await;
        TASK.run(&initiator, "taskAccept", json!({ "id": done, "verdict": "PASSED" })).await;
        let raise = json!({ "task": open, "description": "缺数据", "responsibleDepartment": department(&initiator, "JS").await });
        let problem = id(&PROBLEM.run(&initiator, "problemRaise", raise).await);
        run(&initiator, "requestWithdraw", json!({ "id": request, "reason": "上市取消" })).await;
        assert_eq!(seen(&initiator, &done).await["status"], "COMPLETED");
        let ended = seen(&initiator, &open).await;
        assert_eq!((&ended["status"], &ended["cancelReason"]), (&json!("CANCELLED"), &Value::Null));
        let problem = initiator.query("query($id: ID!) { node(id: $id) { ... on Problem { status withdrawnReason } } }", json!({ "id": problem })).await;
        assert_eq!(problem["node"], json!({ "status": "WITHDRAWN", "withdrawnReason": null }));
        app.finish().await;
    }
}
