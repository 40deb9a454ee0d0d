//! Every kind by its words, and what is asked of a query.

use serde_json::{Value, json};

use super::{ASSIGNEE, INITIATOR, SEARCH, Things, found, found_among, id};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::company::AUDITOR;

both_databases! {
    /// Chinese by two characters, by more, by one; codes; words in any case and width; several together; titles and bodies.
    async fn every_kind_is_found_by_its_words(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let reader = app.member(AUDITOR);
        let document = "query($id: ID!) { node(id: $id) { ... on Request { a: code } ... on Task { b: code } ... on Meeting { c: code } } }";
        let mut codes = Vec::new();
        for (name, thing) in [("a", &things.request), ("b", &things.task), ("c", &things.meeting)] {
            let code = reader.query(document, json!({ "id": thing })).await["node"][name].take();
            codes.push(code.as_str().expect("a code").to_owned());
        }
        let department = crate::request::department(&reader, "YF").await;
        let person = app.person(ASSIGNEE).to_string();
        let wide: String = codes[0].chars().map(|letter| char::from_u32(u32::from(letter) + 0xFEE0).expect("a wide one")).collect();
        for (query, expected) in [
            ("推广", vec![&things.request]),
            ("推广方案技术开发支持", vec![&things.request]),
            ("技术开发 h5页面 用户", vec![]),
            ("技术开发 ｈ５页面 上市", vec![&things.request]),
            ("接口文档确认", vec![&things.request]),
            ("压测", vec![&things.task]),
            ("晚高峰", vec![&things.task]),
            ("压测 并发", vec![&things.task]),
            ("测", vec![&things.task, &things.request]),
            ("回调超时", vec![&things.problem]),
            ("灰度", vec![&things.meeting]),
            ("回滚预案", vec![&things.meeting]),
            ("蓝鲸", vec![&things.customer]),
            ("电子制造", vec![&things.customer]),
            ("重点", vec![]),
            ("采购", vec![&things.interaction, &things.contact]),
            ("周琦", vec![&things.contact]),
            ("报价单", vec![&things.interaction]),
            ("合同模板", vec![&things.comment]),
            ("研发部", vec![&department]),
            ("js0004", vec![&person]),
            ("没有的词", vec![]),
            (&codes[0].to_lowercase(), vec![&things.task, &things.request]),
            (&wide, vec![&things.task, &things.request]),
            (&codes[1], vec![&things.task]),
            (&codes[2], vec![&things.meeting]),
        ] {
            assert_eq!(found(&reader, query).await.iter().collect::<Vec<_>>(), expected, "{query}");
        }
        for (types, expected) in [
            (json!(["CONTACT"]), vec![&things.contact]), (json!(["INTERACTION", "TASK"]), vec![&things.interaction]),
            (json!(["CUSTOMER", "PERSON"]), vec![]), (json!([]), vec![]),
        ] {
            assert_eq!(found_among(&reader, "采购", types.clone()).await.iter().collect::<Vec<_>>(), expected, "{types}");
        }
        app.finish().await;
    }

    /// A query without anything to look for, or too much of it, is refused in words; as are pages that are too large.
    async fn a_query_is_bounded(backend) {
        let app = TestApp::start(backend).await;
        let client = app.admin();
        let long = "需".repeat(201);
        for (query, zh) in [("", "没有可供搜索的"), ("。？ -", "没有可供搜索的"), (long.as_str(), "不得超过 200 个字符")] {
            let answer = client.send(SEARCH, json!({ "query": query })).await;
            assert_eq!((answer.error_code(), &answer.body["data"]["search"]), (Some("BAD_USER_INPUT"), &Value::Null), "{query}");
            let message = answer.body["errors"][0]["message"].as_str().expect("a message");
            assert!(message.contains(zh), "{message}");
        }
        assert!(found(&client, &"需".repeat(200)).await.is_empty());
        let sized = "query($first: Int) { search(query: \"部\", first: $first) { nodes { type } } }";
        assert_eq!(client.send(sized, json!({ "first": 51 })).await.error_code(), Some("BAD_USER_INPUT"));
        assert_eq!(client.query(sized, json!({ "first": 0 })).await["search"]["nodes"], json!([]));
        assert_eq!(app.stranger().send(sized, json!({})).await.error_code(), Some("UNAUTHENTICATED"));
        app.finish().await;
    }

    /// Page by page, from both ends, at a fixed number of statements; a cursor of another search is refused.
    async fn pages_follow_each_other_at_a_fixed_cost(backend) {
        let app = TestApp::start(backend).await;
        let client = app.member(INITIATOR);
        let mut made = Vec::new();
        for number in 0..50 {
            let input = json!({ "name": format!("华东客户{number:02}"), "industry": "电子" });
            made.push(id(&crate::customer::CUSTOMER.run(&client, "customerCreate", input).await));
        }
        made.reverse();
        let document = "query($first: Int, $last: Int, $after: Cursor, $before: Cursor, $query: String = \"客户\") {
            search(query: $query, first: $first, last: $last, after: $after, before: $before) {
                edges { cursor node { node { id ... on Customer { name owner { name } } } } } pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } }";
        let ids = |data: &Value| -> Vec<String> {
            data["search"]["edges"].as_array().expect("a list").iter().map(|edge| id(&edge["node"]["node"])).collect()
        };
        for first in [1, 10, 50] {
            let answer = client.send(document, json!({ "first": first })).await;
            assert_eq!(answer.body["extensions"]["cost"]["statements"], 2 + 1, "{first}");
            assert_eq!(ids(&answer.data()), made[..first]);
        }
        let page = client.query(document, json!({ "first": 20 })).await;
        let info = &page["search"]["pageInfo"];
        assert_eq!((&info["hasNextPage"], &info["hasPreviousPage"]), (&json!(true), &json!(false)));
        let next = client.query(document, json!({ "first": 40, "after": info["endCursor"] })).await;
        assert_eq!(ids(&next), made[20..]);
        let back = client.query(document, json!({ "last": 5, "before": next["search"]["pageInfo"]["startCursor"] })).await;
        assert_eq!(ids(&back), made[15..20]);
        let other = client.send(document, json!({ "query": "电子", "after": info["endCursor"] })).await;
        assert_eq!(other.error_code(), Some("INVALID_CURSOR"));
        app.finish().await;
    }
}
