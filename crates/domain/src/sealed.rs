//! Personal values that may not stand in an event: contact data, people outside the company, what guests wrote, what the
//! directory says of employees.
//!
//! A payload carries a [`SealedRef`], the digest of salt and value; salt and value lie apart (`liaison-persistence`,
//! `sealed`), are read through the masking policy, and can be erased while the chain of events stays true. Employees
//! appear by their ID; what the directory says of them is sealed in the events of their own record (resolution 79).

use serde::{Deserialize, Serialize};

use crate::canonical::Digest;
use crate::ids::{self, IdSource, SealedId};
use crate::text::Line;

/// What stands for the name of somebody or something that was erased: it says nothing.
pub(crate) fn nameless() -> Line {
    Line::new("—").expect("a dash is a line")
}

/// What stands in a payload in place of a personal value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SealedRef {
    /// Where the value lies.
    pub id: SealedId,
    /// SHA-256 over salt and value: proves a value that is shown, tells nothing about one that was erased.
    pub digest: Digest,
}

/// A personal value with its salt, ready to be kept beside the events.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    reference: SealedRef,
    salt: [u8; 32],
    value: String,
}

impl Sealed {
    /// Seals `value` with a fresh salt.
    pub fn of(value: &str, source: &dyn IdSource) -> Self {
        let salt = source.secret();
        let reference = SealedRef { id: ids::fresh(source), digest: digest(&salt, value) };
        Self { reference, salt, value: value.to_owned() }
    }

    /// What the payload carries.
    pub const fn reference(&self) -> &SealedRef {
        &self.reference
    }

    /// The salt, for the store.
    pub const fn salt(&self) -> &[u8; 32] {
        &self.salt
    }

    /// The value, for the store.
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sealed").field("reference", &self.reference).finish_non_exhaustive()
    }
}

impl SealedRef {
    /// Whether this salt and value are what was sealed.
    pub fn proves(&self, salt: &[u8], value: &str) -> bool {
        self.digest == digest(salt, value)
    }
}

fn digest(salt: &[u8], value: &str) -> Digest {
    Digest::of(&[salt, value.as_bytes()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Counted;

    #[test]
    fn a_seal_proves_its_value_and_shows_nothing() {
        let sealed = Sealed::of("13800138000", &Counted::default());
        assert!(sealed.reference().proves(sealed.salt(), "13800138000"));
        assert!(!sealed.reference().proves(sealed.salt(), "13800138001"));
        assert!(!format!("{sealed:?}").contains("138001"));
    }
}
