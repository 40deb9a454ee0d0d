//! The issuer's public keys, each with the algorithms that it may be used with.
//!
//! Which those are follows from the key alone: its kind, its curve, and what it is said to be for. A symmetric key is none.

use jsonwebtoken::jwk::{
    AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse, ThumbprintHash,
};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;

/// Most keys that are read of one issuer; those that we know publish fewer than ten.
const MOST_KEYS: usize = 100;

/// The algorithms of an RSA key, unless it names one.
const RSA: &[Algorithm] = &[
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
];

/// One public key.
pub(super) struct PublishedKey {
    id: Option<String>,
    algorithms: Vec<Algorithm>,
    thumbprint: String,
    key: DecodingKey,
}

impl PublishedKey {
    /// The key of a document, if it checks signatures.
    fn read(document: Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(document).ok()?;
        let signs = match &jwk.common.public_key_use {
            Some(usage) => *usage == PublicKeyUse::Signature,
            None => true,
        };
        let operations = jwk.common.key_operations.as_ref();
        let checks = operations.is_none_or(|all| all.contains(&KeyOperations::Verify));
        let algorithms = algorithms(&jwk);
        if !(signs && checks) || algorithms.is_empty() {
            return None;
        }
        Some(Self {
            algorithms,
            // Tells keys apart also where an issuer gives one ID to two of them.
            thumbprint: jwk.thumbprint(ThumbprintHash::SHA256).ok()?,
            key: DecodingKey::from_jwk(&jwk).ok()?,
            id: jwk.common.key_id,
        })
    }

    pub(super) fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    pub(super) fn decoding(&self) -> &DecodingKey {
        &self.key
    }
}

fn algorithms(jwk: &Jwk) -> Vec<Algorithm> {
    let fitting: &[Algorithm] = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => RSA,
        AlgorithmParameters::EllipticCurve(key) => match key.curve {
            EllipticCurve::P256 => &[Algorithm::ES256],
            EllipticCurve::P384 => &[Algorithm::ES384],
            _ => &[],
        },
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => &[Algorithm::EdDSA],
        _ => &[],
    };
    let named = jwk.common.key_algorithm;
    let fits = |algorithm: &Algorithm| named.is_none_or(|named| named == KeyAlgorithm::from(*algorithm));
    fitting.iter().copied().filter(fits).collect()
}

/// What a token's header leads to.
pub(super) enum Found<'a> {
    /// The one key that may have signed it.
    Key(&'a PublishedKey),
    /// No key with this ID.
    Unknown,
    /// A key that does not go with the algorithm, or several that do.
    Unfit,
}

/// The keys of a moment.
#[derive(Default)]
pub(super) struct Ring(Vec<PublishedKey>);

impl Ring {
    /// The keys of these documents that check signatures.
    pub(super) fn of(documents: Vec<Value>) -> Self {
        Self(documents.into_iter().filter_map(PublishedKey::read).take(MOST_KEYS).collect())
    }

