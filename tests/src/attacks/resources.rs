//! Unrestricted consumption of resources (API4), and the cheat sheet's expensive queries: depth, breadth, amount, aliases, batches,
//! variables, bodies, subscriptions, and many calls one by one; on the schema of the product.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use liaison_gateway::limits::Limits;
use reqwest::Method;
use serde_json::{Value, json};

use super::{INSIDER, answered, raw, still_serves};
use crate::support::Backend;
use crate::support::app::TestApp;
use crate::support::socket::Socket;

/// `depth` departments inside each other, through their heads.
fn deep(depth: usize) -> String {
    let inner = (0..depth).fold("id".to_owned(), |inner, _| format!("department {{ head {{ {inner} }} }}"));
    format!("{{ viewer {{ person {{ {inner} }} }} }}")
}

fn aliases(count: usize) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        let _ = write!(text, "a{number}: organization {{ name }} ");
        text
    })
}

/// Each document costs much more to run than to send; none runs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn expensive_documents_are_refused_before_they_run() {
    let app = TestApp::start(Backend::Sqlite).await;
    let insider = app.member(INSIDER);
    let pages = "{ requests(first: 100) { nodes { tasks(first: 100) { nodes { problems(first: 100) { nodes { id } } } } } } }";
    let many_ids = json!({ "ids": vec!["req_00000000000000000000000000"; 26_000] });
    let cycle = "{ viewer { person { ...A } } } fragment A on Person { department { ...B } } fragment B on Department { head { ...A } }";
    let fan = (0..20).fold(String::new(), |mut text, at| {
        let _ = write!(text, "fragment F{at} on Person {{ ...F{0} ...F{0} }} ", at + 1);
        text
    });
    let fan = format!("{{ viewer {{ person {{ ...F0 }} }} }} {fan} fragment F20 on Person {{ id name }}");
    for (what, document, variables, code) in [
        ("depth", deep(20), json!({}), "DEPTH_EXCEEDED"),
        (
            "brackets",
            format!("{{ node(id: {}1{}) {{ id }} }}", "[".repeat(5_000), "]".repeat(5_000)),
            json!({}),
            "DEPTH_EXCEEDED",
        ),
        ("pages of pages", pages.to_owned(), json!({}), "COST_EXCEEDED"),
        ("amount", "{ requests(first: 2000000000) { nodes { id } } }".to_owned(), json!({}), "COST_EXCEEDED"),
        (
            "amount by variable",
            "query($n: Int!) { requests(first: $n) { nodes { id } } }".to_owned(),
            json!({ "n": 2_000_000_000 }),
            "COST_EXCEEDED",
        ),
        ("lists", "query($ids: [ID!]!) { nodes(ids: $ids) { id } }".to_owned(), many_ids, "COST_EXCEEDED"),
        ("aliases", format!("{{ {} }}", aliases(51)), json!({}), "COST_EXCEEDED"),
        ("fragments that multiply", fan, json!({}), "COST_EXCEEDED"),
        ("fragments in a circle", cycle.to_owned(), json!({}), "GRAPHQL_VALIDATION_FAILED"),
        (
            "directives",
            format!("{{ organization {} {{ name }} }}", "@include(if: true) ".repeat(50)),
            json!({}),
            "COST_EXCEEDED",
        ),
        (
            "breadth",
            format!("{{ organization {{ {} }} }}", "name ".repeat(6_000)),
            json!({}),
            "COST_EXCEEDED",
        ),
        (
            "length",
            format!("{{ organization {{ name }} }} #{}", "x".repeat(70_000)),
            json!({}),
            "COST_EXCEEDED",
        ),
    ] {
        let begun = Instant::now();
        let answer = insider.send(&document, variables).await;
        assert_eq!((answer.status, answer.error_code()), (400, Some(code)), "{what}: {}", answer.body);
        assert!(begun.elapsed() < Duration::from_secs(2), "{what}");
    }
    // A small page that is only wrong by what the field takes.
    let answer = insider.send("{ requests(first: 101) { nodes { id } } }", json!({})).await;
    assert_eq!(answer.error_code(), Some("BAD_USER_INPUT"));
    still_serves(&app).await;
    app.finish().await;
}

