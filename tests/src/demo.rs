//! The demo as a visitor meets it: how soon it serves, what time it is there, what it says, where it leaves things.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::binary::{Server, liaison, run};
use crate::support::client::Client;

/// How long a debug build on a loaded machine may take to serve; the figure for the release build is in the README.
const SERVES_WITHIN: Duration = Duration::from_secs(200);

async fn demo(arguments: &[&str]) -> Server {
    Server::start(liaison(&[&["demo", "--listen", "127.0.0.1:0"], arguments].concat())).await
}

async fn people(server: &Server) -> Vec<Value> {
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let answer = http.get(format!("{}/demo/people", server.base())).send().await.expect("it answers");
    answer.json().await.expect("a list")
}

#[tokio::test]
async fn it_serves_soon_and_hands_out_a_token_for_everybody_of_the_walk() {
    let begun = Instant::now();
    let server = demo(&[]).await;
    println!("serves after {:?}", begun.elapsed());
    assert!(begun.elapsed() < SERVES_WITHIN, "{:?}", begun.elapsed());
    let said = server.said().join("\n");
    assert!(said.contains("13 departments, 120 people, 400 requests (seed 202405)"), "{said}");
    assert!(said.contains("2024-05-06 09:00 +08:00"), "{said}");
    let attendee = Client::new(server.base(), Some(server.token("CP0002")));
    let meetings = attendee.query("{ meetings { nodes { subject status agenda { carriedOver { name overdue } } } } decisions(filter: { overdue: true }) { totalCount { value } } }", json!({})).await;
    let next = &meetings["meetings"]["nodes"][1];
    assert_eq!((&next["subject"], &next["status"]), (&json!("研发周例会"), &json!("SCHEDULED")));
    assert_eq!(
        next["agenda"][0]["carriedOver"],
        json!({ "name": "统一接口错误码，三日内输出规范", "overdue": true })
    );
    assert_eq!(meetings["decisions"]["totalCount"]["value"], 1);
    for person in people(&server).await {
        let number = person["employeeNumber"].as_str().expect("a number");
        for token in [server.token(number).as_str(), person["token"].as_str().expect("a token")] {
            let client = Client::new(server.base(), Some(token.to_owned()));
            let viewer = client.query("{ viewer { person { name } } }", json!({})).await;
            assert_eq!(viewer["viewer"]["person"]["name"], person["name"]);
        }
    }
    // The folder that it made for itself goes with it.
    let place = server.said().iter().find_map(|line| line.strip_prefix("Database:")).expect("it says where");
    let place = std::path::PathBuf::from(place.trim());
    assert!(place.exists());
    server.signal("INT").await;
    assert_eq!(server.ended().await.code(), Some(0));
    assert!(!place.exists(), "{} is still there", place.display());
}

#[tokio::test]
async fn a_given_folder_gets_the_database_and_has_to_be_fresh() {
    let folder = tempfile::tempdir().expect("the system's temporary folder is writable");
    let place = folder.path().join("company");
    let place = place.to_str().expect("the path is UTF-8");
    let server = demo(&["--folder", place]).await;
    assert!(folder.path().join("company/liaison.db").exists());
    server.signal("TERM").await;
    assert_eq!(server.ended().await.code(), Some(0));
    let refused = run(liaison(&["demo", "--listen", "127.0.0.1:0", "--folder", place])).await;
    assert_eq!(refused.code(), 1);
    assert!(refused.errors().contains("has a database already"), "{}", refused.errors());
}

#[tokio::test]
async fn a_port_in_use_is_told_before_anything_is_made() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = taken.local_addr().expect("it is bound").to_string();
    let refused = run(liaison(&["demo", "--listen", &address])).await;
    assert_eq!(refused.code(), 1);
    assert!(refused.errors().to_lowercase().contains("in use"), "{}", refused.errors());
}
