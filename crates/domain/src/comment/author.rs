//! Who wrote a comment: somebody of the directory, or a guest.

use serde::{Deserialize, Serialize};

use crate::ids::{GuestId, PersonId};

/// Who wrote a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// Who answers for it: the employee who wrote it, or invited the guest who did.
    #[serde(rename = "author")]
    answerable: PersonId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    guest: Option<GuestId>,
}

impl Author {
    /// An employee.
    pub const fn employee(person: PersonId) -> Self {
        Self { answerable: person, guest: None }
    }

    /// A guest whom `host` invited.
    pub const fn of_guest(guest: GuestId, host: PersonId) -> Self {
        Self { answerable: host, guest: Some(guest) }
    }

    /// The employee who wrote it, if it was one.
    pub const fn person(&self) -> Option<PersonId> {
        match self.guest {
            None => Some(self.answerable),
            Some(_) => None,
        }
    }

    /// The guest who wrote it, if it was one.
    pub const fn guest(&self) -> Option<GuestId> {
        self.guest
    }

    /// The employee who answers for it: who wrote it, or invited the guest who did.
    pub const fn answerable(&self) -> PersonId {
        self.answerable
    }
}
