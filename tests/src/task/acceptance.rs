//! The verdict: rounds with points, what bars a pass, the acceptance of the whole request, its report, and closing.

use serde_json::{Value, json};

use super::{TASK, deliver, id, seen, task, task_with, told_of};
use crate::problem::PROBLEM;
use crate::rating::RATING;
use crate::request::{confirmed, department, refused, run, with};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::mutation::told;

fn rework(task: &str) -> Value {
    json!({ "id": task, "verdict": "REWORK", "points": ["缺错误码", "示例不全"], "dueOn": "2024-05-27", "comment": "其余可用" })
}

fn passed(task: &str) -> Value {
    json!({ "id": task, "verdict": "PASSED", "comment": "符合标准" })
}

both_databases! {
    /// S0-40 to S0-42, resolution 11: back with points and a date as often as it takes; every round is kept.
    async fn rework_until_it_passes_and_every_round_is_kept(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS"]).await;
        let task = task(&app, &request, "JS0004").await;
        let (initiator, assignee) = (app.member("MT0003"), app.member("JS0004"));
        assert_eq!(TASK.refusal(&initiator, "taskAccept", passed(&task)).await, "NOT_STARTED");
        assert_eq!(TASK.refusal(&initiator, "taskAccept", rework(&task)).await, "NOT_STARTED");
        deliver(&app, &task, "JS0004").await;
        for (who, expected) in [("JS0004", "OWN_MATTER"), ("JS0003", "ROLE_MISSING"), ("MT0004", "ROLE_MISSING"), ("YF0003", "not found")] {
            assert_eq!(TASK.refusal(&app.member(who), "taskAccept", passed(&task)).await, expected, "{who}");
        }
        for (changes, expected) in [
            (json!({ "points": [] }), "TOO_FEW at points"), (json!({ "points": ["a", " "] }), "REQUIRED at points.1"),
            (json!({ "dueOn": null }), "REQUIRED at dueAt"), (json!({ "dueOn": "2024-05-03" }), "IN_THE_PAST at dueOn"),
            (json!({ "points": vec!["改"; 51] }), "TOO_MANY at points"),
        ] {
            assert_eq!(TASK.refusal(&initiator, "taskAccept", with(rework(&task), changes.clone())).await, expected, "{changes}");
        }
        let back = TASK.run(&initiator, "taskAccept", rework(&task)).await;
        assert_eq!((&back["status"], &back["dueOn"], &back["request"]["status"]), (&json!("REWORK"), &json!("2024-05-27"), &json!("IN_PROGRESS")));
        TASK.run(&assignee, "taskReportProgress", json!({ "id": task, "text": "已补错误码", "progress": 90 })).await;
        assert_eq!(seen(&initiator, &task).await["status"], "REWORK", "until it is delivered again");
        assert_eq!(deliver(&app, &task, "JS0004").await["request"]["status"], "DELIVERED");
        TASK.run(&initiator, "taskAccept", with(rework(&task), json!({ "points": ["示例仍不全"], "comment": null }))).await;
        deliver(&app, &task, "JS0004").await;
        let done = TASK.run(&initiator, "taskAccept", passed(&task)).await;
        assert_eq!((&done["status"], done["completedAt"].is_string()), (&json!("COMPLETED"), true));
        let rounds: Vec<_> = done["acceptanceRounds"].as_array().expect("a list").iter()
            .map(|one| (one["number"].as_i64(), one["passed"].as_bool(), one["points"].clone(), one["dueAt"].is_string())).collect();
        assert_eq!(rounds, [(Some(1), Some(false), json!(["缺错误码", "示例不全"]), true), (Some(2), Some(false), json!(["示例仍不全"]), true),
            (Some(3), Some(true), json!([]), false)]);
        assert_eq!(TASK.refusal(&initiator, "taskAccept", passed(&task)).await, "COMPLETED");
        let told = told_of(&initiator, &task).await;
        assert_eq!(told.iter().filter(|one| *one == "TaskSentToRework").count(), 2);
        assert_eq!(told.last().map(String::as_str), Some("TaskPassed"));
        app.finish().await;
    }

    /// An acceptor named on the request judges beside the initiator; the lead judges what the initiating side delivered.
    async fn who_judges_follows_from_who_asked(backend) {
        let app = TestApp::start(backend).await;
        let (request, initiator) = (confirmed(&app, &["JS"]).await, app.member("MT0003"));
        let theirs = task(&app, &request, "JS0004").await;
        let named = json!({ "id": request, "acceptors": [app.person("MT0004")] });
        run(&initiator, "requestNameAcceptor", named).await;
        deliver(&app, &theirs, "JS0004").await;
        assert_eq!(TASK.run(&app.member("MT0004"), "taskAccept", passed(&theirs)).await["status"], "COMPLETED");
        let ours = json!({ "request": request, "name": "提供数据", "assignee": app.person("MT0004"), "dueOn": "2024-05-24" });
        let ours = id(&TASK.run(&initiator, "taskCreate", ours).await);
        deliver(&app, &ours, "MT0004").await;
        assert_eq!(TASK.refusal(&initiator, "taskAccept", passed(&ours)).await, "ROLE_MISSING");
        assert_eq!(TASK.run(&app.member("JS0003"), "taskAccept", passed(&ours)).await["status"], "COMPLETED");
        app.finish().await;
    }

    /// Resolution 27, tasks.md "Problem": raised on a delivered task it leaves it there and bars the pass, not the rework.
    async fn a_problem_on_a_delivered_task_bars_the_pass(backend) {
        let app = TestApp::start(backend).await;
        let (request, initiator) = (confirmed(&app, &["JS"]).await, app.member("MT0003"));
        let task = task(&app, &request, "JS0004").await;
        deliver(&app, &task, "JS0004").await;
        let raise = json!({ "task": task, "description": "超时30%", "responsibleDepartment": department(&initiator, "JS").await });
        let problem = id(&PROBLEM.run(&initiator, "problemRaise", raise).await);
        assert_eq!(seen(&initiator, &task).await["status"], "DELIVERED");
        let errors = TASK.refused(&initiator, "taskAccept", passed(&task)).await;
        assert_eq!(told(&errors), "DELIVERED lacks PROBLEM_UNSETTLED");
        assert_eq!(errors[0]["missing"][0]["params"]["count"], "1");
        assert_eq!(told(&refused(&initiator, "requestAccept", json!({ "id": request })).await), "DELIVERED lacks PROBLEM_OPEN");
        let solved = json!({ "id": problem, "measure": "加索引", "result": "2秒内" });
        PROBLEM.run(&app.member("JS0003"), "problemResolve", solved).await;
        assert_eq!(TASK.refusal(&initiator, "taskAccept", passed(&task)).await, "DELIVERED lacks PROBLEM_UNSETTLED", "said is not confirmed");
        PROBLEM.run(&initiator, "problemConfirm", json!({ "id": problem, "result": "已复测" })).await;
        assert_eq!(TASK.run(&initiator, "taskAccept", passed(&task)).await["status"], "COMPLETED");
        app.finish().await;
    }

    /// Resolutions 12 and 23, S0-45: accepted as a whole with a report; closed when nothing is missing, and told what is.
    async fn accepted_rated_and_closed_with_its_report(backend) {
        let app = TestApp::start(backend).await;
        let (request, initiator) = (confirmed(&app, &["JS", "CP"]).await, app.member("MT0003"));
        let first = task(&app, &request, "JS0004").await;
        let second = task_with(&app, &request, "CP0004", json!({ "name": "原型" })).await;
        let third = task_with(&app, &request, "CP0003", json!({ "name": "调研" })).await;
        assert_eq!(told(&refused(&initiator, "requestAccept", json!({ "id": request })).await), "CONFIRMED");
        assert_eq!(told(&refused(&initiator, "requestClose", json!({ "id": request })).await), "CONFIRMED lacks NOT_ACCEPTED, TASKS_OPEN");
        let handed = |name: &str, location: &str| json!([{ "name": name, "location": location }]);
        for (task, who, things) in [(&first, "JS0004", handed("接口文档", "v1")), (&second, "CP0004", handed("原型", "r1"))] {
            TASK.run(&app.member(who), "taskDeliver", json!({ "id": task, "deliverables": things })).await;
        }
        TASK.run(&app.member("JS0003"), "taskCancel", json!({ "id": third, "reason": "不再需要" })).await;
        TASK.run(&initiator, "taskAccept", rework(&first)).await;
        TASK.run(&app.member("JS0004"), "taskDeliver", json!({ "id": first, "deliverables": handed("接口文档", "v2") })).await;
        TASK.run(&initiator, "taskAccept", passed(&first)).await;
        let raise = json!({ "request": request, "description": "数据口径不一致", "responsibleDepartment": department(&initiator, "CP").await });
        let problem = id(&PROBLEM.run(&initiator, "problemRaise", raise).await);
        run(&initiator, "requestBlock", json!({ "id": request, "reason": "等口径" })).await;
        assert_eq!(told(&refused(&initiator, "requestAccept", json!({ "id": request })).await), "DELIVERED lacks BLOCKED");
        run(&initiator, "requestUnblock", json!({ "id": request })).await;
        assert_eq!(told(&refused(&app.member("JS0003"), "requestAccept", json!({ "id": request })).await), "ROLE_MISSING");
        run(&initiator, "requestAccept", json!({ "id": request, "note": "整体符合" })).await;
        assert_eq!(seen(&initiator, &second).await["status"], "COMPLETED", "what was still delivered passes with it");

        let closing = told(&refused(&initiator, "requestClose", json!({ "id": request })).await);
        assert_eq!(closing, "ACCEPTED lacks PROBLEM_OPEN, RATING_MISSING, RATING_MISSING");
        let shown = crate::request::seen(&initiator, &request).await["closing"].take();
        assert_eq!((&shown["ready"], shown["missing"].as_array().map(Vec::len)), (&json!(false), Some(3)), "the same list can be read");
        let report = initiator.query("query($id: ID!) { request(by: {id: $id}) { acceptanceReport { code revision { number }
            tasks { code cancelled deliverables { name } } deliveredAt
            acceptance { note acceptedBy { employeeNumber } partiesToRate { department { code } } signOff { valid role } } } } }", json!({ "id": request })).await;
        let report = &report["request"]["acceptanceReport"];
        assert_eq!(report["tasks"], json!([
            { "code": "MT202405001-01", "cancelled": false, "deliverables": [{ "name": "接口文档" }] },
            { "code": "MT202405001-02", "cancelled": false, "deliverables": [{ "name": "原型" }] },
            { "code": "MT202405001-03", "cancelled": true, "deliverables": [] }]));
        assert_eq!(report["acceptance"], json!({ "note": "整体符合", "acceptedBy": { "employeeNumber": "MT0003" },
            "partiesToRate": [{ "department": { "code": "JS" } }, { "department": { "code": "CP" } }], "signOff": { "valid": true, "role": "INITIATOR" } }));

        PROBLEM.run(&initiator, "problemWithdraw", json!({ "id": problem, "reason": "口径已统一" })).await;
        for code in ["JS", "CP"] {
            let rating = json!({ "request": request, "department": department(&initiator, code).await,
                "responsiveness": 5, "professionalism": 4, "cooperation": 5 });
            RATING.run(&initiator, "ratingGive", rating).await;
        }
        let closed = run(&initiator, "requestClose", json!({ "id": request })).await;
        assert_eq!((&closed["status"], &closed["outcome"], &closed["closing"]), (&json!("CLOSED"), &json!("COMPLETED"), &json!({ "ready": false, "missing": [] })));
        app.finish().await;
    }

    /// States, "Who": nobody accepts their own delivery, not even the initiator with the whole request.
    async fn nobody_accepts_their_own_delivery_with_the_request(backend) {
        let app = TestApp::start(backend).await;
        let (request, initiator) = (confirmed(&app, &["JS"]).await, app.member("MT0003"));
        let theirs = task(&app, &request, "JS0004").await;
        let own = json!({ "request": request, "name": "提供数据", "assignee": app.person("MT0003"), "dueOn": "2024-05-24" });
        let own = id(&TASK.run(&initiator, "taskCreate", own).await);
        deliver(&app, &theirs, "JS0004").await;
        deliver(&app, &own, "MT0003").await;
        assert_eq!(told(&refused(&initiator, "requestAccept", json!({ "id": request })).await), "OWN_MATTER");
        assert_eq!(seen(&initiator, &theirs).await["status"], "DELIVERED", "nothing of it was written");
        TASK.run(&app.member("JS0003"), "taskAccept", passed(&own)).await;
        assert_eq!(run(&initiator, "requestAccept", json!({ "id": request })).await["status"], "ACCEPTED");
        app.finish().await;
    }
}
