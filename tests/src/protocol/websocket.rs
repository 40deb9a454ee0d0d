//! `graphql-transport-ws`: messages, exact close codes, clocks, slow readers, the end of the server.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use liaison_gateway::limits::Limits;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::server::{ALICE, BOB, Server, protocol_server, protocol_server_with};

/// Longer than anything here takes; reaching it is a failure, not a wait.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// What a socket says.
#[derive(Debug, PartialEq)]
pub(super) enum Heard {
    Message(Value),
    Closed(u16, String),
    Gone,
}

impl Socket {
    async fn open(server: &Server) -> Self {
        let url = format!("{}/graphql", server.base.replacen("http", "ws", 1));
        let mut request = url.into_client_request().expect("a valid address");
        request
            .headers_mut()
            .insert("sec-websocket-protocol", "graphql-transport-ws".parse().expect("valid"));
        let (stream, response) =
            tokio_tungstenite::connect_async(request).await.expect("the server takes sockets");
        assert_eq!(response.headers()["sec-websocket-protocol"], "graphql-transport-ws");
        Self(stream)
    }

    pub(super) async fn connect(server: &Server, who: u128) -> Self {
        let mut socket = Self::open(server).await;
        let payload = json!({ "authorization": format!("Bearer {}", server.token(who)), "locale": "en" });
        socket.send(&json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.message().await, json!({ "type": "connection_ack" }));
        socket
    }

    pub(super) async fn send(&mut self, message: &Value) {
        self.0.send(Message::text(message.to_string())).await.expect("open");
    }

    pub(super) async fn subscribe(&mut self, id: &str, document: &str) {
        self.send(&json!({ "id": id, "type": "subscribe", "payload": { "query": document } })).await;
    }

    /// What comes next, pings included.
    async fn hear_all(&mut self) -> Heard {
        loop {
            match tokio::time::timeout(PATIENCE, self.0.next()).await.expect("the server says something") {
                Some(Ok(Message::Text(text))) => {
                    return Heard::Message(serde_json::from_str(&text).expect("messages are JSON"));
                }
                Some(Ok(Message::Close(Some(frame)))) => {
                    return Heard::Closed(frame.code.into(), frame.reason.to_string());
                }
                Some(Ok(Message::Close(None)) | Err(_)) | None => return Heard::Gone,
                Some(Ok(_)) => {}
            }
        }
    }

    async fn hear(&mut self) -> Heard {
        loop {
            match self.hear_all().await {
                Heard::Message(message) if message["type"] == "ping" => {}
                heard => return heard,
            }
        }
    }

    pub(super) async fn message(&mut self) -> Value {
        match self.hear().await {
            Heard::Message(message) => message,
            other => panic!("a message was expected, not {other:?}"),
        }
    }

    async fn closed(&mut self) -> (u16, String) {
        loop {
            match self.hear().await {
                Heard::Closed(code, reason) => return (code, reason),
                Heard::Gone => panic!("a close frame was expected"),
                Heard::Message(_) => {}
            }
        }
    }
}

#[tokio::test]
async fn operations_of_all_kinds_share_a_socket() {
    let server = protocol_server().await;
    let mut socket = Socket::connect(&server, ALICE).await;
    socket.subscribe("q", "{ add(a: 1) }").await;
    let next = socket.message().await;
    assert_eq!(
        (&next["type"], &next["id"], &next["payload"]["data"]),
        (&json!("next"), &json!("q"), &json!({"add": 3}))
    );
    assert_eq!(socket.message().await, json!({ "id": "q", "type": "complete" }));
    socket.subscribe("q", "mutation { bump { count } }").await;
    assert_eq!(socket.message().await["payload"]["data"]["bump"]["count"], 1, "an ID is free again");
    assert_eq!(socket.message().await["type"], "complete");
    socket.subscribe("s", "subscription { ...F } fragment F on Subscription { count(to: 3) }").await;
    for number in 1..=3 {
        let message = json!({ "data": { "count": number }, "extensions": { "cost": { "statements": 0 } } });
        assert_eq!(socket.message().await["payload"], message);
    }
    assert_eq!(socket.message().await, json!({ "id": "s", "type": "complete" }));
    socket.send(&json!({ "type": "ping", "payload": { "a": 1 } })).await;
    assert_eq!(socket.message().await, json!({ "type": "pong", "payload": { "a": 1 } }));
    socket.send(&json!({ "type": "pong" })).await;
    socket.send(&json!({ "type": "complete", "id": "unknown" })).await;
    socket.subscribe("e", "{ me }").await;
    assert!(
        socket.message().await["payload"]["data"]["me"].as_str().is_some_and(|me| me.contains(" en call_"))
    );
    server.stop().await;
}

