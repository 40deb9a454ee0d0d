//! Signed roots over spans of the record: what makes a change of an event show, even to somebody who holds the database.
//!
//! Each event is chained to the one before of its subject by digests that anybody can recompute, so whoever can write into the
//! database can forge a chain. A root is the Merkle tree hash (RFC 9162, section 2.1.1) over the events of a span of positions;
//! the server's key signs it together with the digest of the root before, so that one root vouches for everything up to it. Who
//! keeps a root elsewhere needs to trust neither the database nor the key.
//!
//! Whether a record is what its roots say is [`crate::integrity`]'s.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use serde::Serialize;
use sha2::Sha256;

use crate::access::{Actor, OrganizationRole};
use crate::canonical::{self, Digest};
use crate::event::{Envelope, SubjectKind};
use crate::ids::EventId;
use crate::request::signature::Signer;
use crate::time::Instant;

/// What every statement begins with, so that no signature of another purpose can stand for one.
pub const STATEMENT_CONTEXT: &str = "liaison.record-root.v1\n";
/// Most events of a span: what a node holds in memory while it signs or checks one.
pub const SPAN_EVENTS: usize = 1_000;
/// How old the oldest event of a span grows before the span ends with what there is, in seconds: what was committed longer ago
/// is signed.
pub const SPAN_SECONDS: i64 = 5 * 60;

/// What a root binds of an event. The digest covers everything else that the event says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Leaf {
    /// Its place in the one order of all events, which its own digest does not cover.
    pub position: i64,
    /// Its ID.
    pub event: EventId,
    /// What it is about.
    pub subject_kind: SubjectKind,
    /// The bits of the subject's ID.
    pub subject: uuid::Uuid,
    /// The subject's version after the change.
    pub version: i64,
    /// The place among the events of one change.
    pub ordinal: i32,
    /// The digest that the event carries.
    pub digest: Digest,
}

impl From<&Envelope> for Leaf {
    fn from(event: &Envelope) -> Self {
        Self {
            position: event.position,
            event: event.id,
            subject_kind: event.subject_kind,
            subject: event.subject,
            version: event.version,
            ordinal: event.ordinal,
            digest: event.digest.clone(),
        }
    }
}

/// The tree over the events of one span, as it grows in the order of their positions.
#[derive(Clone, Debug, Default)]
pub struct Tree(MemoryBackedTree<Sha256, String>);

impl Tree {
    /// Adds the next event: the canonical JSON of its leaf.
    pub fn push(&mut self, leaf: &Leaf) {
        self.0.push(canonical::json(leaf));
    }

    /// How many events it has.
    pub fn len(&self) -> i64 {
        i64::try_from(self.0.len()).unwrap_or(i64::MAX)
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The Merkle tree hash over all of them.
    pub fn root(&self) -> Digest {
        Digest::of_hash(self.0.root().as_bytes())
    }
}

/// A signed root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRoot {
    /// Its place among all roots, from 1 without gaps.
    pub number: i64,
    /// The position at which its span begins: the one after the last of the root before, whether or not an event stands there.
    pub first: i64,
    /// The position at which its span ends: that of its last event.
    pub last: i64,
    /// How many events stand in the span.
    pub events: i64,
    /// The digest of the statement before this one; none for the first.
    pub previous: Option<Digest>,
    /// The Merkle tree hash over the span's events.
    pub root: Digest,
    /// When it was signed.
    pub signed_at: Instant,
    /// The key that signed it.
    pub kid: String,
    /// The signature over the statement, base64url without padding.
    pub signature: String,
}

impl RecordRoot {
    /// The root that `key` signs over these events, which follow the root `before` in the order of their positions; none where
    /// there is no event.
    pub fn over(before: Option<&Self>, leaves: &[Leaf], now: Instant, key: &dyn Signer) -> Option<Self> {
        let last = leaves.last()?.position;
        let mut tree = Tree::default();
        for leaf in leaves {
            tree.push(leaf);
        }
        let mut root = Self {
            number: before.map_or(0, |before| before.number) + 1,
            first: before.map_or(0, |before| before.last) + 1,
            last,
            events: tree.len(),
            previous: before.map(Self::digest),
            root: tree.root(),
            signed_at: now,
            kid: key.kid().to_owned(),
            signature: String::new(),
        };
        root.signature = key.sign(root.statement().as_bytes());
        Some(root)
    }

