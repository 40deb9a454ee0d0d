//! Tokens of the organisation's own identity provider, an issuer under the test's hand: whose are taken, whom they are of, how its
//! keys come and go, and what happens when it does not answer (people-and-access.md, Signing in).
//!
//! A real issuer, with the clients: `clients/checks/oidc.mjs`.

mod keys;

use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use liaison_domain::time::Clock as _;
use liaison_gateway::auth::{Claims, Trust};
use liaison_gateway::exposure::Exposure;
use liaison_gateway::limits::Limits;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::issuer::{AUDIENCE, CLAIM, SigningKey, TestIssuer};
use crate::support::socket::{Heard, Socket};
use crate::support::{Backend, both_databases};
use crate::token_misuse::{WHO, everywhere, said_to};

const REFUSED: &str = "UNAUTHENTICATED";
const OUT: &str =
    "mutation($input: SignOutInput!) { signOut(input: $input) { signedOut userErrors { code } } }";
const DISABLE: &str = "mutation($input: PersonDisableInput!) { personDisable(input: $input) { person { state } userErrors { code } } }";

/// An app that trusts an issuer with one key.
struct Trusting {
    app: TestApp,
    issuer: TestIssuer,
    key: SigningKey,
}

impl Trusting {
    async fn start(backend: Backend) -> Self {
        Self::start_with(backend, |trust| trust).await
    }

    async fn start_with(backend: Backend, change: impl FnOnce(Trust) -> Trust) -> Self {
        let key = SigningKey::new("k1", Algorithm::ES256);
        let issuer = TestIssuer::start(&[&key]).await;
        let app = TestApp::start_trusting(backend, change(issuer.trust())).await;
        Self { app, issuer, key }
    }

    /// What a token for this person says.
    fn claims(&self, number: &str) -> Value {
        self.issuer.claims(&self.app, number)
    }

    /// The same with these claims in place of its own; null takes one away.
    fn claims_with(&self, more: &Value) -> Value {
        let mut claims = self.claims("MT0003");
        for (name, value) in more.as_object().expect("an object") {
            let fields = claims.as_object_mut().expect("an object");
            if value.is_null() {
                fields.remove(name);
            } else {
                fields.insert(name.clone(), value.clone());
            }
        }
        claims
    }

    fn token(&self, number: &str) -> String {
        self.key.sign(&self.claims(number))
    }

    /// What HTTP says to the holder of a token of these claims.
    async fn says_of(&self, more: &Value) -> String {
        self.says(&self.key.sign(&self.claims_with(more))).await
    }

    /// What HTTP says to the holder of this token.
    async fn says(&self, token: &str) -> String {
        let answer = self.holder(token).send(WHO, json!({})).await;
        let number = answer.body["data"]["viewer"]["person"]["employeeNumber"].as_str();
        number.or(answer.error_code()).unwrap_or_default().to_owned()
    }

    fn holder(&self, token: &str) -> Client {
        Client::new(self.app.base(0), Some(token.to_owned()))
    }

    fn pass(&self, seconds: u64) {
        self.app.clock().advance(Duration::from_secs(seconds));
    }

    async fn finish(self) {
        self.app.finish().await;
    }
}