#[tokio::test]
async fn request_errors_are_error_messages() {
    let server = protocol_server().await;
    let mut socket = Socket::connect(&server, ALICE).await;
    for (document, code) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { count(to: 1) hold }", "GRAPHQL_VALIDATION_FAILED"),
        ("query($v: Int!) { add(a: $v) }", "BAD_USER_INPUT"),
        ("query A { __typename } query B { __typename }", "OPERATION_NOT_FOUND"),
        ("subscription { refused }", "INVALID_CURSOR"),
        ("{ things(first: 100000) { nodes { id } } }", "COST_EXCEEDED"),
    ] {
        socket.subscribe("1", document).await;
        let message = socket.message().await;
        assert_eq!(message["type"], "error", "{document}: {message}");
        assert_eq!(message["payload"][0]["extensions"]["code"], code, "{document}");
    }
    let deep = format!("{{ echo(text: {}1{}) }}", "[".repeat(30_000), "]".repeat(30_000));
    socket.subscribe("1", &deep).await;
    assert_eq!(socket.message().await["payload"][0]["extensions"]["code"], "DEPTH_EXCEEDED");
    // A stream that breaks off says so, and nothing after it.
    socket.subscribe("1", "subscription { broken }").await;
    assert_eq!(socket.message().await["payload"]["data"]["broken"], 1);
    let message = socket.message().await;
    assert_eq!(
        (&message["type"], &message["payload"][0]["extensions"]["retryable"]),
        (&json!("error"), &json!(true))
    );
    socket.subscribe("1", "{ add(a: 1) }").await;
    assert_eq!(socket.message().await["type"], "next", "nothing followed the error");
    server.stop().await;
}

#[tokio::test]
async fn close_codes_are_the_protocols() {
    let limits = Limits { connection_init: Duration::from_millis(80), ..Limits::default() };
    let server = protocol_server_with(limits, true).await;
    let init = json!({ "type": "connection_init" });
    let subscribe =
        json!({ "id": "1", "type": "subscribe", "payload": { "query": "subscription { hold }" } });
    let bad = json!({ "type": "connection_init", "payload": { "authorization": "Bearer nonsense" } });
    let alice = json!({ "type": "connection_init", "payload": { "Authorization": format!("Bearer {}", server.token(ALICE)) } });
    for (messages, code, reason) in [
        (vec![], 4408, "Connection initialisation timeout"),
        (vec![json!("nonsense")], 4400, "Invalid message: not an object"),
        (vec![json!({ "type": "start" })], 4400, "Invalid message: unknown type"),
        (vec![subscribe.clone()], 4401, "Unauthorized"),
        (vec![bad], 4403, "Forbidden"),
        (vec![init.clone(), init], 4429, "Too many initialisation requests"),
        (vec![alice, subscribe.clone(), subscribe], 4409, "Subscriber for 1 already exists"),
    ] {
        let mut socket = Socket::open(&server).await;
        for message in &messages {
            socket.send(message).await;
        }
        assert_eq!(socket.closed().await, (code, reason.to_owned()), "{messages:?}");
    }
    let mut socket = Socket::open(&server).await;
    socket.0.send(Message::binary(vec![1, 2, 3])).await.expect("open");
    assert_eq!(socket.closed().await.0, 4400);
    let mut socket = Socket::open(&server).await;
    socket
        .0
        .send(Message::text(format!("{}{}", "[".repeat(50_000), "]".repeat(50_000))))
        .await
        .expect("open");
    assert_eq!(socket.closed().await.0, 4400);
    let mut socket = Socket::connect(&server, ALICE).await;
    socket.0.send(Message::text(" ".repeat(300_000))).await.expect("open");
    assert_eq!(socket.closed().await.0, 1009);
    server.stop().await;
}

