//! Changes requested, declined, revised, re-routed: rounds of parties and revisions field by field.

use serde_json::{Value, json};

use super::{accept, agreed, confirmed, department, party, refused, run, submitted};
use crate::support::app::TestApp;
use crate::support::both_databases;

both_databases! {
    /// Worked example 3 in small: a counter-proposal is taken over, everybody is asked again, signatures are void.
    async fn a_proposal_is_adopted_and_everybody_asked_again(backend) {
        let app = TestApp::start(backend).await;
        let initiator = app.member("MT0003");
        let id = submitted(&app, &["JS", "CP"]).await;
        accept(&app, &id, "JS").await;
        let proposal = json!({ "id": id, "answer": "ACCEPTED", "opinion": "需增加1名开发人员，预计7月15日交付",
            "proposedDueOn": "2024-07-15",
            "proposedResourceNeeds": [{ "kind": "PEOPLE", "description": "开发人员", "quantity": 1 }] });
        let asked = run(&app.member("CP0001"), "requestRespond", proposal).await;
        assert_eq!((&asked["status"], &party(&asked, "CP")["state"]), (&json!("CLARIFYING"), &json!("CHANGES_REQUESTED")));
        let whole = initiator.query("query($id: ID!) { request(by: {id: $id}) { parties { response {
            id answer proposedDueOn proposedResourceNeeds { kind quantity } } } } }", json!({ "id": id })).await;
        let response = &whole["request"]["parties"][1]["response"];
        assert_eq!(response["proposedResourceNeeds"], json!([{ "kind": "PEOPLE", "quantity": 1 }]));
        let adopt = json!({ "id": id, "adoptResponse": response["id"], "answer": "同意" });
        let revised = run(&initiator, "requestRevise", adopt).await;
        assert_eq!((&revised["status"], &revised["revision"]), (&json!("SUBMITTED"), &json!(2)));
        for code in ["JS", "CP"] {
            assert_eq!((&party(&revised, code)["state"], &party(&revised, code)["round"]), (&json!("PENDING"), &json!(2)));
        }
        let whole = initiator.query("query($id: ID!) { request(by: {id: $id}) { dueOn
            revisions { number kind answer changes { field from to } revisedBy { employeeNumber } }
            parties { responses { round answer adoptedIn } } } }", json!({ "id": id })).await;
        let request = &whole["request"];
        assert_eq!(request["dueOn"], "2024-07-15");
        assert_eq!(request["revisions"][1]["kind"], "CHANGE");
        assert_eq!(request["revisions"][1]["changes"][0], json!({ "field": "dueOn", "from": "2024-05-30", "to": "2024-07-15" }));
        assert_eq!(request["revisions"][1]["changes"][1]["field"], "resourceNeeds");
        assert_eq!(request["parties"][1]["responses"], json!([{ "round": 1, "answer": "CHANGES_REQUESTED", "adoptedIn": 2 }]));
        app.finish().await;
    }

    /// Resolution 6: declined by one of them, re-routed, and the new party asked.
    async fn a_declined_party_is_replaced(backend) {
        let app = TestApp::start(backend).await;
        let initiator = app.member("MT0003");
        let id = submitted(&app, &["JS", "CP"]).await;
        let no = json!({ "id": id, "answer": "DECLINED" });
        let errors = refused(&app.member("CP0001"), "requestRespond", no).await;
        assert_eq!(errors[0]["path"], json!(["input", "reason"]));
        let no = json!({ "id": id, "answer": "DECLINED", "reason": "本季度无排期" });
        let declined = run(&app.member("CP0001"), "requestRespond", no).await;
        assert_eq!(declined["status"], "CLARIFYING");
        let to = json!({ "department": department(&initiator, "YF").await });
        let reroute = json!({ "id": id, "party": party(&declined, "CP")["id"], "to": to, "reason": "改由研发部承接" });
        let rerouted = run(&initiator, "requestReroute", reroute).await;
        assert_eq!((&rerouted["status"], &party(&rerouted, "YF")["state"]), (&json!("SUBMITTED"), &json!("PENDING")));
        assert_eq!(rerouted["parties"].as_array().map(Vec::len), Some(2), "the replaced one is not listed");
        let all = initiator.query("query($id: ID!) { request(by: {id: $id}) { parties(includeRemoved: true) {
            department { code } state replacedBy { department { code } } } } }", json!({ "id": id })).await;
        assert_eq!(all["request"]["parties"][1], json!({ "department": { "code": "CP" }, "state": "REMOVED",
            "replacedBy": { "department": { "code": "YF" } } }));
        let last = json!({ "id": id, "party": party(&rerouted, "JS")["id"], "newLead": party(&rerouted, "YF")["id"] });
        let left = run(&initiator, "requestRemoveParty", last).await;
        assert_eq!(party(&left, "YF")["lead"], true);
        let errors = refused(&initiator, "requestRemoveParty", json!({ "id": id, "party": party(&left, "YF")["id"] })).await;
        assert_eq!(errors[0]["code"], "LAST_PARTY");
        app.finish().await;
    }

    /// An answer without a change asks one party alone again; nothing is revised.
    async fn an_answer_without_change_asks_one_party_again(backend) {
        let app = TestApp::start(backend).await;
        let initiator = app.member("MT0003");
        let id = submitted(&app, &["JS", "CP"]).await;
        accept(&app, &id, "JS").await;
        let wish = json!({ "id": id, "answer": "CHANGES_REQUESTED", "opinion": "补充接口说明", "reason": "信息不足" });
        run(&app.member("CP0001"), "requestRespond", wish).await;
        let answered = run(&initiator, "requestRevise", json!({ "id": id, "answer": "接口说明见附件，无需调整" })).await;
        assert_eq!((&answered["revision"], &answered["status"]), (&json!(1), &json!("SUBMITTED")));
        assert_eq!((&party(&answered, "JS")["state"], &party(&answered, "CP")["state"]), (&json!("ACCEPTED"), &json!("PENDING")));
        let errors = refused(&initiator, "requestRevise", json!({ "id": id, "answer": "还有" })).await;
        assert_eq!(errors[0]["code"], "NOTHING_CHANGED");
        app.finish().await;
    }

    /// Resolution 7: content revised after the signatures takes the request back, and everybody is told why.
    async fn a_revision_after_confirmation_asks_and_voids(backend) {
        let app = TestApp::start(backend).await;
        let initiator = app.member("MT0003");
        let id = confirmed(&app, &["JS"]).await;
        let revised = run(&initiator, "requestRevise", json!({ "id": id, "dueOn": "2024-06-10", "answer": "延期" })).await;
        assert_eq!(revised["status"], "SUBMITTED");
        let signed: Vec<_> = revised["signOffs"].as_array().expect("kept").iter().map(|one| one["valid"].clone()).collect();
        assert_eq!(signed, [json!(false), json!(false)]);
        let whole = initiator.query("query($id: ID!) { request(by: {id: $id}) { confirmationLetter { code } } }", json!({ "id": id })).await;
        assert_eq!(whole["request"]["confirmationLetter"], Value::Null, "signatures are owed anew");
        let joined = json!({ "id": id, "department": department(&initiator, "CP").await, "role": "SUPPORTING", "reason": "设计支持" });
        let joined = run(&initiator, "requestAddParty", joined).await;
        assert_eq!((&joined["revision"], &party(&joined, "CP")["lead"]), (&json!(3), &json!(false)));
        let errors = refused(&initiator, "requestNameLead", json!({ "id": id, "party": party(&joined, "CP")["id"] })).await;
        assert_eq!(errors[0]["code"], "ONE_LEAD", "a supporting side leads nothing");
        app.finish().await;
    }

    /// What each caller may do is told by the function that decides; the auditor reads and does nothing.
    async fn abilities_say_what_would_be_refused(backend) {
        let app = TestApp::start(backend).await;
        let id = agreed(&app, &["JS"]).await;
        let document = "query($id: ID!) { request(by: {id: $id}) { abilities { action allowed reason { code message } } } }";
        for (who, expected) in [
            ("MT0003", vec!["UPDATE", "REVISE", "ADD_PARTY", "REMOVE_PARTY", "REROUTE", "NAME_LEAD", "NAME_ACCEPTOR",
                "CHANGE_PRIORITY", "HAND_OVER", "BLOCK", "ESCALATE", "MARK_REVIEWED", "WITHDRAW", "CREATE_TASK", "RAISE_PROBLEM", "COMMENT", "INVITE_GUEST"]),
            ("MT0001", vec!["SIGN", "RAISE_PROBLEM", "COMMENT", "INVITE_GUEST"]),
            (crate::support::company::AUDITOR, vec![]),
        ] {
            let data = app.member(who).query(document, json!({ "id": id })).await;
            let abilities = data["request"]["abilities"].as_array().expect("a list");
            let allowed: Vec<_> = abilities.iter().filter(|one| one["allowed"] == true).map(|one| one["action"].as_str().expect("a name")).collect();
            assert_eq!(allowed, expected, "{who}");
            assert!(abilities.iter().all(|one| (one["allowed"] == true) == one["reason"].is_null()));
        }
        app.finish().await;
    }
}
