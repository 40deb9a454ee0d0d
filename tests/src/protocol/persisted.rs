//! Documents that are called by their hash, on every transport, and a server that takes registered documents alone.

use std::sync::Arc;

use data_encoding::HEXLOWER;
use liaison_gateway::exposure::{Exposure, Registered, sha256};
use liaison_gateway::limits::Limits;
use reqwest::Method;
use reqwest::header::CACHE_CONTROL;
use serde_json::{Value, json};

use super::server::{ALICE, Server, code, protocol_server, protocol_server_of, read};
use super::sse::{Events, Single};
use super::websocket::Socket;

const DOCUMENT: &str = "query Add($a: Int!) { add(a: $a) }";

fn hash(text: &str) -> String {
    HEXLOWER.encode(&sha256(text))
}

fn apollo(text: &str) -> Value {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash(text) } })
}

async fn post(server: &Server, call: &Value) -> (u16, Value) {
    let request = server.request(Method::POST, "/graphql").bearer_auth(server.token(ALICE)).json(call);
    let (status, _, body) = read(request.header("accept", "application/graphql-response+json")).await;
    (status, body)
}

fn get(server: &Server, pairs: &[(&str, &str)]) -> reqwest::RequestBuilder {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    server.request(Method::GET, &format!("/graphql?{query}")).bearer_auth(server.token(ALICE))
}

