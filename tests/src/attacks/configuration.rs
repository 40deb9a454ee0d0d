//! Security misconfiguration (API8), forgotten addresses (API9), introspection and errors that tell too much.

use liaison_gateway::exposure::{CorsOrigins, Exposure};
use liaison_gateway::limits::Limits;
use reqwest::Method;
use reqwest::header::{HeaderMap, ORIGIN};
use serde_json::json;

use super::{INSIDER, answered, raw};
use crate::support::Backend;
use crate::support::app::TestApp;

async fn headers(request: reqwest::RequestBuilder) -> (u16, HeaderMap) {
    let answer = request.send().await.expect("an answer");
    (answer.status().as_u16(), answer.headers().clone())
}

/// Whatever is answered, a browser is told not to guess its type, not to frame it, not to run anything, not to keep it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_says_what_browsers_may_do_with_it() {
    let secure = Exposure { https: true, ..Exposure::default() };
    let app = TestApp::start_exposed(Backend::Sqlite, Limits::default(), secure).await;
    let token = app.member(INSIDER).token().expect("a token").to_owned();
    let call = json!({ "query": "{ organization { name } }" });
    for (what, request, status) in [
        ("an answer", raw(&app, Method::POST, "/graphql").bearer_auth(&token).json(&call), 200),
        (
            "a stream",
            raw(&app, Method::POST, "/graphql/stream")
                .bearer_auth(&token)
                .json(&call)
                .header("accept", "text/event-stream"),
            200,
        ),
        ("nobody", raw(&app, Method::POST, "/graphql").json(&call), 401),
        ("no document", raw(&app, Method::GET, "/graphql"), 400),
        ("no method", raw(&app, Method::PATCH, "/graphql"), 405),
        ("no address", raw(&app, Method::GET, "/admin"), 404),
        ("no calendar", raw(&app, Method::GET, "/calendar/x.ics"), 404),
        ("the keys", raw(&app, Method::GET, "/.well-known/jwks.json"), 200),
        ("the console", raw(&app, Method::GET, "/"), 200),
        ("health", raw(&app, Method::GET, "/healthz"), 200),
        ("metrics", raw(&app, Method::GET, "/metrics"), 200),
    ] {
        let (got, told) = headers(request).await;
        assert_eq!(got, status, "{what}");
        let value =
            |name: &str| told.get(name).and_then(|value| value.to_str().ok()).unwrap_or("-").to_owned();
        assert_eq!(value("x-content-type-options"), "nosniff", "{what}");
        assert_eq!(value("x-frame-options"), "DENY", "{what}");
        assert_eq!(value("referrer-policy"), "no-referrer", "{what}");
        assert_eq!(value("cross-origin-resource-policy"), "same-origin", "{what}");
        assert_eq!(value("strict-transport-security"), "max-age=31536000", "{what}");
        let policy = value("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{what}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{what}: {policy}");
        if what != "the keys" {
            assert!(!value("cache-control").contains("public"), "{what}");
        }
        if request_is_a_call(what) {
            assert_eq!(value("cache-control"), "no-store", "{what}");
        }
        assert!(!told.contains_key("server") && !told.contains_key("x-powered-by"), "{what}");
        assert!(!told.contains_key("set-cookie"), "{what}");
    }
    app.finish().await;
    let plain = TestApp::start(Backend::Sqlite).await;
    let (_, told) = headers(raw(&plain, Method::GET, "/")).await;
    assert!(!told.contains_key("strict-transport-security"), "unless it is told that TLS stands in front");
    plain.finish().await;
}

fn request_is_a_call(what: &str) -> bool {
    ["an answer", "a stream", "nobody", "no document", "no method", "no address"].contains(&what)
}

