//! POST and GET by the GraphQL-over-HTTP specification, and what stands around every request.

use std::time::Duration;

use liaison_gateway::limits::Limits;
use liaison_gateway::tasks::Tasks;
use reqwest::Method;
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, ALLOW, CONTENT_TYPE};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::server::{ALICE, BOB, code, protocol_server, protocol_server_with, read};

const GRAPHQL: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

#[tokio::test]
async fn refusals_have_their_status_under_both_media_types() {
    let server = protocol_server().await;
    for (document, variables, expected, under_json) in [
        ("{ __typename }", json!({}), ("-", 200), 200),
        ("{", json!({}), ("GRAPHQL_PARSE_FAILED", 400), 200),
        ("", json!({}), ("GRAPHQL_PARSE_FAILED", 400), 200),
        ("{ nothing }", json!({}), ("GRAPHQL_VALIDATION_FAILED", 400), 200),
        ("query($v: [Nothing!] = [1]) { __typename }", json!({}), ("GRAPHQL_VALIDATION_FAILED", 400), 200),
        ("query($v: Int!) { ids(ids: [$v]) }", json!({"v": 1}), ("GRAPHQL_VALIDATION_FAILED", 400), 200),
        ("query($v: Int!) { add(a: $v) }", json!({}), ("BAD_USER_INPUT", 400), 200),
        ("query($v: Int!) { add(a: $v) }", json!({"v": "1"}), ("BAD_USER_INPUT", 400), 200),
        ("query A { __typename } query B { __typename }", json!({}), ("OPERATION_NOT_FOUND", 400), 200),
        (
            "{ nested { nested { ...F } } } fragment F on Query { ...F }",
            json!({}),
            ("GRAPHQL_VALIDATION_FAILED", 400),
            200,
        ),
        ("{ things(first: 100000) { nodes { id } } }", json!({}), ("COST_EXCEEDED", 400), 400),
        ("subscription { count(to: 3) }", json!({}), ("BAD_USER_INPUT", 406), 406),
        ("mutation { __typename }", json!({}), ("-", 200), 200),
    ] {
        for (accept, status) in [(GRAPHQL, expected.1), (JSON, under_json)] {
            let (got, kind, body) = read(server.post(document, &variables).header(ACCEPT, accept)).await;
            assert_eq!((got, code(&body)), (status, expected.0), "{document} as {accept}: {body}");
            assert_eq!(kind, format!("{accept}; charset=utf-8"));
            assert_eq!(body.get("data").is_some(), expected.0 == "-", "data means that it was executed");
        }
    }
    assert!(server.stop().await);
}

#[tokio::test]
async fn errors_say_what_a_client_needs_and_nothing_more() {
    let server = protocol_server().await;
    let request =
        server.post("{ add(a: 1) secret bare }", &json!({})).header("x-request-id", "test-request-1");
    let (status, _, body) = read(request).await;
    assert_eq!((status, &body["data"]), (200, &json!({"add": 3, "secret": null, "bare": null})));
    assert!(!body.to_string().contains("hunter2") && !body.to_string().contains("table person"), "{body}");
    for error in body["errors"].as_array().expect("two") {
        assert_eq!(error["extensions"]["code"], "INTERNAL");
        assert_eq!(error["extensions"]["requestId"], "test-request-1");
        assert_eq!(error["extensions"]["retryable"], false);
        assert_eq!(error["path"].as_array().map(Vec::len), Some(1));
    }
    let (status, _, body) = read(server.post("{ panic(really: true) }", &json!({}))).await;
    assert_eq!(
        (status, code(&body)),
        (500, "INTERNAL"),
        "a panic is the server's fault and ends one request only"
    );
    let (status, _, body) = read(server.post("{ add(a: 1) }", &json!({}))).await;
    assert_eq!((status, &body["extensions"]["cost"]["limit"]), (200, &json!(25_000)));
    server.stop().await;
}