both_databases! {
    /// ID tokens and access tokens, signed by any algorithm that the issuer's keys go with; ours beside them.
    async fn a_person_signs_in_with_their_identity_provider(backend) {
        let world = Trusting::start(backend).await;
        assert_eq!(said_to(&world.app, &world.token("MT0003")).await, everywhere("MT0003"));
        assert_eq!(said_to(&world.app, &world.token("js0001")).await, everywhere("JS0001"), "as logins are spelled");
        assert_eq!(world.app.member("MT0004").query(WHO, json!({})).await["viewer"]["person"]["employeeNumber"], "MT0004");
        let mut keys = Vec::new();
        for (id, algorithm) in [("ec", Algorithm::ES384), ("ed", Algorithm::EdDSA), ("rs", Algorithm::RS256), ("ps", Algorithm::PS384)] {
            keys.push(SigningKey::new(id, algorithm));
        }
        world.issuer.publish(&keys.iter().collect::<Vec<_>>());
        world.pass(10);
        for key in &keys {
            assert_eq!(world.says(&key.sign(&world.claims("MT0003"))).await, "MT0003", "{:?}", key.algorithm);
        }
        let mut header = Header::new(Algorithm::ES384);
        (header.typ, header.kid) = (Some("at+jwt".to_owned()), Some("ec".to_owned()));
        let mut claims = world.claims("MT0003");
        claims["client_id"] = json!("screen");
        assert_eq!(world.says(&keys[0].sign_as(&header, &claims)).await, "MT0003", "an access token");
        header.typ = Some("logout+jwt".to_owned());
        assert_eq!(world.says(&keys[0].sign_as(&header, &claims)).await, REFUSED, "a sign-out is none");
        world.finish().await;
    }

    /// Nothing changes where no issuer is set, and none is trusted but the one that is.
    async fn only_the_issuer_that_is_set_is_trusted(backend) {
        let key = SigningKey::new("k1", Algorithm::ES256);
        let issuer = TestIssuer::start(&[&key]).await;
        let app = TestApp::start(backend).await;
        let token = key.sign(&issuer.claims(&app, "MT0003"));
        assert_eq!(said_to(&app, &token).await, everywhere(REFUSED));
        assert_eq!(issuer.described(), 0, "and nobody asks it");
        app.finish().await;
        let world = Trusting::start(backend).await;
        for other in [issuer.url(), "https://id.example.com", &format!("{}/", world.issuer.url())] {
            assert_eq!(world.says_of(&json!({ "iss": other })).await, REFUSED, "{other}");
        }
        assert_eq!(world.says_of(&json!({ "iss": "liaison", "aud": "liaison" })).await, REFUSED, "nor does it speak for us");
        assert_eq!(world.says(&key.sign(&world.claims("MT0003"))).await, REFUSED, "another's key");
        let ours = Claims::new(world.app.person("MT0003"), world.app.clock().now(), 900, "j1");
        let ours = Claims { iss: world.issuer.url().to_owned(), aud: AUDIENCE.to_owned(), ..ours };
        let ours = world.app.keys().current().sign(&ours).expect("signed");
        assert_eq!(world.says(&ours).await, REFUSED, "nor do we for it");
        world.finish().await;
    }

    /// The classics: none, the public key as a secret, an algorithm that is not the key's.
    async fn the_key_chooses_the_algorithm(backend) {
        let world = Trusting::start(backend).await;
        let claims = world.claims("MT0003");
        let good = world.key.sign(&claims);
        assert_eq!(said_to(&world.app, &good).await, everywhere("MT0003"));
        let (_, rest) = good.split_once('.').expect("three parts");
        for header in [json!({ "alg": "none", "kid": "k1" }), json!({ "alg": "none" })] {
            let header = data_encoding::BASE64URL_NOPAD.encode(header.to_string().as_bytes());
            let (body, _) = rest.split_once('.').expect("three parts");
            for forged in [format!("{header}.{body}."), format!("{header}.{rest}")] {
                assert_eq!(said_to(&world.app, &forged).await, everywhere(REFUSED), "{forged}");
            }
        }
        let jwk = world.key.jwk.to_string();
        let x = world.key.jwk["x"].as_str().expect("a coordinate");
        for secret in [jwk.as_bytes(), x.as_bytes()] {
            let mut header = Header::new(Algorithm::HS256);
            header.kid = Some("k1".to_owned());
            let forged = jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(secret)).expect("signed");
            assert_eq!(said_to(&world.app, &forged).await, everywhere(REFUSED));
        }
        // A key of another kind under the same ID, and one that is published as a secret.
        let forged = SigningKey::new("k1", Algorithm::EdDSA).sign(&claims);
        assert_eq!(world.says(&forged).await, REFUSED);
        world.issuer.serve_keys(200, "", &json!({ "keys": [{ "kty": "oct", "kid": "k2", "k": "c2VjcmV0", "alg": "HS256" }] }).to_string());
        world.pass(300);
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some("k2".to_owned());
        let shared = jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(b"secret")).expect("signed");
        assert_eq!(world.says(&shared).await, REFUSED);
        world.finish().await;
    }

    async fn a_changed_claim_is_refused(backend) {
        let world = Trusting::start(backend).await;
        let good = world.token("MT0003");
        assert_eq!(world.says(&good).await, "MT0003");
        let parts: Vec<_> = good.split('.').collect();
        for (name, value) in [(CLAIM, json!("ZB0002")), ("exp", json!(world.app.now() + 86_400)), ("aud", json!(["a", AUDIENCE]))] {
            let mut claims = world.claims("MT0003");
            claims[name] = value;
            let body = data_encoding::BASE64URL_NOPAD.encode(claims.to_string().as_bytes());
            let forged = format!("{}.{body}.{}", parts[0], parts[2]);
            assert_eq!(said_to(&world.app, &forged).await, everywhere(REFUSED), "{name}");
        }
        world.finish().await;
    }

    /// To the second, on both sides, with the clocks a minute apart as by default; and without any leeway where that is set.
    async fn clocks_may_differ_by_the_skew_and_no_more(backend) {
        let world = Trusting::start(backend).await;
        let now = world.app.now();
        for (more, expected) in [
            (json!({ "exp": now - 59 }), "MT0003"),
            (json!({ "exp": now - 60 }), REFUSED),
            (json!({ "iat": now + 60 }), "MT0003"),
            (json!({ "iat": now + 61 }), REFUSED),
            (json!({ "nbf": now + 60 }), "MT0003"),
            (json!({ "nbf": now + 61 }), REFUSED),
            (json!({ "exp": null }), REFUSED),
            (json!({ "iat": null }), REFUSED),
            (json!({ "exp": "never" }), REFUSED),
            (json!({ "exp": i64::MAX }), "MT0003"),
            (json!({ "exp": i64::MIN }), REFUSED),
            (json!({ "nbf": i64::MIN }), "MT0003"),
        ] {
            assert_eq!(world.says_of(&more).await, expected, "{more}");
        }
        // One that is remembered ends alike.
        let token = world.key.sign(&world.claims_with(&json!({ "exp": now + 10 })));
        for (pass, expected) in [(0, "MT0003"), (69, "MT0003"), (1, REFUSED)] {
            world.pass(pass);
            assert_eq!(said_to(&world.app, &token).await, everywhere(expected));
        }
        world.finish().await;
        let strict = Trusting::start_with(backend, |trust| trust.with_skew(0)).await;
        let now = strict.app.now();
        for (more, expected) in [
            (json!({ "exp": now + 1 }), "MT0003"),
            (json!({ "exp": now }), REFUSED),
            (json!({ "iat": now + 1 }), REFUSED),
            (json!({ "nbf": now + 1 }), REFUSED),
        ] {
            assert_eq!(strict.says_of(&more).await, expected, "{more}");
        }
        strict.finish().await;
    }

    /// A token for somebody else is not for us; one for several says who asked for it, and that has to be one we know.
    async fn a_token_is_for_us(backend) {
        let world = Trusting::start(backend).await;
        for (more, expected) in [
            (json!({ "aud": "other" }), REFUSED),
            (json!({ "aud": null }), REFUSED),
            (json!({ "aud": [] }), REFUSED),
            (json!({ "aud": [AUDIENCE] }), "MT0003"),
            (json!({ "azp": "screen" }), "MT0003"),
            (json!({ "aud": [AUDIENCE, "other"] }), REFUSED),
            (json!({ "aud": [AUDIENCE, "other"], "azp": "screen" }), REFUSED),
            (json!({ "aud": [AUDIENCE, "other"], "azp": AUDIENCE }), "MT0003"),
            (json!({ "cnf": { "jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" } }), REFUSED),
        ] {
            assert_eq!(world.says_of(&more).await, expected, "{more}");
        }
        world.finish().await;
        let world = Trusting::start_with(backend, |trust| trust.of_clients(vec!["screen".to_owned()])).await;
        for (more, expected) in [
            (json!({}), REFUSED),
            (json!({ "azp": "screen" }), "MT0003"),
            (json!({ "client_id": "screen" }), "MT0003"),
            (json!({ "azp": "other", "client_id": "screen" }), REFUSED),
            (json!({ "aud": [AUDIENCE, "other"], "azp": "screen" }), "MT0003"),
            (json!({ "aud": "other", "azp": "screen" }), REFUSED),
        ] {
            assert_eq!(world.says_of(&more).await, expected, "{more}");
        }
        world.finish().await;
    }

    /// Nobody, several, or something that only looks like a number is nobody; and all hear the same.
    async fn one_claim_names_one_person(backend) {
        let world = Trusting::start(backend).await;
        for nobody in [
            json!(null), json!(""), json!("MT9999"), json!(["MT0003"]), json!(["MT0003", "MT0004"]), json!({ "a": "MT0003" }),
            json!(true), json!(3), json!("ＭＴ0003"), json!(" MT0003"), json!("MT0003\n"), json!("MT0003,MT0004"), json!("%"),
        ] {
            assert_eq!(world.says_of(&json!({ CLAIM: nobody })).await, REFUSED, "{nobody}");
        }
        let told = async |token: String| {
            let mut body = world.holder(&token).send(WHO, json!({})).await.body;
            body["errors"][0]["extensions"]["requestId"].take();
            body
        };
        let stranger = told(world.token("MT9999")).await;
        world.app.admin().mutate(DISABLE, json!({ "input": { "id": world.app.person("MT0004") } })).await;
        assert_eq!(told(world.token("MT0004")).await, stranger, "who has left");
        assert_eq!(told(world.key.sign(&world.claims_with(&json!({ CLAIM: null })))).await, stranger, "who is not named");
        world.finish().await;
    }

    /// Who is taken on is in at once, at a node that did not hear of it yet.
    async fn who_was_taken_on_a_moment_ago_is_known(backend) {
        let mut world = Trusting::start(backend).await;
        let other = world.app.add_node().await;
        let token = world.token("MT0100");
        let at_other = Client::new(world.app.base(other), Some(token.clone()));
        assert_eq!(world.says(&token).await, REFUSED);
        assert_eq!(at_other.send(WHO, json!({})).await.status, 401);
        let department = world.app.admin().query("{ department(by: { code: \"MT\" }) { id } }", json!({})).await["department"]["id"].take();
        let create = "mutation($input: PersonCreateInput!) { personCreate(input: $input) { person { id } userErrors { code path } } }";
        let input = json!({ "employeeNumber": "MT0100", "name": "新人", "department": department });
        world.app.admin().mutate(create, json!({ "input": input })).await;
        assert_eq!(at_other.query(WHO, json!({})).await["viewer"]["person"]["employeeNumber"], "MT0100");
        world.finish().await;
    }

    /// Who leaves is out at once with every stream, though their token would hold for an hour more.
    async fn who_leaves_is_out(backend) {
        let world = quick(backend).await;
        let token = world.token("MT0003");
        let mut socket = Socket::connect(&world.holder(&token)).await;
        socket.subscribe("s", "subscription { events { cursor } }", json!({})).await;
        let events = stream(&world.holder(&token)).await;
        world.app.admin().mutate(DISABLE, json!({ "input": { "id": world.app.person("MT0003") } })).await;
        assert_eq!(said_to(&world.app, &token).await, everywhere(REFUSED));
        assert_eq!(ended(&mut socket).await, Heard::Closed(4403));
        assert!(rest(events).await.contains(REFUSED));
        world.finish().await;
    }

    /// Signing out everywhere takes back what the issuer gave before; what it gives after that holds.
    async fn signing_out_everywhere_covers_them_too(backend) {
        let world = quick(backend).await;
        let token = world.token("MT0003");
        world.pass(1);
        let mut socket = Socket::connect(&world.holder(&token)).await;
        let nobody = world.holder(&token).refusals(OUT, json!({ "input": {} })).await;
        assert_eq!(nobody, ["NOT_FOUND"], "it is of no session of ours");
        let session = json!({ "sid": world.app.person("MT0003") });
        assert_eq!(world.says_of(&session).await, "MT0003", "whatever the issuer calls its own");
        let out = world.holder(&token).mutate(OUT, json!({ "input": { "everywhere": true } })).await;
        assert_eq!(out["signedOut"], true);
        assert_eq!(said_to(&world.app, &token).await, everywhere(REFUSED));
        assert_eq!(ended(&mut socket).await, Heard::Closed(4403));
        assert_eq!(world.says(&world.key.sign(&world.claims_with(&json!({ "iat": world.app.now() })))).await, REFUSED, "in the same second");
        assert_eq!(world.says(&world.token("MT0004")).await, "MT0004", "a colleague");
        world.pass(1);
        assert_eq!(world.says(&world.token("MT0003")).await, "MT0003");
        world.finish().await;
    }

    /// A stream ends with its token, the skew allowed for.
    async fn a_stream_ends_with_its_token(backend) {
        let world = quick(backend).await;
        let token = world.key.sign(&world.claims_with(&json!({ "exp": world.app.now() + 10 })));
        let mut socket = Socket::connect(&world.holder(&token)).await;
        let events = stream(&world.holder(&token)).await;
        world.pass(69);
        socket.subscribe("who", WHO, json!({})).await;
        assert_eq!(socket.next().await["viewer"]["person"]["employeeNumber"], "MT0003");
        world.pass(1);
        assert_eq!(ended(&mut socket).await, Heard::Closed(4403));
        assert!(rest(events).await.contains(REFUSED));
        world.finish().await;
    }
}

