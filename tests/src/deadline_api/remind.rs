//! 催办: who may remind, of what, how often.

use serde_json::{Value, json};

use super::{at, one};
use crate::request::{form, id, run, submitted, with};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::mutation::Noun;
use crate::task::told_of;

const DEADLINE: Noun =
    Noun { field: "deadline", seen: "id version abilities { action allowed reason { code } }" };

both_databases! {
    /// Those to whom it is owed, and whoever stands above those who owe; once for each step, whoever sends it.
    async fn one_reminder_for_each_step(backend) {
        let app = TestApp::start(backend).await;
        let request = submitted(&app, &["JS"]).await;
        let initiator = app.member("MT0003");
        let deadline = one(&initiator, &request, "RESPONSE").await["id"].take();
        let input = json!({ "id": deadline });
        for (who, expected) in [
            ("JS0001", "OWN_MATTER"), ("JS0002", "OWN_MATTER"), ("JS0004", "ROLE_MISSING"), ("ZB0004", "ROLE_MISSING"), ("YF0001", "not found"),
        ] {
            assert_eq!(DEADLINE.refusal(&app.member(who), "deadlineRemind", input.clone()).await, expected, "{who}");
        }
        let try_out = with(input.clone(), json!({ "validateOnly": true }));
        assert_eq!(DEADLINE.run(&initiator, "deadlineRemind", try_out).await, Value::Null);
        let keyed = with(input.clone(), json!({ "idempotencyKey": "first" }));
        let reminded = DEADLINE.payload(&initiator, "deadlineRemind", keyed.clone()).await;
        let refused = json!([{ "action": "REMIND", "allowed": false, "reason": { "code": "ALREADY_ON_RECORD" } }]);
        assert_eq!((&reminded["deadline"]["version"], &reminded["deadline"]["abilities"]), (&json!(2), &refused));
        assert_eq!(DEADLINE.payload(&initiator, "deadlineRemind", keyed).await["cursor"], reminded["cursor"], "the same call again");
        for who in ["MT0003", "MT0004", "ZB0001", "ZB0002"] {
            let twice = DEADLINE.refusal(&app.member(who), "deadlineRemind", input.clone()).await;
            assert_eq!(twice, "RUNNING lacks ALREADY_ON_RECORD", "{who}");
        }
        // Once warned, once breached, once more after each step of the chain.
        for (then, who) in [
            ("2024-05-07T03:00:00+08:00", "ZB0001"), ("2024-05-07T09:00:00+08:00", "ZB0002"), ("2024-05-08T18:00:00+08:00", "MT0004"),
        ] {
            at(&app, then).await;
            DEADLINE.run(&app.member(who), "deadlineRemind", input.clone()).await;
            let again = DEADLINE.refusal(&app.member("MT0003"), "deadlineRemind", input.clone()).await;
            assert!(again.ends_with("ALREADY_ON_RECORD"), "{then}: {again}");
        }
        let told = told_of(&app.member("MT0003"), deadline.as_str().expect("an ID")).await;
        assert_eq!(told.iter().filter(|event| *event == "DeadlineReminded").count(), 4, "{told:?}");
        app.finish().await;
    }

    /// Nothing to remind of: paused, or over. A version that was expected is held against the one there is.
    async fn not_of_what_is_paused_or_over(backend) {
        let app = TestApp::start(backend).await;
        let request = submitted(&app, &["JS"]).await;
        let (initiator, head) = (app.member("MT0003"), app.member("JS0001"));
        let (response, review) = (one(&head, &request, "RESPONSE").await["id"].take(), one(&head, &request, "REVIEW").await["id"].take());
        let stale = json!({ "id": response, "expectedVersion": 7 });
        assert_eq!(DEADLINE.refused(&initiator, "deadlineRemind", stale).await[0]["__typename"], "VersionConflict");
        let wish = json!({ "id": request, "answer": "CHANGES_REQUESTED", "opinion": "增加测试账号", "reason": "缺少数据" });
        run(&head, "requestRespond", wish).await;
        assert_eq!(DEADLINE.refusal(&initiator, "deadlineRemind", json!({ "id": response })).await, "PAUSED");
        assert_eq!(DEADLINE.refusal(&initiator, "deadlineRemind", json!({ "id": review })).await, "MET");
        let clarification = one(&head, &request, "CLARIFICATION").await["id"].take();
        assert_eq!(DEADLINE.refusal(&initiator, "deadlineRemind", json!({ "id": clarification })).await, "OWN_MATTER");
        DEADLINE.run(&head, "deadlineRemind", json!({ "id": clarification })).await;
        app.finish().await;
    }

    /// What may not be seen is not there to remind of.
    async fn not_of_what_may_not_be_seen(backend) {
        let app = TestApp::start(backend).await;
        let secret = with(form(&app, &["JS"]).await, json!({ "visibility": "PARTICIPANTS" }));
        let request = id(&run(&app.member("MT0003"), "requestCreate", secret).await);
        run(&app.member("MT0003"), "requestSubmit", json!({ "id": request })).await;
        let response = one(&app.member("MT0003"), &request, "RESPONSE").await["id"].take();
        for outsider in ["MT0004", "ZB0001", "ZB0002"] {
            let refusal = DEADLINE.refusal(&app.member(outsider), "deadlineRemind", json!({ "id": response })).await;
            assert_eq!(refusal, "not found", "{outsider}");
        }
        app.finish().await;
    }
}
