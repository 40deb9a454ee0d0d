//! The record over the API: a connection, and catching up from a cursor.

use liaison_persistence::feed::Cursor;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::client::Client;
use crate::support::{TestApp, both_databases};

const CHANGES: &str =
    "query($since: Cursor!, $first: Int) { changes(since: $since, first: $first) { cursor hasMore
    changes { kind changedFields deletedId actor { employeeNumber } node { id __typename } } } }";
const RENAME: &str = "mutation($input: DepartmentUpdateInput!) { departmentUpdate(input: $input) {
    cursor department { version } userErrors { code } } }";

/// Renames a department once more; answers the cursor.
async fn rename(client: &Client, id: &Value, version: i64) -> Value {
    let input =
        json!({ "input": { "id": id, "name": format!("第{version}名"), "expectedVersion": version } });
    client.mutate(RENAME, input).await["cursor"].clone()
}

both_databases! {
    async fn the_record_tells_who_did_what(backend) {
        let app = TestApp::start(backend).await;
        let admin = app.admin();
        let department = admin.query("{ department(by: {code: \"MT\"}) { id version } }", json!({})).await;
        let id = &department["department"]["id"];
        let version = department["department"]["version"].as_i64().expect("a number");
        rename(&admin, id, version).await;
        let document = "query($filter: EventFilter) { events(filter: $filter, direction: DESC, first: 2) { totalCount { value }
            nodes { type subjectVersion actor { employeeNumber } changes { field from to } digest previousDigest requestId } } }";
        let data = admin.query(document, json!({ "filter": { "subjects": [id] } })).await;
        let [last, before] = [&data["events"]["nodes"][0], &data["events"]["nodes"][1]];
        assert_eq!(last["type"], "DepartmentUpdated");
        assert_eq!(last["subjectVersion"], version + 1);
        assert_eq!(last["actor"]["employeeNumber"], crate::support::company::ADMIN);
        assert_eq!(last["changes"], json!([{ "field": "name", "from": "市场部", "to": format!("第{version}名") }]));
        assert_eq!(last["previousDigest"], before["digest"], "the chain");
        assert!(last["requestId"].as_str().is_some_and(|id| id.starts_with("call_")), "{last}");
        app.finish().await;
    }

    /// From any cursor, everything after it, once and in order, however small the pages.
    async fn whoever_was_away_catches_up(backend) {
        let app = TestApp::start(backend).await;
        let admin = app.admin();
        let department = admin.query("{ department(by: {code: \"MT\"}) { id version } }", json!({})).await;
        let id = department["department"]["id"].clone();
        let version = department["department"]["version"].as_i64().expect("a number");
        let since = rename(&admin, &id, version).await;
        for further in 1..=7 {
            rename(&admin, &id, version + further).await;
        }
        app.app().hub().feed().advance().await.expect("the feed can be read");
        let (mut cursor, mut seen) = (since, 0);
        loop {
            let data = app.member("CP0005").query(CHANGES, json!({ "since": cursor, "first": 3 })).await;
            for change in data["changes"]["changes"].as_array().expect("a list") {
                assert_eq!((&change["kind"], &change["node"]["id"]), (&json!("UPDATED"), &id));
                assert_eq!(change["changedFields"], json!(["name"]));
                seen += 1;
            }
            cursor = data["changes"]["cursor"].clone();
            if data["changes"]["hasMore"] == false {
                break;
            }
        }
        assert_eq!(seen, 7);
        app.finish().await;
    }

    /// A cursor of before a restore is refused, never misread.
    async fn a_cursor_of_another_time_has_expired(backend) {
        let app = TestApp::start(backend).await;
        let other = Cursor::new(Uuid::from_u128(1), 1).to_string();
        let answer = app.member("MT0003").send(CHANGES, json!({ "since": other, "first": 3 })).await;
        assert_eq!(answer.error_code(), Some("CURSOR_EXPIRED"));
        let answer = app.member("MT0003").send(CHANGES, json!({ "since": "nonsense", "first": 3 })).await;
        assert_eq!(answer.error_code(), Some("INVALID_CURSOR"));
        app.finish().await;
    }
}
