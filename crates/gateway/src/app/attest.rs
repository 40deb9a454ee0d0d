//! The server's key under sign-offs and acceptances (resolution 8), apart from the tokens it signs.

use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use liaison_domain::request::signature::Signer;

use crate::auth::{self, Key};

/// What this key signs apart from tokens and other statements.
const CONTEXT: &str = "liaison.sign-off.v1";

/// The key that signs now, as the domain wants it.
pub struct Attestor(pub(super) Arc<Key>);

impl Signer for Attestor {
    fn kid(&self) -> &str {
        self.0.id()
    }

    fn sign(&self, message: &[u8]) -> String {
        BASE64URL_NOPAD.encode(&self.0.sign_statement(CONTEXT, message))
    }
}

/// The exact bytes under the Ed25519 signature of a sign-off with this statement.
pub fn signed_message(statement: &str) -> Vec<u8> {
    auth::signed_message(CONTEXT, statement.as_bytes())
}
