//! Lists: who sees what on any page, filters, orders, pages in both directions, and what a page costs.

use serde_json::{Value, json};

use super::{accept, draft, form, id, run, submitted, with};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;

const LIST: &str = "query($filter: RequestFilter, $order: RequestOrder, $first: Int, $after: Cursor, $last: Int, $before: Cursor) {
    requests(filter: $filter, orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
        totalCount { value exact } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        nodes { id code title } } }";

async fn codes(client: &Client, variables: Value) -> Vec<String> {
    let data = client.query(LIST, variables).await;
    let nodes = data["requests"]["nodes"].as_array().expect("a list");
    nodes.iter().map(|node| node["code"].as_str().unwrap_or("-").to_owned()).collect()
}

both_databases! {
    /// Resolution 17: departments involved, people named, executives, auditors; nobody else, on no page and in no count.
    async fn lists_show_what_their_reader_may_see(backend) {
        let app = TestApp::start(backend).await;
        let initiator = app.member("MT0003");
        draft(&app, &["JS"]).await;
        submitted(&app, &["JS"]).await;
        for (visibility, to) in [("ORGANIZATION", "CP"), ("PARTICIPANTS", "CP")] {
            let form = with(form(&app, &[to]).await, json!({ "visibility": visibility, "watchers": [app.person("YF0004")] }));
            let drafted = run(&initiator, "requestCreate", form).await;
            run(&initiator, "requestSubmit", json!({ "id": drafted["id"] })).await;
        }
        let by_code = json!({ "order": { "field": "CODE" } });
        let all = ["MT202405001", "MT202405002", "MT202405003"];
        for (who, expected) in [
            ("MT0003", vec!["-", all[0], all[1], all[2]]),
            ("MT0004", vec![all[0], all[1]]),
            ("MT0001", vec![all[0], all[1], all[2]]),
            ("JS0004", vec![all[0], all[1]]),
            ("CP0001", vec![all[1], all[2]]),
            ("CP0004", vec![all[1]]),
            ("YF0003", vec![all[1]]),
            ("YF0004", vec![all[1], all[2]]),
            (crate::support::company::EXECUTIVE, vec![all[0], all[1]]),
            (crate::support::company::ADMIN, vec![all[0], all[1]]),
            (crate::support::company::AUDITOR, vec![all[0], all[1], all[2]]),
        ] {
            let reader = app.member(who);
            assert_eq!(codes(&reader, by_code.clone()).await, expected, "{who}");
            let count = reader.query(LIST, by_code.clone()).await["requests"]["totalCount"].take();
            assert_eq!(count, json!({ "value": expected.len(), "exact": true }), "{who}");
        }
        app.finish().await;
    }

    /// Filters over columns, labels, parties and what waits for the viewer.
    async fn filters_mean_what_they_say(backend) {
        let app = TestApp::start(backend).await;
        let initiator = app.member("MT0003");
        let first = submitted(&app, &["JS", "CP"]).await;
        let other = with(form(&app, &["CP"]).await, json!({ "title": "年会场地", "priority": "LOW", "dueOn": "2024-08-01",
            "tags": ["年会", "场地"], "kind": "RESOURCE" }));
        let second = id(&run(&initiator, "requestCreate", other).await);
        run(&initiator, "requestSubmit", json!({ "id": second })).await;
        accept(&app, &first, "JS").await;
        run(&initiator, "requestBlock", json!({ "id": second, "reason": "等预算" })).await;
        let (one, two) = ("MT202405001", "MT202405002");
        let js = crate::request::department(&initiator, "JS").await;
        let liaison = app.person("JS0003");
        for (filter, expected) in [
            (json!({ "title": { "contains": "场地" } }), vec![two]),
            (json!({ "code": { "startsWith": "mt2024" }, "priority": { "eq": "HIGH" } }), vec![one]),
            (json!({ "stage": { "in": ["BLOCKED"] } }), vec![two]),
            (json!({ "blocked": { "eq": false } }), vec![one]),
            (json!({ "not": { "kind": { "eq": "RESOURCE" } } }), vec![one]),
            (json!({ "tag": { "eq": "年会" } }), vec![two]),
            (json!({ "dueOn": { "gt": "2024-05-30" } }), vec![two]),
            (json!({ "dueOn": { "lte": "2024-05-30" }, "submittedAt": { "isNull": false } }), vec![one]),
            (json!({ "parties": { "some": { "department": { "eq": js } } } }), vec![one]),
            (json!({ "parties": { "every": { "state": { "eq": "PENDING" } } } }), vec![two]),
            (json!({ "parties": { "none": { "state": { "eq": "ACCEPTED" } } } }), vec![two]),
            (json!({ "parties": { "some": { "lead": { "eq": true }, "liaison": { "eq": liaison } } } }), vec![one]),
            (json!({ "involves": liaison }), vec![one]),
            (json!({ "or": [{ "outcome": { "isNull": false } }, { "initiator": { "eq": app.person("MT0003") } }] }), vec![one, two]),
            (json!({ "status": { "eq": "CLOSED" } }), vec![]),
        ] {
            let variables = json!({ "filter": filter, "order": { "field": "CREATED_AT" } });
            assert_eq!(codes(&initiator, variables).await, expected, "{filter}");
        }
        for (who, duty, expected) in [
            ("CP0001", "ANSWER", vec![two, one]), ("CP0004", "ANSWER", vec![]), ("JS0003", "ANSWER", vec![]),
            ("MT0003", "CLARIFICATION", vec![]), ("MT0001", "SIGNATURE", vec![]),
        ] {
            let found = codes(&app.member(who), json!({ "filter": { "awaitsViewer": duty } })).await;
            assert_eq!(found, expected, "{who} {duty}");
        }
        accept(&app, &first, "CP").await;
        let signature = json!({ "filter": { "awaitsViewer": "SIGNATURE" } });
        assert_eq!(codes(&app.member("JS0001"), signature.clone()).await, [one]);
        assert_eq!(codes(&app.member("JS0003"), signature).await, Vec::<String>::new());
        app.finish().await;
    }

    /// Pages in both directions are the list in pieces; a cursor belongs to its order and filter.
    async fn pages_are_the_list_in_pieces(backend) {
        let app = TestApp::start(backend).await;
        let initiator = app.member("MT0003");
        for (title, priority, due_on) in [
            ("乙", "LOW", "2024-06-03"), ("甲", "HIGH", "2024-06-01"), ("丙", "HIGH", "2024-06-02"), ("丁", "CRITICAL", "2024-06-01"),
            ("戊", "MEDIUM", "2024-06-05"),
        ] {
            let form = with(form(&app, &["JS"]).await, json!({ "title": title, "priority": priority, "dueOn": due_on }));
            run(&initiator, "requestCreate", form).await;
        }
        for (field, expected) in [
            ("TITLE", "丙丁甲戊乙"), ("PRIORITY", "丁甲丙戊乙"), ("DUE_ON", "甲丁丙乙戊"), ("CREATED_AT", "乙甲丙丁戊"), ("UPDATED_AT", "乙甲丙丁戊"),
        ] {
            for (direction, expected) in [("ASC", expected.to_owned()), ("DESC", expected.chars().rev().collect())] {
                let order = json!({ "field": field, "direction": direction });
                let (mut found, mut after) = (String::new(), Value::Null);
                loop {
                    let page = initiator.query(LIST, json!({ "order": order, "first": 2, "after": after })).await;
                    let nodes = page["requests"]["nodes"].as_array().expect("a list");
                    found.extend(nodes.iter().map(|node| node["title"].as_str().expect("a title")));
                    after = page["requests"]["pageInfo"]["endCursor"].clone();
                    if page["requests"]["pageInfo"]["hasNextPage"] == false { break; }
                }
                assert_eq!(found, expected, "{field} {direction}");
                let end = initiator.query(LIST, json!({ "order": order, "last": 2 })).await;
                let last: String = end["requests"]["nodes"].as_array().expect("a list").iter().map(|node| node["title"].as_str().expect("a title")).collect();
                assert_eq!(last, expected.chars().skip(3).collect::<String>());
                let other = json!({ "order": { "field": if field == "TITLE" { "CODE" } else { "TITLE" } }, "after": after });
                assert_eq!(initiator.send(LIST, other).await.error_code(), Some("INVALID_CURSOR"));
            }
        }
        app.finish().await;
    }
}
