//! Documents that are called by an identifier: those that a client sent once with their hash (Apollo's automatic persisted
//! queries), and those that the deployment has registered.
//!
//! Owns the two ways in which a call says which document it means, `documentId` (GraphQL over HTTP, appendix A) and
//! `extensions.persistedQuery`, and what is answered where there is none. A text that was found goes the way of all documents:
//! scanned, validated and costed like one that was sent.

use std::sync::Arc;

use data_encoding::HEXLOWER_PERMISSIVE;
use moka::sync::Cache;
use serde_json::{Map, Value};

use super::call::{Call, parameter};
use crate::exposure::{Registered, sha256};
use crate::graphql::error::{ErrorCode, Fault, Text};
use crate::limits::Limits;

/// Characters of an identifier; those of known builds have 32 to 64.
const LONGEST: usize = 128;

/// Which stored document a call means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentId {
    /// The one whose text has this SHA-256.
    Sha256([u8; 32]),
    /// The one that is registered under this name.
    Named(String),
}

impl DocumentId {
    /// Reads it from the parameters of a call, where it is there.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` with status 400 where it has another form.
    pub(super) fn of(id: Option<String>, extensions: &Map<String, Value>) -> Result<Option<Self>, Fault> {
        if let Some(id) = id {
            return Self::parse(&id).map(Some);
        }
        let Some(apollo) = extensions.get("persistedQuery").filter(|given| !given.is_null()) else {
            return Ok(None);
        };
        if apollo["version"] != 1 {
            return Err(parameter("extensions.persistedQuery.version", "1"));
        }
        let digest = apollo["sha256Hash"].as_str().and_then(digest);
        let expected = "64 hexadecimal digits";
        digest
            .map(|digest| Some(Self::Sha256(digest)))
            .ok_or_else(|| parameter("extensions.persistedQuery.sha256Hash", expected))
    }

    fn parse(id: &str) -> Result<Self, Fault> {
        let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        match id.split_once(':') {
            Some(("sha256", hex)) => digest(hex).map(Self::Sha256),
            Some(_) => None,
            None => ((1..=LONGEST).contains(&id.len()) && id.bytes().all(unreserved))
                .then(|| Self::Named(id.to_owned())),
        }
        .ok_or_else(|| {
            parameter(
                "documentId",
                "sha256: and 64 hexadecimal digits, or the identifier of a registered document",
            )
        })
    }
}

fn digest(hex: &str) -> Option<[u8; 32]> {
    HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).ok()?.try_into().ok()
}

/// The stored documents.
pub(super) struct Persisted {
    kept: Cache<[u8; 32], Arc<str>>,
    registered: Arc<Registered>,
    only: bool,
}

/// The text that a call means.
#[derive(Debug, PartialEq)]
pub(super) struct Found {
    pub(super) text: Arc<str>,
    /// Under which hash it is to be kept, once it has proved to be a document of this schema.
    keep: Option<[u8; 32]>,
}

impl Persisted {
    pub(super) fn new(limits: &Limits, registered: Arc<Registered>, only: bool) -> Self {
        let weigh = |_: &[u8; 32], text: &Arc<str>| u32::try_from(text.len() + 32).unwrap_or(u32::MAX);
        let kept = Cache::builder().max_capacity(limits.persisted_documents_bytes).weigher(weigh).build();
        Self { kept, registered, only }
    }

    pub(super) fn registered(&self) -> &Registered {
        &self.registered
    }

    /// The text of the document that `call` means.
    ///
    /// # Errors
    /// `PERSISTED_QUERY_NOT_FOUND`, `PERSISTED_QUERY_ONLY`, and `BAD_USER_INPUT` for a text that is not the one that the hash means.
    pub(super) fn find(&self, call: &Call) -> Result<Found, Fault> {
        let Some(text) = &call.query else { return self.stored(call.document.as_ref()) };
        let mut keep = None;
        match &call.document {
            Some(DocumentId::Sha256(given)) if *given == sha256(text) => keep = Some(*given),
            Some(DocumentId::Named(name))
                if self.registered.named(name).is_some_and(|own| **own == **text) => {}
            Some(_) => return Err(mismatch()),
            None => {}
        }
        if self.only && self.registered.hashed(&sha256(text)).is_none_or(|own| **own != **text) {
            return Err(only());
        }
        Ok(Found { text: Arc::from(text.as_str()), keep })
    }

    fn stored(&self, id: Option<&DocumentId>) -> Result<Found, Fault> {
        let text = match id {
            Some(DocumentId::Sha256(digest)) => {
                self.registered.hashed(digest).cloned().or_else(|| self.kept.get(digest))
            }
            // Some builds name documents by the hash alone.
            Some(DocumentId::Named(name)) => {
                self.registered.named(name).cloned().or_else(|| self.kept.get(&digest(name)?))
            }
            None => None,
        };
        match text {
            Some(text) => Ok(Found { text, keep: None }),
            None if self.only => Err(only()),
            None => Err(Fault::new(ErrorCode::PersistedQueryNotFound, Text::PersistedQueryNotFound)),
        }
    }

