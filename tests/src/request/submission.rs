//! Drafting and submitting: what the form asks for, calls that are repeated or only tried; many at once stand in `at_once`.

mod at_once;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{at, draft, form, mutation, refused, run, seen, with};
use crate::support::app::TestApp;
use crate::support::both_databases;

both_databases! {
    /// Every field that is missing is named at once; nothing is numbered.
    async fn an_incomplete_form_is_refused_with_all_that_is_missing(backend) {
        let app = TestApp::start(backend).await;
        let initiator = app.member("MT0003");
        let drafted = run(&initiator, "requestCreate", json!({ "title": "空表" })).await;
        let errors = refused(&initiator, "requestSubmit", json!({ "id": drafted["id"] })).await;
        let fields: BTreeSet<_> = at(&errors).into_iter().map(|(code, path)| format!("{code} {path}")).collect();
        let expected = ["background", "details", "dueOn", "goal", "parties"].map(|field| format!("REQUIRED {field}"));
        assert_eq!(fields, expected.into_iter().collect());
        let past = with(form(&app, &["JS"]).await, json!({ "startOn": null, "dueOn": "2024-05-05", "milestones": [] }));
        let drafted = run(&initiator, "requestCreate", past).await;
        let errors = refused(&initiator, "requestSubmit", json!({ "id": drafted["id"] })).await;
        assert_eq!(at(&errors), [("IN_THE_PAST".into(), "dueOn".into())]);
        let wrong = with(form(&app, &["MT", "CP"]).await, json!({
            "title": " ", "startOn": "2024-06-01", "links": [{ "kind": "RELATED_TO", "request": drafted["id"] }],
            "attachments": [{ "name": "a", "location": "b", "sha256": "zz" }], "watchers": [app.person("JS0003")] }));
        let errors = at(&refused(&initiator, "requestCreate", wrong).await);
        assert_eq!(errors, [("REQUIRED".into(), "title".into()), ("MALFORMED".into(), "attachments.0.sha256".into())]);
        let errors = at(&refused(&initiator, "requestCreate", form(&app, &["MT", "CP"]).await).await);
        assert_eq!(errors, [("OWN_DEPARTMENT".into(), "parties.0.department".into())]);
        let errors = refused(&app.member("MT0005"), "requestCreate", json!({ "title": "只读" })).await;
        assert_eq!(errors[0]["__typename"], "NotPermitted", "who only views creates nothing (resolution 68)");
        app.finish().await;
    }

    /// A repeat answers what the first call did; another input under its key is refused; a trial writes nothing.
    async fn calls_can_be_repeated_and_tried(backend) {
        let app = TestApp::start(backend).await;
        let initiator = app.member("MT0003");
        let create = with(form(&app, &["JS"]).await, json!({ "idempotencyKey": "draft-1" }));
        let first = run(&initiator, "requestCreate", create.clone()).await;
        let again = run(&initiator, "requestCreate", create.clone()).await;
        assert_eq!(first, again);
        let errors = refused(&initiator, "requestCreate", with(create, json!({ "title": "另一条" }))).await;
        assert_eq!(errors[0]["__typename"], "IdempotencyMismatch");
        let trial = initiator.mutate(&mutation("requestSubmit"), json!({ "input": { "id": first["id"], "validateOnly": true } })).await;
        assert_eq!((&trial["request"], &trial["cursor"]), (&Value::Null, &Value::Null));
        let submit = json!({ "id": first["id"], "idempotencyKey": "submit-1" });
        let sent = run(&initiator, "requestSubmit", submit.clone()).await;
        assert_eq!(sent["code"], "MT202405001", "the trial drew no number");
        assert_eq!(run(&initiator, "requestSubmit", submit).await, sent);
        let stale = json!({ "id": first["id"], "title": "新标题", "expectedVersion": 1 });
        let errors = refused(&initiator, "requestUpdate", stale).await;
        assert_eq!(errors[0]["__typename"], "VersionConflict");
        let binding = json!({ "id": first["id"], "goal": "更多", "expectedVersion": sent["version"] });
        let errors = refused(&initiator, "requestUpdate", binding).await;
        assert_eq!(at(&errors), [("BINDING_FIELD".into(), "goal".into())]);
        let label = json!({ "id": first["id"], "title": "新标题", "tags": ["Q3"], "expectedVersion": sent["version"] });
        let updated = run(&initiator, "requestUpdate", label).await;
        assert_eq!((&updated["revision"], &party_state(&updated)), (&json!(1), &json!("PENDING")));
        app.finish().await;
    }

    /// A draft thrown away leaves no gap and no row; an ID chosen by a client is kept, and taken only once.
    async fn drafts_are_thrown_away_and_ids_chosen(backend) {
        let app = TestApp::start(backend).await;
        let initiator = app.member("MT0003");
        let thrown = draft(&app, &["JS"]).await;
        run(&initiator, "requestDiscard", json!({ "id": thrown })).await;
        assert_eq!(seen(&initiator, &thrown).await, Value::Null);
        let errors = refused(&initiator, "requestSubmit", json!({ "id": thrown })).await;
        assert_eq!(errors[0]["__typename"], "NotFound");
        let chosen = "req_01hx00000000000000000000aa";
        let create = with(form(&app, &["JS"]).await, json!({ "id": chosen }));
        assert_eq!(run(&initiator, "requestCreate", create.clone()).await["id"], chosen);
        let errors = at(&refused(&app.member("JS0003"), "requestCreate", with(create, json!({ "parties": [] }))).await);
        assert_eq!(errors, [("ID_TAKEN".into(), "id".into())], "a conflict that does not say what it is");
        let sent = run(&initiator, "requestSubmit", json!({ "id": chosen })).await;
        assert_eq!(sent["code"], "MT202405001");
        app.finish().await;
    }
}

fn party_state(request: &Value) -> Value {
    super::party(request, "JS")["state"].clone()
}