#[tokio::test]
async fn one_subprotocol_is_spoken_wherever_it_is_offered() {
    let server = protocol_server().await;
    let old = "The subprotocol of subscriptions-transport-ws is no longer spoken; use a client of graphql-transport-ws.";
    let other = "A WebSocket here speaks graphql-transport-ws; offer it in Sec-WebSocket-Protocol.";
    for (offers, refused) in [
        (&["graphql-transport-ws"][..], None),
        // As clients of Python's `gql` offer them.
        (&["graphql-ws, graphql-transport-ws"], None),
        (&["soap", "graphql-ws", "graphql-transport-ws"], None),
        (&["graphql-ws"], Some(old)),
        (&["soap,graphql-ws"], Some(old)),
        (&["soap, mqtt"], Some(other)),
        (&["graphql-transport-ws-2"], Some(other)),
        (&[], Some(other)),
    ] {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let mut call = client.get(format!("{}/graphql", server.base)).header("accept-language", "en");
        for (name, value) in [
            ("connection", "Upgrade"),
            ("upgrade", "websocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ] {
            call = call.header(name, value);
        }
        for offer in offers {
            call = call.header("sec-websocket-protocol", *offer);
        }
        let answer = call.send().await.expect("an answer");
        let status = answer.status().as_u16();
        let Some(message) = refused else {
            assert_eq!(
                (status, answer.headers()["sec-websocket-protocol"].as_bytes()),
                (101, &b"graphql-transport-ws"[..]),
                "{offers:?}"
            );
            continue;
        };
        let body: Value = answer.json().await.expect("JSON");
        assert_eq!((status, &body["errors"][0]["message"]), (400, &json!(message)), "{offers:?}");
        assert_eq!(body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    }
    server.stop().await;
}

#[tokio::test]
async fn strangers_may_ask_for_the_schema_only() {
    let server = protocol_server().await;
    let mut socket = Socket::open(&server).await;
    socket.send(&json!({ "type": "connection_init", "payload": null })).await;
    assert_eq!(socket.message().await["type"], "connection_ack");
    socket.subscribe("1", "{ __typename }").await;
    assert_eq!(socket.message().await["type"], "next");
    assert_eq!(socket.message().await["type"], "complete");
    for document in ["{ add(a: 1) }", "subscription { hold }"] {
        socket.subscribe("1", document).await;
        let message = socket.message().await;
        assert_eq!(
            (&message["type"], &message["payload"][0]["extensions"]["code"]),
            (&json!("error"), &json!("UNAUTHENTICATED"))
        );
    }
    server.stop().await;
}

#[tokio::test]
async fn completing_ends_an_operation_and_the_cap_holds() {
    let server = protocol_server_with(Limits { streams_per_socket: 2, ..Limits::default() }, true).await;
    let mut socket = Socket::connect(&server, ALICE).await;
    for id in ["a", "b"] {
        socket.subscribe(id, "subscription { hold }").await;
        assert_eq!(socket.message().await["payload"]["data"]["hold"], 1);
    }
    socket.subscribe("c", "subscription { hold }").await;
    let message = socket.message().await;
    assert_eq!(
        (&message["id"], &message["payload"][0]["extensions"]["code"]),
        (&json!("c"), &json!("RATE_LIMITED"))
    );
    socket.send(&json!({ "type": "complete", "id": "a" })).await;
    socket.subscribe("a", "subscription { hold }").await;
    let message = socket.message().await;
    assert_eq!(
        (&message["id"], &message["type"]),
        (&json!("a"), &json!("next")),
        "the place and the ID are free"
    );
    server.stop().await;
}

#[tokio::test]
async fn a_socket_ends_with_its_token_and_its_person() {
    let limits = Limits { token_recheck: Duration::from_millis(20), ..Limits::default() };
    let server = protocol_server_with(limits, true).await;
    let (mut alice, mut bob) = (Socket::connect(&server, ALICE).await, Socket::connect(&server, BOB).await);
    alice.subscribe("1", "subscription { hold }").await;
    alice.message().await;
    server.world.alice_leaves();
    assert_eq!(alice.closed().await, (4403, "Forbidden".to_owned()));
    bob.subscribe("1", "{ add(a: 1) }").await;
    assert_eq!(bob.message().await["type"], "next", "others stay");
    server.world.advance(3_600);
    assert_eq!(bob.closed().await.0, 4403);
    server.stop().await;
}

#[tokio::test]
async fn the_server_pings_and_ends_the_silent() {
    let limits = Limits {
        ping_interval: Duration::from_millis(30),
        ping_timeout: Duration::from_millis(200),
        ..Limits::default()
    };
    let server = protocol_server_with(limits, true).await;
    let mut socket = Socket::connect(&server, ALICE).await;
    let mut pings = 0;
    let code = loop {
        match socket.hear_all().await {
            Heard::Message(message) => {
                assert_eq!(message["type"], "ping");
                pings += 1;
                // Answered at first, then no more.
                if pings < 10 {
                    socket.send(&json!({ "type": "pong" })).await;
                }
            }
            Heard::Closed(code, _) => break code,
            Heard::Gone => panic!("a close frame was expected"),
        }
    };
    assert_eq!(code, 1001);
    assert!(pings >= 10, "it lived as long as it answered");
    server.stop().await;
}

#[tokio::test]
async fn a_slow_reader_is_ended_and_nobody_else_notices() {
    let limits = Limits { slow_reader: Duration::from_millis(150), stream_queue: 4, ..Limits::default() };
    let server = protocol_server_with(limits, true).await;
    let mut slow = Socket::connect(&server, ALICE).await;
    slow.subscribe("flood", "subscription { flood }").await;
    let mut other = Socket::connect(&server, BOB).await;
    for _ in 0..50 {
        other.subscribe("1", "{ add(a: 1) }").await;
        assert_eq!(other.message().await["type"], "next");
        assert_eq!(other.message().await["type"], "complete");
    }
    // The kernel takes what it holds; then the writer waits in vain and gives the reader up. The two tasks left are those
    // of the other socket.
    server.calm(2).await;
    let mut expected = 0;
    let end = loop {
        match slow.hear().await {
            Heard::Message(message) if message["type"] == "next" => {
                let text = message["payload"]["data"]["flood"].as_str().expect("text").to_owned();
                assert_eq!(text.split(' ').next(), Some(expected.to_string().as_str()), "nothing is skipped");
                expected += 1;
            }
            heard => break heard,
        }
    };
    match end {
        Heard::Message(message) => {
            assert_eq!(
                (&message["type"], &message["payload"][0]["extensions"]["code"]),
                (&json!("error"), &json!("UNAVAILABLE"))
            );
            assert_eq!(
                slow.hear().await,
                Heard::Closed(1013, "Reader too slow, resume from the last cursor".to_owned())
            );
        }
        Heard::Gone => {}
        Heard::Closed(code, _) => assert_eq!(code, 1013),
    }
    assert!(server.stop().await);
}

#[tokio::test]
async fn the_end_of_the_server_tells_streams_to_reconnect_and_lets_calls_finish() {
    let server = protocol_server().await;
    let mut socket = Socket::connect(&server, ALICE).await;
    socket.subscribe("s", "subscription { hold }").await;
    assert_eq!(socket.message().await["type"], "next");
    socket.subscribe("q", "{ wait(ms: 150) }").await;
    server.waiting.notified().await;
    server.begin_to_stop();
    let message = socket.message().await;
    assert_eq!((&message["id"], &message["type"]), (&json!("s"), &json!("error")));
    assert_eq!(message["payload"][0]["extensions"]["code"], "UNAVAILABLE");
    assert_eq!(socket.message().await["payload"]["data"]["wait"], 150);
    assert_eq!(socket.message().await, json!({ "id": "q", "type": "complete" }));
    assert_eq!(socket.closed().await, (1001, "Server is stopping, reconnect".to_owned()));
    assert!(server.stop().await, "no work is left");
}

#[tokio::test]
async fn a_socket_that_breaks_leaves_nothing_behind() {
    let server = protocol_server_with(Limits { streams_per_caller: 1, ..Limits::default() }, true).await;
    for _ in 0..20 {
        let mut socket = Socket::connect(&server, ALICE).await;
        // The place of the last round's stream comes back when its socket is noticed to be gone.
        loop {
            socket.subscribe("1", "subscription { hold }").await;
            if socket.message().await["type"] == "next" {
                break;
            }
        }
        drop(socket);
    }
    assert!(server.stop().await);
}