#[tokio::test]
async fn what_is_wrong_before_graphql_begins() {
    let server = protocol_server().await;
    let post = |kind: &'static str, body: &'static [u8]| {
        let request = server.request(Method::POST, "/graphql").body(body);
        if kind.is_empty() { request } else { request.header(CONTENT_TYPE, kind) }
    };
    let good: &[u8] = br#"{"query":"mutation { bump { count } }"}"#;
    for (request, status) in [
        (post("", good), 415),
        (post("text/plain", good), 415),
        (post("application/x-www-form-urlencoded", b"query=%7B__typename%7D"), 415),
        (post("multipart/form-data; boundary=x", b"--x--"), 415),
        (post("application/json; charset=gbk", good), 415),
        (post("application/json", b""), 400),
        (post("application/json", b"{\"query\": \"{ __typename }\xff\"}"), 400),
        (post("application/json", b"null"), 400),
        (post("application/json", b"[]"), 400),
        (post("application/json", b"[{\"query\":\"{__typename}\"}]"), 400),
        (post("application/json", b"{\"query\":\"{__typename}\"}").header(ACCEPT, "text/html"), 406),
        (server.request(Method::PUT, "/graphql"), 405),
        (server.request(Method::DELETE, "/graphql"), 405),
        (server.request(Method::GET, "/graphql"), 400),
        (server.request(Method::GET, "/graphql?query=%FF"), 400),
        (server.request(Method::GET, "/graphql?query=%7B__typename%7D&variables=%5B"), 400),
        (server.request(Method::GET, "/elsewhere"), 404),
    ] {
        let shown = format!("{request:?}");
        let (got, _, body) = read(request).await;
        assert_eq!((got, code(&body)), (status, "BAD_USER_INPUT"), "{shown}: {body}");
    }
    let (_, _, body) = read(server.post("mutation { bump { count } }", &json!({}))).await;
    assert_eq!(body["data"]["bump"]["count"], 1, "nothing refused was executed");
    server.stop().await;
}

#[tokio::test]
async fn large_bodies_hear_why() {
    let server = protocol_server().await;
    for bytes in [1_048_577, 2_000_000, 8_000_000] {
        let request =
            server.request(Method::POST, "/graphql").header(CONTENT_TYPE, JSON).body(vec![b' '; bytes]);
        let (status, _, body) = read(request).await;
        assert_eq!(
            (status, code(&body), &body["errors"][0]["extensions"]["params"]["limit"]),
            (413, "BAD_USER_INPUT", &json!(1_048_576))
        );
    }
    server.stop().await;
}

#[tokio::test]
async fn get_reads_and_never_changes() {
    let server = protocol_server().await;
    let get = |query: &[(&str, &str)]| {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        server.request(Method::GET, &format!("/graphql?{query}")).bearer_auth(server.token(ALICE))
    };
    let (status, _, body) =
        read(get(&[("query", "query($a: Int!) { add(a: $a) }"), ("variables", "{\"a\":40}")])).await;
    assert_eq!((status, &body["data"]), (200, &json!({"add": 42})));
    let response = get(&[("query", "mutation { bump { count } }")]).send().await.expect("an answer");
    assert_eq!((response.status().as_u16(), response.headers()[ALLOW].as_bytes()), (405, &b"POST"[..]));
    let named =
        get(&[("query", "query A { add(a: 1) } mutation B { bump { count } }"), ("operationName", "A")]);
    assert_eq!(read(named).await.0, 200);
    let named =
        get(&[("query", "query A { add(a: 1) } mutation B { bump { count } }"), ("operationName", "B")]);
    assert_eq!(read(named).await.0, 405);
    server.stop().await;
}

