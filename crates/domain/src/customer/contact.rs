//! Contacts (客户联系人): a person at the customer. Every value is sealed: events and rows hold references to it.
//!
//! Owns the [`Contact`] aggregate, which hangs on its customer's [`Circle`]. Replaced values are erased at once; erasing the
//! contact erases the last ones, and the chain of events stays true (resolution 79).

mod action;
mod erase;
mod keep;
mod unmask;
mod values;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use action::Action;
pub use keep::{ContactPatch, MAX_CONTACTS, NewContact};
pub use unmask::{Grant, UNMASKED_SECONDS};
pub use values::{HandleRef, MAX_HANDLES, NewHandle, Shown, Values};

use super::masking::MaskedKind;
use super::{Circle, ContactFact};
use crate::access::{Actor, Audience};
use crate::command::{Aggregate, Change, Context};
use crate::ids::{ContactId, CustomerId, PersonId, SealedId};
use crate::sealed::Sealed;
use crate::search::Searchable;
use crate::time::Instant;

/// Everything a contact keeps, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactRecord {
    /// Its ID.
    pub id: ContactId,
    /// Its version, from 1.
    pub version: i64,
    /// At which customer.
    pub customer: CustomerId,
    /// Where its values lie.
    pub values: Values,
    /// Who reads it unmasked for a while.
    pub grants: Vec<Grant>,
    /// Who added it.
    pub added_by: Option<PersonId>,
    /// When.
    pub added_at: Instant,
    /// When it was taken off the list.
    pub removed_at: Option<Instant>,
    /// When its values were erased.
    pub erased_at: Option<Instant>,
}

impl ContactRecord {
    /// Whether it is listed and its values can be read.
    pub const fn is_live(&self) -> bool {
        self.removed_at.is_none() && self.erased_at.is_none()
    }
}

/// A person at a customer, with the values that its references name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    record: ContactRecord,
    circle: Circle,
    shown: Shown,
    sealed: Vec<Sealed>,
    dropped: Vec<SealedId>,
    dropped_at: Instant,
}

impl Contact {
    /// The contact that was stored as `record`, at the customer of this circle; `shown` are its values as far as they are there.
    pub const fn restore(record: ContactRecord, circle: Circle, shown: Shown) -> Self {
        let dropped_at = record.added_at;
        Self { record, circle, shown, sealed: Vec::new(), dropped: Vec::new(), dropped_at }
    }

    /// What it keeps.
    pub const fn record(&self) -> &ContactRecord {
        &self.record
    }

    /// Its values as they are; none once it is removed or erased.
    pub const fn shown(&self) -> &Shown {
        &self.shown
    }

    /// Who sees and keeps it.
    pub const fn circle(&self) -> &Circle {
        &self.circle
    }

    /// The values that this change seals, for the store.
    pub fn sealed(&self) -> &[Sealed] {
        &self.sealed
    }

    /// The values that this change erases, for the store.
    pub fn dropped(&self) -> &[SealedId] {
        &self.dropped
    }

    /// When it erases them.
    pub const fn dropped_at(&self) -> Instant {
        self.dropped_at
    }

    /// Whether this actor reads its values as they are now: [`Circle::sees_plain`], or whoever unmasked it within the last
    /// [`UNMASKED_SECONDS`].
    pub fn shows_plain_to(&self, actor: &Actor, now: Instant) -> bool {
        let mut grants = self.record.grants.iter();
        self.circle.sees_plain(actor) || grants.any(|grant| actor.is(grant.person) && now < grant.until)
    }

    /// Its masked values, to be found in what goes out.
    pub fn masked_values(&self) -> impl Iterator<Item = (MaskedKind, String)> {
        let Shown { phone, mail, handles, .. } = &self.shown;
        let phone = phone.iter().map(|phone| (MaskedKind::Phone, phone.clone()));
        let mail = mail.iter().map(|mail| (MaskedKind::Mail, mail.clone()));
        let handles = handles.iter().map(|(_, handle)| (MaskedKind::Handle, handle.clone()));
        phone.chain(mail).chain(handles)
    }

    fn change(&self, ctx: &Context<'_>, fact: ContactFact, alter: impl FnOnce(&mut Self)) -> Change<Self> {
        let mut state = self.clone();
        state.sealed.clear();
        state.dropped.clear();
        state.dropped_at = ctx.now;
        alter(&mut state);
        Change::of(self, state, vec![fact])
    }
}

impl Aggregate for Contact {
    type Fact = ContactFact;

    fn uuid(&self) -> uuid::Uuid {
        self.record.id.uuid()
    }

    fn version(&self) -> i64 {
        self.record.version
    }

    fn set_version(&mut self, version: i64) {
        self.record.version = version;
    }

    fn audience(&self) -> Audience {
        self.circle.audience()
    }

    fn searchable(&self) -> Searchable {
        self.search()
    }

    /// References alone: which value changed, never what it is.
    fn watched(&self) -> Map<String, Value> {
        let Values { name, title, phone, mail, handles } = &self.record.values;
        let fields = json!({
            "name": name,
            "title": title,
            "phone": phone,
            "mail": mail,
            "handles": handles,
            "removedAt": self.record.removed_at.map(|at| at.to_string()),
            "erasedAt": self.record.erased_at.map(|at| at.to_string()),
        });
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }
}
