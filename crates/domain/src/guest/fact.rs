//! What the record tells of a guest. Name and mail stand in no payload, and nothing of the secret (resolution 79).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::GuestEnd;
use crate::event::{Fact, SubjectKind};
use crate::ids::{CustomerId, RequestId};
use crate::sealed::SealedRef;
use crate::text::Text;
use crate::time::Instant;

/// The events of a guest. That time ends one is no event: it is seen from `expires_at`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum GuestFact {
    /// Somebody invited them.
    GuestInvited {
        /// Of which customer.
        customer: CustomerId,
        /// The requests that they see.
        requests: BTreeSet<RequestId>,
        /// The customers whose conversation they see.
        customers: BTreeSet<CustomerId>,
        /// Where the name lies.
        name: SealedRef,
        /// Where the mail address lies.
        mail: SealedRef,
        /// From when on they see nothing.
        expires_at: Instant,
    },
    /// They signed in for the first time.
    GuestArrived {
        /// Of which customer.
        customer: CustomerId,
    },
    /// They see other records, or see them for another time.
    GuestScopeChanged {
        /// Of which customer.
        customer: CustomerId,
        /// The requests that they see now.
        requests: BTreeSet<RequestId>,
        /// The customers whose conversation they see now.
        customers: BTreeSet<CustomerId>,
        /// From when on they see nothing.
        expires_at: Instant,
    },
    /// They see nothing any more.
    GuestRevoked {
        /// Of which customer.
        customer: CustomerId,
        /// What ended it.
        cause: GuestEnd,
        /// Why; none where nobody decided it.
        reason: Option<Text>,
    },
}

impl Fact for GuestFact {
    const SUBJECT: SubjectKind = SubjectKind::Guest;
}
