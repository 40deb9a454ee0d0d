//! The public keys against which signatures are held.

use std::collections::BTreeMap;

use crate::app::Attested;
use crate::auth::{KeyFault, Keys, PublicKey};

/// The published keys by their IDs.
#[derive(Debug)]
pub struct KnownKeys(BTreeMap<String, PublicKey>);

/// What became of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Checked {
    Fits,
    Broken,
    UnknownKey,
}

impl KnownKeys {
    /// The keys of a JWK set.
    ///
    /// # Errors
    /// [`KeyFault::NotJwks`].
    pub fn of_set(text: &str) -> Result<Self, KeyFault> {
        Ok(Self::of(PublicKey::of_set(text)?))
    }

    /// The public halves of these keys.
    pub fn of_keys(keys: &Keys) -> Self {
        Self::of(keys.published())
    }

    fn of(keys: Vec<PublicKey>) -> Self {
        Self(keys.into_iter().map(|key| (key.id().to_owned(), key)).collect())
    }

    /// Holds a signature against its statement and the key that it names.
    pub(super) fn check(&self, what: Attested, kid: &str, statement: &str, signature: &str) -> Checked {
        match self.0.get(kid) {
            Some(key) if what.fits(key, statement, signature) => Checked::Fits,
            Some(_) => Checked::Broken,
            None => Checked::UnknownKey,
        }
    }
}
