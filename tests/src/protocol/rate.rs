//! What callers may spend in a minute: on every transport, per caller and per address, told in headers, errors and extensions.

use liaison_gateway::limits::Limits;
use reqwest::Method;
use reqwest::header::{ACCEPT, HeaderMap};
use serde_json::{Value, json};

use super::server::{ALICE, BOB, Server, code, protocol_server_with, read};
use super::sse::{Events, Single};
use super::websocket::Socket;

/// A page of these costs 1 for itself, 10 for its items.
const PAGE: &str = "{ things(first: 10) { nodes { id } } }";

/// 6,000 a minute for each caller, 100 a second; 12,000 for the address.
fn limits() -> Limits {
    Limits { rate_cost: 6_000, rate_address: 12_000, rate_request: 10, ..Limits::default() }
}

fn page(first: u32) -> String {
    format!("{{ things(first: {first}) {{ nodes {{ id }} }} }}")
}

async fn headers(server: &Server, document: &str) -> (u16, HeaderMap, Value) {
    let answer = server.post(document, &json!({})).send().await.expect("an answer");
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    (status, headers, answer.json().await.expect("JSON"))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("-")
}

#[tokio::test]
async fn what_is_left_stands_in_headers_and_extensions() {
    let server = protocol_server_with(limits(), true).await;
    let (status, told, body) = headers(&server, PAGE).await;
    assert_eq!(status, 200);
    assert_eq!(
        text(&told, "ratelimit-policy"),
        "\"actor\";q=6000;w=60;liaison-unit=\"cost\", \"address\";q=12000;w=60;liaison-unit=\"cost\""
    );
    assert_eq!(text(&told, "ratelimit"), "\"actor\";r=5989;t=1");
    let cost = &body["extensions"]["cost"];
    assert_eq!((&cost["requested"], &cost["charged"]), (&json!(11), &json!(11)));
    let rate = json!({ "scope": "actor", "limit": 6_000, "remaining": 5_989, "resetsAt": "2024-05-06T01:00:00.11Z" });
    assert_eq!(cost["rate"], rate);
    let (_, told, body) = headers(&server, "{ __typename }").await;
    assert_eq!(
        (text(&told, "ratelimit"), &body["extensions"]["cost"]["charged"]),
        ("\"actor\";r=5988;t=1", &json!(1))
    );
    for stranger in ["/", "/elsewhere", "/graphql?query=%7B", "/graphql?query=%7B__typename%7D"] {
        let answer = server.request(Method::GET, stranger).send().await.expect("an answer");
        assert!(text(answer.headers(), "ratelimit").starts_with("\"address\";r=119"), "{stranger}");
        assert!(answer.headers().contains_key("ratelimit-policy"), "{stranger}");
    }
    server.stop().await;
}

#[tokio::test]
async fn above_it_a_caller_waits_and_nobody_else_does() {
    let server = protocol_server_with(limits(), true).await;
    for _ in 0..2 {
        assert_eq!(headers(&server, &page(2_899)).await.0, 200);
    }
    let (status, told, body) = headers(&server, &page(699)).await;
    assert_eq!((status, code(&body)), (429, "RATE_LIMITED"), "{body}");
    assert_eq!((text(&told, "retry-after"), text(&told, "ratelimit")), ("5", "\"actor\";r=200;t=5"));
    let error = &body["errors"][0]["extensions"];
    assert_eq!((&error["retryAfterMs"], &error["retryable"]), (&json!(5_000), &json!(true)));
    assert_eq!(error["params"], json!({ "scope": "actor", "cost": 700, "limit": 6_000, "seconds": 5 }));
    assert!(body.get("data").is_none(), "nothing was executed");
    assert_eq!(headers(&server, &page(99)).await.0, 200, "what is left still serves");
    let bob = server.request(Method::POST, "/graphql").bearer_auth(server.token(BOB));
    assert_eq!(read(bob.json(&json!({ "query": page(699) }))).await.0, 200, "another caller has their own");
    server.world.advance(7);
    assert_eq!(headers(&server, &page(699)).await.0, 200, "after what was told");
    server.stop().await;
}

