//! Comments by page: of all, of each record, of replies; both directions, filters, counts.

use serde_json::{Value, json};

use super::{ASSIGNEE, COMMENT, INITIATOR, STRANGER, Things, asked, comment, reply, said};
use crate::request::with;
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::clock::instant;

fn texts(list: &Value) -> Vec<String> {
    let nodes = list["nodes"].as_array().expect("a list");
    nodes.iter().map(|node| node["text"].as_str().unwrap_or_default().to_owned()).collect()
}

both_databases! {
    /// Oldest first and the other way round, from both ends, with the same cursors; each record its own.
    async fn pages_of_a_record(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        for (kind, subject) in things.all() {
            for number in 1..=5 {
                app.clock().put(instant(&format!("2024-05-06T09:0{number}:00+08:00")));
                let who = if number == 3 && kind != "customer" { "JS0001" } else { INITIATOR };
                comment(&app, who, kind, subject, &format!("{kind}{number}")).await;
            }
        }
        let client = app.member(INITIATOR);
        for (kind, subject) in things.all() {
            let object = format!("{}{}", kind[..1].to_uppercase(), &kind[1..]);
            let document = format!("query($id: ID!, $first: Int, $after: Cursor, $last: Int, $order: CommentOrder, $filter: CommentFilter) {{ node(id: $id) {{ ... on {object} {{
                comments(first: $first, after: $after, last: $last, orderBy: $order, filter: $filter) {{ nodes {{ text }} totalCount {{ value exact }} pageInfo {{ endCursor hasNextPage hasPreviousPage }} }} }} }} }}");
            let page = async |variables: Value| client.query(&document, with(json!({ "id": subject }), variables)).await["node"]["comments"].take();
            let first = page(json!({ "first": 2 })).await;
            assert_eq!(texts(&first), [format!("{kind}1"), format!("{kind}2")]);
            assert_eq!((&first["totalCount"], &first["pageInfo"]["hasNextPage"]), (&json!({ "value": 5, "exact": true }), &json!(true)));
            let next = page(json!({ "first": 2, "after": first["pageInfo"]["endCursor"] })).await;
            assert_eq!(texts(&next), [format!("{kind}3"), format!("{kind}4")]);
            assert_eq!(texts(&page(json!({ "last": 2 })).await), [format!("{kind}4"), format!("{kind}5")]);
            let newest = json!({ "field": "WRITTEN_AT", "direction": "DESC" });
            assert_eq!(texts(&page(json!({ "first": 2, "order": newest })).await), [format!("{kind}5"), format!("{kind}4")]);
            let mine = json!({ "filter": { "author": { "ne": app.person(INITIATOR) } } });
            assert_eq!(texts(&page(mine).await).len(), usize::from(kind != "customer"), "{kind}");
        }
        app.finish().await;
    }

    /// The root list: only of what one sees, by everything that can be compared.
    async fn filters(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let author = app.member(INITIATOR);
        let plain = comment(&app, INITIATOR, "request", &things.request, "一").await;
        let question = asked(&app, "task", &things.task, "CRITICAL", &[ASSIGNEE]).await["id"].take();
        let outside = COMMENT.run(&author, "commentAdd", said("customer", &things.customer, "三", json!({ "external": true }))).await["id"].take();
        app.clock().put(instant("2024-05-06T10:00:00+08:00"));
        let answer = reply(&app, ASSIGNEE, "task", &things.task, question.as_str().expect("an ID")).await["id"].take();
        COMMENT.run(&author, "commentEdit", json!({ "id": plain, "text": "一改" })).await;
        let document = "query($filter: CommentFilter) { comments(filter: $filter) { nodes { id } totalCount { value } } }";
        let found = async |who: &str, filter: Value| {
            let list = app.member(who).query(document, json!({ "filter": filter })).await["comments"].take();
            let ids: Vec<Value> = list["nodes"].as_array().expect("a list").iter().map(|one| one["id"].clone()).collect();
            assert_eq!(list["totalCount"]["value"], ids.len(), "{filter}");
            ids
        };
        let plain = json!(plain);
        for (filter, expected) in [
            (json!({}), vec![&plain, &question, &outside, &answer]),
            (json!({ "subject": things.task }), vec![&question, &answer]),
            (json!({ "subjectKind": { "in": ["REQUEST", "CUSTOMER"] } }), vec![&plain, &outside]),
            (json!({ "request": { "eq": things.request } }), vec![&plain, &question, &answer]),
            (json!({ "request": { "isNull": true } }), vec![&outside]),
            (json!({ "replyTo": { "eq": question } }), vec![&answer]),
            (json!({ "replyTo": { "isNull": true }, "external": { "eq": false } }), vec![&plain, &question]),
            (json!({ "author": { "eq": app.person(ASSIGNEE) } }), vec![&answer]),
            (json!({ "mentions": { "eq": app.person(ASSIGNEE) } }), vec![&question]),
            (json!({ "external": { "eq": true } }), vec![&outside]),
            (json!({ "asksForAnswer": { "eq": "CRITICAL" } }), vec![&question]),
            (json!({ "asksForAnswer": { "isNull": true } }), vec![&plain, &outside, &answer]),
            (json!({ "waitsForAnswer": { "eq": true } }), vec![]),
            (json!({ "writtenAt": { "gte": "2024-05-06T02:00:00Z" } }), vec![&answer]),
            (json!({ "editedAt": { "isNull": false } }), vec![&plain]),
            (json!({ "or": [{ "id": { "eq": plain } }, { "not": { "external": { "eq": false } } }] }), vec![&plain, &outside]),
        ] {
            let expected: Vec<Value> = expected.into_iter().cloned().collect();
            assert_eq!(found(INITIATOR, filter.clone()).await, expected, "{filter}");
        }
        assert_eq!(found(ASSIGNEE, json!({})).await, [plain, question, answer], "not the customer's");
        assert_eq!(found(STRANGER, json!({})).await, Vec::<Value>::new());
        app.finish().await;
    }

    /// A page of what is written at one instant, and a cursor of another list.
    async fn cursors(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let client = app.member(INITIATOR);
        for text in ["一", "二", "三"] {
            comment(&app, INITIATOR, "request", &things.request, text).await;
        }
        let document = "query($after: Cursor, $filter: CommentFilter) { comments(first: 1, after: $after, filter: $filter) { nodes { text } pageInfo { endCursor } } }";
        let (mut after, mut found) = (Value::Null, Vec::new());
        for _ in 0..3 {
            let list = client.query(document, json!({ "after": after })).await["comments"].take();
            found.extend(texts(&list));
            after = list["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(found, ["一", "二", "三"], "in the order of their making");
        let wrong = client.send(document, json!({ "after": after, "filter": { "external": { "eq": true } } })).await;
        assert_eq!(wrong.error_code(), Some("INVALID_CURSOR"));
        app.finish().await;
    }
}
