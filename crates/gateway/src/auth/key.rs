//! One Ed25519 key: the private half signs tokens and statements, the public half checks both.
//!
//! The private half is read from PKCS#8 PEM, stays in memory that is wiped when dropped, and never shows in `Debug` or an error. A
//! key's ID is its JWK thumbprint (RFC 7638 over RFC 8037), so that two keys never share one.

use std::fmt;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use sha2::{Digest, Sha256};

/// Bytes of the thumbprint that stand in `kid`: 128 bits tell keys apart.
const KEY_ID_BYTES: usize = 16;
const PRIVATE: &str = "PRIVATE KEY";
const PUBLIC: &str = "PUBLIC KEY";
/// What stands before the 32 bytes of an Ed25519 key in its `SubjectPublicKeyInfo` (RFC 8410).
const SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// Why keys cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// The text begins with no PEM block, and no file or folder of that name can be read.
    #[error("the signing key is neither PEM text nor the path of a readable file or folder")]
    Unreadable,
    /// A block that is no PEM, or has another label.
    #[error("keys are PEM blocks \"PRIVATE KEY\" (PKCS#8) or \"PUBLIC KEY\"")]
    NotPem,
    /// A key, but not of Ed25519.
    #[error("keys must be Ed25519: PKCS#8, or a SubjectPublicKeyInfo of 44 bytes")]
    NotEd25519,
    /// Text that is no JWK set with such a key.
    #[error("published keys are a JWK set with Ed25519 keys, as /.well-known/jwks.json answers it")]
    NotJwks,
    /// Only public halves.
    #[error("no private key is among the keys, so nothing can be signed")]
    NoneSigns,
    /// The operating system gave no randomness for a new key.
    #[error("no randomness for a new key")]
    NoRandomness,
}

/// A statement whose signature does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not belong to the statement and this key")]
pub struct StatementFault;

/// The public half of a key: what others may have of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    id: String,
    bytes: Vec<u8>,
}

impl PublicKey {
    fn new(bytes: &[u8]) -> Self {
        Self { id: thumbprint(bytes), bytes: bytes.to_vec() }
    }

    /// The Ed25519 keys of a JWK set (RFC 7517, RFC 8037), as `/.well-known/jwks.json` publishes it; others in it are left out. Their
    /// IDs are made anew from the keys, whatever the set calls them.
    ///
    /// # Errors
    /// [`KeyFault::NotJwks`] for text that is no such set or has no such key.
    pub fn of_set(text: &str) -> Result<Vec<Self>, KeyFault> {
        let set: JwkSet = serde_json::from_str(text).map_err(|_| KeyFault::NotJwks)?;
        let keys: Vec<Self> = set.keys.iter().filter_map(|key| Some(Self::new(&ed25519(key)?))).collect();
        if keys.is_empty() { Err(KeyFault::NotJwks) } else { Ok(keys) }
    }

    /// The `kid` by which tokens and statements name it.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its 32 bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Checks a signature that [`Key::sign_statement`] made for the same context and statement.
    ///
    /// # Errors
    /// [`StatementFault`] where it does not fit.
    pub fn verify_statement(
        &self,
        context: &str,
        statement: &[u8],
        signature: &[u8],
    ) -> Result<(), StatementFault> {
        UnparsedPublicKey::new(&ED25519, &self.bytes)
            .verify(&signed_message(context, statement), signature)
            .map_err(|_| StatementFault)
    }
}

/// The 32 bytes of an Ed25519 key.
fn ed25519(key: &Jwk) -> Option<Vec<u8>> {
    match &key.algorithm {
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => {
            BASE64URL_NOPAD.decode(pair.x.as_bytes()).ok().filter(|bytes| bytes.len() == 32)
        }
        _ => None,
    }
}

/// A key that signs.
pub struct Key {
    public: PublicKey,
    pair: Ed25519KeyPair,
    pkcs8: SecretSlice<u8>,
}

/// What a PEM block holds.
pub(super) enum Half {
    Private(Key),
    Public(PublicKey),
}

/// Every key of a PEM text, in its order.
///
/// # Errors
/// [`KeyFault::NotPem`], also where there is none, and [`KeyFault::NotEd25519`].
pub(super) fn read(text: &SecretString) -> Result<Vec<Half>, KeyFault> {
    let blocks = pem::parse_many(text.expose_secret()).map_err(|_| KeyFault::NotPem)?;
    if blocks.is_empty() {
        return Err(KeyFault::NotPem);
    }
    blocks.into_iter().map(half).collect()
}

fn half(block: pem::Pem) -> Result<Half, KeyFault> {
    match block.tag() {
        PRIVATE => {
            let pkcs8 = SecretSlice::from(block.into_contents());
            let pair = Ed25519KeyPair::from_pkcs8(pkcs8.expose_secret()).map_err(|_| KeyFault::NotEd25519)?;
            Ok(Half::Private(Key { public: PublicKey::new(pair.public_key().as_ref()), pair, pkcs8 }))
        }
        PUBLIC => {
            let key = block.contents().strip_prefix(&SPKI).filter(|key| key.len() == 32);
            Ok(Half::Public(PublicKey::new(key.ok_or(KeyFault::NotEd25519)?)))
        }
        _ => Err(KeyFault::NotPem),
    }
}