#[tokio::test]
async fn without_credentials_only_the_schema_is_answered() {
    let server = protocol_server().await;
    let ask = |document: &str, token: Option<String>| {
        let request = server.request(Method::POST, "/graphql").json(&json!({ "query": document }));
        match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    };
    for document in
        ["{ __typename }", "{ __schema { queryType { name } } }", "{ __type(name: \"Query\") { name } }"]
    {
        assert_eq!(read(ask(document, None)).await.0, 200, "{document}");
    }
    for document in [
        "{ add(a: 1) }",
        "{ __typename add(a: 1) }",
        "mutation { bump { count } }",
        "{ ...F } fragment F on Query { me }",
    ] {
        let response = ask(document, None).send().await.expect("an answer");
        assert_eq!(response.status().as_u16(), 401, "{document}");
        assert_eq!(response.headers()["www-authenticate"], "Bearer");
    }
    assert_eq!(read(ask("{ me }", Some(server.token(ALICE)))).await.0, 200);
    assert_eq!(
        read(ask("{ __typename }", Some("nonsense".into()))).await.0,
        401,
        "bad credentials are never passed by"
    );
    let token = server.token(ALICE);
    server.world.advance(3_600);
    let (status, _, body) = read(ask("{ me }", Some(token))).await;
    assert_eq!((status, code(&body)), (401, "UNAUTHENTICATED"));
    let fresh = server.token(ALICE);
    server.world.alice_leaves();
    assert_eq!(read(ask("{ me }", Some(fresh))).await.0, 401);
    server.stop().await;
    let closed = protocol_server_with(Limits::default(), false).await;
    let (status, _, body) = read(closed.post("{ __schema { queryType { name } } }", &json!({}))).await;
    assert_eq!((status, code(&body)), (403, "FORBIDDEN"));
    assert_eq!(read(closed.post("{ __typename }", &json!({}))).await.0, 200);
    closed.stop().await;
}

#[tokio::test]
async fn the_language_is_negotiated_and_said() {
    let server = protocol_server().await;
    for (who, accept, expected) in [
        (ALICE, None, "zh-CN"),
        (ALICE, Some("en-GB, zh;q=0.5"), "en"),
        (BOB, None, "en"),
        (BOB, Some("zh-TW"), "zh-CN"),
        (ALICE, Some("fr"), "zh-CN"),
    ] {
        let mut request = server
            .request(Method::POST, "/graphql")
            .bearer_auth(server.token(who))
            .json(&json!({ "query": "{ me }" }));
        if let Some(accept) = accept {
            request = request.header(ACCEPT_LANGUAGE, accept);
        }
        let response = request.send().await.expect("an answer");
        assert_eq!(response.headers()["content-language"], expected, "{who} {accept:?}");
        let body: Value = response.json().await.expect("JSON");
        assert!(body["data"]["me"].as_str().is_some_and(|me| me.contains(expected)), "{body}");
    }
    let (_, _, body) = read(server.post("{", &json!({})).header(ACCEPT_LANGUAGE, "zh")).await;
    assert!(body["errors"][0]["message"].as_str().is_some_and(|message| message.contains("文档")), "{body}");
    server.stop().await;
}

#[tokio::test]
async fn every_answer_carries_its_frame() {
    let server = protocol_server().await;
    let request = server
        .post("{ me }", &json!({}))
        .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    let response = request.send().await.expect("an answer");
    let headers = response.headers();
    assert!(headers["x-request-id"].to_str().is_ok_and(|id| id.starts_with("call_")));
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["cache-control"], "no-store");
    let response =
        server.post("{ me }", &json!({})).header("x-request-id", "bad id!").send().await.expect("an answer");
    assert!(response.headers()["x-request-id"].to_str().is_ok_and(|id| id.starts_with("call_")), "replaced");
    let preflight = |origin: &'static str| {
        server
            .request(Method::OPTIONS, "/graphql")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type")
            .send()
    };
    let allowed = preflight("https://desk.example").await.expect("an answer");
    assert_eq!(allowed.headers()["access-control-allow-origin"], "https://desk.example");
    let refused = preflight("https://elsewhere.example").await.expect("an answer");
    assert!(!refused.headers().contains_key("access-control-allow-origin"));
    for (path, word) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
        assert_eq!(read(server.request(Method::GET, path)).await.2, json!(word));
    }
    let metrics =
        server.request(Method::GET, "/metrics").send().await.expect("an answer").text().await.expect("text");
    for name in
        ["liaison_http_requests_total", "liaison_limit{name=\"document_tokens\"", "liaison_operations_total"]
    {
        assert!(metrics.contains(name), "{name} is missing");
    }
    server.stop().await;
}

