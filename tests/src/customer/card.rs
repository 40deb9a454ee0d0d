//! The card that every employee reads, and what lies behind it (resolution 64); lists; handing over; the directory.

use serde_json::{Value, json};

use super::{CUSTOMER, INTERACTION, OWNER, contact, customer, example, seen, told};
use crate::deadline::pass;
use crate::request::{department, with};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::support::socket::Socket;

/// The names of the customers that this person finds.
async fn names(client: &Client, filter: Value) -> Vec<String> {
    let document = "query($filter: CustomerFilter) { customers(filter: $filter, first: 100) { nodes { name } totalCount { value } } }";
    let list = client.query(document, json!({ "filter": filter })).await["customers"].take();
    let nodes = list["nodes"].as_array().expect("a list");
    assert_eq!(list["totalCount"]["value"], nodes.len(), "{filter}");
    nodes.iter().map(|node| node["name"].as_str().expect("a name").to_owned()).collect()
}

both_databases! {
    /// Resolution 64: name, industry, level and owner are everybody's; labels, contacts, interactions, the follow-up and what is
    /// owed are empty for whoever is not of the circle.
    async fn every_employee_reads_the_card_and_the_circle_the_rest(backend) {
        let app = TestApp::start(backend).await;
        let customer = customer(&app, json!({})).await;
        contact(&app, &customer).await;
        INTERACTION.run(&app.member(OWNER), "interactionRecord", example(&app, &customer).await).await;
        for who in ["MT0003", "MT0001", "MT0005", "ZB0001", "ZB0002", "ZB0004"] {
            let found = seen(&app.member(who), &customer).await;
            assert_eq!((&found["tags"], &found["nextContactOn"]), (&json!(["重点"]), &json!("2024-05-12")), "{who}");
            assert_eq!(found["interactions"]["totalCount"]["value"], 1, "{who}");
            assert_eq!((found["contacts"].as_array().map(Vec::len), &found["nextDue"]["kind"]), (Some(1), &json!("FOLLOW_UP")), "{who}");
        }
        for who in ["JS0001", "CP0003", "ZB0003"] {
            let found = seen(&app.member(who), &customer).await;
            let card = json!({ "name": found["name"], "industry": found["industry"], "level": found["level"], "owner": found["owner"], "department": found["department"], "state": found["state"] });
            assert_eq!(card, json!({ "name": "ABC科技有限公司", "industry": "电子制造", "level": "A", "owner": { "employeeNumber": OWNER }, "department": { "code": "MT" }, "state": "ACTIVE" }), "{who}");
            for (field, nothing) in [("tags", json!([])), ("contacts", json!([])), ("nextContactAt", Value::Null), ("nextContactOn", Value::Null), ("latestInteraction", Value::Null), ("nextDue", Value::Null)] {
                assert_eq!(found[field], nothing, "{who} {field}");
            }
            assert_eq!(found["interactions"], json!({ "totalCount": { "value": 0 }, "nodes": [] }), "{who}");
        }
        app.finish().await;
    }

    /// What a filter says of labels and follow-ups tells nothing of what one may not see, whichever way round it is asked.
    async fn filters_tell_nothing_of_what_lies_behind(backend) {
        let app = TestApp::start(backend).await;
        let tagged = customer(&app, json!({})).await;
        customer(&app, json!({ "name": "鼎新贸易", "industry": null, "tags": [] })).await;
        INTERACTION.run(&app.member(OWNER), "interactionRecord", example(&app, &tagged).await).await;
        let (owner, other) = (app.member(OWNER), app.member("JS0003"));
        let (abc, ding) = ("ABC科技有限公司", "鼎新贸易");
        for (filter, inside, outside) in [
            (json!({}), vec![abc, ding], vec![abc, ding]),
            (json!({ "tag": { "eq": "重点" } }), vec![abc], vec![]),
            (json!({ "not": { "tag": { "eq": "重点" } } }), vec![ding], vec![abc, ding]),
            (json!({ "nextContactAt": { "isNull": false } }), vec![abc], vec![]),
            (json!({ "nextContactAt": { "isNull": true } }), vec![ding], vec![abc, ding]),
            (json!({ "nextContactAt": { "lt": "2024-06-01T00:00:00Z" } }), vec![abc], vec![]),
            (json!({ "nextContactAt": { "ne": "2024-05-12T16:00:00Z" } }), vec![ding], vec![abc, ding]),
            (json!({ "name": { "contains": "abc" } }), vec![abc], vec![abc]),
            (json!({ "industry": { "isNull": true } }), vec![ding], vec![ding]),
            (json!({ "owner": { "eq": app.person(OWNER) }, "state": { "eq": "ACTIVE" }, "level": { "in": ["A"] } }), vec![abc, ding], vec![abc, ding]),
        ] {
            assert_eq!(names(&owner, filter.clone()).await, inside, "{filter}");
            assert_eq!(names(&other, filter.clone()).await, outside, "{filter}");
        }
        let by_name = owner.query("{ customer(by: {name: \" ABC科技有限公司 \"}) { id } none: customer(by: {name: \"ABC\"}) { id } }", json!({})).await;
        assert_eq!((&by_name["customer"]["id"], &by_name["none"]), (&json!(tagged), &Value::Null));
        app.finish().await;
    }

    /// Both directions, both orders, and a cursor of another order.
    async fn pages(backend) {
        let app = TestApp::start(backend).await;
        for name in ["赵氏", "李记", "王府", "Adam", "张行"] {
            customer(&app, json!({ "name": name })).await;
        }
        let client = app.member("CP0003");
        let document = "query($first: Int, $after: Cursor, $last: Int, $orderBy: CustomerOrder) {
            customers(first: $first, after: $after, last: $last, orderBy: $orderBy) { nodes { name } pageInfo { endCursor hasNextPage } } }";
        let page = async |variables: Value| {
            let list = client.query(document, variables).await["customers"].take();
            let names: Vec<_> = list["nodes"].as_array().expect("a list").iter().map(|node| node["name"].as_str().unwrap_or_default().to_owned()).collect();
            (names.join(" "), list["pageInfo"]["endCursor"].clone())
        };
        let (first, cursor) = page(json!({ "first": 2 })).await;
        let (second, _) = page(json!({ "first": 2, "after": cursor })).await;
        let (last, _) = page(json!({ "last": 2 })).await;
        assert_eq!((first.as_str(), second.as_str(), last.as_str()), ("Adam 李记", "王府 张行", "张行 赵氏"));
        let created = json!({ "field": "CREATED_AT", "direction": "DESC" });
        assert_eq!(page(json!({ "first": 1, "orderBy": created })).await.0, "张行");
        let wrong = client.send(document, json!({ "first": 1, "after": cursor, "orderBy": created })).await;
        assert_eq!(wrong.error_code(), Some("INVALID_CURSOR"));
        app.finish().await;
    }

    /// Who sees the card alone is refused with words, and learns nothing of what happened behind it from a version.
    async fn refusals_tell_nothing_either(backend) {
        let app = TestApp::start(backend).await;
        let customer = customer(&app, json!({})).await;
        let update = |version: i64| json!({ "id": customer, "expectedVersion": version, "level": "B" });
        for version in [1, 7] {
            assert_eq!(CUSTOMER.refusal(&app.member("JS0001"), "customerUpdate", update(version)).await, "ROLE_MISSING", "{version}");
        }
        let conflict = CUSTOMER.refused(&app.member("MT0004"), "customerUpdate", update(7)).await;
        assert_eq!(conflict[0]["__typename"], "VersionConflict");
        let nobody = "cus_00000000000000000000000000";
        let gone = json!({ "id": nobody, "owner": app.person("MT0004"), "reason": "r" });
        assert_eq!(CUSTOMER.refusal(&app.member(OWNER), "customerHandOver", gone).await, "not found");
        let twice = json!({ "name": "ABC科技有限公司" });
        assert_eq!(CUSTOMER.refusal(&app.member("JS0001"), "customerCreate", twice).await, "NAME_TAKEN at name");
        let own = CUSTOMER.run(&app.member("MT0004"), "customerUpdate", json!({ "id": customer, "expectedVersion": 1, "name": "ABC科技有限公司", "tags": ["重点", "华东"], "industry": null })).await;
        assert_eq!((&own["tags"], &own["industry"]), (&json!(["重点", "华东"]), &Value::Null));
        for (more, expected) in [
            (json!({ "tags": ["a", "a"] }), "DUPLICATE at tags.1"),
            (json!({ "name": "" }), "REQUIRED at name"),
            (json!({}), "NOTHING_CHANGED at "),
        ] {
            let input = with(json!({ "id": customer, "expectedVersion": 2 }), more);
            assert_eq!(CUSTOMER.refusal(&app.member(OWNER), "customerUpdate", input).await, expected);
        }
        let dry = json!({ "name": "试一试", "validateOnly": true });
        assert!(CUSTOMER.payload(&app.member(OWNER), "customerCreate", dry).await["customer"].is_null());
        let keyed = json!({ "name": "一次", "idempotencyKey": "k" });
        let (once, again) = (CUSTOMER.run(&app.member(OWNER), "customerCreate", keyed.clone()).await, CUSTOMER.run(&app.member(OWNER), "customerCreate", keyed).await);
        assert_eq!(once["id"], again["id"]);
        app.finish().await;
    }

    /// S1-3: the whole history stays, both owners are told, what is owed goes along; the former owner of another department sees
    /// the card alone, and a watcher there is told so.
    async fn handing_over_keeps_the_history_and_tells_both(backend) {
        let app = TestApp::start(backend).await;
        let customer = customer(&app, json!({})).await;
        contact(&app, &customer).await;
        let said = example(&app, &customer).await;
        let after = INTERACTION.payload(&app.member(OWNER), "interactionRecord", said).await["cursor"].take();
        let mut former = Socket::connect(&app.member("MT0004")).await;
        former.subscribe("s", "subscription($id: ID!, $after: Cursor) { customerChanged(filter: {ids: [$id]}, after: $after) { kind changedFields deletedId node { name } } }", json!({ "id": customer, "after": after })).await;
        let over = json!({ "id": customer, "owner": app.person("JS0003"), "reason": "转岗" });
        let moved = CUSTOMER.run(&app.member("MT0001"), "customerHandOver", over).await;
        assert_eq!((&moved["owner"]["employeeNumber"], &moved["department"]["code"]), (&json!("JS0003"), &json!("JS")));
        let told_of = former.next().await["customerChanged"].take();
        assert_eq!(told_of, json!({ "kind": "REVOKED", "changedFields": [], "deletedId": customer, "node": null }));
        let found = seen(&app.member("JS0003"), &customer).await;
        assert_eq!((found["contacts"].as_array().map(Vec::len), &found["interactions"]["totalCount"]["value"]), (Some(1), &json!(1)));
        assert_eq!(found["nextDue"]["owner"]["employeeNumber"], "JS0003");
        let before = seen(&app.member(OWNER), &customer).await;
        assert_eq!((&before["contacts"], &before["name"]), (&json!([]), &json!("ABC科技有限公司")));
        pass(&app, "2024-05-07T09:00:00+08:00").await;
        assert!(told(&app.member(OWNER)).await.contains(&"CUSTOMER_HANDED_OVER".to_owned()));
        assert!(told(&app.member("JS0003")).await.contains(&"CUSTOMER_RECEIVED".to_owned()));
        app.finish().await;
    }

    /// Resolutions 20 and 21: an owner who leaves owes through the department; a merged department's customers are the successor's.
    async fn the_directory_changes(backend) {
        let app = TestApp::start(backend).await;
        let customer = customer(&app, json!({})).await;
        INTERACTION.run(&app.member(OWNER), "interactionRecord", example(&app, &customer).await).await;
        let admin = app.admin();
        admin.mutate("mutation($input: PersonDisableInput!) { personDisable(input: $input) { userErrors { code } } }", json!({ "input": { "id": app.person(OWNER) } })).await;
        let left = seen(&app.member("MT0001"), &customer).await;
        assert_eq!((&left["nextDue"]["state"], &left["nextDue"]["owner"]), (&json!("RUNNING"), &Value::Null));
        let over = json!({ "id": customer, "owner": app.person("MT0004"), "reason": "离职" });
        assert_eq!(CUSTOMER.run(&app.member("MT0001"), "customerHandOver", over).await["nextDue"]["owner"]["employeeNumber"], "MT0004");
        let merge = json!({ "from": department(&admin, "MT").await, "into": department(&admin, "CP").await });
        admin.mutate("mutation($input: DepartmentMergeInput!) { departmentMerge(input: $input) { userErrors { code } } }", json!({ "input": merge })).await;
        let merged = seen(&app.member("CP0003"), &customer).await;
        assert_eq!((&merged["department"]["code"], &merged["tags"]), (&json!("CP"), &json!(["重点"])));
        app.finish().await;
    }
}
