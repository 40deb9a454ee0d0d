//! Whether a record is what was written: the rules by which every event, every chain, every root and every signature is held
//! against what it was made of.
//!
//! Pure: reading the record page by page, and telling what was found, is the gateway's (`integrity`).

use uuid::Uuid;

use crate::canonical::Digest;
use crate::event::{Envelope, SubjectKind};
use crate::record_root::{RecordRoot, Tree};

/// What in the record does not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A value that no release ever wrote.
    #[error("the value in {table}.{column} cannot be read")]
    Unreadable {
        /// The table.
        table: &'static str,
        /// The column.
        column: String,
    },
    /// An event says something else than what was digested.
    #[error("what the event says does not fit its digest")]
    Digest,
    /// An event names another predecessor than the one that is there.
    #[error("the event does not name the digest of the event before it")]
    Previous,
    /// An event is missing, or one is too many.
    #[error(
        "version {version}, event {ordinal} does not follow the event before it: one is missing or was moved"
    )]
    Gap {
        /// The version of the event that was found.
        version: i64,
        /// Its place in its change.
        ordinal: i32,
    },
    /// The row that holds the end of the chain is gone.
    #[error("the record is not among the subjects")]
    NoSubject,
    /// The end of the chain is not the last event.
    #[error(
        "the record is at version {version}, and its last event is not the one that led there: one is missing"
    )]
    Head {
        /// The version that the record has.
        version: i64,
    },
    /// A root is missing before this one.
    #[error("root {number} does not follow the root before it: one is missing")]
    RootMissing {
        /// Its number.
        number: i64,
    },
    /// A root names another predecessor than the one that is there.
    #[error("root {number} does not name the root before it")]
    RootPrevious {
        /// Its number.
        number: i64,
    },
    /// The signature of a root does not belong to it.
    #[error("the signature of root {number} does not fit")]
    RootSignature {
        /// Its number.
        number: i64,
    },
    /// The events of a span are not those that were signed.
    #[error(
        "the {found} events of positions {first} to {last} are not the {signed} that root {number} signs"
    )]
    RootEvents {
        /// The number of the root.
        number: i64,
        /// The first position of the span.
        first: i64,
        /// The last position of the span.
        last: i64,
        /// How many events there are.
        found: i64,
        /// How many were signed.
        signed: i64,
    },
    /// A root that somebody kept is another one in the record.
    #[error("root {number} is not the one that was kept elsewhere")]
    RootNotKept {
        /// Its number.
        number: i64,
    },
    /// A root that somebody kept is not in the record.
    #[error("root {number} was kept elsewhere and is missing here")]
    KeptMissing {
        /// Its number.
        number: i64,
    },
    /// An event tells of a signature that is not on the request.
    #[error("the signature that the event tells of is missing")]
    SignOffMissing,
    /// A signature says something else than the event that tells of it.
    #[error("the signature is not what the event tells of it")]
    SignOffDiffers,
    /// A signature on a request of which no event tells.
    #[error("no event tells of signature {sign_off}")]
    SignOffUntold {
        /// Its ID.
        sign_off: String,
    },
    /// What was signed is not what the request shows.
    #[error("what signature {sign_off} agrees to is not what stands there")]
    SignOffContent {
        /// Its ID.
        sign_off: String,
    },
    /// The server's signature under a signature does not belong to it.
    #[error("signature {sign_off} does not fit its statement")]
    SignOffSignature {
        /// Its ID.
        sign_off: String,
    },
}

/// The first place where the record does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// Where in the order of all events, where that is known.
    pub position: Option<i64>,
    /// Which record, where it is one.
    pub subject: Option<(SubjectKind, Uuid)>,
    /// What does not fit.
    pub fault: Fault,
}

impl Break {
    /// A fault of an event.
    pub fn at(event: &Envelope, fault: Fault) -> Self {
        let subject = Some((event.subject_kind, event.subject));
        Self { position: Some(event.position), subject, fault }
    }

    /// A fault of a root, whose span begins here.
    pub fn of_root(root: &RecordRoot, fault: Fault) -> Self {
        Self { position: Some(root.first), subject: None, fault }
    }
}