#[tokio::test]
async fn every_operation_on_every_transport_is_paid() {
    let server = protocol_server_with(Limits { batch_operations: 3, ..limits() }, true).await;
    let remaining = async || -> u64 {
        let (_, _, body) = headers(&server, "{ __typename }").await;
        body["extensions"]["cost"]["rate"]["remaining"].as_u64().expect("a number")
    };
    let mut socket = Socket::connect(&server, ALICE).await;
    socket.subscribe("q", PAGE).await;
    let answered = socket.message().await;
    assert_eq!(answered["payload"]["extensions"]["cost"]["rate"]["remaining"], 5_989);
    assert_eq!(socket.message().await["type"], "complete");
    socket.subscribe("s", "subscription { count(to: 30) }").await;
    for number in 1..=30 {
        let message = socket.message().await;
        let rate = &message["payload"]["extensions"]["cost"]["rate"];
        assert_eq!(
            rate["remaining"],
            if number == 1 { json!(5_988) } else { Value::Null },
            "messages do not count"
        );
    }
    assert_eq!(socket.message().await["type"], "complete");
    let mut events = Events::open(server.post(PAGE, &json!({}))).await;
    events.expect("next").await;
    events.expect("complete").await;
    let single = Single::reserve(&server, ALICE).await;
    assert_eq!(single.operate("a", PAGE).await.0, 202);
    let calls = json!([{ "query": PAGE }, { "query": "{" }, { "query": PAGE }]);
    let array = server.request(Method::POST, "/graphql").bearer_auth(server.token(ALICE)).json(&calls);
    assert_eq!(read(array).await.2[2]["extensions"]["cost"]["rate"]["remaining"], 5_988 - 4 * 11);
    assert_eq!(remaining().await, 5_988 - 4 * 11 - 1);

    while remaining().await > 20 {
        let _ = headers(&server, &page(1_979)).await;
        let _ = headers(&server, &page(9)).await;
    }
    socket.subscribe("q", &page(99)).await;
    let refused = socket.message().await;
    assert_eq!(
        (&refused["type"], &refused["payload"][0]["extensions"]["code"]),
        (&json!("error"), &json!("RATE_LIMITED"))
    );
    assert!(refused["payload"][0]["extensions"]["retryAfterMs"].is_number());
    assert_eq!(single.operate("b", &page(99)).await.0, 429);
    let events = server.post(&page(99), &json!({})).header(ACCEPT, "text/event-stream");
    assert_eq!(read(events).await.0, 429);
    let array = server.request(Method::POST, "/graphql").bearer_auth(server.token(ALICE));
    let (status, _, body) = read(array.json(&json!([{ "query": page(99) }]))).await;
    assert_eq!((status, code(&body[0])), (200, "RATE_LIMITED"));
    server.stop().await;
}

#[tokio::test]
async fn floods_of_refusals_are_slowed_by_their_address() {
    let server = protocol_server_with(Limits { rate_cost: 0, ..limits() }, true).await;
    let garbage = |number: u32| {
        let request = server.request(Method::POST, "/graphql");
        match number % 4 {
            0 => request.json(&json!({ "query": "{" })),
            1 => request.bearer_auth("no token").json(&json!({ "query": "{ __typename }" })),
            2 => request.body("--x--").header("content-type", "multipart/form-data; boundary=x"),
            _ => server.request(Method::GET, "/wp-login.php"),
        }
    };
    let mut refused = 0;
    while refused < 2_000 {
        if read(garbage(refused)).await.0 == 429 {
            break;
        }
        refused += 1;
    }
    assert_eq!(refused, 1_200, "at 10 each");
    let (status, _, body) = read(server.post("{ __typename }", &json!({}))).await;
    assert_eq!((status, code(&body)), (429, "RATE_LIMITED"), "before anybody is asked who they are");
    assert_eq!(body["errors"][0]["extensions"]["params"]["scope"], "address");
    assert_eq!(read(server.request(Method::GET, "/healthz")).await.0, 200, "probes are not counted");
    server.world.advance(1);
    assert_eq!(read(server.post("{ __typename }", &json!({}))).await.0, 200);
    server.stop().await;
}

#[tokio::test]
async fn one_page_of_introspection_is_cheap_and_many_are_not() {
    let server = protocol_server_with(limits(), true).await;
    let (_, _, first) = headers(&server, "{ __schema { types { name } } }").await;
    let (_, _, again) = headers(&server, "{ __schema { types { name } } }").await;
    let left = |body: &Value| body["extensions"]["cost"]["rate"]["remaining"].as_u64().expect("a number");
    assert_eq!(
        left(&first) - left(&again),
        again["extensions"]["cost"]["charged"].as_u64().expect("a number")
    );
    assert_eq!(first["data"], again["data"], "what is kept in memory is paid all the same");
    let whole = "{ __schema { types { fields { name args { name description } type { name } } } } }";
    let (_, _, whole) = headers(&server, whole).await;
    assert!(whole["extensions"]["cost"]["charged"].as_u64().is_some_and(|charged| charged > 1), "{whole}");
    server.stop().await;
}