    /// The key for a token with this header; one that names none is of an issuer with a single key that fits.
    pub(super) fn find(&self, id: Option<&str>, algorithm: Algorithm) -> Found<'_> {
        let named = || self.0.iter().filter(|key| id.is_none() || key.id.as_deref() == id);
        if named().next().is_none() {
            return Found::Unknown;
        }
        let mut fitting = named().filter(|key| key.algorithms.contains(&algorithm));
        match (fitting.next(), fitting.next()) {
            (Some(key), None) => Found::Key(key),
            _ => Found::Unfit,
        }
    }

    /// Whether the key with this thumbprint is among them.
    pub(super) fn has(&self, thumbprint: &str) -> bool {
        self.0.iter().any(|key| key.thumbprint == thumbprint)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether both have the same keys, in any order.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.len() == other.len() && self.0.iter().all(|key| other.has(&key.thumbprint))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

    fn key(more: &Value) -> Value {
        let mut key = json!({ "kid": "a", "kty": "OKP", "crv": "Ed25519", "x": X });
        let fields = more.as_object().expect("an object").clone();
        key.as_object_mut().expect("an object").extend(fields);
        key
    }

    fn leads(documents: Vec<Value>, id: Option<&str>, algorithm: Algorithm) -> &'static str {
        match Ring::of(documents).find(id, algorithm) {
            Found::Key(_) => "key",
            Found::Unknown => "unknown",
            Found::Unfit => "unfit",
        }
    }

    #[test]
    fn the_algorithm_follows_from_the_key() {
        let ec = |curve| json!({ "kid": "a", "kty": "EC", "crv": curve, "x": X, "y": X });
        let rsa = |alg: Option<&str>| json!({ "kid": "a", "kty": "RSA", "n": X, "e": "AQAB", "alg": alg });
        for (document, algorithm, expected) in [
            (key(&json!({})), Algorithm::EdDSA, "key"),
            (key(&json!({ "alg": "EdDSA", "use": "sig", "key_ops": ["verify"] })), Algorithm::EdDSA, "key"),
            (key(&json!({})), Algorithm::ES256, "unfit"),
            (key(&json!({})), Algorithm::HS256, "unfit"),
            (key(&json!({ "use": "enc" })), Algorithm::EdDSA, "unknown"),
            (key(&json!({ "key_ops": ["encrypt"] })), Algorithm::EdDSA, "unknown"),
            (key(&json!({ "alg": "HS256" })), Algorithm::HS256, "unknown"),
            (ec("P-256"), Algorithm::ES256, "key"),
            (ec("P-256"), Algorithm::ES384, "unfit"),
            (ec("P-384"), Algorithm::ES384, "key"),
            (ec("P-521"), Algorithm::ES384, "unknown"),
            (rsa(None), Algorithm::RS256, "key"),
            (rsa(None), Algorithm::PS512, "key"),
            (rsa(None), Algorithm::HS256, "unfit"),
            (rsa(Some("PS256")), Algorithm::RS256, "unfit"),
            (rsa(Some("RSA-OAEP")), Algorithm::RS256, "unknown"),
            (json!({ "kid": "a", "kty": "oct", "k": X }), Algorithm::HS256, "unknown"),
            (json!({ "kid": "a", "kty": "AKP", "pub": X }), Algorithm::EdDSA, "unknown"),
            (json!("nonsense"), Algorithm::EdDSA, "unknown"),
        ] {
            assert_eq!(
                leads(vec![document.clone()], Some("a"), algorithm),
                expected,
                "{document} {algorithm:?}"
            );
        }
    }

    #[test]
    fn a_token_names_its_key_or_there_is_one_only() {
        let other = key(&json!({ "kid": "b", "x": "AAAAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURoo" }));
        let both = || vec![key(&json!({})), json!(7), other.clone()];
        assert_eq!(leads(both(), Some("b"), Algorithm::EdDSA), "key");
        assert_eq!(leads(both(), Some("c"), Algorithm::EdDSA), "unknown");
        assert_eq!(leads(both(), None, Algorithm::EdDSA), "unfit");
        assert_eq!(leads(vec![other.clone()], None, Algorithm::EdDSA), "key");
        let twice = vec![key(&json!({ "kid": "b" })), other.clone()];
        assert_eq!(leads(twice, Some("b"), Algorithm::EdDSA), "unfit", "one ID for two keys");
        let (one, more) = (Ring::of(vec![other.clone()]), Ring::of(both()));
        assert!(!one.is_same(&more) && more.is_same(&Ring::of(both())) && more.len() == 2);
        assert!(more.has(one.0[0].thumbprint()) && !one.has(more.0[0].thumbprint()));
    }

    #[test]
    fn no_more_keys_are_read_than_an_issuer_has() {
        let many = (0..200).map(|number| key(&json!({ "kid": number.to_string() }))).collect();
        assert_eq!(Ring::of(many).len(), MOST_KEYS);
    }
}
