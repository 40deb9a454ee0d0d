//! Lists of tasks: who sees which, filters and orders, and the list below a request, which is the same list of that request.

use serde_json::{Value, json};

use super::{TASK, deliver, task_with};
use crate::problem::PROBLEM;
use crate::request::{agreed, confirmed, department, form, id, run, with};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;

const TASKS: &str = "query($filter: TaskFilter, $order: TaskOrder, $first: Int, $after: Cursor, $last: Int, $before: Cursor) {
    tasks(filter: $filter, orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
        totalCount(max: 3) { value exact } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { code } } }";
const BELOW: &str = "query($id: ID!, $filter: TaskFilter, $order: TaskOrder, $first: Int, $after: Cursor, $last: Int, $before: Cursor) {
    request(by: {id: $id}) { tasks(filter: $filter, orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
        totalCount(max: 3) { value exact } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { code } } } }";

async fn codes(client: &Client, filter: Value) -> Vec<String> {
    let data = client.query(TASKS, json!({ "filter": filter, "order": { "field": "CODE" } })).await;
    let nodes = data["tasks"]["nodes"].as_array().expect("a list");
    nodes.iter().map(|node| node["code"].as_str().expect("a code").to_owned()).collect()
}

both_databases! {
    /// Resolution 18: children inherit the request's visibility; whoever is on a task sees it, and the request.
    async fn who_is_named_sees_and_others_do_not(backend) {
        let app = TestApp::start(backend).await;
        let form = with(form(&app, &["JS"]).await, json!({ "visibility": "PARTICIPANTS" }));
        let request = id(&run(&app.member("MT0003"), "requestCreate", form).await);
        run(&app.member("MT0003"), "requestSubmit", json!({ "id": request })).await;
        crate::request::accept(&app, &request, "JS").await;
        task_with(&app, &request, "JS0004", json!({ "collaborators": [app.person("YF0004")] })).await;
        let code = "MT202405001-01".to_owned();
        for who in ["MT0003", "MT0001", "JS0003", "JS0001", "JS0004", "YF0004", crate::support::company::AUDITOR] {
            assert_eq!(codes(&app.member(who), Value::Null).await, [code.as_str()], "{who}");
        }
        for who in ["MT0004", "CP0001", "YF0001", crate::support::company::ADMIN] {
            assert_eq!(codes(&app.member(who), Value::Null).await, Vec::<String>::new(), "{who}");
        }
        assert_ne!(crate::request::seen(&app.member("YF0004"), &request).await, Value::Null);
        app.finish().await;
    }

    /// Filters over columns, people, departments, requests and problems.
    async fn filters_mean_what_they_say(backend) {
        let app = TestApp::start(backend).await;
        let (request, lead) = (confirmed(&app, &["JS", "CP"]).await, app.member("JS0003"));
        let first = task_with(&app, &request, "JS0004", json!({ "name": "乙", "collaborators": [app.person("YF0003")], "startOn": "2024-05-08" })).await;
        let second = task_with(&app, &request, "CP0004", json!({ "name": "甲", "priority": "LOW", "dueOn": "2024-05-20", "keepPlanned": true })).await;
        deliver(&app, &first, "JS0004").await;
        let raise = json!({ "task": second, "description": "缺图", "responsibleDepartment": department(&lead, "CP").await });
        PROBLEM.run(&lead, "problemRaise", raise).await;
        let alone = json!({ "department": department(&lead, "JS").await, "name": "丙", "assignee": app.person("JS0004"), "dueOn": "2024-05-22" });
        TASK.run(&app.member("JS0001"), "taskCreate", alone).await;
        let (one, two, three) = ("MT202405001-01", "MT202405001-02", "JST202405001");
        let cp = department(&lead, "CP").await;
        for (filter, expected) in [
            (json!({ "status": { "eq": "DELIVERED" } }), vec![one]), (json!({ "status": { "in": ["NEEDS_SUPPORT", "DELIVERED"] } }), vec![one, two]),
            (json!({ "assignee": { "eq": app.person("JS0004") } }), vec![three, one]), (json!({ "collaborator": { "eq": app.person("YF0003") } }), vec![one]),
            (json!({ "department": { "eq": cp } }), vec![two]), (json!({ "request": { "eq": request } }), vec![one, two]),
            (json!({ "request": { "isNull": true } }), vec![three]), (json!({ "progress": { "gte": 100 } }), vec![one]),
            (json!({ "dispatchedAt": { "isNull": true } }), vec![two]), (json!({ "priority": { "ne": "HIGH" } }), vec![three, two]),
            (json!({ "dueAt": { "lt": "2024-05-21T00:00:00Z" } }), vec![two]), (json!({ "startOn": { "isNull": false } }), vec![one]),
            (json!({ "problems": { "some": { "status": { "eq": "OPEN" } } } }), vec![two]), (json!({ "problems": { "none": {} } }), vec![three, one]),
            (json!({ "name": { "contains": "甲" }, "not": { "code": { "startsWith": "jst" } } }), vec![two]),
            (json!({ "or": [{ "code": { "eq": three } }, { "deliveredAt": { "isNull": false } }] }), vec![three, one]),
        ] {
            assert_eq!(codes(&lead, filter.clone()).await, expected, "{filter}");
        }
        for (field, expected) in [("DUE_AT", [two, three, one]), ("NAME", [three, two, one]), ("PRIORITY", [one, three, two]), ("CREATED_AT", [one, two, three])] {
            let data = lead.query(TASKS, json!({ "order": { "field": field } })).await;
            let found: Vec<_> = data["tasks"]["nodes"].as_array().expect("a list").iter().map(|node| node["code"].as_str().expect("a code")).collect();
            assert_eq!(found, expected, "{field}");
        }
        app.finish().await;
    }

    /// What stands below a request is the list of tasks of that request: any page, from both ends, with its count.
    async fn the_list_below_a_request_is_the_list_of_that_request(backend) {
        let app = TestApp::start(backend).await;
        let (request, other) = (agreed(&app, &["JS"]).await, agreed(&app, &["JS"]).await);
        for serial in 0..5 {
            task_with(&app, &request, "JS0004", json!({ "name": format!("任务{}", 5 - serial) })).await;
            task_with(&app, &other, "JS0004", json!({ "name": format!("别的{serial}") })).await;
        }
        let lead = app.member("JS0003");
        for order in [json!({ "field": "CREATED_AT" }), json!({ "field": "NAME", "direction": "DESC" })] {
            let whole = lead.query(TASKS, json!({ "order": order, "filter": { "request": { "eq": request } } })).await["tasks"].take();
            let own = lead.query(BELOW, json!({ "id": request, "order": order })).await["request"]["tasks"].take();
            assert_eq!((&own["nodes"], &own["totalCount"]), (&whole["nodes"], &json!({ "value": 3, "exact": false })));
            let (mut forward, mut after, mut pages) = (Vec::new(), Value::Null, 0);
            let (mut backward, mut before) = (Vec::new(), Value::Null);
            loop {
                let next = lead.query(BELOW, json!({ "id": request, "order": order, "first": 2, "after": after })).await["request"]["tasks"].take();
                let previous = lead.query(BELOW, json!({ "id": request, "order": order, "last": 2, "before": before })).await["request"]["tasks"].take();
                forward.extend(next["nodes"].as_array().expect("a list").clone());
                backward.splice(0..0, previous["nodes"].as_array().expect("a list").clone());
                assert_eq!(next["pageInfo"]["hasPreviousPage"], !after.is_null());
                assert_eq!(previous["pageInfo"]["hasNextPage"], !before.is_null());
                assert_eq!(next["pageInfo"]["hasNextPage"], previous["pageInfo"]["hasPreviousPage"]);
                (after, before) = (next["pageInfo"]["endCursor"].clone(), previous["pageInfo"]["startCursor"].clone());
                pages += 1;
                if next["pageInfo"]["hasNextPage"] == false { break; }
            }
            assert_eq!((json!(forward), json!(backward), pages), (whole["nodes"].clone(), whole["nodes"].clone(), 3));
        }
        let wrong = lead.send("query($id: ID!) { request(by: {id: $id}) { code good: tasks(first: 1) { nodes { code } } bad: tasks(after: \"nonsense\") { nodes { code } } } }",
            json!({ "id": request })).await;
        assert_eq!(wrong.error_code(), Some("INVALID_CURSOR"));
        assert_eq!(wrong.body["errors"].as_array().map(Vec::len), Some(1), "only the list with the wrong cursor: {:#}", wrong.body);
        assert_eq!(wrong.body["errors"][0]["path"], json!(["request", "bad"]));
        app.finish().await;
    }
}