/// Open connections look every few milliseconds whether their token still holds.
async fn quick(backend: Backend) -> Trusting {
    let key = SigningKey::new("k1", Algorithm::ES256);
    let issuer = TestIssuer::start(&[&key]).await;
    let limits = Limits { token_recheck: Duration::from_millis(20), ..Limits::default() };
    let app = TestApp::start_as(backend, limits, Some(issuer.trust()), Exposure::default()).await;
    Trusting { app, issuer, key }
}

/// An event stream of the feed.
async fn stream(client: &Client) -> reqwest::Response {
    let http = reqwest::Client::builder().no_proxy().build().expect("a client needs no system settings");
    let post = http.post(client.url()).bearer_auth(client.token().unwrap_or_default());
    let body = json!({ "query": "subscription { events { cursor } }" });
    let response = post.header("accept", "text/event-stream").json(&body).send().await.expect("an answer");
    assert_eq!(response.status().as_u16(), 200);
    response
}

/// All that a stream says until its end.
async fn rest(response: reqwest::Response) -> String {
    tokio::time::timeout(Duration::from_secs(30), response.text()).await.expect("it ends").expect("text")
}

/// What ends the socket.
async fn ended(socket: &mut Socket) -> Heard {
    loop {
        let heard = socket.hear().await;
        if matches!(heard, Heard::Closed(_)) {
            return heard;
        }
    }
}
