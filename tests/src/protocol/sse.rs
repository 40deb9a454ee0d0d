//! Server-sent events: distinct connections, and the single connection mode.

use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use liaison_gateway::limits::Limits;
use reqwest::Method;
use reqwest::header::ACCEPT;
use serde_json::{Value, json};

use super::server::{ALICE, BOB, Server, code, protocol_server, protocol_server_with, read};

const EVENTS: &str = "text/event-stream";
const TOKEN: &str = "x-graphql-event-stream-token";
const PATIENCE: Duration = Duration::from_secs(20);

/// The events of one connection.
pub(super) struct Events {
    parts: BoxStream<'static, String>,
    text: String,
}

impl Events {
    pub(super) async fn open(request: reqwest::RequestBuilder) -> Self {
        let response = request.header(ACCEPT, EVENTS).send().await.expect("an answer");
        assert_eq!(response.status().as_u16(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream; charset=utf-8");
        let parts = response.bytes_stream();
        let parts = parts.take_while(|part| std::future::ready(part.is_ok()));
        let parts = parts.map(|part| String::from_utf8_lossy(&part.unwrap_or_default()).into_owned()).boxed();
        Self { parts, text: String::new() }
    }

    /// The next event with its data; comments are passed by.
    pub(super) async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                if block == ":" {
                    continue;
                }
                let (event, data) = block.split_once('\n').expect("an event has two lines");
                let data = data.strip_prefix("data: ").expect("data");
                let data =
                    if data.is_empty() { Value::Null } else { serde_json::from_str(data).expect("JSON") };
                return Some((event.strip_prefix("event: ").expect("event").to_owned(), data));
            }
            let part =
                tokio::time::timeout(PATIENCE, self.parts.next()).await.expect("the server says something");
            self.text.push_str(&part?);
        }
    }

    pub(super) async fn expect(&mut self, event: &str) -> Value {
        let (got, data) = self.next().await.expect("another event");
        assert_eq!(got, event, "{data}");
        data
    }
}

fn get(server: &Server, path: &str, document: &str) -> reqwest::RequestBuilder {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("query", document).finish();
    server.request(Method::GET, &format!("{path}?{query}")).bearer_auth(server.token(ALICE))
}

#[tokio::test]
async fn distinct_connections_serve_every_operation_on_both_addresses() {
    let server = protocol_server().await;
    for path in ["/graphql", "/graphql/stream"] {
        let mut events = Events::open(get(&server, path, "subscription { count(to: 3) }")).await;
        for number in 1..=3 {
            let message =
                json!({ "data": { "count": number }, "extensions": { "cost": { "statements": 0 } } });
            assert_eq!(events.expect("next").await, message);
        }
        assert_eq!(events.expect("complete").await, Value::Null);
        assert_eq!(events.next().await, None, "the connection ends");
        let body = json!({ "query": "mutation { bump { count } }" });
        let post = server.request(Method::POST, path).bearer_auth(server.token(ALICE)).json(&body);
        let mut events = Events::open(post).await;
        assert!(events.expect("next").await["data"]["bump"]["count"].is_number());
        events.expect("complete").await;
    }
    server.stop().await;
}

#[tokio::test]
async fn refusals_of_the_call_are_events_and_others_are_not() {
    let server = protocol_server().await;
    for (document, expected) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription($v: Int!) { count(to: $v) }", "BAD_USER_INPUT"),
        ("subscription { refused }", "INVALID_CURSOR"),
    ] {
        let mut events = Events::open(get(&server, "/graphql", document)).await;
        let data = events.expect("next").await;
        assert_eq!((code(&data), data.get("data")), (expected, None), "{document}");
        events.expect("complete").await;
    }
    let mut events = Events::open(get(&server, "/graphql", "subscription { broken }")).await;
    assert_eq!(events.expect("next").await["data"]["broken"], 1);
    assert_eq!(code(&events.expect("next").await), "UNAVAILABLE");
    events.expect("complete").await;
    let stranger =
        server.request(Method::GET, "/graphql?query=subscription%7Bhold%7D").header(ACCEPT, EVENTS);
    assert_eq!(read(stranger).await.0, 401);
    let mutation = get(&server, "/graphql", "mutation { bump { count } }").header(ACCEPT, EVENTS);
    assert_eq!(read(mutation).await.0, 405);
    for accept in ["application/json", "*/*"] {
        assert_eq!(
            read(get(&server, "/graphql/stream", "{ add(a: 1) }").header(ACCEPT, accept)).await.0,
            406
        );
    }
    assert_eq!(read(server.request(Method::PATCH, "/graphql/stream")).await.0, 405);
    server.stop().await;
}

