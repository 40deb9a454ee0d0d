//! Asking for a new date, and deciding on it.

use std::time::Duration;

use serde_json::{Value, json};

use super::{TASK, seen, task};
use crate::request::{confirmed, with};
use crate::support::app::TestApp;
use crate::support::both_databases;

fn asked(task: &str, due_on: &str) -> Value {
    json!({ "id": task, "reason": "联调环境晚到", "plan": "压缩测试两天", "dueOn": due_on })
}

both_databases! {
    /// S0-89: reason, plan and date; one at a time; the lead states whether the goal is hit.
    async fn asked_for_and_decided(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS"]).await;
        let task = task(&app, &request, "JS0004").await;
        let (assignee, lead) = (app.member("JS0004"), app.member("JS0003"));
        for (input, expected) in [
            (with(asked(&task, "2024-05-28"), json!({ "reason": " ", "plan": "" })), "REQUIRED at reason; REQUIRED at plan"),
            (with(asked(&task, "2024-05-28"), json!({ "dueOn": null })), "REQUIRED at dueAt"),
            (asked(&task, "2024-05-24"), "NOT_LATER at dueOn"),
            (asked(&task, "2024-05-31"), "AFTER_REQUEST_DUE at dueOn"),
        ] {
            assert_eq!(TASK.refusal(&assignee, "taskRequestExtension", input.clone()).await, expected, "{input}");
        }
        assert_eq!(TASK.refusal(&lead, "taskRequestExtension", asked(&task, "2024-05-28")).await, "ROLE_MISSING");
        let decide = |approved: bool| json!({ "id": task, "approved": approved, "goalHit": !approved, "comment": "须保证6月30日上线" });
        assert_eq!(TASK.refusal(&lead, "taskDecideExtension", decide(true)).await, "NOT_STARTED lacks EXTENSION_MISSING");
        TASK.run(&assignee, "taskRequestExtension", asked(&task, "2024-05-28")).await;
        assert_eq!(TASK.refusal(&assignee, "taskRequestExtension", asked(&task, "2024-05-29")).await, "NOT_STARTED lacks EXTENSION_OPEN");
        assert_eq!(TASK.refusal(&assignee, "taskDecideExtension", decide(true)).await, "OWN_MATTER");
        assert_eq!(TASK.refusal(&app.member("MT0003"), "taskDecideExtension", decide(true)).await, "ROLE_MISSING");
        let declined = TASK.run(&lead, "taskDecideExtension", decide(false)).await;
        assert_eq!(declined["dueOn"], "2024-05-24");
        TASK.run(&assignee, "taskRequestExtension", asked(&task, "2024-05-29")).await;
        let approved = TASK.run(&lead, "taskDecideExtension", decide(true)).await;
        assert_eq!(approved["dueOn"], "2024-05-29");
        let told: Vec<_> = approved["extensions"].as_array().expect("a list").iter()
            .map(|one| (&one["verdict"], &one["goalHit"], &one["previousDueAt"], &one["decidedBy"]["employeeNumber"])).collect();
        let before = json!("2024-05-24T10:00:00Z");
        assert_eq!(told, [(&json!("DECLINED"), &json!(true), &before, &json!("JS0003")), (&json!("APPROVED"), &json!(false), &before, &json!("JS0003"))]);
        app.finish().await;
    }

    /// S0-89, resolution 37: until 24 hours after the due time, then only the lead sets a date, with a reason; an approval
    /// does not bring a date that has passed.
    async fn too_late_only_the_lead_sets_a_date(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS"]).await;
        let (waiting, late) = (task(&app, &request, "JS0004").await, task(&app, &request, "JS0004").await);
        TASK.run(&app.member("JS0004"), "taskRequestExtension", asked(&waiting, "2024-05-27")).await;
        // Saturday 25 May, 18:00: 24 hours after the due time to the second.
        app.clock().advance(Duration::from_hours(19 * 24 + 9));
        let trial = with(asked(&late, "2024-05-27"), json!({ "validateOnly": true }));
        TASK.payload(&app.member("JS0004"), "taskRequestExtension", trial).await;
        app.clock().advance(Duration::from_secs(1));
        assert_eq!(TASK.refusal(&app.member("JS0004"), "taskRequestExtension", asked(&late, "2024-05-27")).await, "NOT_STARTED lacks EXTENSION_TOO_LATE");
        let version = seen(&app.member("JS0003"), &late).await["version"].clone();
        let set = json!({ "id": late, "expectedVersion": version, "dueOn": "2024-05-27", "reason": "环境故障" });
        assert_eq!(TASK.refusal(&app.member("JS0004"), "taskUpdate", set.clone()).await, "ROLE_MISSING");
        let moved = TASK.run(&app.member("JS0003"), "taskUpdate", set).await;
        assert_eq!((&moved["dueOn"], &moved["overdue"]), (&json!("2024-05-27"), &json!(false)));
        app.clock().advance(Duration::from_hours(3 * 24));
        let decide = json!({ "id": waiting, "approved": true, "goalHit": false });
        assert_eq!(TASK.refusal(&app.member("JS0003"), "taskDecideExtension", decide.clone()).await, "IN_THE_PAST at approved");
        TASK.run(&app.member("JS0003"), "taskDecideExtension", with(decide, json!({ "approved": false }))).await;
        app.finish().await;
    }

    /// States, "Who": nobody decides on an application of their own, the next above does.
    async fn a_lead_who_asks_is_answered_by_the_next_above(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS"]).await;
        let task = task(&app, &request, "JS0003").await;
        TASK.run(&app.member("JS0003"), "taskRequestExtension", asked(&task, "2024-05-28")).await;
        let decide = json!({ "id": task, "approved": true, "goalHit": false });
        assert_eq!(TASK.refusal(&app.member("JS0003"), "taskDecideExtension", decide.clone()).await, "OWN_MATTER");
        assert_eq!(TASK.run(&app.member("JS0001"), "taskDecideExtension", decide).await["dueOn"], "2024-05-28");
        app.finish().await;
    }
}
