//! Customers (客户): the card that every employee sees, and behind it contacts, interactions and the follow-up.
//!
//! Owns the [`Customer`] aggregate and, as records of their own under it, [`Contact`] and [`Interaction`]. Name, industry, level,
//! owner, department and state lie open to every employee; everything else, the record of events included, is the
//! [`Circle`]'s (resolution 64). Who of the circle reads a contact's phone, mail and handles as they are, and what the others
//! read, is [`masking`]'s and [`Circle::sees_plain`]'s alone (resolution 63).

mod action;
mod card;
mod circle;
pub mod contact;
mod directory_change;
mod fact;
mod follow_up;
mod hand_over;
pub mod interaction;
pub mod masking;
pub mod personal;
mod search;
#[cfg(test)]
pub(crate) mod tests;
mod tickets;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use action::Action;
pub use card::{CustomerPatch, MAX_TAGS, NewCustomer};
pub use circle::Circle;
pub use contact::{Contact, ContactRecord};
pub use fact::{ContactFact, CustomerFact, InteractionFact};
pub use follow_up::Latest;
pub use hand_over::HandOver;
pub use interaction::{Interaction, InteractionRecord};

use crate::access::{Actor, Audience};
use crate::command::{Aggregate, Change};
use crate::ids::{CustomerId, DepartmentId, PersonId};
use crate::named::named;
use crate::request::form::Tag;
use crate::search::Searchable;
use crate::text::Line;
use crate::time::Instant;

named! {
    /// Whether a customer is worked with.
    CustomerState {
        /// 合作中.
        Active = "ACTIVE",
        /// 已归档: kept for the record; nothing is owed.
        Archived = "ARCHIVED",
    }
}

/// Everything a customer keeps, as it is stored. Changed by the commands of [`Customer`] alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomerRecord {
    /// Its ID.
    pub id: CustomerId,
    /// Its version, from 1.
    pub version: i64,
    /// What it is called (S1-83); no two customers have the same name.
    pub name: Line,
    /// Its trade.
    pub industry: Option<Line>,
    /// How important it is, in the company's own words.
    pub level: Option<Line>,
    /// Who answers for it (S1-84).
    pub owner: PersonId,
    /// Whose customer it is.
    pub department: DepartmentId,
    /// Free labels, for the circle alone.
    pub tags: Vec<Tag>,
    /// Whether it is worked with.
    pub state: CustomerState,
    /// The interaction recorded last, and what follows it.
    pub latest: Option<Latest>,
    /// Departments that are party to its open tickets (resolution 64).
    pub ticket_departments: BTreeSet<DepartmentId>,
    /// Who created it.
    pub created_by: Option<PersonId>,
    /// When.
    pub created_at: Instant,
}

/// Somebody outside whom the company works for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    record: CustomerRecord,
}

impl Customer {
    /// The customer that was stored as `record`.
    pub const fn restore(record: CustomerRecord) -> Self {
        Self { record }
    }

    /// What it keeps.
    pub const fn record(&self) -> &CustomerRecord {
        &self.record
    }

    /// What it keeps, alone.
    pub fn into_record(self) -> CustomerRecord {
        self.record
    }

    /// Who sees and keeps what hangs on it.
    pub fn circle(&self) -> Circle {
        self.record.circle()
    }

    fn change(&self, facts: Vec<CustomerFact>, alter: impl FnOnce(&mut CustomerRecord)) -> Change<Self> {
        let mut state = self.clone();
        alter(&mut state.record);
        Change::of(self, state, facts)
    }
}

impl CustomerRecord {
    /// Who sees and keeps what hangs on it.
    pub fn circle(&self) -> Circle {
        Circle {
            customer: self.id,
            owner: self.owner,
            department: self.department,
            ticket_departments: self.ticket_departments.clone(),
            state: self.state,
        }
    }
}

impl Aggregate for Customer {
    type Fact = CustomerFact;

    fn uuid(&self) -> uuid::Uuid {
        self.record.id.uuid()
    }

    fn version(&self) -> i64 {
        self.record.version
    }

    fn set_version(&mut self, version: i64) {
        self.record.version = version;
    }

    /// The circle: the record of events tells more than the card.
    fn audience(&self) -> Audience {
        self.circle().audience()
    }

    /// Every employee sees the card (resolution 64).
    fn is_known_to(&self, _: &Actor) -> bool {
        true
    }

    fn searchable(&self) -> Searchable {
        self.record.searchable()
    }

    fn watched(&self) -> Map<String, Value> {
        let customer = &self.record;
        let next = customer.latest.as_ref().and_then(|latest| latest.next);
        let fields = json!({
            "name": customer.name,
            "industry": customer.industry,
            "level": customer.level,
            "owner": customer.owner,
            "department": customer.department,
            "tags": customer.tags,
            "state": customer.state,
            "nextContactAt": next.map(|next| next.at.to_string()),
        });
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }
}
