//! Disagreements: before the heads, who have to agree, then in force (resolution 22).

use serde_json::{Value, json};

use super::{department, party, refused, run, submitted};
use crate::support::app::TestApp;
use crate::support::both_databases;

const ESCALATIONS: &str = "query($id: ID!) { request(by: {id: $id}) { status dueOn parties { state response { byRuling } }
    escalations { level reason departments { code } takenUp { takenUpBy { employeeNumber } } opinions { source text }
        proposals { outcome department { code } } ruling { outcome ruledBy { employeeNumber } } endedAt } } }";

async fn declined(app: &TestApp) -> String {
    let id = submitted(app, &["JS"]).await;
    let no = json!({ "id": id, "answer": "DECLINED", "reason": "不属于本部门职责" });
    run(&app.member("JS0001"), "requestRespond", no).await;
    id
}

both_databases! {
    /// Taken up by one head, ruled by both; the party accepts because it was ruled so.
    async fn both_heads_rule_together(backend) {
        let app = TestApp::start(backend).await;
        let (initiator, mine, theirs) = (app.member("MT0003"), app.member("MT0001"), app.member("JS0001"));
        let id = declined(&app).await;
        let errors = refused(&app.member("CP0001"), "requestEscalate", json!({ "id": id, "reason": "旁观" })).await;
        assert_eq!(errors[0]["__typename"], "NotFound", "who may not see it learns nothing");
        run(&initiator, "requestEscalate", json!({ "id": id, "reason": "职责划分有分歧" })).await;
        let errors = refused(&initiator, "requestEscalate", json!({ "id": id, "reason": "再次" })).await;
        assert_eq!(errors[0]["missing"][0]["code"], "ESCALATION_OPEN");
        let rule = json!({ "id": id, "outcome": "PARTY_ACCEPTS", "reason": "由技术部承接" });
        let errors = refused(&mine, "requestRule", rule.clone()).await;
        assert_eq!(errors[0]["missing"][0]["code"], "NOT_TAKEN_UP");
        run(&theirs, "requestTakeUp", json!({ "id": id, "opinions": [{ "source": "法务部", "text": "合同约定由技术部负责" }] })).await;
        let proposed = run(&mine, "requestRule", rule.clone()).await;
        assert_eq!(proposed["status"], "CLARIFYING", "one word is no ruling");
        let data = initiator.query(ESCALATIONS, json!({ "id": id })).await;
        let open = &data["request"]["escalations"][0];
        assert_eq!((&open["level"], &open["ruling"]), (&json!("HEADS"), &Value::Null));
        assert_eq!(open["proposals"], json!([{ "outcome": "PARTY_ACCEPTS", "department": { "code": "MT" } }]));
        assert_eq!(open["opinions"][0]["source"], "法务部");
        let ruled = run(&theirs, "requestRule", rule).await;
        assert_eq!((&ruled["status"], &party(&ruled, "JS")["state"]), (&json!("AGREED"), &json!("ACCEPTED")));
        let data = initiator.query(ESCALATIONS, json!({ "id": id })).await;
        assert_eq!(data["request"]["parties"][0]["response"]["byRuling"], true);
        let ended = &data["request"]["escalations"][0];
        assert_eq!(ended["ruling"]["outcome"], "PARTY_ACCEPTS");
        assert!(ended["endedAt"].is_string());
        app.finish().await;
    }

    /// A ruling may revise, re-route or decline; what it needs is asked for at its place in the input.
    async fn rulings_are_carried_out(backend) {
        let app = TestApp::start(backend).await;
        let (mine, theirs) = (app.member("MT0001"), app.member("JS0001"));
        let to = department(&mine, "YF").await;
        for (outcome, extra, status) in [
            ("REVISE", json!({ "dueOn": "2024-06-20" }), "AGREED"),
            ("REROUTE", json!({ "to": { "department": to } }), "SUBMITTED"),
            ("DECLINE", json!({}), "DECLINED"),
            ("DISMISSED", json!({}), "CLARIFYING"),
        ] {
            let id = declined(&app).await;
            run(&app.member("MT0003"), "requestEscalate", json!({ "id": id, "reason": "分歧" })).await;
            run(&mine, "requestTakeUp", json!({ "id": id })).await;
            let ruling = crate::request::with(json!({ "id": id, "outcome": outcome, "reason": "裁决" }), extra);
            run(&mine, "requestRule", ruling.clone()).await;
            let ruled = run(&theirs, "requestRule", ruling).await;
            assert_eq!(ruled["status"], status, "{outcome}");
        }
        let id = declined(&app).await;
        run(&app.member("MT0003"), "requestEscalate", json!({ "id": id, "reason": "分歧" })).await;
        run(&mine, "requestTakeUp", json!({ "id": id })).await;
        let errors = refused(&mine, "requestRule", json!({ "id": id, "outcome": "REROUTE", "reason": "裁决" })).await;
        assert_eq!(errors[0]["path"], json!(["input", "to"]));
        let errors = refused(&mine, "requestRule", json!({ "id": id, "outcome": "TASK_REWORK", "reason": "裁决" })).await;
        assert_eq!(errors[0]["__typename"], "StateConflict", "the disagreement is about no task: {errors:?}");
        app.finish().await;
    }
}
