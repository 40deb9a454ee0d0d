//! Departments and people over the API: who may change them, what is unique, what ends with an account, how lists page.

pub(crate) mod erasure;

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::client::Client;
use crate::support::{TestApp, both_databases, company};

const CREATE: &str = "mutation($input: DepartmentCreateInput!) { departmentCreate(input: $input) {
    department { id code shortName version } cursor userErrors { __typename code path } } }";
const DISABLE: &str = "mutation($input: PersonDisableInput!) { personDisable(input: $input) {
    person { state } userErrors { code } } }";

/// The names on all pages of `people`, walked in one direction.
async fn walk(client: &Client, document: &str, forward: bool) -> Vec<String> {
    let (mut cursor, mut names) = (Value::Null, Vec::new());
    loop {
        let data = client.query(document, json!({ "cursor": cursor })).await;
        let page = &data["people"];
        let nodes = page["nodes"].as_array().expect("a page has nodes");
        let mut seen: Vec<String> =
            nodes.iter().map(|node| node["employeeNumber"].as_str().expect("a number").to_owned()).collect();
        if forward {
            names.extend(seen);
        } else {
            seen.extend(names);
            names = seen;
        }
        let (more, end) =
            if forward { ("hasNextPage", "endCursor") } else { ("hasPreviousPage", "startCursor") };
        if page["pageInfo"][more] == false {
            return names;
        }
        cursor = page["pageInfo"][end].clone();
    }
}

