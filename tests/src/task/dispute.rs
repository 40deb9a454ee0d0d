//! Disagreement about a delivery: put before the heads, taken up, ruled on, and carried out on the task (resolution 22).

use serde_json::{Value, json};

use super::{TASK, deliver, seen, task};
use crate::request::{confirmed, refused, run, with};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::mutation::told;

/// A delivered task of a confirmed request, in dispute and taken up by one head.
async fn disputed(app: &TestApp) -> (String, String) {
    let request = confirmed(app, &["JS"]).await;
    let task = task(app, &request, "JS0004").await;
    deliver(app, &task, "JS0004").await;
    let dispute = json!({ "id": request, "task": task, "reason": "对验收标准理解不一致" });
    run(&app.member("MT0003"), "requestEscalate", dispute).await;
    run(&app.member("JS0001"), "requestTakeUp", json!({ "id": request })).await;
    (request, task)
}

fn ruling(request: &str, outcome: &str) -> Value {
    json!({ "id": request, "outcome": outcome, "reason": "以需求确认函为准" })
}

both_databases! {
    /// `TASK_PASSED`: both heads say so, the task is completed and its round says why.
    async fn a_ruling_passes_a_task(backend) {
        let app = TestApp::start(backend).await;
        let (request, task) = disputed(&app).await;
        let (mine, theirs) = (app.member("MT0001"), app.member("JS0001"));
        assert_eq!(told(&refused(&app.member("MT0003"), "requestRule", ruling(&request, "TASK_PASSED")).await), "ROLE_MISSING");
        assert_eq!(told(&refused(&mine, "requestRule", ruling(&request, "DECLINE")).await), "DELIVERED lacks OUTCOME_NOT_ADMITTED");
        run(&mine, "requestRule", ruling(&request, "TASK_PASSED")).await;
        assert_eq!(seen(&mine, &task).await["status"], "DELIVERED", "one word is no ruling");
        assert_eq!(run(&theirs, "requestRule", ruling(&request, "TASK_PASSED")).await["status"], "DELIVERED");
        let passed = seen(&mine, &task).await;
        assert_eq!(passed["status"], "COMPLETED");
        let round = &passed["acceptanceRounds"][0];
        assert_eq!((&round["passed"], &round["comment"]), (&json!(true), &json!("以需求确认函为准")));
        app.finish().await;
    }

    /// `TASK_REWORK`: with points and a date on which the heads agree as well; the task goes back, the request with it.
    async fn a_ruling_sends_a_task_back(backend) {
        let app = TestApp::start(backend).await;
        let (request, task) = disputed(&app).await;
        let (mine, theirs) = (app.member("MT0001"), app.member("JS0001"));
        let back = |points: &[&str], due_on: &str| {
            with(ruling(&request, "TASK_REWORK"), json!({ "rework": { "points": points, "dueOn": due_on } }))
        };
        for (input, expected) in [
            (ruling(&request, "TASK_REWORK"), "REQUIRED at rework"), (back(&[], "2024-05-28"), "TOO_FEW at rework.points"),
            (back(&["补示例"], "2024-05-03"), "IN_THE_PAST at rework.dueOn"), (back(&[" "], "2024-05-28"), "REQUIRED at rework.points.0"),
        ] {
            assert_eq!(told(&refused(&mine, "requestRule", input).await), expected, "the first word too is checked");
        }
        run(&mine, "requestRule", back(&["补示例"], "2024-05-28")).await;
        run(&theirs, "requestRule", back(&["补错误码"], "2024-05-29")).await;
        assert_eq!(seen(&mine, &task).await["status"], "DELIVERED", "they do not agree on what to change");
        let ruled = run(&mine, "requestRule", back(&["补错误码"], "2024-05-29")).await;
        assert_eq!(ruled["status"], "IN_PROGRESS");
        let task = seen(&mine, &task).await;
        assert_eq!((&task["status"], &task["dueOn"]), (&json!("REWORK"), &json!("2024-05-29")));
        assert_eq!(task["acceptanceRounds"][0]["points"], json!(["补错误码"]));
        app.finish().await;
    }

    /// A dispute is about a task of the request that the caller sees; about the same one there is one at a time.
    async fn a_dispute_names_a_task_of_the_request(backend) {
        let app = TestApp::start(backend).await;
        let (request, task) = disputed(&app).await;
        let initiator = app.member("MT0003");
        let again = json!({ "id": request, "task": task, "reason": "再次" });
        assert_eq!(told(&refused(&initiator, "requestEscalate", again).await), "DELIVERED lacks ESCALATION_OPEN");
        let other = confirmed(&app, &["JS"]).await;
        let foreign = json!({ "id": other, "task": task, "reason": "别的需求的任务" });
        assert_eq!(told(&refused(&initiator, "requestEscalate", foreign).await), "UNKNOWN at task");
        let dismissed = ruling(&request, "DISMISSED");
        run(&app.member("MT0001"), "requestRule", dismissed.clone()).await;
        run(&app.member("JS0001"), "requestRule", dismissed).await;
        assert_eq!(TASK.run(&initiator, "taskAccept", json!({ "id": task, "verdict": "PASSED" })).await["status"], "COMPLETED");
        app.finish().await;
    }
}
