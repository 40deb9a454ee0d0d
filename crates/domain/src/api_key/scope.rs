//! What a key may do: the one place that says so, for what it does itself and in the name of a person.

use std::collections::BTreeSet;

use crate::ids::ApiKeyId;
use crate::named::named;

named! {
    /// What a key may do.
    KeyScope {
        /// Read for itself what every employee reads, and what departments keep among themselves: no drafts, nothing confidential.
        Read = "READ",
        /// Keep departments and people, as HR does; read those alone.
        Directory = "DIRECTORY",
        /// Read in the name of a person what that person sees.
        ReadAsPerson = "READ_AS_PERSON",
        /// Do in the name of a person what that person may do as an employee, and read what they see.
        ActAsPerson = "ACT_AS_PERSON",
    }
}

/// A system that calls by a key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyActor {
    /// The key.
    pub key: ApiKeyId,
    /// What it may do.
    pub scopes: BTreeSet<KeyScope>,
}

/// What a call asks for, as far as keys are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doing {
    /// Who calls and what it costs: open to every key.
    Look,
    /// Reads departments and people.
    ReadDirectory,
    /// Reads anything else.
    Read,
    /// Changes departments and people.
    ChangeDirectory,
    /// Changes anything else.
    Change,
    /// How somebody signs in, secrets, keys: no system's business.
    Personal,
}

impl KeyActor {
    /// Whether the key has this scope.
    pub fn has(&self, scope: KeyScope) -> bool {
        self.scopes.contains(&scope)
    }

    /// Whether a scope of the key covers this, in the name of a person or not.
    pub fn may(&self, doing: Doing, for_person: bool) -> bool {
        let any = |scopes: &[KeyScope]| scopes.iter().any(|scope| self.has(*scope));
        match (doing, for_person) {
            (Doing::Look, false) => true,
            (Doing::ReadDirectory, false) => any(&[KeyScope::Read, KeyScope::Directory]),
            (Doing::Read, false) => any(&[KeyScope::Read]),
            (Doing::ChangeDirectory, false) => any(&[KeyScope::Directory]),
            (Doing::Look | Doing::ReadDirectory | Doing::Read, true) => {
                any(&[KeyScope::ReadAsPerson, KeyScope::ActAsPerson])
            }
            (Doing::Change | Doing::ChangeDirectory, true) => any(&[KeyScope::ActAsPerson]),
            (Doing::Change, false) | (Doing::Personal, _) => false,
        }
    }

    /// Whether a scope lets it call in the name of a person at all.
    pub fn speaks_for_people(&self) -> bool {
        self.may(Doing::Look, true)
    }
}
