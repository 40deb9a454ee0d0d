//! `node` and `nodes`: order kept, nothing invented, IDs checked, everybody's own view.

use serde_json::{Value, json};

use crate::support::{TestApp, both_databases};

both_databases! {
    async fn nodes_come_in_the_order_asked(backend) {
        let app = TestApp::start(backend).await;
        let client = app.member("MT0003");
        let department = client.query("{ department(by: {code: \"MT\"}) { id } }", json!({})).await;
        let (person, department) = (json!(app.person("MT0001")), department["department"]["id"].clone());
        let document = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Person { employeeNumber } } }";
        let missing = "per_00000000000000000000000007";
        let ids = json!({ "ids": [person, missing, department, person] });
        let data = client.query(document, ids).await;
        let names: Vec<_> = data["nodes"].as_array().expect("a list").iter().map(|node| &node["__typename"]).collect();
        assert_eq!(names, [&json!("Person"), &Value::Null, &json!("Department"), &json!("Person")]);
        assert_eq!(data["nodes"][0], data["nodes"][3]);
        for wrong in ["per_1", "xyz_00000000000000000000000007", "", "per", "PER_00000000000000000000000007"] {
            let answer = client.send("query($id: ID!) { node(id: $id) { id } }", json!({ "id": wrong })).await;
            assert_eq!(answer.error_code(), Some("INVALID_ID"), "{wrong}");
        }
        let many = json!({ "ids": vec![missing; 101] });
        assert_eq!(client.send(document, many).await.error_code(), Some("BAD_USER_INPUT"));
        app.finish().await;
    }

    /// What is written once with a change is read again by ID, by whoever sees what it is about and by nobody else.
    async fn events_and_entries_of_logs_are_nodes(backend) {
        let app = TestApp::start(backend).await;
        let (member, head) = (app.member("JS0003"), app.member("JS0001"));
        let departments = member.query("{ js: department(by: {code: \"JS\"}) { id } cp: department(by: {code: \"CP\"}) { id } }", json!({})).await;
        let create = "mutation($input: TaskCreateInput!) { taskCreate(input: $input) { task { id } userErrors { code } } }";
        let input = json!({ "department": departments["js"]["id"], "name": "升级网关", "deliveryStandard": "无告警",
            "assignee": app.person("JS0003"), "dueOn": "2024-05-20" });
        let task = head.mutate(create, json!({ "input": input })).await["task"]["id"].take();
        let report = "mutation($input: TaskReportProgressInput!) { taskReportProgress(input: $input) {
            task { progressUpdates { nodes { id text } } } userErrors { code } } }";
        let input = json!({ "id": task, "text": "已备份", "progress": 20 });
        let entry = member.mutate(report, json!({ "input": input })).await["task"]["progressUpdates"]["nodes"][0].take();
        let raise = "mutation($input: ProblemRaiseInput!) { problemRaise(input: $input) { problem { id version } userErrors { code } } }";
        let input = json!({ "task": task, "description": "没有测试环境", "responsibleDepartment": departments["cp"]["id"] });
        let problem = member.mutate(raise, json!({ "input": input })).await["problem"].take();
        let update = "mutation($input: ProblemUpdateInput!) { problemUpdate(input: $input) {
            problem { updates { nodes { id text } } } userErrors { code } } }";
        let input = json!({ "id": problem["id"], "text": "已申请", "expectedVersion": problem["version"] });
        let further = app.member("CP0001").mutate(update, json!({ "input": input })).await["problem"]["updates"]["nodes"][0].take();
        let events = "query($filter: EventFilter) { events(filter: $filter, first: 1) { nodes { id type } } }";
        let event = member.query(events, json!({ "filter": { "subjects": [task] } })).await["events"]["nodes"][0].take();

        let document = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id
            ... on Event { type } ... on ProgressUpdate { text } ... on ProblemUpdate { further: text } } }";
        let ids = json!({ "ids": [further["id"], event["id"], entry["id"]] });
        let found = member.query(document, ids.clone()).await["nodes"].take();
        assert_eq!(found, json!([
            { "__typename": "ProblemUpdate", "id": further["id"], "further": "已申请" },
            { "__typename": "Event", "id": event["id"], "type": "TaskCreated" },
            { "__typename": "ProgressUpdate", "id": entry["id"], "text": "已备份" },
        ]));
        assert_eq!(app.member("YF0003").query(document, ids).await["nodes"], json!([null, null, null]), "another department's");
        for wrong in ["evt_1", "prog_1", "pupd_1"] {
            let answer = member.send("query($id: ID!) { node(id: $id) { id } }", json!({ "id": wrong })).await;
            assert_eq!(answer.error_code(), Some("INVALID_ID"), "{wrong}");
        }
        app.finish().await;
    }

    /// A field that fails is null with an error at its own path; what stands beside and above it is answered.
    async fn what_fails_is_null_alone(backend) {
        let app = TestApp::start(backend).await;
        let client = app.member("MT0003");
        let person = json!(app.person("MT0001"));
        let document = "query($ids: [ID!]!) { viewer { locale } node(id: \"nonsense\") { id } nodes(ids: $ids) { id }
            requests(first: 1, after: \"nonsense\") { nodes { id } } many: nodes(ids: $ids) { ... on Person { name } } }";
        let answer = client.send(document, json!({ "ids": [person, "nonsense"] })).await;
        assert_eq!(answer.body["data"], json!({ "viewer": { "locale": "zh-CN" }, "node": null, "nodes": [{ "id": person }, null],
            "requests": null, "many": [{ "name": "MT负责人" }, null] }));
        let errors = answer.body["errors"].as_array().expect("errors").iter();
        let mut found: Vec<_> = errors.map(|error| (error["path"].to_string(), error["extensions"]["code"].to_string())).collect();
        found.sort();
        let expected = [
            ("[\"many\",1]", "\"INVALID_ID\""), ("[\"node\"]", "\"INVALID_ID\""),
            ("[\"nodes\",1]", "\"INVALID_ID\""), ("[\"requests\"]", "\"INVALID_CURSOR\""),
        ];
        assert_eq!(found, expected.map(|(path, code)| (path.to_owned(), code.to_owned())));
        app.finish().await;
    }
}
