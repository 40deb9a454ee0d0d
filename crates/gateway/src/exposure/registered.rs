//! Documents that a deployment's own clients send, read from the manifest that their build writes.
//!
//! Two forms are read: one JSON object from identifier to text, as Relay's compiler and GraphQL Code Generator write it, and
//! Apollo's manifest. A document is found by its identifier and by the SHA-256 of its text.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use data_encoding::HEXLOWER_PERMISSIVE;
use serde::Deserialize;
use sha2::{Digest, Sha256};

const APOLLO: &str = "apollo-persisted-query-manifest";

/// A manifest of neither form.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It is no JSON of a known form.
    #[error("not a manifest of documents: one JSON object from identifier to text, or Apollo's form")]
    Form(#[from] serde_json::Error),
    /// It is in a version of Apollo's form that is not known.
    #[error("not a manifest of documents: version {0} of Apollo's form is not known")]
    Version(u64),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Manifest {
    Apollo { format: String, version: u64, operations: Vec<Operation> },
    Plain(BTreeMap<String, String>),
}

#[derive(Deserialize)]
struct Operation {
    id: String,
    body: String,
}

/// The registered documents of a deployment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registered {
    by_name: BTreeMap<String, Arc<str>>,
    by_digest: HashMap<[u8; 32], Arc<str>>,
}

/// The SHA-256 of a document's text.
pub fn sha256(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

impl Registered {
    /// Reads a manifest.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn read(manifest: &[u8]) -> Result<Self, Unreadable> {
        let documents = match serde_json::from_slice(manifest)? {
            Manifest::Plain(documents) => documents,
            Manifest::Apollo { format, version: 1, operations } if format == APOLLO => {
                operations.into_iter().map(|operation| (operation.id, operation.body)).collect()
            }
            Manifest::Apollo { version, .. } => return Err(Unreadable::Version(version)),
        };
        let mut read = Self::default();
        for (name, text) in documents {
            let text: Arc<str> = Arc::from(text);
            let name = name.strip_prefix("sha256:").unwrap_or(&name).to_owned();
            // Some builds hash another form of the document than the one they write down.
            if let Ok(Ok(digest)) = HEXLOWER_PERMISSIVE.decode(name.as_bytes()).map(<[u8; 32]>::try_from) {
                read.by_digest.entry(digest).or_insert_with(|| Arc::clone(&text));
            }
            read.by_digest.insert(sha256(&text), Arc::clone(&text));
            read.by_name.insert(name, text);
        }
        Ok(read)
    }

    /// Identifiers and texts, in the order of the former.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Arc<str>)> {
        self.by_name.iter().map(|(name, text)| (name.as_str(), text))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// The document with this identifier.
    pub fn named(&self, name: &str) -> Option<&Arc<str>> {
        self.by_name.get(name)
    }

    /// The document whose text has this SHA-256.
    pub fn hashed(&self, digest: &[u8; 32]) -> Option<&Arc<str>> {
        self.by_digest.get(digest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_say_the_same() {
        let hex = data_encoding::HEXLOWER.encode(&sha256("{ a }"));
        let plain = format!(r#"{{"sha256:{hex}": "{{ a }}", "6ba1": "{{ b }}"}}"#);
        let apollo = format!(
            r#"{{"format": "{APOLLO}", "version": 1, "operations": [
                {{"id": "{hex}", "name": "A", "type": "query", "body": "{{ a }}"}},
                {{"id": "6ba1", "name": "B", "type": "query", "body": "{{ b }}"}}]}}"#
        );
        let read = Registered::read(plain.as_bytes()).expect("a manifest");
        assert_eq!(read, Registered::read(apollo.as_bytes()).expect("a manifest"));
        assert_eq!(read.named("6ba1").map(AsRef::as_ref), Some("{ b }"));
        for text in ["{ a }", "{ b }"] {
            assert_eq!(read.hashed(&sha256(text)).map(AsRef::as_ref), Some(text));
        }
        assert_eq!(read.hashed(&sha256("{ c }")), None);
    }

    #[test]
    fn anything_else_is_refused() {
        for wrong in ["", "[]", r#"{"a": 1}"#, r#"{"a": {"b": "c"}}"#] {
            assert!(matches!(Registered::read(wrong.as_bytes()), Err(Unreadable::Form(_))), "{wrong}");
        }
        let newer = format!(r#"{{"format": "{APOLLO}", "version": 2, "operations": []}}"#);
        assert!(matches!(Registered::read(newer.as_bytes()), Err(Unreadable::Version(2))));
    }
}
