//! How the issuer's keys come, change and go, and what holds while it does not answer.

use futures_util::future::join_all;
use liaison_gateway::auth::{APART_SECONDS, FRESH_SECONDS, HELD_SECONDS};

use super::*;

const UNAVAILABLE: &str = "UNAVAILABLE";

fn seconds(of: i64) -> u64 {
    u64::try_from(of).expect("positive")
}

impl Trusting {
    /// The turn of the job that keeps the keys fresh.
    async fn turn(&self) {
        self.app.app().issuer().expect("one is trusted").keep_fresh().await;
    }
}

both_databases! {
    /// Nothing is asked before the first token, and then once; a hundred people after it ask nobody.
    async fn keys_are_fetched_once_and_kept(backend) {
        let world = Trusting::start(backend).await;
        assert_eq!(world.issuer.described(), 0);
        let tokens: Vec<_> = ["MT0003", "MT0004", "JS0001", "CP0002"].map(|number| world.token(number)).into();
        world.issuer.slow_down(Duration::from_millis(50));
        let all = join_all((0..40).map(|at| world.says(&tokens[at % tokens.len()]))).await;
        assert!(all.iter().all(|said| said.len() == 6), "{all:?}");
        world.pass(seconds(FRESH_SECONDS) - 1);
        world.turn().await;
        assert_eq!((world.issuer.described(), world.issuer.asked()), (1, 1));
        world.pass(1);
        world.turn().await;
        assert_eq!(world.issuer.asked(), 2, "they are fresh for five minutes");
        world.finish().await;
    }

    /// A new key is taken with the first token that names it; the old one's tokens hold as long as it is published.
    async fn keys_rotate(backend) {
        let world = Trusting::start(backend).await;
        let old = world.token("MT0003");
        assert_eq!(world.says(&old).await, "MT0003");
        let second = SigningKey::new("k2", Algorithm::RS256);
        world.issuer.publish(&[&second, &world.key]);
        world.pass(seconds(APART_SECONDS));
        let new = second.sign(&world.claims("MT0003"));
        assert_eq!(said_to(&world.app, &new).await, everywhere("MT0003"));
        assert_eq!(said_to(&world.app, &old).await, everywhere("MT0003"));
        assert_eq!(world.issuer.asked(), 2);
        world.finish().await;
    }

    /// A key that was withdrawn is refused after the next look, also under tokens that were taken before, and streams end.
    async fn a_withdrawn_key_is_refused(backend) {
        let world = quick(backend).await;
        let token = world.token("MT0003");
        let mut socket = Socket::connect(&world.holder(&token)).await;
        let events = stream(&world.holder(&token)).await;
        let second = SigningKey::new("k2", Algorithm::ES256);
        world.issuer.publish(&[&second]);
        world.pass(seconds(FRESH_SECONDS));
        assert_eq!(world.says(&token).await, "MT0003", "nobody has looked yet");
        world.turn().await;
        assert_eq!(said_to(&world.app, &token).await, everywhere(REFUSED));
        assert_eq!(ended(&mut socket).await, Heard::Closed(4403));
        assert!(rest(events).await.contains(REFUSED));
        assert_eq!(world.says(&second.sign(&world.claims("MT0003"))).await, "MT0003");
        // Another key under the ID of the first: what that one signed stays refused.
        let third = SigningKey::new("k1", Algorithm::ES256);
        world.issuer.publish(&[&third]);
        world.pass(seconds(FRESH_SECONDS));
        world.turn().await;
        assert_eq!(world.says(&token).await, REFUSED);
        world.issuer.publish(&[]);
        world.pass(seconds(FRESH_SECONDS));
        world.turn().await;
        assert_eq!(world.says(&third.sign(&world.claims("MT0003"))).await, REFUSED, "an issuer may withdraw all");
        world.finish().await;
    }

    /// Tokens that name keys which do not exist make one fetch in ten seconds, however many come and whoever hangs up.
    async fn made_up_keys_make_nobody_ask_the_issuer(backend) {
        let world = Trusting::start(backend).await;
        assert_eq!(world.says(&world.token("MT0003")).await, "MT0003");
        let forged = |at: usize| SigningKey { id: format!("x{at}"), ..world.key.clone() }.sign(&world.claims("MT0003"));
        let storm: Vec<_> = (0..60).map(forged).collect();
        for round in 1..=3 {
            let said = join_all(storm.iter().map(|token| world.says(token))).await;
            assert!(said.iter().all(|said| said == REFUSED), "{said:?}");
            assert_eq!(world.issuer.asked(), round, "round {round}");
            world.pass(seconds(APART_SECONDS) - 1);
            assert_eq!(world.says(&storm[0]).await, REFUSED);
            assert_eq!(world.issuer.asked(), round);
            world.pass(1);
        }
        // Whoever asks and hangs up stops nothing that others wait for.
        world.issuer.slow_down(Duration::from_millis(300));
        let second = SigningKey::new("k2", Algorithm::ES256);
        world.issuer.publish(&[&second]);
        let gone = tokio::time::timeout(Duration::from_millis(50), world.says(&storm[0])).await;
        assert!(gone.is_err(), "it waits for the issuer");
        assert_eq!(world.says(&second.sign(&world.claims("MT0003"))).await, "MT0003");
        assert_eq!(world.issuer.asked(), 4);
        world.finish().await;
    }

    /// While the issuer does not answer, the keys that are known serve for an hour; then nobody can tell, and says so.
    async fn an_issuer_that_is_down(backend) {
        let world = Trusting::start(backend).await;
        let day = json!({ "exp": world.app.now() + 86_400 });
        let token = world.key.sign(&world.claims_with(&day));
        world.issuer.put_down(true);
        assert_eq!(said_to(&world.app, &token).await, everywhere(UNAVAILABLE), "no key is known yet");
        assert_eq!(world.app.member("MT0003").send(WHO, json!({})).await.status, 200, "ours hold");
        world.issuer.put_down(false);
        assert_eq!(world.says(&token).await, UNAVAILABLE, "asked a moment ago");
        world.pass(seconds(APART_SECONDS));
        assert_eq!(said_to(&world.app, &token).await, everywhere("MT0003"));
        world.issuer.put_down(true);
        world.pass(seconds(HELD_SECONDS) - 1);
        world.turn().await;
        assert_eq!(said_to(&world.app, &token).await, everywhere("MT0003"));
        let other = SigningKey::new("k2", Algorithm::ES256).sign(&world.claims("MT0003"));
        assert_eq!(world.says(&other).await, UNAVAILABLE, "its key may be new");
        let mut socket = Socket::connect(&world.holder(&token)).await;
        world.pass(1);
        assert_eq!(said_to(&world.app, &token).await, everywhere(UNAVAILABLE));
        socket.subscribe("who", WHO, json!({})).await;
        assert_eq!(socket.next().await["viewer"]["person"]["employeeNumber"], "MT0003", "what runs goes on until its token ends");
        world.issuer.put_down(false);
        world.pass(seconds(APART_SECONDS));
        assert_eq!(said_to(&world.app, &token).await, everywhere("MT0003"));
        world.finish().await;
    }

    /// Documents that are not what they should be are no keys: of another issuer, elsewhere, too long, too late, or not there.
    async fn documents_are_believed_with_care(backend) {
        let world = Trusting::start(backend).await;
        let (token, url) = (world.token("MT0003"), world.issuer.url().to_owned());
        let keys = json!({ "keys": [world.key.jwk] }).to_string();
        let elsewhere = TestIssuer::start(&[&world.key]).await;
        let refused = async |what: &str| {
            assert_eq!(world.says(&token).await, UNAVAILABLE, "{what}");
            world.pass(seconds(APART_SECONDS));
        };
        for (what, document) in [
            ("another issuer", json!({ "issuer": elsewhere.url(), "jwks_uri": format!("{url}/keys") })),
            ("almost the same", json!({ "issuer": format!("{url}/"), "jwks_uri": format!("{url}/keys") })),
            ("no issuer", json!({ "jwks_uri": format!("{url}/keys") })),
            ("no keys", json!({ "issuer": url })),
            ("not private", json!({ "issuer": url, "jwks_uri": "http://id.example.com/keys" })),
            ("no address", json!({ "issuer": url, "jwks_uri": "keys" })),
            ("a file", json!({ "issuer": url, "jwks_uri": "file:///etc/passwd" })),
        ] {
            world.issuer.describe(&document);
            refused(what).await;
        }
        assert_eq!(world.issuer.asked(), 0, "the keys of such a document are not even asked for");
        world.issuer.describe(&json!({ "issuer": url, "jwks_uri": format!("{url}/keys") }));
        let long = format!("{keys}{}", " ".repeat(262_144));
        for (what, status, headers, body) in [
            ("an error", 500, "", keys.as_str()),
            ("a way elsewhere", 302, &format!("location: {}/keys\r\n", elsewhere.url()) as &str, ""),
            ("too long", 200, "", &long),
            ("not JSON", 200, "", "keys"),
            ("not a set", 200, "", "[]"),
        ] {
            world.issuer.serve_keys(status, headers, body);
            refused(what).await;
        }
        assert_eq!(elsewhere.asked(), 0);
        world.issuer.serve_keys(200, "", &keys);
        world.issuer.slow_down(Duration::from_millis(3_500));
        refused("too late").await;
        world.issuer.slow_down(Duration::ZERO);
        assert_eq!(world.says(&token).await, "MT0003");
        world.finish().await;
    }
}