#[tokio::test]
async fn streams_end_with_the_token_with_the_server_and_at_their_caps() {
    let limits =
        Limits { token_recheck: Duration::from_millis(20), streams_per_caller: 1, ..Limits::default() };
    let server = protocol_server_with(limits, true).await;
    let hold = "subscription { hold }";
    let mut events = Events::open(get(&server, "/graphql", hold)).await;
    events.expect("next").await;
    let (status, _, body) = read(get(&server, "/graphql", hold).header(ACCEPT, EVENTS)).await;
    assert_eq!((status, code(&body)), (429, "RATE_LIMITED"));
    server.world.alice_leaves();
    assert_eq!(code(&events.expect("next").await), "UNAUTHENTICATED");
    events.expect("complete").await;
    let bob =
        server.request(Method::GET, "/graphql?query=subscription%7Bhold%7D").bearer_auth(server.token(BOB));
    let mut events = Events::open(bob).await;
    events.expect("next").await;
    server.begin_to_stop();
    let data = events.expect("next").await;
    assert_eq!((code(&data), &data["errors"][0]["extensions"]["retryable"]), ("UNAVAILABLE", &json!(true)));
    events.expect("complete").await;
    assert!(server.stop().await);
}

#[tokio::test]
async fn silence_is_filled_with_comments() {
    let server =
        protocol_server_with(Limits { ping_interval: Duration::from_millis(20), ..Limits::default() }, true)
            .await;
    let response = get(&server, "/graphql", "subscription { hold }")
        .header(ACCEPT, EVENTS)
        .send()
        .await
        .expect("an answer");
    let mut parts = response.bytes_stream();
    let mut text = String::new();
    while text.matches(":\n\n").count() < 5 {
        text.push_str(&String::from_utf8_lossy(&parts.next().await.expect("open").expect("bytes")));
    }
    drop(parts);
    server.stop().await;
}

#[tokio::test]
async fn a_slow_reader_gets_a_resumable_end_after_all_that_was_queued() {
    let limits = Limits { slow_reader: Duration::from_millis(100), stream_queue: 4, ..Limits::default() };
    let server = protocol_server_with(limits, true).await;
    let mut events = Events::open(get(&server, "/graphql", "subscription { flood }")).await;
    server.calm(0).await;
    let mut expected = 0;
    loop {
        let data = events.expect("next").await;
        if data.get("errors").is_some() {
            assert_eq!(code(&data), "UNAVAILABLE");
            break;
        }
        let text = data["data"]["flood"].as_str().expect("text").to_owned();
        assert_eq!(text.split(' ').next(), Some(expected.to_string().as_str()), "nothing is skipped");
        expected += 1;
    }
    events.expect("complete").await;
    assert_eq!(events.next().await, None);
    assert!(server.stop().await);
}

/// The single connection mode, from one caller's side.
pub(super) struct Single<'a> {
    server: &'a Server,
    token: String,
}

impl<'a> Single<'a> {
    pub(super) async fn reserve(server: &'a Server, who: u128) -> Self {
        let put = server.request(Method::PUT, "/graphql/stream").bearer_auth(server.token(who));
        let response = put.send().await.expect("an answer");
        assert_eq!(response.status().as_u16(), 201);
        assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
        Self { server, token: response.text().await.expect("a token") }
    }

    pub(super) fn request(&self, method: Method, query: &str, who: u128) -> reqwest::RequestBuilder {
        let request = self.server.request(method, &format!("/graphql/stream{query}"));
        request.header(TOKEN, &self.token).bearer_auth(self.server.token(who))
    }

