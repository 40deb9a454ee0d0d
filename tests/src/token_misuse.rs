//! Tokens that somebody made, changed or kept, on every transport: HTTP, WebSocket and server-sent events (people-and-access.md,
//! Signing in: `alg` is pinned; audience, issuer and expiry are checked).
//!
//! A stolen refresh token ends its session: `account::a_copied_refresh_token_ends_its_session`. Tokens of an identity provider:
//! `issuer`.

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use liaison_gateway::auth::{Claims, Keys};
use reqwest::header::{ACCEPT, WWW_AUTHENTICATE};
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::{Client, GRAPHQL_RESPONSE};
use crate::support::company::ADMIN;
use crate::support::socket::{Heard, Socket};
use crate::support::{Backend, both_databases};

pub(crate) const WHO: &str = "{ viewer { person { employeeNumber } } }";

/// What each transport says to the holder of this token: the person's employee number, or the code of a refusal.
pub(crate) async fn said_to(app: &TestApp, token: &str) -> [String; 3] {
    [over_http(app, token).await, over_socket(app, token).await, over_events(app, token).await]
}

/// The three transports say this.
pub(crate) fn everywhere(word: &str) -> [String; 3] {
    [(); 3].map(|()| word.to_owned())
}

const REFUSED: &str = "UNAUTHENTICATED";

async fn over_http(app: &TestApp, token: &str) -> String {
    call(app, "/graphql", GRAPHQL_RESPONSE, token).await
}

async fn over_events(app: &TestApp, token: &str) -> String {
    call(app, "/graphql/stream", "text/event-stream", token).await
}

async fn call(app: &TestApp, path: &str, accept: &str, token: &str) -> String {
    let http = reqwest::Client::builder().no_proxy().build().expect("a client needs no system settings");
    let post = http.post(format!("{}{path}", app.base(0))).header(ACCEPT, accept).bearer_auth(token);
    let response = post.json(&json!({ "query": WHO })).send().await.expect("the server answers");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.expect("text");
    let json = text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap_or(&text);
    let body: Value = serde_json::from_str(json).unwrap_or_else(|_| panic!("JSON was expected: {text}"));
    let Some(code) = body["errors"][0]["extensions"]["code"].as_str() else {
        return number(&body["data"]);
    };
    let expected = if code == REFUSED { 401 } else { 503 };
    assert_eq!(status, expected, "{text}");
    assert_eq!(headers.contains_key(WWW_AUTHENTICATE), code == REFUSED, "{text}");
    assert!(body.get("data").is_none_or(Value::is_null), "{text}");
    code.to_owned()
}

async fn over_socket(app: &TestApp, token: &str) -> String {
    let mut socket = Socket::open(&Client::new(app.base(0), None)).await;
    let payload = json!({ "authorization": format!("Bearer {token}") });
    socket.send(json!({ "type": "connection_init", "payload": payload })).await;
    match socket.hear().await {
        Heard::Message(_) => {}
        Heard::Closed(4403) => return REFUSED.to_owned(),
        Heard::Closed(1013) => return "UNAVAILABLE".to_owned(),
        other => panic!("an end with a meaning was expected, not {other:?}"),
    }
    socket.subscribe("who", WHO, json!({})).await;
    number(&socket.next().await)
}

fn number(data: &Value) -> String {
    let number = data["viewer"]["person"]["employeeNumber"].as_str();
    number.unwrap_or_else(|| panic!("somebody was expected: {data}")).to_owned()
}

fn claims(app: &TestApp) -> Claims {
    Claims::new(app.person("MT0003"), liaison_domain::time::Clock::now(app.clock()), 900, "j1")
}

/// These claims, signed as every other token of the app.
fn signed(app: &TestApp, claims: &Claims) -> String {
    app.keys().current().sign(claims).expect("claims can be signed")
}

fn part(value: &Value) -> String {
    BASE64URL_NOPAD.encode(value.to_string().as_bytes())
}

/// A good token is taken, so that every refusal below is of what is wrong with its own.
async fn started(backend: Backend) -> TestApp {
    let app = TestApp::start(backend).await;
    assert_eq!(said_to(&app, &signed(&app, &claims(&app))).await, everywhere("MT0003"));
    app
}

async fn refused(app: &TestApp, token: &str) {
    assert_eq!(said_to(app, token).await, everywhere(REFUSED), "{token}");
}

