//! The closed list of codes, as clients read it and as answers keep to it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{TestApp, both_databases};

const CODES: &str = "{ errorCodes { code message retryable httpStatus } }";

both_databases! {
    async fn errors_are_as_the_list_of_codes_says(backend) {
        let app = TestApp::start(backend).await;
        let member = app.member("MT0003");
        let listed = member.query(CODES, json!({})).await;
        let listed: BTreeMap<String, &Value> = listed["errorCodes"].as_array().expect("a list").iter()
            .map(|code| (code["code"].as_str().expect("a code").to_owned(), code)).collect();
        assert_eq!(listed.len(), 17);
        assert!(listed.values().all(|code| code["message"].as_str().is_some_and(|text| !text.is_ascii())), "in Chinese: {listed:?}");
        let deep = format!("{{ node(id: \"x\") {{ {} {} }} }}", "... on Department { parent { ".repeat(13), "id".to_owned() + &" } }".repeat(13));
        for (client, document, code) in [
            (&member, "{", "GRAPHQL_PARSE_FAILED"),
            (&member, "{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
            (&member, "query($id: ID!) { node(id: $id) { id } }", "BAD_USER_INPUT"),
            (&member, "query A { __typename } query B { __typename }", "OPERATION_NOT_FOUND"),
            (&member, "{ requests(first: 100) { nodes { tasks(first: 100) { nodes { problems(first: 100) { nodes { id } } } } } } }", "COST_EXCEEDED"),
            (&member, deep.as_str(), "DEPTH_EXCEEDED"),
            (&app.stranger(), CODES, "UNAUTHENTICATED"),
        ] {
            let answer = client.send(document, json!({})).await;
            assert_eq!(answer.error_code(), Some(code), "{document}: {}", answer.body);
            let said = listed[code];
            assert_eq!(said["httpStatus"], answer.status, "{code}");
            assert_eq!(said["retryable"], answer.body["errors"][0]["extensions"]["retryable"], "{code}");
        }
        app.finish().await;
    }
}