/// What the next event of a subject has to follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The version of the last event.
    pub version: i64,
    /// Its place in its change.
    pub ordinal: i32,
    /// Its digest.
    pub digest: Digest,
}

impl Link {
    /// The link that this event is.
    pub fn of(event: &Envelope) -> Self {
        Self { version: event.version, ordinal: event.ordinal, digest: event.digest.clone() }
    }
}

/// Holds an event against what it says and against the last one of its subject before it.
///
/// # Errors
/// What does not fit: the digest, then the place, then the predecessor.
pub fn check_event(before: Option<&Link>, event: &Envelope) -> Result<(), Fault> {
    if event.digest != event.expected_digest() {
        return Err(Fault::Digest);
    }
    let (version, ordinal) = before.map_or((0, 0), |before| (before.version, before.ordinal));
    let follows = if event.ordinal == 1 {
        event.version == version + 1
    } else {
        event.version == version && event.ordinal == ordinal + 1
    };
    if !follows {
        return Err(Fault::Gap { version: event.version, ordinal: event.ordinal });
    }
    if event.previous.as_ref() != before.map(|before| &before.digest) {
        return Err(Fault::Previous);
    }
    Ok(())
}

/// Holds a root against the one before it.
///
/// # Errors
/// Where one is missing between them, or the chain names another.
pub fn check_root(before: Option<&RecordRoot>, root: &RecordRoot) -> Result<(), Fault> {
    let (number, last) = before.map_or((0, 0), |before| (before.number, before.last));
    if root.number != number + 1 || root.first != last + 1 || root.last < root.first {
        return Err(Fault::RootMissing { number: root.number });
    }
    if root.previous != before.map(RecordRoot::digest) {
        return Err(Fault::RootPrevious { number: root.number });
    }
    Ok(())
}

/// Holds the events of a span against its root.
///
/// # Errors
/// Where they are not those that were signed.
pub fn check_span(root: &RecordRoot, events: &Tree) -> Result<(), Fault> {
    if events.len() == root.events && !events.is_empty() && events.root() == root.root {
        return Ok(());
    }
    let (number, first, last) = (root.number, root.first, root.last);
    Err(Fault::RootEvents { number, first, last, found: events.len(), signed: root.events })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record_root::tests::{Digesting, leaf};
    use crate::time::Instant;

    fn roots() -> Vec<RecordRoot> {
        let mut roots: Vec<RecordRoot> = Vec::new();
        for at in [1, 3, 4] {
            let root = RecordRoot::over(roots.last(), &[leaf(at)], Instant::from_micros(at), &Digesting);
            roots.push(root.expect("an event"));
        }
        roots
    }

    fn chain(roots: &[RecordRoot]) -> Result<(), Fault> {
        let mut before = None;
        for root in roots {
            check_root(before, root)?;
            before = Some(root);
        }
        Ok(())
    }

    #[test]
    fn a_chain_of_roots_misses_none() {
        let whole = roots();
        assert_eq!(chain(&whole), Ok(()));
        assert_eq!(chain(&whole[1..]), Err(Fault::RootMissing { number: 2 }));
        assert_eq!(chain(&[whole[0].clone(), whole[2].clone()]), Err(Fault::RootMissing { number: 3 }));
        let mut other = whole.clone();
        other[0].root = Digest::of(b"forged");
        assert_eq!(chain(&other), Err(Fault::RootPrevious { number: 2 }));
        let mut earlier = whole;
        earlier[1].first = 1;
        assert_eq!(chain(&earlier), Err(Fault::RootMissing { number: 2 }));
    }

    #[test]
    fn a_span_has_the_events_that_were_signed() {
        let root = &roots()[1];
        let tree = |leaves: &[i64]| {
            let mut tree = Tree::default();
            for at in leaves {
                tree.push(&leaf(*at));
            }
            tree
        };
        assert_eq!(check_span(root, &tree(&[3])), Ok(()));
        for others in [&[][..], &[2], &[2, 3]] {
            assert!(check_span(root, &tree(others)).is_err(), "{others:?}");
        }
    }
}
