//! Broken authentication (API2), brute force by aliases, and forged requests of other sites (CSRF).

use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use liaison_domain::time::Clock as _;
use liaison_gateway::auth::{Claims, Keys};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use super::{INSIDER, answered, raw, still_serves};
use crate::support::Backend;
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::company::ADMIN;
use crate::support::socket::{Heard, Socket};

/// A token with this header and these claims, and whatever stands in for its signature.
fn unsigned(header: &Value, claims: &Value, signature: &str) -> String {
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    format!("{}.{}.{signature}", part(header), part(claims))
}

/// Every way known to make a token for the administrator, from one's own, without the key.
fn forged(app: &TestApp, good: &str) -> Vec<(&'static str, String)> {
    let parts: Vec<&str> = good.split('.').collect();
    let decode = |part: &str| -> Value {
        serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).expect("base64url")).expect("JSON")
    };
    let (header, claims) = (decode(parts[0]), decode(parts[1]));
    let (kid, signature) = (&header["kid"], parts[2]);
    let mut raised = claims.clone();
    let admin = app.token(app.person(ADMIN), 3_600);
    raised["sub"] = decode(admin.split('.').nth(1).expect("claims"))["sub"].take();
    let public = app.app().keys().published()[0].bytes().to_vec();
    let confused =
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &raised, &EncodingKey::from_secret(&public));
    let strange = Keys::from_pem(&Keys::keygen().expect("randomness")).expect("its own form");
    let own = Claims::new(app.person(ADMIN), app.clock().now(), 3_600, "forged");
    let eddsa = |changes: Value| {
        let mut header = json!({ "alg": "EdDSA", "kid": kid });
        for (name, value) in changes.as_object().expect("an object") {
            header[name] = value.clone();
        }
        unsigned(&header, &raised, signature)
    };
    vec![
        ("none", unsigned(&json!({ "alg": "none", "typ": "JWT" }), &raised, "")),
        ("NONE with the key's name", unsigned(&json!({ "alg": "NONE", "kid": kid }), &raised, "")),
        ("the signature of another", unsigned(&header, &raised, signature)),
        ("no signature", unsigned(&header, &claims, "")),
        ("the public key as a shared secret", confused.expect("it can be signed")),
        ("a key of one's own", strange.current().sign(&own).expect("it can be signed")),
        ("a key in the header", eddsa(json!({ "jwk": { "kty": "OKP" } }))),
        ("a path as the key's name", eddsa(json!({ "kid": "../../dev/null" }))),
        ("SQL as the key's name", eddsa(json!({ "kid": "' OR 1=1 --" }))),
        ("half of it", good[..good.len() / 2].to_owned()),
        ("much of nothing", "A".repeat(20_000)),
    ]
}

/// None of them opens anything, over HTTP or a socket.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forged_tokens_open_nothing() {
    let app = TestApp::start(Backend::Sqlite).await;
    let good = app.token(app.person(INSIDER), 3_600);
    let call = |token: &str| {
        raw(&app, Method::POST, "/graphql").bearer_auth(token).json(&json!({ "query": "{ __typename }" }))
    };
    for (what, token) in forged(&app, &good) {
        let (status, body) = answered(call(&token)).await;
        let code = &body["errors"][0]["extensions"]["code"];
        assert_eq!((status, code), (401, &json!("UNAUTHENTICATED")), "{what}");
        let mut socket = Socket::open(&Client::new(app.base(0), None)).await;
        let payload = json!({ "authorization": format!("Bearer {token}") });
        socket.send(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.hear().await, Heard::Closed(4403), "{what}");
    }
    assert_eq!(answered(call(&good)).await.0, 200, "the one they were made from");
    still_serves(&app).await;
    app.finish().await;
}

/// Fifty guesses in one document, as aliases, are fifty guesses: after five of them nobody is asked about the password.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guesses_as_aliases_are_slowed_one_by_one() {
    let app = TestApp::start(Backend::Sqlite).await;
    let guesses: Vec<_> = (0..20)
        .map(|number| format!("g{number}: signIn(input: {{ employeeNumber: \"{ADMIN}\", password: \"guess number {number}\" }}) {{ tokens {{ accessToken }} userErrors {{ code }} }}"))
        .collect();
    let document = format!("mutation {{ {} }}", guesses.join(" "));
    let answer = app.stranger().send(&document, json!({})).await;
    let errors = answer.body["errors"].as_array().cloned().unwrap_or_default();
    let slowed = errors.iter().filter(|error| error["extensions"]["code"] == "RATE_LIMITED").count();
    assert_eq!(slowed, 15, "five are tried, at once or not: {:#}", answer.body);
    assert!(!answer.body.to_string().contains("\"accessToken\":\""));
    still_serves(&app).await;
    app.finish().await;
}

/// What a page of another site can make a browser send, without asking: forms of three kinds, pictures, links. None of it is a call,
/// and there is no cookie that would sign it in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_site_cannot_send_for_a_browser() {
    let app = TestApp::start(Backend::Sqlite).await;
    let document =
        "mutation { departmentCreate(input: { code: \"XX\", name: \"伪造\" }) { department { id } } }";
    let json = json!({ "query": document }).to_string();
    let form = url::form_urlencoded::Serializer::new(String::new()).append_pair("query", document).finish();
    let operations = json!({ "query": document }).to_string();
    let multipart = format!(
        "--x\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n{operations}\r\n--x--\r\n"
    );
    for path in ["/graphql", "/graphql/stream"] {
        for (kind, body) in [
            ("text/plain", json.clone()),
            ("text/plain; application/json", json.clone()),
            ("application/x-www-form-urlencoded", form.clone()),
            ("multipart/form-data; boundary=x", multipart.clone()),
        ] {
            let mut request = raw(&app, Method::POST, path)
                .header(CONTENT_TYPE, kind)
                .header("origin", "https://evil.example");
            if path == "/graphql/stream" {
                request = request.header("accept", "text/event-stream");
            }
            let answer = request.body(body).send().await.expect("an answer");
            let told = answer.headers().clone();
            assert!(matches!(answer.status().as_u16(), 406 | 415), "{path} {kind}: {}", answer.status());
            assert!(
                !told.contains_key("access-control-allow-origin") && !told.contains_key("set-cookie"),
                "{path} {kind}"
            );
        }
    }
    let (status, _) = answered(
        raw(&app, Method::GET, &format!("/graphql?{form}"))
            .bearer_auth(app.admin().token().expect("a token")),
    )
    .await;
    assert_eq!(status, 405, "a picture's address changes nothing, whoever is signed in");
    let found = app.admin().query("{ department(by: { code: \"XX\" }) { id } }", json!({})).await;
    assert_eq!(found["department"], Value::Null);
    app.finish().await;
}