impl Key {
    /// A new key as PEM text.
    ///
    /// # Errors
    /// [`KeyFault::NoRandomness`].
    pub fn keygen() -> Result<SecretString, KeyFault> {
        let pair = Ed25519KeyPair::generate().map_err(|_| KeyFault::NoRandomness)?;
        let document = pair.to_pkcs8().map_err(|_| KeyFault::NoRandomness)?;
        let block = pem::Pem::new(PRIVATE, document.as_ref().to_vec());
        let lines = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
        Ok(SecretString::from(pem::encode_config(&block, lines)))
    }

    /// Its public half.
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The `kid` of what it signs.
    pub fn id(&self) -> &str {
        self.public.id()
    }

    pub(super) fn pkcs8(&self) -> &[u8] {
        self.pkcs8.expose_secret()
    }

    /// Signs `statement` for the use named by `context`, so that a signature made for one use fits no other.
    ///
    /// The 64 bytes of RFC 8032 over the length of `context` (two bytes, big endian), `context` and `statement`.
    pub fn sign_statement(&self, context: &str, statement: &[u8]) -> Vec<u8> {
        self.pair.sign(&signed_message(context, statement)).as_ref().to_vec()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("id", &self.id()).finish_non_exhaustive()
    }
}

/// The bytes that [`Key::sign_statement`] signs, for whoever checks a signature elsewhere: the length of `context` (two
/// bytes, big endian), `context`, `statement`.
pub fn signed_message(context: &str, statement: &[u8]) -> Vec<u8> {
    let length = u16::try_from(context.len()).unwrap_or(u16::MAX);
    let mut message = Vec::with_capacity(2 + context.len() + statement.len());
    message.extend_from_slice(&length.to_be_bytes());
    message.extend_from_slice(context.as_bytes());
    message.extend_from_slice(statement);
    message
}

/// The thumbprint of RFC 7638 over the members that RFC 8037 names, cut to [`KEY_ID_BYTES`].
fn thumbprint(public: &[u8]) -> String {
    let jwk = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, BASE64URL_NOPAD.encode(public));
    BASE64URL_NOPAD.encode(&Sha256::digest(jwk.as_bytes())[..KEY_ID_BYTES])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        match read(&Key::keygen().expect("randomness")).expect("its own form").pop() {
            Some(Half::Private(key)) => key,
            _ => panic!("one private key"),
        }
    }

    #[test]
    fn the_key_id_is_the_thumbprint_of_rfc_8037() {
        // The public key and its thumbprint from RFC 8037, appendix A.3; ours is cut to 16 bytes.
        let public = BASE64URL_NOPAD.decode(b"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").expect("base64");
        let whole = BASE64URL_NOPAD.decode(b"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k").expect("base64");
        assert_eq!(thumbprint(&public), BASE64URL_NOPAD.encode(&whole[..KEY_ID_BYTES]));
    }

    #[test]
    fn a_public_half_is_read_as_others_write_it() {
        let key = key();
        let text = pem::encode(&pem::Pem::new(PUBLIC, [&SPKI[..], key.public().bytes()].concat()));
        let [Half::Public(read)] = &read(&SecretString::from(text)).expect("a public key")[..] else {
            panic!("one public key")
        };
        assert_eq!(read, key.public());
    }

    #[test]
    fn a_published_set_is_read_by_its_keys() {
        let key = key();
        let x = BASE64URL_NOPAD.encode(key.public().bytes());
        let set = |kty: &str, crv: &str| {
            format!(
                r#"{{"keys": [{{"kty": "{kty}", "crv": "{crv}", "use": "sig", "kid": "other", "x": "{x}"}}]}}"#
            )
        };
        assert_eq!(PublicKey::of_set(&set("OKP", "Ed25519")), Ok(vec![key.public().clone()]));
        for text in [&set("OKP", "P-256"), r#"{"keys": []}"#, "[]", "-----BEGIN"] {
            assert_eq!(PublicKey::of_set(text), Err(KeyFault::NotJwks), "{text}");
        }
    }

    #[test]
    fn other_keys_are_refused_without_showing_them() {
        let refused = |text: String| read(&SecretString::from(text)).map(|_| ()).unwrap_err();
        assert_eq!(refused("-----BEGIN nonsense".to_owned()), KeyFault::NotPem);
        assert_eq!(refused(pem::encode(&pem::Pem::new("CERTIFICATE", vec![1; 44]))), KeyFault::NotPem);
        assert_eq!(refused(pem::encode(&pem::Pem::new(PUBLIC, vec![1; 44]))), KeyFault::NotEd25519);
        assert_eq!(refused(pem::encode(&pem::Pem::new(PRIVATE, vec![1; 48]))), KeyFault::NotEd25519);
        let text = Key::keygen().expect("randomness");
        assert!(!format!("{:?}", key()).contains(&text.expose_secret()[40..60]));
    }

    #[test]
    fn statements_are_bound_to_their_context() {
        let key = key();
        let signature = key.sign_statement("sign-off", b"revision 3");
        assert_eq!(signature.len(), 64);
        let verify = |context, statement: &str, signature: &[u8]| {
            key.public().verify_statement(context, statement.as_bytes(), signature)
        };
        assert_eq!(verify("sign-off", "revision 3", &signature), Ok(()));
        for (context, statement) in
            [("sign-off", "revision 4"), ("acceptance", "revision 3"), ("sign-offr", "evision 3")]
        {
            assert_eq!(verify(context, statement, &signature), Err(StatementFault));
        }
        assert_eq!(verify("sign-off", "revision 3", &signature[..63]), Err(StatementFault));
    }
}