    /// Keeps a text that passed. What is registered is kept anyway, and where only that is taken, nothing else comes this far.
    pub(super) fn keep(&self, found: &Found) {
        if let Some(digest) = found.keep.filter(|digest| self.registered.hashed(digest).is_none()) {
            self.kept.insert(digest, Arc::clone(&found.text));
        }
    }
}

fn mismatch() -> Fault {
    Fault::new(ErrorCode::BadUserInput, Text::PersistedQueryMismatch).status(400)
}

fn only() -> Fault {
    Fault::new(ErrorCode::PersistedQueryOnly, Text::PersistedQueryOnly)
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;
    use serde_json::json;

    use super::*;

    fn hex(text: &str) -> String {
        HEXLOWER.encode(&sha256(text))
    }

    fn persisted(only: bool) -> Persisted {
        let manifest = json!({ "6ba1": "{ registered }" }).to_string();
        let registered = Registered::read(manifest.as_bytes()).expect("a manifest");
        Persisted::new(&Limits::default(), Arc::new(registered), only)
    }

    fn find(persisted: &Persisted, call: Value) -> Result<String, ErrorCode> {
        let call = Call::from_json(call).map_err(|fault| fault.code)?;
        let found = persisted.find(&call).map_err(|fault| fault.code)?;
        persisted.keep(&found);
        Ok(found.text.to_string())
    }

    fn apollo(text: &str) -> Value {
        json!({ "persistedQuery": { "version": 1, "sha256Hash": hex(text) } })
    }

    #[test]
    fn a_text_is_called_by_its_hash_once_it_was_sent_with_it() {
        let (persisted, text) = (persisted(false), "{ sent }".to_owned());
        let by_hash = json!({ "extensions": apollo(&text) });
        let by_id = json!({ "documentId": format!("sha256:{}", hex(&text)) });
        assert_eq!(find(&persisted, by_hash.clone()), Err(ErrorCode::PersistedQueryNotFound));
        assert_eq!(find(&persisted, json!({ "query": text })), Ok(text.clone()));
        assert_eq!(
            find(&persisted, by_hash.clone()),
            Err(ErrorCode::PersistedQueryNotFound),
            "it came without its hash"
        );
        let other = json!({ "query": text, "extensions": apollo("{ other }") });
        assert_eq!(find(&persisted, other), Err(ErrorCode::BadUserInput));
        let both = json!({ "query": text, "extensions": apollo(&text) });
        for call in [both, by_hash, by_id] {
            assert_eq!(find(&persisted, call), Ok(text.clone()));
        }
    }

    #[test]
    fn where_only_registered_documents_are_taken_nothing_else_is() {
        let persisted = persisted(true);
        let text = "{ registered }";
        for call in [
            json!({ "documentId": "6ba1" }),
            json!({ "documentId": format!("sha256:{}", hex(text)) }),
            json!({ "extensions": apollo(text) }),
            json!({ "query": text }),
            json!({ "query": text, "documentId": "6ba1" }),
        ] {
            assert_eq!(find(&persisted, call.clone()), Ok(text.to_owned()), "{call}");
        }
        for call in [
            json!({ "query": "{ sent }" }),
            json!({ "query": "{ registered } " }),
            json!({ "query": "{ sent }", "extensions": apollo("{ sent }") }),
            json!({ "extensions": apollo("{ sent }") }),
            json!({ "documentId": "6ba2" }),
        ] {
            assert_eq!(find(&persisted, call.clone()), Err(ErrorCode::PersistedQueryOnly), "{call}");
        }
        let other = json!({ "query": "{ sent }", "documentId": "6ba1" });
        assert_eq!(find(&persisted, other), Err(ErrorCode::BadUserInput));
    }

    #[test]
    fn identifiers_have_their_form() {
        let long = "x".repeat(129);
        for call in [
            json!({ "documentId": "md5:0" }),
            json!({ "documentId": "sha256:12" }),
            json!({ "documentId": "" }),
            json!({ "documentId": "a b" }),
            json!({ "documentId": long }),
            json!({ "documentId": 1 }),
            json!({ "extensions": { "persistedQuery": { "version": 2, "sha256Hash": hex("") } } }),
            json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": "x" } } }),
            json!({ "extensions": { "persistedQuery": 1 } }),
        ] {
            assert_eq!(find(&persisted(false), call.clone()), Err(ErrorCode::BadUserInput), "{call}");
        }
    }

    #[test]
    fn what_is_kept_takes_no_more_than_it_may() {
        let limits = Limits { persisted_documents_bytes: 10_000, ..Limits::default() };
        let persisted = Persisted::new(&limits, Arc::default(), false);
        for number in 0..1_000 {
            let text = format!("{{ f{number} }} # {}", "x".repeat(1_000));
            assert!(find(&persisted, json!({ "query": text, "extensions": apollo(&text) })).is_ok());
        }
        persisted.kept.run_pending_tasks();
        assert!(persisted.kept.weighted_size() <= 10_000);
    }
}
