//! Working: acknowledged, started, reported, delivered; what the deliverables are called, and when a task is late.

use std::time::Duration;

use serde_json::{Value, json};

use super::{TASK, deliver, seen, task, task_with, told_of};
use crate::request::{agreed, confirmed, form, id, run, with};
use crate::support::app::TestApp;
use crate::support::both_databases;

both_databases! {
    /// The life of a task of worked example 1, with every step tried by the wrong person or at the wrong time first.
    async fn acknowledged_started_reported_and_delivered(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS"]).await;
        let more = json!({ "collaborators": [app.person("CP0004")], "deliveryStandard": "含示例" });
        let task = task_with(&app, &request, "JS0004", more).await;
        let (assignee, lead, helper) = (app.member("JS0004"), app.member("JS0003"), app.member("CP0004"));
        for name in ["taskAcknowledge", "taskStart", "taskDeliver"] {
            assert_eq!(TASK.refusal(&lead, name, json!({ "id": task })).await, "ROLE_MISSING", "{name} is the assignee's");
            assert_eq!(TASK.refusal(&app.member("YF0003"), name, json!({ "id": task })).await, "not found");
        }
        TASK.run(&assignee, "taskAcknowledge", json!({ "id": task })).await;
        assert_eq!(TASK.refusal(&assignee, "taskAcknowledge", json!({ "id": task })).await, "NOT_STARTED lacks ALREADY_ACKNOWLEDGED");
        let started = TASK.run(&assignee, "taskStart", json!({ "id": task })).await;
        assert_eq!((&started["status"], &started["request"]["status"]), (&json!("IN_PROGRESS"), &json!("IN_PROGRESS")));
        let errors = TASK.refused(&assignee, "taskStart", json!({ "id": task })).await;
        assert_eq!(errors[0]["allowedTransitions"], json!(["REPORT_PROGRESS", "REQUEST_EXTENSION", "ATTACH_DELIVERABLE", "DELIVER", "RAISE_PROBLEM", "COMMENT"]));

        let entry = |progress: i32, text: &str| json!({ "id": task, "progress": progress, "text": text });
        assert_eq!(TASK.refusal(&assignee, "taskReportProgress", entry(101, " ")).await, "REQUIRED at text; OUT_OF_RANGE at progress");
        let ahead = with(entry(10, "明天"), json!({ "on": "2024-05-07" }));
        assert_eq!(TASK.refusal(&assignee, "taskReportProgress", ahead).await, "OUT_OF_RANGE at on");
        assert_eq!(TASK.refusal(&lead, "taskReportProgress", entry(10, "代报")).await, "ROLE_MISSING");
        TASK.run(&assignee, "taskReportProgress", with(entry(60, "框架完成"), json!({ "risk": "联调环境未开通", "nextStep": "联调" }))).await;
        let fallen = TASK.run(&helper, "taskReportProgress", with(entry(40, "返工"), json!({ "on": "2024-05-05", "health": "DELAYED" }))).await;
        assert_eq!((&fallen["progress"], &fallen["risk"]), (&json!(40), &json!("联调环境未开通")), "it may fall, the risk stays");

        assert_eq!(TASK.refusal(&assignee, "taskDeliver", json!({ "id": task })).await, "IN_PROGRESS lacks DELIVERABLE_MISSING");
        let handed = json!({ "id": task, "note": "请验收", "deliverables": [{ "location": "企业云盘/技术部/接口文档.docx" }] });
        let delivered = TASK.run(&assignee, "taskDeliver", handed).await;
        assert_eq!((&delivered["status"], &delivered["progress"], &delivered["request"]["status"]), (&json!("DELIVERED"), &json!(100), &json!("DELIVERED")));
        assert_eq!(TASK.refusal(&assignee, "taskReportProgress", entry(50, "晚了")).await, "DELIVERED");
        let log = assignee.query("query($id: ID!) { task(by: {id: $id}) { progressUpdates(first: 5) { totalCount { value }
            nodes { progress text health on nextStep writtenBy { employeeNumber } } } } }", json!({ "id": task })).await;
        let log = &log["task"]["progressUpdates"];
        assert_eq!(log["totalCount"]["value"], 3);
        assert_eq!(log["nodes"][0], json!({ "progress": 100, "text": "请验收", "health": "ON_TRACK", "on": "2024-05-06", "nextStep": null,
            "writtenBy": { "employeeNumber": "JS0004" } }), "delivery writes an entry of 100 % (resolution 56)");
        assert_eq!((&log["nodes"][1]["on"], &log["nodes"][1]["writtenBy"]["employeeNumber"]), (&json!("2024-05-05"), &json!("CP0004")));
        app.finish().await;
    }

    /// The first entry starts a task, and so does a delivery out of the blue; each is told in order.
    async fn the_first_entry_or_the_delivery_starts_a_task(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS"]).await;
        let (reported, handed) = (task(&app, &request, "JS0004").await, task(&app, &request, "JS0003").await);
        let first = json!({ "id": reported, "text": "开始", "progress": 0 });
        assert_eq!(TASK.run(&app.member("JS0004"), "taskReportProgress", first).await["status"], "IN_PROGRESS");
        assert_eq!(told_of(&app.member("JS0004"), &reported).await, ["TaskCreated", "TaskDispatched", "TaskStarted", "ProgressReported"]);
        let delivered = deliver(&app, &handed, "JS0003").await;
        assert!(delivered["startedAt"].is_string());
        assert_eq!(delivered["request"]["status"], "IN_PROGRESS", "the other one is open");
        assert_eq!(told_of(&app.member("JS0003"), &handed).await,
            ["TaskCreated", "TaskDispatched", "TaskStarted", "ProgressReported", "TaskDelivered"]);
        app.finish().await;
    }

    /// S1-67, resolution 49: a proposed name counts its versions, a given one too; an attachment brings its hash.
    async fn deliverables_are_named_and_their_versions_counted(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS"]).await;
        let task = task(&app, &request, "JS0004").await;
        let (assignee, sha256) = (app.member("JS0004"), "ab".repeat(32));
        assert_eq!(seen(&assignee, &task).await["proposedDeliverableName"], "技术部-接口文档-v1-2024-05-06");
        for (wrong, expected) in [
            (json!({}), "REQUIRED at deliverable.location"),
            (json!({ "mediaType": "application/zip", "size": -1, "sha256": "ABC" }), "OUT_OF_RANGE at deliverable.size; MALFORMED at deliverable.sha256"),
            (json!({ "name": "\u{202e}gnp", "location": "x" }), "FORBIDDEN_CHARACTER at deliverable.name"),
        ] {
            let told = TASK.refusal(&assignee, "taskAttachDeliverable", json!({ "id": task, "deliverable": wrong })).await;
            assert_eq!(told, expected, "{wrong}");
        }
        let file = json!({ "mediaType": "application/zip", "size": 1_024, "sha256": sha256 });
        TASK.run(&assignee, "taskAttachDeliverable", json!({ "id": task, "deliverable": file })).await;
        app.clock().advance(Duration::from_hours(24));
        let assignee = app.member("JS0004");
        assert_eq!(seen(&assignee, &task).await["proposedDeliverableName"], "技术部-接口文档-v2-2024-05-07");
        TASK.run(&assignee, "taskAttachDeliverable", json!({ "id": task, "deliverable": file })).await;
        let named = json!({ "name": "测试报告", "location": "https://files.example/1" });
        TASK.run(&assignee, "taskAttachDeliverable", json!({ "id": task, "deliverable": named })).await;
        let handed = json!({ "id": task, "deliverables": [{ "name": "测试报告", "location": "https://files.example/2" }] });
        TASK.run(&assignee, "taskDeliver", handed).await;
        let after = json!({ "name": "测试报告", "location": "https://files.example/3" });
        let attached = TASK.run(&assignee, "taskAttachDeliverable", json!({ "id": task, "deliverable": after })).await;
        assert_eq!(attached["status"], "DELIVERED", "a version may still be added");
        let told: Vec<_> = attached["deliverables"].as_array().expect("a list").iter()
            .map(|one| (one["name"].as_str().expect("a name"), one["version"].as_i64().expect("a version"))).collect();
        assert_eq!(told, [("技术部-接口文档-v1-2024-05-06", 1), ("技术部-接口文档-v2-2024-05-07", 2),
            ("测试报告", 1), ("测试报告", 2), ("测试报告", 3)]);
        app.finish().await;
    }

    /// `overdue` is computed from the clock at reading, in the object, in filters and for a delivered task no more.
    async fn late_is_what_is_due_and_open_at_reading(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS"]).await;
        let late = task(&app, &request, "JS0004").await;
        task_with(&app, &request, "JS0003", json!({ "dueOn": "2024-05-29" })).await;
        let list = "query($overdue: Boolean!) { tasks(filter: {overdue: $overdue}) { totalCount { value } nodes { code overdue } } }";
        let codes = async |overdue: bool| -> Vec<String> {
            let data = app.member("JS0003").query(list, json!({ "overdue": overdue })).await;
            let nodes = data["tasks"]["nodes"].as_array().expect("a list");
            assert_eq!(data["tasks"]["totalCount"]["value"], nodes.len());
            assert!(nodes.iter().all(|node| node["overdue"] == overdue), "{data:#}");
            nodes.iter().map(|node| node["code"].as_str().expect("a code").to_owned()).collect()
        };
        let (one, other) = ("MT202405001-01", "MT202405001-02");
        // From Monday 6 May, 09:00 to Friday 24 May, 18:00: the instant itself is still in time.
        app.clock().advance(Duration::from_hours(18 * 24 + 9));
        assert_eq!((codes(true).await, codes(false).await), (vec![], vec![one.to_owned(), other.to_owned()]));
        app.clock().advance(Duration::from_secs(1));
        assert_eq!((codes(true).await, codes(false).await), (vec![one.to_owned()], vec![other.to_owned()]));
        assert_eq!(seen(&app.member("JS0004"), &late).await["overdue"], true);
        assert_eq!(deliver(&app, &late, "JS0004").await["overdue"], false);
        assert_eq!(codes(true).await, Vec::<String>::new());
        app.finish().await;
    }

    /// Resolution 26: what is critical starts before its signatures, which stay owed; nothing else does.
    async fn critical_work_starts_before_the_signatures(backend) {
        let app = TestApp::start(backend).await;
        let plain = agreed(&app, &["JS"]).await;
        let waiting = task(&app, &plain, "JS0004").await;
        assert_eq!(seen(&app.member("JS0004"), &waiting).await["dispatchedAt"], Value::Null);
        let form = with(form(&app, &["JS"]).await, json!({ "priority": "CRITICAL" }));
        let urgent = id(&run(&app.member("MT0003"), "requestCreate", form).await);
        run(&app.member("MT0003"), "requestSubmit", json!({ "id": urgent })).await;
        crate::request::accept(&app, &urgent, "JS").await;
        let task = task(&app, &urgent, "JS0004").await;
        let started = TASK.run(&app.member("JS0004"), "taskStart", json!({ "id": task })).await;
        assert_eq!(started["request"]["status"], "IN_PROGRESS");
        let owed = crate::request::seen(&app.member("MT0003"), &urgent).await;
        assert_eq!(owed["agreementPending"], true);
        let missing: Vec<_> = owed["closing"]["missing"].as_array().expect("a list").iter().map(|one| &one["code"]).collect();
        assert_eq!(missing, ["NOT_ACCEPTED", "SIGNATURE_MISSING", "SIGNATURE_MISSING", "TASKS_OPEN"]);
        app.finish().await;
    }

    /// Resolution 20: for an assignee who left the head acts until somebody is named.
    async fn the_head_stands_in_for_an_assignee_who_left(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS"]).await;
        let task = task(&app, &request, "JS0004").await;
        let disable = "mutation($input: PersonDisableInput!) { personDisable(input: $input) { userErrors { code } } }";
        app.admin().mutate(disable, json!({ "input": { "id": app.person("JS0004") } })).await;
        let acting = app.member("JS0001").query("query($id: ID!) { task(by: {id: $id}) { actingAssignee { employeeNumber } } }", json!({ "id": task })).await;
        assert_eq!(acting["task"]["actingAssignee"]["employeeNumber"], "JS0001");
        assert_eq!(TASK.refusal(&app.member("JS0003"), "taskAcknowledge", json!({ "id": task })).await, "ROLE_MISSING");
        TASK.run(&app.member("JS0001"), "taskAcknowledge", json!({ "id": task })).await;
        let handed = json!({ "id": task, "assignee": app.person("JS0003"), "reason": "离职交接" });
        let taken = TASK.run(&app.member("JS0001"), "taskReassign", handed).await;
        assert_eq!(taken["acknowledgedAt"], Value::Null);
        assert_eq!(TASK.refusal(&app.member("JS0001"), "taskAcknowledge", json!({ "id": task })).await, "ROLE_MISSING", "no longer");
        let told = told_of(&app.member("JS0003"), &task).await;
        assert_eq!(told[2..], ["TaskAssigneeVacated", "TaskAcknowledged", "TaskReassigned"]);
        app.finish().await;
    }
}
