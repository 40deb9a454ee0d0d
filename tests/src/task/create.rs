//! Creating tasks: by whom, from which status, with what, and what is taken from the request.

use serde_json::{Value, json};

use super::{TASK, deliver, id, seen, task, task_with};
use crate::request::{accept, agreed, confirmed, department, draft, form, run, submitted, with};
use crate::support::app::TestApp;
use crate::support::both_databases;

both_databases! {
    /// Resolution 9: planned from the agreement on, and given out when the last signature is there.
    async fn planned_in_agreement_and_given_out_on_confirmation(backend) {
        let app = TestApp::start(backend).await;
        let lead = app.member("JS0003");
        let new = |request: &str| json!({ "request": request, "name": "接口文档", "assignee": app.person("JS0004"), "dueOn": "2024-05-24" });
        let drafted = draft(&app, &["JS"]).await;
        assert_eq!(TASK.refusal(&app.member("MT0003"), "taskCreate", new(&drafted)).await, "DRAFT lacks REQUEST_NOT_WORKABLE");
        assert_eq!(TASK.refusal(&lead, "taskCreate", new(&drafted)).await, "not found", "a draft is its initiator's alone");
        let request = submitted(&app, &["JS"]).await;
        assert_eq!(TASK.refusal(&app.member("JS0001"), "taskCreate", new(&request)).await, "SUBMITTED lacks REQUEST_NOT_WORKABLE");
        accept(&app, &request, "JS").await;

        let planned = TASK.run(&lead, "taskCreate", new(&request)).await;
        assert_eq!((&planned["code"], &planned["status"], &planned["dispatchedAt"]), (&json!("MT202405001-01"), &json!("NOT_STARTED"), &Value::Null));
        let (task, assignee) = (id(&planned), app.member("JS0004"));
        for (name, more) in [("taskStart", json!({})), ("taskReportProgress", json!({ "text": "先做", "progress": 5 })), ("taskDeliver", json!({}))] {
            let told = TASK.refusal(&assignee, name, with(json!({ "id": task }), more)).await;
            assert_eq!(told, "NOT_STARTED lacks NOT_DISPATCHED, REQUEST_NOT_WORKABLE", "{name}");
        }
        assert_eq!(TASK.refusal(&assignee, "taskAcknowledge", json!({ "id": task })).await, "NOT_STARTED lacks NOT_DISPATCHED");
        assert_eq!(TASK.refusal(&lead, "taskDispatch", json!({ "id": task })).await, "NOT_STARTED lacks REQUEST_NOT_WORKABLE");
        for signer in ["MT0001", "JS0001"] {
            run(&app.member(signer), "requestSign", json!({ "id": request })).await;
        }
        let given = seen(&assignee, &task).await;
        assert!(given["dispatchedAt"].is_string(), "{given:#}");
        assert_eq!(given["request"]["status"], "CONFIRMED");

        let kept = task_with(&app, &request, "JS0004", json!({ "keepPlanned": true })).await;
        assert_eq!(seen(&lead, &kept).await["dispatchedAt"], Value::Null);
        assert_eq!(TASK.refusal(&assignee, "taskDispatch", json!({ "id": kept })).await, "ROLE_MISSING");
        let out = TASK.run(&lead, "taskDispatch", json!({ "id": kept })).await;
        assert_eq!((&out["code"], out["dispatchedAt"].is_string()), (&json!("MT202405001-02"), true));
        assert_eq!(TASK.refusal(&lead, "taskDispatch", json!({ "id": kept })).await, "NOT_STARTED lacks ALREADY_DISPATCHED");
        app.finish().await;
    }

    /// Resolution 9: a party for its own people, the lead for all parties', the initiator for the own side's.
    async fn everybody_plans_for_their_own_people_and_the_lead_for_all(backend) {
        let app = TestApp::start(backend).await;
        let request = agreed(&app, &["JS", "CP"]).await;
        for (who, whom, expected) in [
            ("JS0003", "JS0004", "NOT_STARTED"), ("JS0003", "CP0004", "NOT_STARTED"), ("JS0002", "CP0003", "NOT_STARTED"),
            ("CP0003", "CP0004", "NOT_STARTED"), ("CP0004", "CP0003", "NOT_STARTED"), ("CP0003", "JS0004", "ROLE_MISSING"),
            ("MT0003", "MT0004", "NOT_STARTED"), ("MT0003", "JS0004", "ROLE_MISSING"), ("JS0003", "MT0004", "ROLE_MISSING"),
            ("JS0005", "JS0004", "ROLE_MISSING"), ("YF0003", "YF0004", "not found"),
            (crate::support::company::AUDITOR, "JS0004", "ROLE_MISSING"),
            ("JS0003", "YF0004", "OUTSIDE_DEPARTMENTS at assignee"),
        ] {
            let new = json!({ "request": request, "name": "任务", "assignee": app.person(whom) });
            let told = if expected == "NOT_STARTED" {
                let made = TASK.run(&app.member(who), "taskCreate", new).await;
                assert_eq!(made["department"]["code"], whom[..2], "{who} for {whom}");
                made["status"].as_str().expect("a status").to_owned()
            } else {
                TASK.refusal(&app.member(who), "taskCreate", new).await
            };
            assert_eq!(told, expected, "{who} for {whom}");
        }
        app.finish().await;
    }

    /// Resolution 10: `taskCreate` with the request alone.
    async fn what_is_left_out_comes_from_the_request(backend) {
        let app = TestApp::start(backend).await;
        let form = with(form(&app, &["JS"]).await, json!({ "deliverables": [
            { "name": "H5页面", "standard": "三端可用" }, { "name": "接口文档", "standard": "含示例" }] }));
        let request = id(&run(&app.member("MT0003"), "requestCreate", form).await);
        run(&app.member("MT0003"), "requestSubmit", json!({ "id": request })).await;
        accept(&app, &request, "JS").await;
        let made = TASK.run(&app.member("JS0001"), "taskCreate", json!({ "request": request })).await;
        assert_eq!((&made["name"], &made["deliveryStandard"]), (&json!("推广方案技术开发支持"), &json!("H5页面：三端可用\n接口文档：含示例")));
        assert_eq!((&made["dueOn"], &made["dueAt"], &made["priority"]), (&json!("2024-05-30"), &json!("2024-05-30T10:00:00Z"), &json!("HIGH")));
        assert_eq!(made["assignee"]["employeeNumber"], "JS0003", "the lead's liaison");
        app.finish().await;
    }

    /// Every field that does not hold is named by the field of the input that the caller used.
    async fn what_does_not_hold_is_told_by_its_field(backend) {
        let app = TestApp::start(backend).await;
        let (request, lead) = (confirmed(&app, &["JS"]).await, app.member("JS0003"));
        let assignee = app.person("JS0004");
        let plain = json!({ "request": request, "name": "任务", "assignee": assignee, "dueOn": "2024-05-24" });
        let mt = department(&lead, "MT").await;
        let stranger = "task_00000000000000000000000001";
        for (changes, expected) in [
            (json!({ "name": " " }), "REQUIRED at name"),
            (json!({ "dueOn": "2024-05-03" }), "IN_THE_PAST at dueOn"),
            (json!({ "dueOn": null, "dueAt": "2024-05-06T08:59:00+08:00" }), "IN_THE_PAST at dueAt"),
            (json!({ "dueAt": "2024-05-24T10:00:00Z" }), "MALFORMED at dueOn"),
            (json!({ "startOn": "2024-05-25" }), "OUTSIDE_WINDOW at startOn"),
            (json!({ "collaborators": [assignee] }), "DUPLICATE at collaborators.0"),
            (json!({ "dependsOn": [stranger] }), "UNKNOWN at dependsOn"),
            (json!({ "assignee": app.person(crate::support::company::AUDITOR) }), "OUTSIDE_DEPARTMENTS at assignee; AUDITOR_ONLY at assignee"),
            (json!({ "request": null }), "REQUIRED at request"),
            (json!({ "department": mt }), "MALFORMED at request"),
            (json!({ "supportItem": { "report": "rep_00000000000000000000000001", "number": 0 } }), "UNKNOWN at supportItem.number"),
        ] {
            assert_eq!(TASK.refusal(&lead, "taskCreate", with(plain.clone(), changes.clone())).await, expected, "{changes}");
        }
        let trial = TASK.payload(&lead, "taskCreate", with(plain.clone(), json!({ "validateOnly": true }))).await;
        assert_eq!((&trial["task"], &trial["cursor"]), (&Value::Null, &Value::Null));
        let keyed = with(plain, json!({ "idempotencyKey": "one", "id": "task_01hx00000000000000000000aa" }));
        let made = TASK.run(&lead, "taskCreate", keyed.clone()).await;
        assert_eq!(made["code"], "MT202405001-01", "what was refused or tried drew no serial");
        assert_eq!(TASK.run(&lead, "taskCreate", keyed.clone()).await["version"], made["version"], "a repeat makes nothing");
        let again = with(keyed, json!({ "idempotencyKey": "two" }));
        assert_eq!(TASK.refusal(&lead, "taskCreate", again).await, "ID_TAKEN at id");
        app.finish().await;
    }

    /// Resolutions 34 and 37, S1-109: nothing of this is refused.
    async fn what_a_planner_should_know_is_a_warning(backend) {
        let app = TestApp::start(backend).await;
        let (request, lead) = (confirmed(&app, &["JS"]).await, app.member("JS0003"));
        for (changes, expected) in [
            (json!({ "dueOn": "2024-05-26" }), vec!["NOT_A_WORKING_DAY"]),
            (json!({ "dueOn": "2024-05-31" }), vec!["AFTER_REQUEST_DUE"]),
            (json!({ "dueOn": "2024-05-24", "deliveryStandard": "尽快上线" }), vec!["VAGUE_WORDING"]),
            (json!({ "dueOn": "2024-05-24", "deliveryStandard": "5月24日前上线" }), vec![]),
        ] {
            let new = json!({ "request": request, "name": "任务", "assignee": app.person("JS0004") });
            assert_eq!(TASK.warnings(&lead, "taskCreate", with(new, changes.clone())).await, expected, "{changes}");
        }
        app.finish().await;
    }

    /// Request table, "create a task": in `DELIVERED` work begins again, from `ACCEPTED` on a new request is needed.
    async fn a_delivered_request_goes_on_and_an_accepted_one_does_not(backend) {
        let app = TestApp::start(backend).await;
        let (request, initiator) = (confirmed(&app, &["JS"]).await, app.member("MT0003"));
        let first = task(&app, &request, "JS0004").await;
        assert_eq!(deliver(&app, &first, "JS0004").await["request"]["status"], "DELIVERED");
        let second = task(&app, &request, "JS0004").await;
        let reopened = seen(&initiator, &second).await;
        assert_eq!((&reopened["request"]["status"], reopened["dispatchedAt"].is_string()), (&json!("IN_PROGRESS"), true));
        deliver(&app, &second, "JS0004").await;
        run(&initiator, "requestAccept", json!({ "id": request })).await;
        let late = json!({ "request": request, "name": "再来", "assignee": app.person("JS0004"), "dueOn": "2024-05-24" });
        assert_eq!(TASK.refusal(&app.member("JS0003"), "taskCreate", late).await, "ACCEPTED lacks REQUEST_NOT_WORKABLE");
        app.finish().await;
    }
}