both_databases! {
    async fn a_token_that_nobody_signed_is_refused(backend) {
        let app = started(backend).await;
        let (kid, body) = (app.keys().current().id().to_owned(), json!(claims(&app)));
        for algorithm in ["none", "None", "NONE", ""] {
            let header = json!({ "alg": algorithm, "typ": "JWT", "kid": kid });
            for signature in ["", "AAAA"] {
                refused(&app, &format!("{}.{}.{signature}", part(&header), part(&body))).await;
            }
        }
        let good = signed(&app, &claims(&app));
        refused(&app, good.rsplit_once('.').expect("three parts").0).await;
        refused(&app, &format!("{}.", good.rsplit_once('.').expect("three parts").0)).await;
        app.finish().await;
    }

    /// Whoever knows the public key, which everybody may, signs nothing with it.
    async fn the_public_key_is_no_secret(backend) {
        let app = started(backend).await;
        let key = app.keys().current();
        let published = app.stranger();
        let keys = published.url().replace("/graphql", "/.well-known/jwks.json");
        let document = reqwest::get(keys).await.expect("published").text().await.expect("text");
        let secrets = [key.public().bytes().to_vec(), part(&json!("x")).into_bytes(), document.into_bytes(), key.id().as_bytes().to_vec()];
        for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            for secret in &secrets {
                let mut header = Header::new(algorithm);
                header.kid = Some(key.id().to_owned());
                let forged = jsonwebtoken::encode(&header, &claims(&app), &EncodingKey::from_secret(secret));
                refused(&app, &forged.expect("signed")).await;
            }
        }
        app.finish().await;
    }

    /// To the second, and also where it was taken a second before.
    async fn a_token_ends_with_its_last_second(backend) {
        let app = started(backend).await;
        let token = signed(&app, &claims(&app));
        app.clock().advance(Duration::from_secs(899));
        assert_eq!(said_to(&app, &token).await, everywhere("MT0003"));
        app.clock().advance(Duration::from_secs(1));
        refused(&app, &token).await;
        let early = Claims { nbf: Some(app.now() + 1), ..claims(&app) };
        let early = signed(&app, &early);
        refused(&app, &early).await;
        app.clock().advance(Duration::from_secs(1));
        assert_eq!(said_to(&app, &early).await, everywhere("MT0003"));
        app.finish().await;
    }

    /// By the name of another, by another's key under our name, and by a key that it brings along.
    async fn another_issuer_is_refused(backend) {
        let app = started(backend).await;
        for issuer in ["https://id.example.com", "Liaison", ""] {
            refused(&app, &signed(&app, &Claims { iss: issuer.to_owned(), ..claims(&app) })).await;
        }
        let others = Keys::from_pem(&Keys::keygen().expect("randomness")).expect("its own form");
        let foreign = others.current().sign(&claims(&app)).expect("signed");
        refused(&app, &foreign).await;
        let (_, rest) = foreign.split_once('.').expect("three parts");
        let x = BASE64URL_NOPAD.encode(others.current().public().bytes());
        let header = json!({ "alg": "EdDSA", "kid": app.keys().current().id(), "jwk": { "kty": "OKP", "crv": "Ed25519", "x": x } });
        refused(&app, &format!("{}.{rest}", part(&header))).await;
        app.finish().await;
    }

    async fn another_audience_is_refused(backend) {
        let app = started(backend).await;
        for audience in ["other", "", "liaison "] {
            refused(&app, &signed(&app, &Claims { aud: audience.to_owned(), ..claims(&app) })).await;
        }
        app.finish().await;
    }

    /// A member who writes another person's ID, a later end or another session into their token.
    async fn a_changed_claim_is_refused(backend) {
        let app = started(backend).await;
        let good = signed(&app, &claims(&app));
        let parts: Vec<_> = good.split('.').collect();
        for (name, value) in [
            ("sub", json!(app.person(ADMIN))),
            ("exp", json!(app.now() + 86_400)),
            ("sid", json!(app.person(ADMIN))),
            ("more", json!("x")),
        ] {
            let mut body = json!(claims(&app));
            body[name] = value;
            refused(&app, &format!("{}.{}.{}", parts[0], part(&body), parts[2])).await;
        }
        let header = json!({ "alg": "EdDSA", "kid": app.keys().current().id() });
        refused(&app, &format!("{}.{}.{}", part(&header), parts[1], parts[2])).await;
        let mut signature = BASE64URL_NOPAD.decode(parts[2].as_bytes()).expect("base64");
        signature[0] ^= 1;
        refused(&app, &format!("{}.{}.{}", parts[0], parts[1], BASE64URL_NOPAD.encode(&signature))).await;
        assert_eq!(said_to(&app, &good).await, everywhere("MT0003"), "which spoils no good one");
        app.finish().await;
    }

    async fn garbage_is_refused(backend) {
        let app = started(backend).await;
        let good = signed(&app, &claims(&app));
        let long = format!("{good}{}", "A".repeat(16_000));
        for garbage in ["x", "...", "a.b.c", "null", "{}", "lgt_nobody", "lrt_nobody", good.as_str().get(1..).expect("long"), &long, &format!("{good}.{good}")] {
            refused(&app, garbage).await;
        }
        for header in ["Bearer", "Basic bWU6c2VjcmV0", "Token abc"] {
            let http = reqwest::Client::builder().no_proxy().build().expect("a client");
            let call = http.post(app.stranger().url()).header("authorization", header).json(&json!({ "query": WHO }));
            assert_eq!(call.send().await.expect("an answer").status().as_u16(), 401, "{header}");
        }
        app.finish().await;
    }

    /// A refresh token is no access token, and the other way round.
    async fn tokens_of_another_use_are_refused(backend) {
        let app = started(backend).await;
        let issue = "mutation($input: PasswordResetIssueInput!) { passwordResetIssue(input: $input) { secret userErrors { code } } }";
        let secret = app.admin().mutate(issue, json!({ "input": { "person": app.person("MT0003") } })).await["secret"].take();
        refused(&app, secret.as_str().expect("a secret")).await;
        let reset = "mutation($input: PasswordResetInput!) { passwordReset(input: $input) { tokens { accessToken refreshToken } userErrors { code } } }";
        let input = json!({ "input": { "secret": secret, "newPassword": "correct horse battery staple" } });
        let tokens = app.stranger().mutate(reset, input).await["tokens"].take();
        assert_eq!(said_to(&app, tokens["accessToken"].as_str().expect("a token")).await, everywhere("MT0003"));
        refused(&app, tokens["refreshToken"].as_str().expect("a token")).await;
        let refresh = "mutation($input: TokenRefreshInput!) { tokenRefresh(input: $input) { tokens { accessToken } userErrors { code } } }";
        let answer = app.stranger().send(refresh, json!({ "input": { "refreshToken": tokens["accessToken"] } })).await;
        assert_eq!(answer.error_code(), Some(REFUSED));
        app.finish().await;
    }
}
