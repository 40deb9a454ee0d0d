//! What the issuer publishes: its discovery document, and the keys that it names (OpenID Connect Discovery, 4; RFC 7517).
//!
//! Bounded in time and size, over TLS unless the issuer is of this machine, without redirects: a document lies where it is said to lie.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::trust::{TrustFault, is_loopback};

/// Time for one document, from the connection to its last byte.
const PATIENCE: Duration = Duration::from_secs(3);
/// Largest document that is read; those that we know have some kilobytes.
const MOST_BYTES: usize = 262_144;

/// Why the keys could not be fetched.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchFault {
    #[error("the issuer cannot be reached")]
    Unreachable(#[source] reqwest::Error),
    #[error("the issuer answers with status {0}")]
    Status(StatusCode),
    #[error("the document has more than {MOST_BYTES} bytes")]
    TooLong,
    #[error("the document is not what it should be")]
    Unreadable(#[source] serde_json::Error),
    #[error("the document is of another issuer")]
    OtherIssuer,
    #[error("the keys do not lie at an https address")]
    NotPrivate,
}

/// Where the documents are, and what fetches them.
#[derive(Clone, Debug)]
pub(super) struct Documents {
    client: Client,
    discovery: String,
    /// Whether they may come without TLS.
    plain: bool,
}

#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

impl Documents {
    pub(super) fn of(issuer: &str, plain: bool) -> Result<Self, TrustFault> {
        let client = Client::builder().redirect(Policy::none()).timeout(PATIENCE).pool_max_idle_per_host(0);
        // This machine is reached without a proxy, and without the certificates that it may not have.
        let client = if plain { client.no_proxy().tls_certs_only([]) } else { client.https_only(true) };
        let discovery = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        Ok(Self { client: client.build()?, discovery, plain })
    }

    /// The keys that this issuer publishes now, unread: one that is not understood spoils no other.
    ///
    /// # Errors
    /// See [`FetchFault`].
    pub(super) async fn keys(&self, issuer: &str) -> Result<Vec<Value>, FetchFault> {
        let discovery: Discovery = self.get(&self.discovery).await?;
        if discovery.issuer != issuer {
            return Err(FetchFault::OtherIssuer);
        }
        let keys = address(&discovery.jwks_uri, self.plain).ok_or(FetchFault::NotPrivate)?;
        Ok(self.get::<KeySet>(keys.as_str()).await?.keys)
    }

    async fn get<T: DeserializeOwned>(&self, url: &str) -> Result<T, FetchFault> {
        let unreachable = |fault: reqwest::Error| FetchFault::Unreachable(fault.without_url());
        let accepted = reqwest::header::ACCEPT;
        let request = self.client.get(url).header(accepted, "application/json, application/jwk-set+json");
        let mut response = request.send().await.map_err(unreachable)?;
        if response.status() != StatusCode::OK {
            return Err(FetchFault::Status(response.status()));
        }
        let mut text = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
            if text.len() + chunk.len() > MOST_BYTES {
                return Err(FetchFault::TooLong);
            }
            text.extend_from_slice(&chunk);
        }
        serde_json::from_slice(&text).map_err(FetchFault::Unreadable)
    }
}

/// Where keys may lie: at any https address, or on this machine where the issuer is.
fn address(text: &str, plain: bool) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let private = url.scheme() == "https" || (plain && url.scheme() == "http" && is_loopback(&url));
    private.then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_over_tls_unless_the_issuer_is_of_this_machine() {
        for (text, of_this_machine, of_others) in [
            ("https://keys.example.com/a?b=c", true, true),
            ("http://127.0.0.1:9/keys", true, false),
            ("http://keys.example.com", false, false),
            ("file:///etc/passwd", false, false),
            ("/keys", false, false),
        ] {
            assert_eq!(address(text, true).is_some(), of_this_machine, "{text}");
            assert_eq!(address(text, false).is_some(), of_others, "{text}");
        }
    }
}
