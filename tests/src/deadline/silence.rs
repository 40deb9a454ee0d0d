//! The life of MT202405001 with silence at every step in turn: it ends as the policy says (`default`; resolutions 6, 12, 14,
//! 22, 23).

use serde_json::json;

use super::{all, of_kind, pass, story};
use crate::request::{self, confirmed, draft, refused, run, seen, submitted};
use crate::support::{TestApp, both_databases};
use crate::task::{self, deliver, task};

async fn status(app: &TestApp, id: &str) -> String {
    seen(&app.member("MT0001"), id).await["status"].as_str().expect("a status").to_owned()
}

/// The chain of `default` after a breach on 7 May at 09:00 (resolution 14).
const CHAIN: [&str; 3] = [
    "05-07 09:00 step 1 OWNER+HEAD (2 told)",
    "05-08 18:00 step 2 BOTH_HEADS (2 told)",
    "05-09 18:00 step 3 EXECUTIVE (1 told)",
];

both_databases! {
    /// A party says nothing: reminded, then both heads, then the executive; it stays breached and visible, nobody has agreed.
    async fn a_party_that_never_answers(backend) {
        let app = TestApp::start(backend).await;
        let id = submitted(&app, &["JS"]).await;
        assert_eq!(seen(&app.member("MT0003"), &id).await["code"], "MT202405001");
        let input = json!({ "id": id, "liaison": app.person("JS0003") });
        run(&app.member("JS0001"), "requestNameLiaison", input).await;
        pass(&app, "2024-05-20T09:00:00+08:00").await;
        assert_eq!(status(&app, &id).await, "SUBMITTED");
        let told = story(&app, &id, "RESPONSE").await;
        assert_eq!(told[..2], ["05-06 09:00 Started", "05-06 09:00 Reassigned"]);
        assert_eq!(told[2..4], ["05-07 03:00 Warned", "05-07 09:00 Breached"]);
        assert_eq!(told[4..], CHAIN);
        assert_eq!(of_kind(&app, &id, "REVIEW").await, ["REVIEW BREACHED 05-07 18:00"]);
        // Answered at last: late, and the chain is over.
        let answer = json!({ "id": id, "answer": "ACCEPTED", "opinion": "已确认，可承接" });
        let answered = run(&app.member("JS0003"), "requestRespond", answer).await;
        assert_eq!(answered["status"], "AGREED");
        assert_eq!(of_kind(&app, &id, "RESPONSE").await, ["RESPONSE BREACHED 05-07 09:00 settled"]);
        app.finish().await;
    }

    /// The initiator does not answer a party's wish: the party's clock stands still, the chain is the initiator's.
    async fn an_initiator_that_never_clarifies(backend) {
        let app = TestApp::start(backend).await;
        let id = submitted(&app, &["JS"]).await;
        let wish = json!({ "id": id, "answer": "CHANGES_REQUESTED", "opinion": "增加测试账号", "reason": "缺少数据" });
        run(&app.member("JS0001"), "requestRespond", wish).await;
        pass(&app, "2024-05-20T09:00:00+08:00").await;
        assert_eq!(status(&app, &id).await, "CLARIFYING");
        let told = story(&app, &id, "CLARIFICATION").await;
        assert_eq!(told[..3], ["05-06 09:00 Started", "05-07 03:00 Warned", "05-07 09:00 Breached"]);
        assert_eq!(told[3..], CHAIN);
        assert_eq!(story(&app, &id, "RESPONSE").await, ["05-06 09:00 Started", "05-06 09:00 Paused"]);
        app.finish().await;
    }

    /// A declined party is not re-routed in time: the request is declined (resolution 6).
    async fn an_initiator_that_never_reroutes(backend) {
        let app = TestApp::start(backend).await;
        let id = submitted(&app, &["JS"]).await;
        let decline = json!({ "id": id, "answer": "DECLINED", "reason": "人力不足" });
        run(&app.member("JS0001"), "requestRespond", decline).await;
        assert_eq!(of_kind(&app, &id, "REROUTE").await, ["REROUTE RUNNING 05-07 09:00"]);
        pass(&app, "2024-05-07T08:59:59+08:00").await;
        assert_eq!(status(&app, &id).await, "CLARIFYING");
        pass(&app, "2024-05-07T09:00:00+08:00").await;
        pass(&app, "2024-05-20T09:00:00+08:00").await;
        assert_eq!(status(&app, &id).await, "DECLINED");
        let told = story(&app, &id, "REROUTE").await;
        assert_eq!(told[told.len() - 1], "05-07 09:00 Cancelled", "{told:?}");
        assert!(all(&app, &id).await.iter().all(|deadline| !deadline.is_live()));
        app.finish().await;
    }

    /// Nobody signs: agreed, never confirmed.
    async fn heads_that_never_sign(backend) {
        let app = TestApp::start(backend).await;
        let id = request::agreed(&app, &["JS"]).await;
        assert_eq!(of_kind(&app, &id, "SIGN_OFF").await, ["SIGN_OFF RUNNING 05-07 18:00", "SIGN_OFF RUNNING 05-07 18:00"]);
        pass(&app, "2024-05-20T09:00:00+08:00").await;
        assert_eq!(status(&app, &id).await, "AGREED");
        let told = story(&app, &id, "SIGN_OFF").await;
        assert_eq!(told.iter().filter(|line| line.ends_with("step 3 EXECUTIVE (1 told)")).count(), 2, "{told:?}");
        app.finish().await;
    }

    /// A confirmed request gets no task: the lead's head owes the breakdown (resolution 10); the first task meets it.
    async fn a_lead_that_never_breaks_down(backend) {
        let app = TestApp::start(backend).await;
        let id = confirmed(&app, &["JS"]).await;
        assert_eq!(of_kind(&app, &id, "BREAKDOWN").await, ["BREAKDOWN RUNNING 05-07 18:00"]);
        pass(&app, "2024-05-20T09:00:00+08:00").await;
        assert_eq!(status(&app, &id).await, "CONFIRMED");
        assert_eq!(of_kind(&app, &id, "BREAKDOWN").await, ["BREAKDOWN BREACHED 05-07 18:00"]);
        task(&app, &id, "JS0004").await;
        assert_eq!(of_kind(&app, &id, "BREAKDOWN").await, ["BREAKDOWN BREACHED 05-07 18:00 settled"]);
        app.finish().await;
    }

    /// An assignee does nothing: not acknowledged, the task overdue, its delay unexplained, the request's date passed.
    async fn an_assignee_that_never_works(backend) {
        let app = TestApp::start(backend).await;
        let id = confirmed(&app, &["JS"]).await;
        let first = task(&app, &id, "JS0004").await;
        pass(&app, "2024-06-03T09:00:00+08:00").await;
        assert_eq!(task::seen(&app.member("JS0004"), &first).await["status"], "NOT_STARTED");
        assert_eq!(of_kind(&app, &id, "ACKNOWLEDGE").await, ["ACKNOWLEDGE BREACHED 05-07 18:00"]);
        assert_eq!(of_kind(&app, &id, "TASK_DUE").await, ["TASK_DUE BREACHED 05-24 18:00"]);
        assert_eq!(of_kind(&app, &id, "DELAY_EXPLAINED").await, ["DELAY_EXPLAINED BREACHED 05-25 18:00"]);
        assert_eq!(of_kind(&app, &id, "REQUEST_DUE").await, ["REQUEST_DUE BREACHED 05-30 18:00"]);
        let told = task::told_of(&app.member("JS0004"), &first).await;
        assert_eq!(told.last().map(String::as_str), Some("TaskOverdue"), "S1-23");
        app.finish().await;
    }

    /// A started task without a word: each working day at 17:00 it is missed, and the next one is owed (S0-35; resolution 38).
    async fn an_assignee_that_never_reports(backend) {
        let app = TestApp::start(backend).await;
        let id = confirmed(&app, &["JS"]).await;
        let first = task(&app, &id, "JS0004").await;
        task::TASK.run(&app.member("JS0004"), "taskStart", json!({ "id": first })).await;
        // Friday the 10th; Saturday the 11th is a make-up working day.
        pass(&app, "2024-05-13T12:00:00+08:00").await;
        let days = ["06", "07", "08", "09", "10", "11"];
        let mut expected: Vec<String> = days.iter().map(|day| format!("DAILY BREACHED 05-{day} 17:00")).collect();
        expected.push("DAILY RUNNING 05-13 17:00".to_owned());
        assert_eq!(of_kind(&app, &id, "DAILY").await, expected);
        // In time for today: met, and tomorrow is owed.
        let report = json!({ "id": first, "text": "接口联调完成", "progress": 40 });
        task::TASK.run(&app.member("JS0004"), "taskReportProgress", report).await;
        let daily = of_kind(&app, &id, "DAILY").await;
        assert_eq!(daily[daily.len() - 2..], ["DAILY MET 05-13 17:00", "DAILY RUNNING 05-14 17:00"]);
        app.finish().await;
    }

    /// Nobody judges what was delivered: it is never accepted by silence (resolution 12).
    async fn an_initiator_that_never_accepts(backend) {
        let app = TestApp::start(backend).await;
        let id = confirmed(&app, &["JS"]).await;
        let first = task(&app, &id, "JS0004").await;
        deliver(&app, &first, "JS0004").await;
        pass(&app, "2024-06-03T09:00:00+08:00").await;
        assert_eq!(status(&app, &id).await, "DELIVERED");
        let acceptance = of_kind(&app, &id, "ACCEPTANCE").await;
        assert_eq!(acceptance, ["ACCEPTANCE BREACHED 05-07 18:00", "ACCEPTANCE BREACHED 05-07 18:00"], "the task's and the request's");
        assert_eq!(of_kind(&app, &id, "REQUEST_DUE").await, ["REQUEST_DUE MET 05-30 18:00"]);
        app.finish().await;
    }

    /// Nobody rates: the deadline closes the request (resolution 23), and a later rating is late.
    async fn an_initiator_that_never_rates(backend) {
        let app = TestApp::start(backend).await;
        let id = accepted(&app).await;
        assert_eq!(of_kind(&app, &id, "RATING").await, ["RATING RUNNING 05-11 18:00"], "the 11th is a make-up Saturday");
        pass(&app, "2024-05-11T17:59:59+08:00").await;
        assert_eq!(status(&app, &id).await, "ACCEPTED");
        pass(&app, "2024-05-20T09:00:00+08:00").await;
        assert_eq!(status(&app, &id).await, "CLOSED");
        assert!(all(&app, &id).await.iter().all(|deadline| !deadline.is_live()), "closing cancels what runs");
        app.finish().await;
    }

    /// A disagreement that nobody takes up goes to the executive, who lets it pass too; what is in dispute stands still
    /// (resolution 22).
    async fn heads_and_executive_that_never_take_up(backend) {
        let app = TestApp::start(backend).await;
        let id = submitted(&app, &["JS"]).await;
        run(&app.member("MT0003"), "requestEscalate", json!({ "id": id, "reason": "工期无法达成一致" })).await;
        assert_eq!(of_kind(&app, &id, "TAKE_UP").await, ["TAKE_UP RUNNING 05-07 09:00", "TAKE_UP RUNNING 05-07 09:00"]);
        assert_eq!(of_kind(&app, &id, "RESPONSE").await, ["RESPONSE PAUSED 05-07 09:00"]);
        pass(&app, "2024-05-07T10:00:00+08:00").await;
        let taken = of_kind(&app, &id, "TAKE_UP").await;
        assert_eq!(taken, [
            "TAKE_UP BREACHED 05-07 09:00",
            "TAKE_UP BREACHED 05-07 09:00",
            "TAKE_UP RUNNING 05-08 09:00",
        ], "both heads let it pass; now it is before the executive");
        pass(&app, "2024-05-20T09:00:00+08:00").await;
        let taken = of_kind(&app, &id, "TAKE_UP").await;
        assert_eq!(taken.last().map(String::as_str), Some("TAKE_UP BREACHED 05-08 09:00"));
        assert_eq!(status(&app, &id).await, "SUBMITTED");
        // Taken up after all: a ruling is owed.
        run(&app.member("ZB0001"), "requestTakeUp", json!({ "id": id })).await;
        assert_eq!(of_kind(&app, &id, "RULING").await, ["RULING RUNNING 05-22 18:00"]);
        let ruling = json!({ "id": id, "outcome": "DISMISSED", "reason": "按原计划执行" });
        run(&app.member("ZB0001"), "requestRule", ruling).await;
        assert_eq!(of_kind(&app, &id, "RULING").await, ["RULING MET 05-22 18:00"]);
        assert_eq!(of_kind(&app, &id, "RESPONSE").await, ["RESPONSE RUNNING 05-21 09:00"], "the day that was left");
        app.finish().await;
    }

    /// Heads that take a disagreement up and do not rule: after two working days it is the executive's (resolution 22).
    async fn heads_that_never_rule(backend) {
        let app = TestApp::start(backend).await;
        let id = submitted(&app, &["JS"]).await;
        run(&app.member("MT0003"), "requestEscalate", json!({ "id": id, "reason": "工期无法达成一致" })).await;
        run(&app.member("JS0001"), "requestTakeUp", json!({ "id": id })).await;
        assert_eq!(of_kind(&app, &id, "RULING").await, ["RULING RUNNING 05-08 18:00", "RULING RUNNING 05-08 18:00"]);
        pass(&app, "2024-05-09T09:00:00+08:00").await;
        assert_eq!(of_kind(&app, &id, "TAKE_UP").await.last().map(String::as_str), Some("TAKE_UP RUNNING 05-09 18:00"));
        app.finish().await;
    }

    /// The whole life without silence leaves nothing breached.
    async fn a_life_in_time_breaches_nothing(backend) {
        let app = TestApp::start(backend).await;
        let id = accepted(&app).await;
        let department = request::department(&app.admin(), "JS").await;
        let rating = json!({ "request": id, "department": department,
            "responsiveness": 5, "professionalism": 5, "cooperation": 5 });
        crate::rating::RATING.run(&app.member("MT0003"), "ratingGive", rating).await;
        run(&app.member("MT0003"), "requestClose", json!({ "id": id })).await;
        pass(&app, "2025-05-06T09:00:00+08:00").await;
        for deadline in all(&app, &id).await {
            assert!(!deadline.is_live() && deadline.breached_at.is_none(), "{deadline:?}");
        }
        app.finish().await;
    }

    /// A draft owes nothing, and what is thrown away leaves nothing.
    async fn a_draft_owes_nothing(backend) {
        let app = TestApp::start(backend).await;
        let id = draft(&app, &["JS"]).await;
        assert!(all(&app, &id).await.is_empty());
        assert!(!refused(&app.member("JS0003"), "requestSubmit", json!({ "id": id })).await.is_empty());
        assert!(all(&app, &id).await.is_empty(), "a refusal starts nothing");
        app.finish().await;
    }
}

/// The request from draft to acceptance on the first morning.
async fn accepted(app: &TestApp) -> String {
    let id = confirmed(app, &["JS"]).await;
    let first = task(app, &id, "JS0004").await;
    deliver(app, &first, "JS0004").await;
    run(&app.member("MT0003"), "requestAccept", json!({ "id": id })).await;
    id
}