    pub(super) async fn operate(&self, id: &str, document: &str) -> (u16, Value) {
        let body = json!({ "query": document, "extensions": { "operationId": id } });
        let (status, _, body) = read(self.request(Method::POST, "", ALICE).json(&body)).await;
        (status, body)
    }
}

#[tokio::test]
async fn one_connection_carries_many_operations() {
    let server = protocol_server().await;
    let single = Single::reserve(&server, ALICE).await;
    assert_eq!(single.operate("early", "{ add(a: 1) }").await.0, 202, "before the stream is connected");
    let mut events = Events::open(single.request(Method::GET, "", ALICE)).await;
    let data = events.expect("next").await;
    assert_eq!((&data["id"], &data["payload"]["data"]), (&json!("early"), &json!({ "add": 3 })));
    assert_eq!(events.expect("complete").await, json!({ "id": "early" }));
    assert_eq!(single.operate("early", "subscription { hold }").await.0, 202, "an ID is free again");
    assert_eq!(events.expect("next").await["payload"]["data"]["hold"], 1);
    assert_eq!(single.operate("early", "{ add(a: 1) }").await.0, 409);
    assert_eq!(single.operate("", "{ add(a: 1) }").await.0, 400);
    assert_eq!(single.operate("x", "{ nothing }").await.0, 200, "as application/json");
    let stopped = single.request(Method::DELETE, "?operationId=early", ALICE);
    assert_eq!(read(stopped).await.0, 200);
    assert_eq!(events.expect("complete").await, json!({ "id": "early" }));
    let second = single.request(Method::GET, "", ALICE).header(ACCEPT, EVENTS);
    assert_eq!(read(second).await.0, 409, "one connection a reservation");
    drop(events);
    // The server notices that the connection is gone when it next looks at it.
    while single.operate("x", "{ add(a: 1) }").await.0 != 404 {}
    server.stop().await;
}

#[tokio::test]
async fn a_reservation_belongs_to_who_made_it_and_does_not_last() {
    let limits = Limits {
        reservations_per_caller: 2,
        reservation_lifetime: Duration::from_millis(300),
        ..Limits::default()
    };
    let server = protocol_server_with(limits, true).await;
    assert_eq!(read(server.request(Method::PUT, "/graphql/stream")).await.0, 401);
    let single = Single::reserve(&server, ALICE).await;
    let other = Single::reserve(&server, ALICE).await;
    let put = server.request(Method::PUT, "/graphql/stream").bearer_auth(server.token(ALICE));
    assert_eq!(read(put).await.0, 429);
    let body = json!({ "query": "{ me }", "extensions": { "operationId": "1" } });
    assert_eq!(read(single.request(Method::POST, "", BOB).json(&body)).await.0, 404);
    assert_eq!(read(single.request(Method::GET, "", BOB).header(ACCEPT, EVENTS)).await.0, 404);
    assert_eq!(read(single.request(Method::DELETE, "?operationId=1", BOB)).await.0, 404);
    // A browser's event source has nothing but the address.
    let path = format!("/graphql/stream?token={}", single.token);
    let _events = Events::open(server.request(Method::GET, &path)).await;
    while read(other.request(Method::GET, "", BOB).header(ACCEPT, EVENTS)).await.0 != 404 {}
    while other.operate("1", "{ me }").await.0 != 404 {}
    assert_eq!(single.operate("1", "{ me }").await.0, 202, "a connected one lasts");
    assert!(server.stop().await);
}

#[tokio::test]
async fn the_end_of_the_server_ends_a_single_connection() {
    let server = protocol_server().await;
    let single = Single::reserve(&server, ALICE).await;
    let mut events = Events::open(single.request(Method::GET, "", ALICE)).await;
    assert_eq!(single.operate("s", "subscription { hold }").await.0, 202);
    events.expect("next").await;
    server.begin_to_stop();
    let data = events.expect("next").await;
    assert_eq!((&data["id"], code(&data["payload"])), (&json!("s"), "UNAVAILABLE"));
    assert_eq!(events.expect("complete").await, json!({ "id": "s" }));
    assert_eq!(events.next().await, None);
    assert!(server.stop().await);
}
