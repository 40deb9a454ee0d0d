//! Broken authorization of functions (API5), of properties (API3): what is asked without a right, and what is sent along unasked.

use serde_json::json;

use super::{INSIDER, still_serves};
use crate::request::{draft, id, run};
use crate::support::Backend;
use crate::support::app::TestApp;
use crate::support::company::ADMIN;
use crate::support::schema::{PUBLIC, Schema};

/// Every root field of the schema, without credentials: nothing runs but what is public by its nature.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_run_nothing() {
    let app = TestApp::start(Backend::Sqlite).await;
    let schema = Schema::read(&app.admin()).await;
    let stranger = app.stranger();
    let mut walked = 0;
    for (keyword, root) in [("query", "Query"), ("mutation", "Mutation")] {
        for field in schema.fields(root) {
            let name = field["name"].as_str().expect("a name");
            if PUBLIC.contains(&name) {
                continue;
            }
            let call = schema.call(&field);
            // Beside what is public, inside a fragment, under another name: the whole document is refused.
            for document in [
                format!("{keyword} {{ {call} }}"),
                format!("{keyword} {{ __typename ...F }} fragment F on {root} {{ hidden: {call} }}"),
            ] {
                let answer = stranger.send(&document, json!({})).await;
                assert_eq!(
                    (answer.status, answer.error_code()),
                    (401, Some("UNAUTHENTICATED")),
                    "{document}"
                );
                assert!(answer.body.get("data").is_none(), "{document}");
            }
            walked += 1;
        }
    }
    assert!(walked > 100, "only {walked} fields were found");
    app.finish().await;
}

/// Mass assignment: fields that the server keeps, sent along with those of an input. Not one is taken, by variable or literal, and
/// the record is as it was.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_set_that_an_input_does_not_name() {
    let app = TestApp::start(Backend::Sqlite).await;
    let client = app.member("MT0003");
    let request = draft(&app, &["JS"]).await;
    let before =
        run(&client, "requestUpdate", json!({ "id": request, "expectedVersion": 1, "title": "改过的标题" }))
            .await;
    for (field, value) in [
        ("status", json!("CLOSED")),
        ("code", json!("MT209901001")),
        ("initiator", json!(app.person(INSIDER).to_string())),
        ("version", json!(99)),
        ("createdAt", json!("2020-01-01T00:00:00Z")),
        ("__proto__", json!({ "status": "CLOSED" })),
    ] {
        let mut input = json!({ "id": request, "expectedVersion": 2, "title": "偷改" });
        input[field] = value;
        let document =
            "mutation($input: RequestUpdateInput!) { requestUpdate(input: $input) { request { id } } }";
        let answer = client.send(document, json!({ "input": input })).await;
        assert_eq!(
            (answer.status, answer.error_code()),
            (400, Some("BAD_USER_INPUT")),
            "{field}: {}",
            answer.body
        );
    }
    let literal = format!(
        "mutation {{ requestUpdate(input: {{ id: \"{request}\", expectedVersion: 2, status: CLOSED }}) {{ request {{ id }} }} }}"
    );
    assert_eq!(client.send(&literal, json!({})).await.error_code(), Some("GRAPHQL_VALIDATION_FAILED"));
    let document = "query($id: ID!) { request(by: { id: $id }) { id title status version } }";
    let after = client.query(document, json!({ "id": id(&before) })).await;
    assert_eq!((&after["request"]["title"], &after["request"]["version"]), (&json!("改过的标题"), &json!(2)));
    app.finish().await;
}

/// Somebody without a role gives themselves one, moves themselves, and disables the administrator: each is refused as a matter of
/// rights, none happens.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_raises_themselves() {
    let app = TestApp::start(Backend::Sqlite).await;
    let insider = app.member(INSIDER);
    let own = app.person(INSIDER).to_string();
    let admin = app.person(ADMIN).to_string();
    let roles = "{ viewer { roles } }";
    let before = insider.query(roles, json!({})).await;
    for (mutation, input) in [
        ("personUpdate", json!({ "id": own, "expectedVersion": 1, "roles": ["ADMIN"] })),
        ("personUpdate", json!({ "id": admin, "expectedVersion": 1, "roles": ["MEMBER"] })),
        ("personDisable", json!({ "id": admin })),
        ("passwordResetIssue", json!({ "person": admin })),
    ] {
        let ty = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let document = format!(
            "mutation($input: {ty}!) {{ {mutation}(input: $input) {{ userErrors {{ __typename code }} }} }}"
        );
        let answer = insider.send(&document, json!({ "input": input })).await;
        let refused = &answer.body["data"][mutation]["userErrors"][0]["__typename"];
        assert_eq!(refused, "NotPermitted", "{mutation} {input}: {}", answer.body);
    }
    assert_eq!(insider.query(roles, json!({})).await, before);
    still_serves(&app).await;
    app.finish().await;
}
