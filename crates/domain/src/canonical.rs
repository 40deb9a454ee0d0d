//! Canonical JSON (RFC 8785) and SHA-256 digests over it: what signatures cover and what chains events.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest as 64 lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(data_encoding::HEXLOWER.encode(&Sha256::digest(bytes)))
    }

    /// A SHA-256 that was made elsewhere.
    pub(crate) fn of_hash(hash: &[u8]) -> Self {
        Self(data_encoding::HEXLOWER.encode(hash))
    }

    /// A digest that was stored or sent; `None` unless it is 64 lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (text.len() == 64 && text.bytes().all(digit)).then(|| Self(text.to_owned()))
    }

    /// The hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The one byte sequence that stands for `value`: members sorted, no white space, numbers as ECMAScript prints them.
///
/// # Panics
/// Never for the types of this crate: they serialise to JSON without fail (string keys, finite numbers).
pub fn json(value: &impl Serialize) -> String {
    serde_json_canonicalizer::to_string(value)
        .expect("values of the domain have string keys and finite numbers")
}

/// The digest of the canonical JSON of `value`.
pub fn digest(value: &impl Serialize) -> Digest {
    Digest::of(json(value).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_of_members_does_not_matter() {
        let one = serde_json::json!({"b": 1, "a": "需求"});
        assert_eq!(json(&one), r#"{"a":"需求","b":1}"#);
        assert_eq!(digest(&one), digest(&serde_json::json!({"a": "需求", "b": 1})));
        assert_eq!(Digest::parse(digest(&one).as_str()), Some(digest(&one)));
        assert_eq!(Digest::parse("zz"), None);
    }
}