/// Bodies that are too large, arrays of calls, values without end: refused by their status, before anything is asked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_batches_and_variables_are_bounded() {
    let app = TestApp::start(Backend::Sqlite).await;
    let token = app.member(INSIDER).token().expect("a token").to_owned();
    let post =
        || raw(&app, Method::POST, "/graphql").bearer_auth(&token).header("content-type", "application/json");
    let one = json!({ "query": "{ organization { name } }" });
    let nested = format!(
        "{{\"query\":\"{{a}}\",\"variables\":{{\"v\":{}1{}}}}}",
        "[".repeat(50_000),
        "]".repeat(50_000)
    );
    let filter = (0..60).fold(json!({ "title": { "eq": "x" } }), |inner, _| json!({ "and": [inner] }));
    let filtered = json!({ "query": "query($f: RequestFilter) { requests(filter: $f) { nodes { id } } }", "variables": { "f": filter } });
    for (what, body, status) in [
        ("a large body", " ".repeat(3_000_000), 413),
        ("an array", json!([one, one]).to_string(), 400),
        ("nested values", nested, 400),
        ("a nested filter", filtered.to_string(), 400),
    ] {
        let (got, answer) = answered(post().body(body)).await;
        assert_eq!(got, status, "{what}: {answer}");
    }
    let wide: Vec<_> = (0..501).map(|number| json!({ "title": { "eq": number.to_string() } })).collect();
    let document = "query($f: RequestFilter) { requests(filter: $f) { nodes { id } } }";
    let answer = app.member(INSIDER).send(document, json!({ "f": { "or": wide } })).await;
    assert_eq!(answer.error_code(), Some("BAD_USER_INPUT"), "{}", answer.body);
    still_serves(&app).await;
    app.finish().await;
}

/// Sockets full of subscriptions end at their bounds; whoever hoards them takes nothing from others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn open_subscriptions_are_bounded_for_each_caller() {
    let limits = Limits { streams_per_socket: 5, streams_per_caller: 8, ..Limits::default() };
    let app = TestApp::start_with(Backend::Sqlite, limits).await;
    let insider = app.member(INSIDER);
    let mut refused = Vec::new();
    let mut sockets = Vec::new();
    for _ in 0..2 {
        let mut socket = Socket::connect(&insider).await;
        for number in 0..6 {
            socket.subscribe(&format!("s{number}"), "subscription { events { cursor } }", json!({})).await;
        }
        socket.subscribe("q", "{ organization { name } }", json!({})).await;
        loop {
            let message = socket.message().await;
            match (message["type"].as_str(), message["id"].as_str()) {
                (Some("error"), _) => {
                    refused.push(message["payload"][0]["extensions"]["code"].clone());
                    if message["id"] == "q" {
                        break;
                    }
                }
                (Some("complete"), Some("q")) => break,
                _ => {}
            }
        }
        sockets.push(socket);
    }
    assert!(refused.len() >= 4, "of twelve, eight at most: {refused:?}");
    assert!(refused.iter().all(|code| code == "RATE_LIMITED"), "{refused:?}");
    let mut other = Socket::connect(&app.member("MT0003")).await;
    other.subscribe("q", "{ organization { name } }", json!({})).await;
    assert!(other.next().await["organization"]["name"].is_string());
    drop(sockets);
    app.finish().await;
}

/// A script asks for dear pages as fast as it can: it is told to wait, by how much, and nobody else notices; from many tokens at one
/// address the address is. Then it waits, and is served.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_dear_calls_is_told_to_wait() {
    let limits = Limits { rate_cost: 60_000, rate_address: 150_000, ..Limits::default() };
    let app = TestApp::start_with(Backend::Sqlite, limits).await;
    let dear = "{ requests(first: 100) { nodes { id tasks(first: 100) { nodes { id } } } } }";
    let (flooder, bystander) = (app.member(INSIDER), app.member("MT0003").at("203.0.113.77"));
    let flooder = flooder.at("203.0.113.5");
    let mut served = 0;
    let refused = loop {
        let answer = flooder.send(dear, json!({})).await;
        if answer.status == 429 {
            break answer.body;
        }
        served += 1;
        assert!(served < 100, "nothing slows it");
    };
    let cost =
        flooder.send("{ rateLimit { limit remaining resetsAt cost } }", json!({})).await.data()["rateLimit"]
            .take();
    assert_eq!((&cost["limit"], &cost["cost"]), (&json!(60_000), &json!(1)));
    assert!(served <= 60_000 / 10_000, "{served} were served");
    let error = &refused["errors"][0]["extensions"];
    assert_eq!(
        (&error["code"], &error["params"]["scope"], &error["retryable"]),
        (&json!("RATE_LIMITED"), &json!("actor"), &json!(true))
    );
    let wait = error["retryAfterMs"].as_u64().expect("how long");
    assert_eq!(bystander.send(dear, json!({})).await.status, 200);
    app.clock().advance(Duration::from_millis(wait + 1));
    assert_eq!(flooder.send(dear, json!({})).await.status, 200, "after what was told");
    let mut scopes = Vec::new();
    for number in ["MT0001", "MT0002", "MT0003", "MT0004", "JS0001", "JS0002"] {
        let one = app.member(number).at("198.51.100.9");
        for _ in 0..5 {
            let answer = one.send(dear, json!({})).await;
            scopes.push(answer.body["errors"][0]["extensions"]["params"]["scope"].clone());
        }
    }
    assert!(scopes.contains(&json!("address")), "{scopes:?}");
    assert!(scopes.iter().filter(|scope| **scope == Value::Null).count() <= 15, "{scopes:?}");
    app.finish().await;
}
