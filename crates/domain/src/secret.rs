//! Secrets that open something to whoever has them: random, shown once, kept as a digest alone (X26).
//!
//! Owns their text: a prefix, so that people and scanners of secrets know what it is, and 256 random bits. What one opens, and how
//! long, is the noun's (`calendar_feed`, `guest`, `portal`).

use std::fmt;
use std::marker::PhantomData;

use data_encoding::BASE64URL_NOPAD;

use crate::canonical::Digest;
use crate::ids::IdSource;

/// Letters of 32 bytes in base64.
const LETTERS: usize = 43;

/// What a secret is for.
pub trait Purpose {
    /// What the text begins with.
    const PREFIX: &'static str;
}

/// The text that opens something. Whoever has it is in; nothing of it is stored or logged.
pub struct Secret<P>(String, PhantomData<fn() -> P>);

impl<P: Purpose> Secret<P> {
    /// A new one.
    pub fn fresh(source: &dyn IdSource) -> Self {
        Self(format!("{}{}", P::PREFIX, BASE64URL_NOPAD.encode(&source.secret())), PhantomData)
    }

    /// What somebody sent; `None` for a text that no secret of this purpose has.
    pub fn parse(text: &str) -> Option<Self> {
        let secret = text.strip_prefix(P::PREFIX)?;
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let whole = secret.len() == LETTERS && secret.bytes().all(letter);
        whole.then(|| Self(text.to_owned(), PhantomData))
    }
}

impl<P> Secret<P> {
    /// What is kept of it, and found again by.
    pub fn digest(&self) -> Digest {
        Digest::of(self.0.as_bytes())
    }

    /// The text, for the one who is to have it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl<P> Clone for Secret<P> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

impl<P> PartialEq for Secret<P> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<P> Eq for Secret<P> {}

impl<P> fmt::Debug for Secret<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