both_databases! {
    /// S1-6, S1-7: departments are the administrator's, people are HR's too, nobody else's.
    async fn who_may_change_the_directory(backend) {
        let app = TestApp::start(backend).await;
        let department = json!({ "input": { "code": "XS", "name": "销售部", "head": app.person("MT0003") } });
        for number in [company::HR, company::AUDITOR, company::EXECUTIVE, "MT0001", "MT0003"] {
            assert_eq!(app.member(number).refusals(CREATE, department.clone()).await, ["ROLE_MISSING"], "{number}");
        }
        let payload = app.admin().mutate(CREATE, department.clone()).await;
        assert_eq!(payload["department"]["shortName"], "销售", "resolution 46");
        assert_eq!(app.admin().refusals(CREATE, department).await, ["CODE_TAKEN"]);
        let person = "mutation($input: PersonCreateInput!) { personCreate(input: $input) {
            person { name department { code } } userErrors { code } } }";
        let newcomer = |roles: Value| json!({ "input": { "employeeNumber": "N1", "name": "新人", "roles": roles,
            "department": payload["department"]["id"] } });
        let hr = app.member(company::HR);
        assert_eq!(hr.refusals(person, newcomer(json!(["ADMIN"]))).await, ["ROLE_MISSING"]);
        let created = hr.mutate(person, newcomer(json!([]))).await;
        assert_eq!(created["person"]["department"]["code"], "XS");
        app.finish().await;
    }

    /// X19: of many who choose one code at once, one gets it, and every other is told why not.
    async fn a_code_is_given_once(backend) {
        let app = TestApp::start(backend).await;
        let admin = app.admin();
        let calls = (0..16).map(|number| {
            let input = json!({ "input": { "code": "XS", "name": format!("销售{number}部") } });
            let admin = admin.clone();
            async move { admin.refusals(CREATE, input).await }
        });
        let answers = futures_util::future::join_all(calls).await;
        let accepted = answers.iter().filter(|codes| codes.is_empty()).count();
        assert_eq!(accepted, 1, "{answers:?}");
        assert!(answers.iter().all(|codes| codes.is_empty() || codes == &["CODE_TAKEN"]), "{answers:?}");
        app.finish().await;
    }

    /// A twin of a call waits for the first, and answers as it did; another input under its key is refused.
    async fn a_repeated_call_does_what_the_first_did(backend) {
        let app = TestApp::start(backend).await;
        let admin = app.admin();
        let input = json!({ "input": { "code": "XS", "name": "销售部", "idempotencyKey": "once" } });
        let calls = (0..8).map(|_| admin.mutate(CREATE, input.clone()));
        let answers = futures_util::future::join_all(calls).await;
        for answer in &answers {
            assert_eq!(answer, &answers[0], "the same department under the same cursor");
        }
        let other = json!({ "input": { "code": "XT", "name": "销售部", "idempotencyKey": "once" } });
        assert_eq!(admin.refusals(CREATE, other).await, ["IDEMPOTENCY_MISMATCH"]);
        let dry = json!({ "input": { "code": "XT", "name": "客服部", "validateOnly": true } });
        let payload = admin.mutate(CREATE, dry).await;
        assert_eq!((&payload["department"], &payload["cursor"]), (&Value::Null, &Value::Null));
        let count = "{ departments(filter: {code: {startsWith: \"X\"}}) { totalCount { value } } }";
        assert_eq!(admin.query(count, json!({})).await["departments"]["totalCount"]["value"], 1);
        app.finish().await;
    }

    /// S1-104: whoever leaves is answered no more, at any node, from the commit on.
    async fn an_account_ends_everywhere_at_once(backend) {
        let mut app = TestApp::start(backend).await;
        let nodes = if backend == crate::support::Backend::Postgres { 1 + app.add_node().await } else { 1 };
        let leavers: Vec<_> = (0..nodes).map(|node| app.member_at(node, "MT0004")).collect();
        for leaver in &leavers {
            leaver.query("{ viewer { person { name } } }", json!({})).await;
        }
        let payload = app.admin().mutate(DISABLE, json!({ "input": { "id": app.person("MT0004") } })).await;
        assert_eq!(payload["person"]["state"], "DISABLED");
        for leaver in &leavers {
            let answer = leaver.send("{ viewer { person { name } } }", json!({})).await;
            assert_eq!((answer.status, answer.error_code()), (401, Some("UNAUTHENTICATED")));
        }
        let again = app.admin().payload(DISABLE, json!({ "input": { "id": app.person("MT0004") } })).await;
        assert_eq!(again["userErrors"][0]["code"], "STATE_CONFLICT");
        app.finish().await;
    }

    /// Both directions show everybody once, in the order of names; a cursor of another order or filter is refused.
    async fn lists_page_both_ways(backend) {
        let app = TestApp::start(backend).await;
        let client = app.member("MT0003");
        let forward = walk(&client, "query($cursor: Cursor) { people(first: 7, after: $cursor) {
            nodes { employeeNumber } pageInfo { hasNextPage endCursor } } }", true).await;
        let backward = walk(&client, "query($cursor: Cursor) { people(last: 5, before: $cursor) {
            nodes { employeeNumber } pageInfo { hasPreviousPage startCursor } } }", false).await;
        assert_eq!(forward.len(), 24);
        assert_eq!(forward, backward);
        let first = "{ people(first: 1) { pageInfo { endCursor } } }";
        let data = client.query(first, json!({})).await;
        let cursor = json!({ "cursor": data["people"]["pageInfo"]["endCursor"] });
        for other in [
            "query($cursor: Cursor) { people(first: 1, after: $cursor, orderBy: {field: EMPLOYEE_NUMBER}) { nodes { id } } }",
            "query($cursor: Cursor) { people(first: 1, after: $cursor, filter: {name: {contains: \"x\"}}) { nodes { id } } }",
            "query($cursor: Cursor) { departments(first: 1, after: $cursor) { nodes { id } } }",
        ] {
            let answer = client.send(other, cursor.clone()).await;
            assert_eq!(answer.error_code(), Some("INVALID_CURSOR"), "{other}");
        }
        for wrong in ["first: 101", "first: -1", "first: 1, last: 1"] {
            let answer = client.send(&format!("{{ people({wrong}) {{ nodes {{ id }} }} }}"), json!({})).await;
            assert_eq!(answer.error_code(), Some("BAD_USER_INPUT"), "{wrong}");
        }
        app.finish().await;
    }

    /// Filters combine; what is counted is what is listed.
    async fn filters_combine(backend) {
        let app = TestApp::start(backend).await;
        let document = "query($filter: PersonFilter) { people(first: 100, filter: $filter) {
            totalCount { value exact } nodes { employeeNumber } } }";
        let marketing = app.admin().query("{ department(by: {code: \"MT\"}) { id } }", json!({})).await;
        let id = &marketing["department"]["id"];
        for (filter, expected) in [
            (json!({ "department": { "eq": id } }), 5),
            (json!({ "department": { "eq": id }, "not": { "employeeNumber": { "in": ["MT0001", "MT0002"] } } }), 3),
            (json!({ "or": [{ "role": "ADMIN" }, { "role": "HR" }] }), 2),
            (json!({ "roleIn": { "department": id, "role": "VIEWER" } }), 1),
            (json!({ "position": { "isNull": true } }), 4),
            (json!({ "and": [{ "state": { "eq": "ACTIVE" } }, { "name": { "startsWith": "mt" } }] }), 5),
        ] {
            let data = app.member("CP0003").query(document, json!({ "filter": filter })).await;
            let nodes = data["people"]["nodes"].as_array().map_or(0, Vec::len);
            assert_eq!(nodes, expected, "{filter}");
            assert_eq!(data["people"]["totalCount"], json!({ "value": expected, "exact": true }), "{filter}");
        }
        let wrong = json!({ "filter": { "department": { "eq": app.person("MT0001") } } });
        assert_eq!(app.admin().send(document, wrong).await.error_code(), Some("INVALID_ID"));
        app.finish().await;
    }

    /// Resolution 21: a merged department stays readable and names its successor, and its people are the successor's.
    async fn a_merger_moves_people(backend) {
        let app = TestApp::start(backend).await;
        let ids = app.admin().query("{ from: department(by: {code: \"CP\"}) { id } into: department(by: {code: \"JS\"}) { id } }",
            json!({})).await;
        let merge = "mutation($input: DepartmentMergeInput!) { departmentMerge(input: $input) {
            department { closedAt successor { code people { totalCount { value } } } } userErrors { code } } }";
        let input = json!({ "input": { "from": ids["from"]["id"], "into": ids["into"]["id"] } });
        let payload = app.admin().mutate(merge, input.clone()).await;
        assert_eq!(payload["department"]["closedAt"], "2024-05-06T01:00:00Z");
        assert_eq!(payload["department"]["successor"]["people"]["totalCount"]["value"], 10, "reads its own write");
        assert_eq!(app.admin().refusals(merge, input).await, ["DEPARTMENT_CLOSED"]);
        app.clock().advance(Duration::from_mins(1));
        app.finish().await;
    }
}
