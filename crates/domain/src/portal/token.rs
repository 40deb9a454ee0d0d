//! The secret of a link, on its way to whoever may have it.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;

use crate::canonical::Digest;
use crate::ids::IdSource;

/// What the text begins with, so that people and scanners of secrets know what it is.
const PREFIX: &str = "lpl_";
/// Letters of 32 bytes in base64.
const LETTERS: usize = 43;

/// The text that opens a ticket's portal: 256 random bits. Whoever has it is in; nothing of it is stored or logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new one.
    pub fn fresh(source: &dyn IdSource) -> Self {
        Self(format!("{PREFIX}{}", BASE64URL_NOPAD.encode(&source.secret())))
    }

    /// What somebody sent; `None` for a text that no token has.
    pub fn parse(text: &str) -> Option<Self> {
        let secret = text.strip_prefix(PREFIX)?;
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        (secret.len() == LETTERS && secret.bytes().all(letter)).then(|| Self(text.to_owned()))
    }

    /// What is kept of it, and found again by.
    pub fn digest(&self) -> Digest {
        Digest::of(self.0.as_bytes())
    }

    /// The text, for the one who is to have it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}
