//! An OpenID Connect issuer under a test's hand: its keys, its documents, whether it can be reached, and who asked how often.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
};
use data_encoding::BASE64;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use liaison_gateway::auth::Trust;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::TestApp;

/// The audience of its tokens, and the claim that names a person.
pub(crate) const AUDIENCE: &str = "liaison-api";
pub(crate) const CLAIM: &str = "employee_number";

/// A key of the issuer.
#[derive(Clone)]
pub(crate) struct SigningKey {
    pub(crate) id: String,
    pub(crate) algorithm: Algorithm,
    pub(crate) encoding: EncodingKey,
    /// As it is published.
    pub(crate) jwk: Value,
}

impl SigningKey {
    /// A new key for this algorithm.
    pub(crate) fn new(id: &str, algorithm: Algorithm) -> Self {
        let random = SystemRandom::new();
        let ec = |curve| EcdsaKeyPair::generate_pkcs8(curve, &random).expect("randomness").as_ref().to_vec();
        let encoding = match algorithm {
            Algorithm::ES256 => EncodingKey::from_ec_der(&ec(&ECDSA_P256_SHA256_FIXED_SIGNING)),
            Algorithm::ES384 => EncodingKey::from_ec_der(&ec(&ECDSA_P384_SHA384_FIXED_SIGNING)),
            Algorithm::EdDSA => {
                let key = Ed25519KeyPair::generate().and_then(|pair| pair.to_pkcs8v1()).expect("randomness");
                EncodingKey::from_ed_der(key.as_ref())
            }
            _ => {
                let pair = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048).expect("randomness");
                let key: Pkcs8V1Der<'_> = pair.as_der().expect("its own form");
                let text = BASE64.encode(key.as_ref());
                let pem = format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n");
                EncodingKey::from_rsa_pem(pem.as_bytes()).expect("its own form")
            }
        };
        let jwk = Jwk::from_encoding_key(&encoding, algorithm).expect("it has a public half");
        let mut jwk = serde_json::to_value(jwk).expect("JSON");
        (jwk["kid"], jwk["use"]) = (json!(id), json!("sig"));
        Self { id: id.to_owned(), algorithm, encoding, jwk }
    }

    /// These claims under a header of this key.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        let mut header = Header::new(self.algorithm);
        header.kid = Some(self.id.clone());
        self.sign_as(&header, claims)
    }

    /// These claims under any header.
    pub(crate) fn sign_as(&self, header: &Header, claims: &Value) -> String {
        jsonwebtoken::encode(header, claims, &self.encoding).expect("claims can be signed")
    }
}

#[derive(Default)]
struct Shared {
    /// Status, further header lines and body, by path.
    documents: Mutex<BTreeMap<String, (u16, String, String)>>,
    asked: Mutex<BTreeMap<String, usize>>,
    down: AtomicBool,
    delay_ms: AtomicUsize,
}

/// The issuer; dropping it ends it.
pub(crate) struct TestIssuer {
    url: String,
    shared: Arc<Shared>,
    serving: JoinHandle<()>,
}

const DISCOVERY: &str = "/.well-known/openid-configuration";
const KEYS: &str = "/keys";

impl TestIssuer {
    /// An issuer that publishes these keys.
    pub(crate) async fn start(keys: &[&SigningKey]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let shared = Arc::new(Shared::default());
        let server = Arc::clone(&shared);
        #[expect(clippy::disallowed_methods, reason = "it is ended with the issuer")]
        let serving = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("it listens");
                #[expect(clippy::disallowed_methods, reason = "each answers once")]
                drop(tokio::spawn(answer(stream, Arc::clone(&server))));
            }
        });
        let issuer = Self { url, shared, serving };
        issuer.describe(&json!({ "issuer": issuer.url, "jwks_uri": format!("{}{KEYS}", issuer.url) }));
        issuer.publish(keys);
        issuer
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Trust in its tokens for [`AUDIENCE`], whose [`CLAIM`] is an employee number.
    pub(crate) fn trust(&self) -> Trust {
        Trust::new(&self.url, AUDIENCE, CLAIM).expect("a loopback address")
    }

    /// Publishes these keys and no others.
    pub(crate) fn publish(&self, keys: &[&SigningKey]) {
        let keys: Vec<_> = keys.iter().map(|key| &key.jwk).collect();
        self.serve_keys(200, "", &json!({ "keys": keys }).to_string());
    }

    /// Answers any thing in place of the keys.
    pub(crate) fn serve_keys(&self, status: u16, headers: &str, body: &str) {
        let document = (status, headers.to_owned(), body.to_owned());
        self.shared.documents.lock().expect("no holder panics").insert(KEYS.to_owned(), document);
    }

    /// Changes its discovery document.
    pub(crate) fn describe(&self, document: &Value) {
        let document = (200, String::new(), document.to_string());
        self.shared.documents.lock().expect("no holder panics").insert(DISCOVERY.to_owned(), document);
    }

    /// From now on it hangs up, or answers again.
    pub(crate) fn put_down(&self, down: bool) {
        self.shared.down.store(down, Ordering::SeqCst);
    }

    /// From now on each answer takes this long.
    pub(crate) fn slow_down(&self, by: Duration) {
        let delay = usize::try_from(by.as_millis()).expect("short");
        self.shared.delay_ms.store(delay, Ordering::SeqCst);
    }

    /// How often its keys were asked for, while it was up.
    pub(crate) fn asked(&self) -> usize {
        self.shared.asked.lock().expect("no holder panics").get(KEYS).copied().unwrap_or_default()
    }

    /// How often its discovery document was asked for, while it was up.
    pub(crate) fn described(&self) -> usize {
        self.shared.asked.lock().expect("no holder panics").get(DISCOVERY).copied().unwrap_or_default()
    }

    /// What a token says that names this person: issued now, for an hour.
    pub(crate) fn claims(&self, app: &TestApp, number: &str) -> Value {
        let now = app.now();
        json!({ "iss": self.url, "sub": "9f2c", "aud": AUDIENCE, "iat": now, "exp": now + 3_600, CLAIM: number })
    }
}

impl Drop for TestIssuer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Answers one request and hangs up.
async fn answer(mut stream: TcpStream, shared: Arc<Shared>) {
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let mut chunk = [0; 1_024];
        match stream.read(&mut chunk).await {
            Ok(size) if size > 0 => head.extend_from_slice(&chunk[..size]),
            _ => return,
        }
    }
    if shared.down.load(Ordering::SeqCst) {
        return;
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    *shared.asked.lock().expect("no holder panics").entry(path.clone()).or_default() += 1;
    let delay = u64::try_from(shared.delay_ms.load(Ordering::SeqCst)).expect("short");
    tokio::time::sleep(Duration::from_millis(delay)).await;
    let document = shared.documents.lock().expect("no holder panics").get(&path).cloned();
    let (status, headers, body) = document.unwrap_or((404, String::new(), String::new()));
    let size = body.len();
    let answer =
        format!("HTTP/1.1 {status} X\r\ncontent-length: {size}\r\nconnection: close\r\n{headers}\r\n{body}");
    // Whoever asked may be gone.
    let _ = stream.write_all(answer.as_bytes()).await;
}
