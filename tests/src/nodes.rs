//! Nodes as such: they start on one database, answer alike, and leave nothing behind.

use serde_json::json;

use crate::support::{TestApp, both_databases, company};

const WHO: &str = "{ viewer { person { employeeNumber } roles } }";

both_databases! {
    async fn everybody_of_the_company_is_who_they_are(backend) {
        let app = TestApp::start(backend).await;
        for number in [company::ADMIN, company::HR, company::AUDITOR, company::EXECUTIVE, "MT0001", "YF0005"] {
            let viewer = app.member(number).query(WHO, json!({})).await;
            assert_eq!(viewer["viewer"]["person"]["employeeNumber"], number);
        }
        let stranger = app.stranger().send(WHO, json!({})).await;
        assert_eq!((stranger.status, stranger.error_code()), (401, Some("UNAUTHENTICATED")));
        app.finish().await;
    }

    /// A change at one node is there at the other at once: nothing is shared but the database.
    async fn a_second_node_sees_what_the_first_did(backend) {
        let mut app = TestApp::start(backend).await;
        let second = app.add_node().await;
        let create = "mutation ($input: DepartmentCreateInput!) {
            departmentCreate(input: $input) { department { id } userErrors { code } } }";
        let input = json!({ "input": { "code": "KF", "name": "客服部" } });
        app.admin().mutate(create, input).await;
        let there = app.member_at(second, "MT0003");
        let found = there.query("{ department(by: {code: \"KF\"}) { name } }", json!({})).await;
        assert_eq!(found["department"]["name"], "客服部");
        app.finish().await;
    }

    /// S1-104: leaving ends the account at once, at every node.
    async fn a_disabled_person_is_nobody_at_every_node(backend) {
        let mut app = TestApp::start(backend).await;
        let second = app.add_node().await;
        let (here, there) = (app.member("MT0003"), app.member_at(second, "MT0003"));
        there.query(WHO, json!({})).await;
        let disable = "mutation ($input: PersonDisableInput!) {
            personDisable(input: $input) { person { id } userErrors { code } } }";
        let id = app.person("MT0003").to_string();
        app.member(company::HR).mutate(disable, json!({ "input": { "id": id } })).await;
        for client in [here, there] {
            assert_eq!(client.send(WHO, json!({})).await.status, 401);
        }
        app.finish().await;
    }
}
