//! Attacks on a running server over real sockets, by the rows of OWASP's API Security Top 10 (2023) and of its GraphQL cheat sheet.
//!
//! `tests/README.md` has the rows and the test of each; what was an attack before stands where it was and is named there. Each
//! test here plays the attacker and holds that nothing was gained, that nothing broke, and that the server goes on.

mod access;
mod configuration;
mod forgery;
mod injection;
mod resources;

use reqwest::header::ACCEPT;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::GRAPHQL_RESPONSE;

/// Somebody with a token who is up to no good: of MT, without any role.
const INSIDER: &str = "MT0005";

/// A request to a path, as a tool of an attacker sends it.
fn raw(app: &TestApp, method: Method, path: &str) -> RequestBuilder {
    let client = reqwest::Client::builder().no_proxy().build().expect("a client needs no system settings");
    client.request(method, format!("{}{path}", app.base(0)))
}

/// Status and body, which must not tell how the server is built.
async fn answered(request: RequestBuilder) -> (u16, Value) {
    let answer = request.header(ACCEPT, GRAPHQL_RESPONSE).send().await.expect("the server answers");
    let status = answer.status().as_u16();
    let text = answer.text().await.expect("a whole body");
    tells_nothing(&text);
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// No word of databases, sources or machines.
fn tells_nothing(text: &str) {
    let small = text.to_lowercase();
    for word in [
        "sqlx",
        "sea_orm",
        "sqlite",
        "postgres",
        "syntax error at",
        "panicked",
        ".rs:",
        "/src/",
        "select ",
        "stack backtrace",
    ] {
        assert!(!small.contains(word), "{word} stands in {text}");
    }
}

/// The server is still the same to somebody who means well.
async fn still_serves(app: &TestApp) {
    let seen = app
        .admin()
        .query("{ viewer { person { employeeNumber } } departments(first: 1) { nodes { id } } }", json!({}))
        .await;
    assert!(seen["departments"]["nodes"][0]["id"].is_string(), "{seen}");
}
