//! `GET /.well-known/jwks.json`: the public halves of the keys (RFC 7517, RFC 8037), by which anybody checks tokens and sign-offs.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use data_encoding::BASE64URL_NOPAD;
use serde::Serialize;

use crate::auth::{Keys, PublicKey, SETTLED};

#[derive(Serialize)]
struct Set {
    keys: Vec<Jwk>,
}

#[derive(Serialize)]
struct Jwk {
    kty: &'static str,
    crv: &'static str,
    alg: &'static str,
    #[serde(rename = "use")]
    usage: &'static str,
    kid: String,
    x: String,
}

impl Jwk {
    fn of(key: &PublicKey) -> Self {
        let (kid, x) = (key.id().to_owned(), BASE64URL_NOPAD.encode(key.bytes()));
        Self { kty: "OKP", crv: "Ed25519", alg: "EdDSA", usage: "sig", kid, x }
    }
}

/// The address over these keys. [`Gateway::frame`](super::Gateway::frame) goes around it and all others.
pub fn published_keys(keys: Arc<Keys>) -> Router {
    Router::new().route("/.well-known/jwks.json", get(serve)).with_state(keys)
}

/// Kept no longer than it takes a new key to sign.
async fn serve(State(keys): State<Arc<Keys>>) -> Response {
    let keys = keys.published().iter().map(Jwk::of).collect();
    let fresh = format!("public, max-age={}", SETTLED.as_secs());
    ([(header::CACHE_CONTROL, fresh)], Json(Set { keys })).into_response()
}
