//! The Ed25519 key of a gateway: it signs tokens and statements and checks both.
//!
//! The private part is read from PKCS#8 PEM (text or file), stays in memory that is wiped when dropped, and never shows in
//! `Debug` or an error. A key's ID is its JWK thumbprint (RFC 7638 over RFC 8037), so that two keys never share one.

use std::fmt;
use std::path::Path;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use data_encoding::BASE64URL_NOPAD;
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use sha2::{Digest, Sha256};

/// Bytes of the thumbprint that stand in `kid`: 128 bits tell keys apart.
const KEY_ID_BYTES: usize = 16;
const PEM_LABEL: &str = "PRIVATE KEY";

/// Why a signing key cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// The text begins with no PEM block, and no file of that name can be read.
    #[error("the signing key is neither PEM text nor the path of a readable file")]
    Unreadable,
    /// Not one PEM block labelled `PRIVATE KEY`.
    #[error("the signing key must be one PEM block \"PRIVATE KEY\" (PKCS#8)")]
    NotPem,
    /// PKCS#8, but not of Ed25519.
    #[error("the signing key must be an Ed25519 private key in PKCS#8")]
    NotEd25519,
    /// The operating system gave no randomness for a new key.
    #[error("no randomness for a new key")]
    NoRandomness,
}

/// A statement whose signature does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not belong to the statement and this key")]
pub struct StatementFault;

/// The signing key with its public half and its ID.
pub struct Keys {
    id: String,
    pair: Ed25519KeyPair,
    pkcs8: SecretSlice<u8>,
}

impl Keys {
    /// Reads a key from `source`: PEM text, or else the path of a file that holds it.
    ///
    /// # Errors
    /// See [`KeyFault`].
    pub fn load(source: &SecretString) -> Result<Self, KeyFault> {
        let text = source.expose_secret();
        if text.contains("-----BEGIN") {
            // One line is how some environments carry several: `\n` spelled out.
            return Self::from_pem(&SecretString::from(text.replace("\\n", "\n")));
        }
        let file = std::fs::read_to_string(Path::new(text.trim())).map_err(|_| KeyFault::Unreadable)?;
        Self::from_pem(&SecretString::from(file))
    }

    /// Reads a key from PEM text, as `keygen` and `openssl genpkey -algorithm ed25519` write it.
    ///
    /// # Errors
    /// [`KeyFault::NotPem`] and [`KeyFault::NotEd25519`].
    pub fn from_pem(text: &SecretString) -> Result<Self, KeyFault> {
        let block = pem::parse(text.expose_secret().trim()).map_err(|_| KeyFault::NotPem)?;
        if block.tag() != PEM_LABEL {
            return Err(KeyFault::NotPem);
        }
        let pkcs8 = SecretSlice::from(block.into_contents());
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8.expose_secret()).map_err(|_| KeyFault::NotEd25519)?;
        Ok(Self { id: thumbprint(pair.public_key().as_ref()), pair, pkcs8 })
    }

    /// A new key as PEM text.
    ///
    /// # Errors
    /// [`KeyFault::NoRandomness`].
    pub fn keygen() -> Result<SecretString, KeyFault> {
        let pair = Ed25519KeyPair::generate().map_err(|_| KeyFault::NoRandomness)?;
        let document = pair.to_pkcs8().map_err(|_| KeyFault::NoRandomness)?;
        let block = pem::Pem::new(PEM_LABEL, document.as_ref().to_vec());
        let lines = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
        Ok(SecretString::from(pem::encode_config(&block, lines)))
    }

    /// The `kid` of tokens that this key signs.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The 32 bytes of the public half.
    pub fn public(&self) -> &[u8] {
        self.pair.public_key().as_ref()
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

    /// Checks a signature that [`Keys::sign_statement`] made for the same context and statement.
    ///
    /// # Errors
    /// [`StatementFault`] where it does not fit.
    pub fn verify_statement(
        &self,
        context: &str,
        statement: &[u8],
        signature: &[u8],
    ) -> Result<(), StatementFault> {
        UnparsedPublicKey::new(&ED25519, self.public())
            .verify(&signed_message(context, statement), signature)
            .map_err(|_| StatementFault)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The bytes that [`Keys::sign_statement`] signs, for whoever checks a signature elsewhere: the length of `context` (two
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

    #[test]
    fn a_new_key_is_read_back_as_text_and_as_file() {
        let text = Keys::keygen().expect("randomness");
        let keys = Keys::load(&text).expect("its own form");
        assert_eq!(keys.id().len(), 22);
        let one_line = text.expose_secret().replace('\n', "\\n");
        assert_eq!(Keys::load(&SecretString::from(one_line)).expect("one line").id(), keys.id());
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("key.pem");
        std::fs::write(&path, text.expose_secret()).expect("written");
        let path = SecretString::from(path.to_string_lossy().into_owned());
        assert_eq!(Keys::load(&path).expect("the file").id(), keys.id());
        assert!(!format!("{keys:?}").contains(&text.expose_secret()[40..60]));
    }

    #[test]
    fn the_key_id_is_the_thumbprint_of_rfc_8037() {
        // The public key and its thumbprint from RFC 8037, appendix A.3; ours is cut to 16 bytes.
        let public = BASE64URL_NOPAD.decode(b"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").expect("base64");
        let whole = BASE64URL_NOPAD.decode(b"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k").expect("base64");
        assert_eq!(thumbprint(&public), BASE64URL_NOPAD.encode(&whole[..KEY_ID_BYTES]));
    }

    #[test]
    fn other_keys_are_refused_without_showing_them() {
        let load = |text: &str| Keys::load(&SecretString::from(text)).map(|_| ()).unwrap_err();
        assert_eq!(load("/nonexistent/liaison.pem"), KeyFault::Unreadable);
        assert_eq!(load("-----BEGIN nonsense"), KeyFault::NotPem);
        let public = pem::encode(&pem::Pem::new("PUBLIC KEY", vec![1; 44]));
        assert_eq!(load(&public), KeyFault::NotPem);
        let other = pem::encode(&pem::Pem::new(PEM_LABEL, vec![1; 48]));
        assert_eq!(load(&other), KeyFault::NotEd25519);
    }

    #[test]
    fn statements_are_bound_to_their_context() {
        let keys = Keys::from_pem(&Keys::keygen().expect("randomness")).expect("its own form");
        let signature = keys.sign_statement("sign-off", b"revision 3");
        assert_eq!(signature.len(), 64);
        assert_eq!(keys.verify_statement("sign-off", b"revision 3", &signature), Ok(()));
        for (context, statement) in
            [("sign-off", "revision 4"), ("acceptance", "revision 3"), ("sign-offr", "evision 3")]
        {
            assert_eq!(keys.verify_statement(context, statement.as_bytes(), &signature), Err(StatementFault));
        }
        assert_eq!(keys.verify_statement("sign-off", b"revision 3", &signature[..63]), Err(StatementFault));
    }
}
