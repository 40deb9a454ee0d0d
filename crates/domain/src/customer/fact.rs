//! What the record tells of a customer, its contacts and its interactions. Personal values stand in no payload: a reference to
//! the sealed value does (resolution 79).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::CustomerState;
use super::contact::Values;
use super::interaction::Channel;
use crate::event::{Fact, SubjectKind};
use crate::ids::{CustomerId, DepartmentId, GuestId, InteractionId, PersonId};
use crate::progress_report::Linked;
use crate::text::{Line, Text};
use crate::time::Instant;

/// The events of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum CustomerFact {
    /// It was created.
    CustomerCreated {
        /// What it is called.
        name: Line,
        /// Who answers for it.
        owner: PersonId,
        /// Whose customer it is.
        department: DepartmentId,
    },
    /// Its card, its labels, or whether it is worked with changed.
    CustomerUpdated {
        /// What it is called now.
        name: Line,
        /// Whether it is worked with now.
        state: CustomerState,
    },
    /// Somebody else answers for it.
    CustomerHandedOver {
        /// Who did.
        from: PersonId,
        /// Who does.
        to: PersonId,
        /// Whose customer it was.
        from_department: DepartmentId,
        /// Whose it is.
        to_department: DepartmentId,
        /// Why.
        reason: Text,
    },
    /// An interaction was recorded; the former follow-up is met.
    CustomerContacted {
        /// Which.
        interaction: InteractionId,
        /// When the customer is to be contacted next.
        next_contact_at: Option<Instant>,
    },
    /// The follow-up of the latest interaction has another date, or none.
    CustomerFollowUpMoved {
        /// Which interaction.
        interaction: InteractionId,
        /// When the customer is to be contacted next.
        next_contact_at: Option<Instant>,
    },
    /// Its department was merged into another.
    CustomerDepartmentMoved {
        /// Whose customer it was.
        from: DepartmentId,
        /// Whose it is.
        to: DepartmentId,
    },
    /// Other departments are party to its open tickets, and see what hangs on it (resolution 64).
    CustomerTicketsChanged {
        /// All of them.
        departments: BTreeSet<DepartmentId>,
    },
}

impl Fact for CustomerFact {
    const SUBJECT: SubjectKind = SubjectKind::Customer;
}

/// The events of a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum ContactFact {
    /// It was added.
    ContactAdded {
        /// To which customer.
        customer: CustomerId,
        /// Where its values lie.
        values: Values,
    },
    /// Some of its values are others; the former ones are erased.
    ContactUpdated {
        /// Of which customer.
        customer: CustomerId,
        /// Where its values lie.
        values: Values,
    },
    /// It is no longer listed.
    ContactRemoved {
        /// Of which customer.
        customer: CustomerId,
        /// Why.
        reason: Option<Text>,
    },
    /// Somebody reads it unmasked for a while, and answers for it (resolution 63).
    ContactUnmasked {
        /// Of which customer.
        customer: CustomerId,
        /// Who.
        person: PersonId,
        /// Until when.
        until: Instant,
        /// Why.
        reason: Text,
    },
    /// Its values are gone for good (resolution 79).
    ContactErased {
        /// Of which customer.
        customer: CustomerId,
        /// Why.
        reason: Text,
    },
}

impl Fact for ContactFact {
    const SUBJECT: SubjectKind = SubjectKind::Contact;
}

/// The events of an interaction, every one of them communication with somebody outside (S1-37).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum InteractionFact {
    /// It was recorded.
    InteractionRecorded {
        /// With which customer.
        customer: CustomerId,
        /// When it took place.
        at: Instant,
        /// How.
        channel: Channel,
        /// About what.
        subject: Line,
        /// Who follows up.
        follow_up_by: Option<PersonId>,
        /// When the customer is to be contacted next.
        next_contact_at: Option<Instant>,
        /// The guest whose words it archives.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        guest: Option<GuestId>,
    },
    /// What was recorded changed.
    InteractionUpdated {
        /// With which customer.
        customer: CustomerId,
        /// Who follows up now.
        follow_up_by: Option<PersonId>,
        /// When the customer is to be contacted next.
        next_contact_at: Option<Instant>,
    },
    /// A measure was turned into something that is followed up (S1-89).
    MeasureLinked {
        /// With which customer.
        customer: CustomerId,
        /// The measure's number.
        number: u32,
        /// What it was turned into.
        linked: Linked,
    },
}

impl Fact for InteractionFact {
    const SUBJECT: SubjectKind = SubjectKind::Interaction;

    fn external(&self) -> bool {
        true
    }
}