/// Pages of other origins read nothing unless an operator has named them; what they may read includes how long to wait.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_named_origins_may_read() {
    let exposure =
        Exposure { cors: "https://desk.example".parse().expect("an origin"), ..Exposure::default() };
    let open = TestApp::start_exposed(Backend::Sqlite, Limits::default(), exposure).await;
    let closed = TestApp::start(Backend::Sqlite).await;
    assert_eq!(closed.app().settings().exposure.cors, CorsOrigins::None);
    for (app, origin, admitted) in [
        (&open, "https://desk.example", true),
        (&open, "https://desk.example.evil.example", false),
        (&open, "http://desk.example", false),
        (&open, "null", false),
        (&closed, "https://desk.example", false),
    ] {
        let preflight = raw(app, Method::OPTIONS, "/graphql").header("access-control-request-method", "POST");
        let preflight = preflight.header("access-control-request-headers", "authorization,content-type");
        let call = raw(app, Method::POST, "/graphql").json(&json!({ "query": "{ __typename }" }));
        for request in [preflight, call] {
            let (_, told) = headers(request.header(ORIGIN, origin)).await;
            let allowed = told.get("access-control-allow-origin").and_then(|value| value.to_str().ok());
            assert_eq!(allowed, admitted.then_some(origin), "{origin}");
            assert!(
                !told.contains_key("access-control-allow-credentials"),
                "nobody is signed in by a cookie"
            );
        }
    }
    let call = raw(&open, Method::GET, "/graphql").header(ORIGIN, "https://desk.example");
    let (_, told) = headers(call).await;
    let exposed = told["access-control-expose-headers"].to_str().expect("ASCII").to_lowercase();
    for name in ["retry-after", "ratelimit", "ratelimit-policy", "x-request-id"] {
        assert!(exposed.split(',').any(|part| part.trim() == name), "{name}: {exposed}");
    }
    open.finish().await;
    closed.finish().await;
}

/// With introspection off the schema is told neither at once nor name by name.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_schema_is_not_told_where_it_is_switched_off() {
    let silent = Exposure { introspection: false, ..Exposure::default() };
    let silent = TestApp::start_exposed(Backend::Sqlite, Limits::default(), silent).await;
    let usual = TestApp::start(Backend::Sqlite).await;
    for document in [
        "{ __schema { types { name } } }",
        "{ __type(name: \"Request\") { fields { name } } }",
        "{ ...F } fragment F on Query { hidden: __schema { queryType { name } } }",
        "{ organization { name } __schema { queryType { name } } }",
    ] {
        for client in [silent.stranger(), silent.admin()] {
            let answer = client.send(document, json!({})).await;
            let codes = ["FORBIDDEN", "UNAUTHENTICATED"];
            assert!(
                answer.error_code().is_some_and(|code| codes.contains(&code)),
                "{document}: {}",
                answer.body
            );
        }
    }
    for document in
        ["{ reqests { nodes { id } } }", "{ requests(fist: 1) { nodes { id } } }", "{ organization { nam } }"]
    {
        let told = usual.admin().send(document, json!({})).await.body.to_string();
        assert!(told.contains("Did you mean"), "{document}: {told}");
        let told = silent.admin().send(document, json!({})).await.body.to_string();
        assert!(!told.contains("Did you mean") && !told.contains("first"), "{document}: {told}");
    }
    assert_eq!(silent.stranger().send("{ __typename }", json!({})).await.status, 200);
    silent.finish().await;
    usual.finish().await;
}

/// What scanners try: consoles of other tools, versions, files, the demo's tokens. There is nothing, and nothing is told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_are_no_forgotten_addresses() {
    let app = TestApp::start(Backend::Sqlite).await;
    for path in [
        "/demo/people",
        "/graphiql",
        "/playground",
        "/altair",
        "/voyager",
        "/v1/graphql",
        "/api",
        "/api/v1",
        "/swagger.json",
        "/openapi.json",
        "/actuator/env",
        "/debug/pprof/",
        "/.env",
        "/.git/config",
        "/liaison.db",
        "/..%2f..%2fetc/passwd",
        "/calendar/..%2f..%2fetc%2fpasswd",
        "/console/main.js",
        "/schema.graphql",
    ] {
        let (status, body) = answered(raw(&app, Method::GET, path)).await;
        assert_eq!(status, 404, "{path}: {body}");
    }
    for method in ["TRACE", "CONNECT", "DEBUG"] {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        if method == Method::CONNECT {
            continue;
        }
        assert_eq!(answered(raw(&app, method.clone(), "/graphql")).await.0, 405, "{method}");
    }
    app.finish().await;
}
