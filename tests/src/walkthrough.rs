//! The life of MT202405001 on a demo, step by step as the README and the console show it (worked example 1).

use std::collections::BTreeMap;

use liaison_gateway::walkthrough::walkthrough;
use serde_json::Value;

use crate::support::binary::{Server, liaison};

#[tokio::test]
async fn the_life_of_the_worked_example_works_by_pasting() {
    let server = Server::start(liaison(&["demo", "--listen", "127.0.0.1:0"])).await;
    let http = reqwest::Client::builder().no_proxy().build().expect("a client needs no system settings");
    let walk = walkthrough();
    let mut names = BTreeMap::new();
    for step in &walk.steps {
        let actor = walk.cast.iter().find(|member| member.key == step.actor).expect("everybody is cast");
        let call = http
            .post(format!("{}/graphql", server.base()))
            .bearer_auth(server.token(&actor.employee_number))
            .header("content-type", "application/json")
            .body(step.body(&names));
        let answer = call.send().await.expect("the demo answers");
        assert_eq!(answer.status(), 200, "{}", step.id);
        let answer: Value = answer.json().await.expect("an answer is JSON");
        let contradictions = step.contradictions(&answer);
        assert!(contradictions.is_empty(), "{}: {contradictions}\n{answer:#}", step.id);
        names.extend(step.captured(&answer));
    }
    assert_eq!(walk.code, "MT202405001");
    server.kill().await;
}