    /// The exact text that is signed: the context line, then canonical JSON.
    pub fn statement(&self) -> String {
        let statement = serde_json::json!({
            "number": self.number,
            "first": self.first,
            "last": self.last,
            "events": self.events,
            "previous": self.previous,
            "root": self.root,
            "at": self.signed_at.to_string(),
            "kid": self.kid,
        });
        format!("{STATEMENT_CONTEXT}{}", canonical::json(&statement))
    }

    /// What the next root names as `previous`.
    pub fn digest(&self) -> Digest {
        Digest::of(self.statement().as_bytes())
    }
}

/// Whether a span of so many events, the oldest of this instant, ends now.
pub fn span_ends(events: usize, oldest: Instant, now: Instant) -> bool {
    events >= SPAN_EVENTS || oldest.plus_seconds(SPAN_SECONDS) <= now
}

/// Whether this caller reads roots: auditors and administrators.
pub fn may_read(actor: &Actor) -> bool {
    actor.has(OrganizationRole::Auditor) || actor.has(OrganizationRole::Admin)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::ids::Id;

    /// Signs with the digest of the message.
    pub(crate) struct Digesting;

    impl Signer for Digesting {
        fn kid(&self) -> &'static str {
            "test"
        }

        fn sign(&self, message: &[u8]) -> String {
            Digest::of(message).as_str().to_owned()
        }
    }

    pub(crate) fn leaf(position: i64) -> Leaf {
        let bits = uuid::Uuid::from_u128(u128::try_from(position).expect("positive"));
        Leaf {
            position,
            event: Id::from_uuid(bits),
            subject_kind: SubjectKind::Request,
            subject: bits,
            version: 1,
            ordinal: 1,
            digest: Digest::of(&position.to_be_bytes()),
        }
    }

    /// The vectors of Certificate Transparency's own implementations.
    #[test]
    fn the_tree_is_that_of_rfc_9162() {
        let leaves: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let mut tree = MemoryBackedTree::<Sha256, &[u8]>::new();
        let mut roots = Vec::new();
        for leaf in leaves {
            tree.push(leaf);
            roots.push(Digest::of_hash(tree.root().as_bytes()).as_str().to_owned());
        }
        assert_eq!(roots[0], "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assert_eq!(roots[7], "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    }

    #[test]
    fn roots_are_chained_and_bind_everything_of_a_leaf() {
        let now = Instant::from_micros(0);
        let of = |before: Option<&RecordRoot>, leaves: &[Leaf]| {
            RecordRoot::over(before, leaves, now, &Digesting).expect("events")
        };
        let first = of(None, &[leaf(2), leaf(3)]);
        assert_eq!((first.number, first.first, first.last, first.events), (1, 1, 3, 2));
        let second = of(Some(&first), &[leaf(7)]);
        assert_eq!(
            (second.number, second.first, second.last, second.previous.as_ref()),
            (2, 4, 7, Some(&first.digest()))
        );
        assert_eq!(second.signature, Digesting.sign(second.statement().as_bytes()));
        assert!(RecordRoot::over(Some(&second), &[], now, &Digesting).is_none());
        let changes: [fn(&mut Leaf); 7] = [
            |leaf| leaf.position = 8,
            |leaf| leaf.event = Id::from_uuid(uuid::Uuid::nil()),
            |leaf| leaf.subject_kind = SubjectKind::Task,
            |leaf| leaf.subject = uuid::Uuid::nil(),
            |leaf| leaf.version = 2,
            |leaf| leaf.ordinal = 2,
            |leaf| leaf.digest = Digest::of(b"forged"),
        ];
        for change in changes {
            let mut altered = leaf(7);
            change(&mut altered);
            assert_ne!(of(Some(&first), &[altered.clone()]).root, second.root, "{altered:?}");
        }
        assert_ne!(of(None, &[leaf(3), leaf(2)]).root, first.root, "the order counts");
    }

    #[test]
    fn a_span_ends_when_it_is_full_or_old() {
        let at = |seconds| Instant::from_micros(0).plus_seconds(seconds);
        assert!(!span_ends(SPAN_EVENTS - 1, at(0), at(SPAN_SECONDS - 1)));
        assert!(span_ends(SPAN_EVENTS, at(0), at(0)));
        assert!(span_ends(1, at(0), at(SPAN_SECONDS)));
    }
}
