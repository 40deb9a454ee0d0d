//! `node` and `nodes`: order kept, nothing invented, IDs checked.

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
}