#[tokio::test]
async fn slow_calls_end_in_time_and_running_ones_finish_at_the_end() {
    let limits = Limits { request_timeout: Duration::from_millis(150), ..Limits::default() };
    let server = protocol_server_with(limits, true).await;
    let (status, _, body) = read(server.post("{ wait(ms: 60000) }", &json!({}))).await;
    assert_eq!(
        (status, code(&body), &body["errors"][0]["extensions"]["retryable"]),
        (503, "TIMEOUT", &json!(true))
    );
    let running = Tasks::new().spawn(server.post("{ wait(ms: 100) }", &json!({})).send());
    server.waiting.notified().await;
    server.waiting.notified().await;
    server.begin_to_stop();
    let response = running.await.expect("no panic").expect("it was running when the server was told to stop");
    assert_eq!(response.status().as_u16(), 200);
    assert!(server.stop().await, "everything ended by itself");
}

#[tokio::test]
async fn the_roots_of_mutations_run_once() {
    let server = protocol_server().await;
    let document = "mutation { bump { count } bump { again: count } ...F } fragment F on Mutation { bump { count } other: bump { count } }";
    let (_, _, body) = read(server.post(document, &json!({}))).await;
    assert_eq!(body["data"], json!({"bump": {"count": 1, "again": 1}, "other": {"count": 2}}));
    server.stop().await;
}

#[tokio::test]
async fn omitted_variables_take_the_schemas_defaults() {
    let server = protocol_server().await;
    for (document, variables, data) in [
        ("query($b: Int) { add(a: 1, b: $b) }", json!({}), json!({"add": 3})),
        ("query($b: Int = 5) { add(a: 1, b: $b) }", json!({}), json!({"add": 6})),
        ("query($p: Point!) { sum(point: $p) }", json!({"p": {"x": 1}}), json!({"sum": 8})),
        ("query($i: ID!) { by(by: {id: $i}) }", json!({"i": 7}), json!({"by": "7"})),
        ("query($i: [ID!]!) { ids(ids: $i) }", json!({"i": "one"}), json!({"ids": 1})),
    ] {
        let (status, _, body) = read(server.post(document, &variables)).await;
        assert_eq!((status, &body["data"]), (200, &data), "{document}: {body}");
    }
    server.stop().await;
}

#[tokio::test]
async fn arrays_run_in_order_where_they_are_switched_on() {
    let server = protocol_server_with(Limits { batch_operations: 3, ..Limits::default() }, true).await;
    let send = |calls: Value| {
        read(server.request(Method::POST, "/graphql").bearer_auth(server.token(ALICE)).json(&calls))
    };
    let bump = json!({"query": "mutation { bump { count } }"});
    let (status, _, body) = send(json!([bump, {"query": "{"}, bump])).await;
    assert_eq!(
        (status, &body[0]["data"]["bump"]["count"], &body[2]["data"]["bump"]["count"]),
        (200, &json!(1), &json!(2))
    );
    assert_eq!(code(&body[1]), "GRAPHQL_PARSE_FAILED");
    assert_eq!(send(json!([bump, bump, bump, bump])).await.0, 400);
    server.stop().await;
}

#[tokio::test]
async fn half_a_head_does_not_hold_a_connection() {
    let server = protocol_server_with(
        Limits { header_timeout: Duration::from_millis(100), ..Limits::default() },
        true,
    )
    .await;
    let address = server.base.strip_prefix("http://").expect("a scheme");
    let mut slow = tokio::net::TcpStream::connect(address).await.expect("a connection");
    slow.write_all(b"POST /graphql HTTP/1.1\r\nHost: x\r\nX-Slow: ").await.expect("open");
    let mut rest = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(10), slow.read_to_end(&mut rest)).await;
    assert!(ended.is_ok(), "the server gives up");
    assert!(server.stop().await);
}
