//! From draft to confirmation, and the ends before any work.

use serde_json::{Value, json};

use super::{accept, at, draft, party, refused, run, seen, submitted};
use crate::support::app::TestApp;
use crate::support::both_databases;

both_databases! {
    /// Worked example 1 up to the signatures: status and stage follow from what people do.
    async fn mt202405001_is_registered_answered_and_signed(backend) {
        let app = TestApp::start(backend).await;
        let initiator = app.member("MT0003");
        let id = draft(&app, &["JS", "CP"]).await;
        let drafted = seen(&initiator, &id).await;
        assert_eq!((&drafted["status"], &drafted["code"], &drafted["stage"]), (&json!("DRAFT"), &Value::Null, &Value::Null));
        assert_eq!(seen(&app.member("JS0001"), &id).await, Value::Null, "a draft is its initiator's alone");

        let sent = run(&initiator, "requestSubmit", json!({ "id": id })).await;
        assert_eq!((&sent["code"], &sent["status"], &sent["stage"]), (&json!("MT202405001"), &json!("SUBMITTED"), &json!("PENDING")));
        assert_eq!(party(&sent, "JS")["lead"], true);
        let review = json!({ "id": id, "canTakeOn": true });
        assert_eq!(run(&app.member("JS0001"), "requestReview", review).await["status"], "SUBMITTED");
        let early = json!({ "id": id, "answer": "ACCEPTED" });
        let errors = refused(&app.member("JS0001"), "requestRespond", early).await;
        assert_eq!(errors[0]["missing"][0]["code"], "LIAISON_MISSING", "nobody accepts without a single contact");

        assert_eq!(accept(&app, &id, "JS").await["status"], "SUBMITTED");
        let agreed = accept(&app, &id, "CP").await;
        assert_eq!(agreed["status"], "AGREED");
        assert_eq!(party(&agreed, "CP")["liaison"]["employeeNumber"], "CP0003");
        for (signer, status) in [("MT0001", "AGREED"), ("JS0002", "AGREED"), ("CP0001", "CONFIRMED")] {
            assert_eq!(run(&app.member(signer), "requestSign", json!({ "id": id })).await["status"], status);
        }
        let by_code = "{ request(by: {code: \"MT202405001\"}) { id statusLabel pack { name version }
            confirmationLetter { code revision { number } parties { state } signOffs { role valid } }
            acceptanceReport { code } archivePath missingSignOffs { code }
            participants { person { employeeNumber } roles } } }";
        let whole = &initiator.query(by_code, json!({})).await["request"];
        assert_eq!(whole["id"], json!(id));
        assert_eq!(whole["statusLabel"], "已确认");
        assert_eq!(whole["pack"], json!({ "name": "default", "version": 1 }));
        let roles: Vec<_> = whole["confirmationLetter"]["signOffs"].as_array().expect("signed").iter()
            .map(|sign_off| sign_off["role"].as_str().expect("a role")).collect();
        assert_eq!(roles, ["HEAD", "DEPUTY", "HEAD"]);
        assert_eq!((&whole["acceptanceReport"], &whole["archivePath"]), (&Value::Null, &Value::Null));
        assert_eq!(whole["missingSignOffs"], json!([]));
        assert_eq!(whole["participants"][0], json!({ "person": { "employeeNumber": "MT0003" }, "roles": ["INITIATOR"] }));
        app.finish().await;
    }

    /// Taken back with a reason; archived then, read-only, still found; nothing goes backwards.
    async fn withdrawn_and_archived_it_stays_on_record(backend) {
        let app = TestApp::start(backend).await;
        let initiator = app.member("MT0003");
        let id = submitted(&app, &["JS"]).await;
        let errors = refused(&initiator, "requestWithdraw", json!({ "id": id, "reason": "  " })).await;
        assert_eq!(at(&errors), [("REQUIRED".into(), "reason".into())]);
        let errors = refused(&app.member("JS0001"), "requestWithdraw", json!({ "id": id, "reason": "不是我的" })).await;
        assert_eq!(errors[0]["__typename"], "NotPermitted");
        let gone = run(&initiator, "requestWithdraw", json!({ "id": id, "reason": "上市推迟" })).await;
        assert_eq!((&gone["status"], &gone["outcome"], &gone["stage"]), (&json!("WITHDRAWN"), &json!("WITHDRAWN"), &Value::Null));
        let errors = refused(&initiator, "requestSubmit", json!({ "id": id })).await;
        assert_eq!((&errors[0]["__typename"], &errors[0]["status"]), (&json!("StateConflict"), &json!("WITHDRAWN")));
        assert!(errors[0]["allowedTransitions"].as_array().expect("a list").contains(&json!("ARCHIVE")));
        run(&initiator, "requestArchive", json!({ "id": id })).await;
        let found = initiator.query("query($id: ID!) { node(id: $id) { ... on Request { status endReason archivePath
            abilities { action allowed } } } }", json!({ "id": id })).await;
        assert_eq!((&found["node"]["status"], &found["node"]["endReason"]), (&json!("ARCHIVED"), &json!("上市推迟")));
        assert_eq!(found["node"]["archivePath"], "市场部-2024-05-06-MT202405001");
        let abilities = found["node"]["abilities"].as_array().expect("a list");
        assert!(abilities.iter().all(|ability| ability["allowed"] == false), "read-only from here: {abilities:?}");
        app.finish().await;
    }

    /// The flag is no status, and says on the board what the status does not.
    async fn blocked_is_a_flag_with_a_reason(backend) {
        let app = TestApp::start(backend).await;
        let id = submitted(&app, &["JS"]).await;
        let (initiator, party) = (app.member("MT0003"), app.member("JS0001"));
        let blocked = run(&party, "requestBlock", json!({ "id": id, "reason": "接口权限未开通" })).await;
        assert_eq!((&blocked["status"], &blocked["stage"]), (&json!("SUBMITTED"), &json!("BLOCKED")));
        let errors = refused(&initiator, "requestBlock", json!({ "id": id, "reason": "再次" })).await;
        assert_eq!(errors[0]["missing"][0]["code"], "BLOCKED");
        let lifted = run(&initiator, "requestUnblock", json!({ "id": id, "note": "已开通" })).await;
        assert_eq!(lifted["stage"], "PENDING");
        let priority = run(&initiator, "requestChangePriority", json!({ "id": id, "priority": "LOW" })).await;
        assert_eq!(super::party(&priority, "JS")["state"], "PENDING", "nobody is asked again");
        let handed = json!({ "id": id, "to": app.person("MT0004") });
        run(&initiator, "requestHandOver", handed).await;
        let errors = refused(&initiator, "requestMarkReviewed", json!({ "id": id })).await;
        assert_eq!(errors[0]["__typename"], "NotPermitted", "somebody else is the initiator now");
        run(&app.member("MT0004"), "requestMarkReviewed", json!({ "id": id })).await;
        app.finish().await;
    }
}