#[tokio::test]
async fn a_document_is_sent_once_and_called_by_its_hash_on_every_transport() {
    let server = protocol_server().await;
    let variables = json!({ "a": 40 });
    let by_hash = json!({ "extensions": apollo(DOCUMENT), "variables": variables });
    let (status, body) = post(&server, &by_hash).await;
    assert_eq!((status, code(&body)), (400, "PERSISTED_QUERY_NOT_FOUND"));
    assert_eq!(body["errors"][0]["message"], "PersistedQueryNotFound", "the word that clients look for");
    let (status, body) = post(&server, &json!({ "query": "{ me }", "extensions": apollo(DOCUMENT) })).await;
    assert_eq!((status, code(&body)), (400, "BAD_USER_INPUT"), "a text under another's hash");
    assert_eq!(code(&post(&server, &by_hash).await.1), "PERSISTED_QUERY_NOT_FOUND", "is not kept");
    let sent = json!({ "query": DOCUMENT, "extensions": apollo(DOCUMENT), "variables": variables });
    assert_eq!(post(&server, &sent).await.1["data"]["add"], 42);

    let by_id = json!({ "documentId": format!("sha256:{}", hash(DOCUMENT)), "variables": variables });
    for call in [&by_hash, &by_id] {
        assert_eq!(post(&server, call).await.1["data"]["add"], 42, "POST");
        let mut events = Events::open(
            server.request(Method::POST, "/graphql").bearer_auth(server.token(ALICE)).json(call),
        )
        .await;
        assert_eq!(events.expect("next").await["data"]["add"], 42, "an event stream");
        let mut socket = Socket::connect(&server, ALICE).await;
        socket.send(&json!({ "id": "q", "type": "subscribe", "payload": call })).await;
        assert_eq!(socket.message().await["payload"]["data"]["add"], 42, "a WebSocket");
    }
    let single = Single::reserve(&server, ALICE).await;
    let call = json!({ "documentId": by_id["documentId"], "variables": variables, "extensions": { "operationId": "q" } });
    assert_eq!(read(single.request(Method::POST, "", ALICE).json(&call)).await.0, 202, "a single connection");
    let extensions = apollo(DOCUMENT).to_string();
    let id = format!("sha256:{}", hash(DOCUMENT));
    for pairs in [
        [("extensions", extensions.as_str()), ("variables", "{\"a\":40}")],
        [("documentId", id.as_str()), ("variables", "{\"a\":40}")],
    ] {
        let answer = get(&server, &pairs).send().await.expect("an answer");
        assert_eq!(answer.headers()[CACHE_CONTROL], "no-store", "answers are private");
        assert_eq!(answer.json::<Value>().await.expect("JSON")["data"]["add"], 42, "GET");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_stored_document_is_judged_like_one_that_was_sent() {
    let server = protocol_server().await;
    for (document, expected) in [
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("query($n: Int!) { things(first: $n) { nodes { id } } }", "COST_EXCEEDED"),
    ] {
        let variables = json!({ "n": 1_000_000 });
        let sent = json!({ "query": document, "extensions": apollo(document), "variables": variables });
        assert_eq!(code(&post(&server, &sent).await.1), expected);
        let by_hash = json!({ "extensions": apollo(document), "variables": variables });
        let then = if expected == "COST_EXCEEDED" { expected } else { "PERSISTED_QUERY_NOT_FOUND" };
        assert_eq!(
            code(&post(&server, &by_hash).await.1),
            then,
            "what does not pass is not kept: {document}"
        );
    }
    let mutation = "mutation { bump { count } }";
    assert_eq!(post(&server, &json!({ "query": mutation, "extensions": apollo(mutation) })).await.0, 200);
    let extensions = apollo(mutation).to_string();
    assert_eq!(
        read(get(&server, &[("extensions", &extensions)])).await.0,
        405,
        "GET reads, whatever the hash means"
    );
    server.stop().await;
}

async fn closed() -> Server {
    let manifest = json!({ "6ba1f0": DOCUMENT, "watch": "subscription { count(to: 1) }" }).to_string();
    let registered = Arc::new(Registered::read(manifest.as_bytes()).expect("a manifest"));
    let exposure = Exposure { registered, registered_only: true, ..Exposure::default() };
    protocol_server_of(Limits::default(), exposure).await
}

#[tokio::test]
async fn only_what_is_registered_is_taken_where_an_operator_says_so() {
    let server = closed().await;
    let variables = json!({ "a": 40 });
    for call in [
        json!({ "documentId": "6ba1f0", "variables": variables }),
        json!({ "extensions": apollo(DOCUMENT), "variables": variables }),
        json!({ "query": DOCUMENT, "variables": variables }),
    ] {
        assert_eq!(post(&server, &call).await.1["data"]["add"], 42, "{call}");
    }
    let other = "{ add(a: 1) }";
    let introspection = "{ __schema { queryType { name } } }";
    for call in [
        json!({ "query": other }),
        json!({ "query": other, "extensions": apollo(other) }),
        json!({ "extensions": apollo(other) }),
        json!({ "documentId": "6ba1f1" }),
        json!({ "query": introspection }),
        json!({ "query": "{ __typename }" }),
        json!({ "query": format!("{DOCUMENT} ") }),
    ] {
        let (status, body) = post(&server, &call).await;
        assert_eq!((status, code(&body)), (400, "PERSISTED_QUERY_ONLY"), "{call}");
        let mut socket = Socket::connect(&server, ALICE).await;
        socket.send(&json!({ "id": "q", "type": "subscribe", "payload": call })).await;
        assert_eq!(
            socket.message().await["payload"][0]["extensions"]["code"],
            "PERSISTED_QUERY_ONLY",
            "{call}"
        );
        let stream =
            server.request(Method::POST, "/graphql/stream").bearer_auth(server.token(ALICE)).json(&call);
        assert_eq!(code(&Events::open(stream).await.expect("next").await), "PERSISTED_QUERY_ONLY", "{call}");
    }
    assert_eq!(code(&read(get(&server, &[("query", other)])).await.2), "PERSISTED_QUERY_ONLY");
    let single = Single::reserve(&server, ALICE).await;
    assert_eq!(code(&single.operate("q", other).await.1), "PERSISTED_QUERY_ONLY");
    let mut socket = Socket::connect(&server, ALICE).await;
    socket.send(&json!({ "id": "s", "type": "subscribe", "payload": { "documentId": "watch" } })).await;
    assert_eq!(socket.message().await["payload"]["data"]["count"], 1);
    server.stop().await;
}
