//! The server's key under sign-offs and acceptances (resolution 8) and under roots of the record, apart from the tokens it signs.

use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use liaison_domain::request::signature::Signer;

use crate::auth::{self, Key, PublicKey};

/// What the key attests, apart from tokens; a signature of one use fits no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attested {
    /// That a person signed.
    SignOff,
    /// That these were the events of a span.
    RecordRoot,
}

impl Attested {
    const fn context(self) -> &'static str {
        match self {
            Self::SignOff => "liaison.sign-off.v1",
            Self::RecordRoot => "liaison.record-root.v1",
        }
    }

    /// The exact bytes under the Ed25519 signature of this statement.
    pub fn signed_message(self, statement: &str) -> Vec<u8> {
        auth::signed_message(self.context(), statement.as_bytes())
    }

    /// Whether `signature`, base64url without padding, is `key`'s under this statement.
    pub fn fits(self, key: &PublicKey, statement: &str, signature: &str) -> bool {
        BASE64URL_NOPAD.decode(signature.as_bytes()).is_ok_and(|signature| {
            key.verify_statement(self.context(), statement.as_bytes(), &signature).is_ok()
        })
    }
}

/// The key that signs now, as the domain wants it.
pub struct Attestor {
    pub(super) key: Arc<Key>,
    pub(super) what: Attested,
}

impl Signer for Attestor {
    fn kid(&self) -> &str {
        self.key.id()
    }

    fn sign(&self, message: &[u8]) -> String {
        BASE64URL_NOPAD.encode(&self.key.sign_statement(self.what.context(), message))
    }
}
