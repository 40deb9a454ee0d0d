//! Guests (外部成员): people outside the company who read and comment within a named scope, for a while (`customers.md`, Guests;
//! S1-34 to S1-38, T21, resolution 67).
//!
//! Owns the [`Guest`] aggregate. A guest has no account: a secret that is shown once signs them in, until a day that is at most 90
//! days away, to the second. Name and mail are sealed beside the events. What a guest may see is one question
//! ([`crate::access::is_shared_with`]): what the scope names, as far as whoever invited them sees it, and nothing confidential.
//! What they say is a comment (`comment`), archived on the customer they belong to (`customer::interaction`).

mod action;
mod end;
mod fact;
mod invite;
mod scope;
#[cfg(test)]
pub(crate) mod tests;
mod token;
mod update;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use action::Action;
pub use end::{Ended, GuestEnd};
pub use fact::GuestFact;
pub use invite::{LONGEST_SECONDS, NewGuest};
pub use scope::{GuestScope, MAX_GUESTS, MAX_SCOPE, Shared};
pub use token::Token;
pub use update::GuestPatch;

use crate::access::{Actor, Audience, GuestActor};
use crate::canonical::Digest;
use crate::command::{Aggregate, Change};
use crate::customer::Circle;
use crate::ids::{CustomerId, GuestId, PersonId};
use crate::named::named;
use crate::sealed::{Sealed, SealedRef};
use crate::time::Instant;

named! {
    /// How it stands with a guest; computed at reading, as time alone ends one.
    GuestStatus {
        /// 已邀请: has not signed in yet.
        Invited = "INVITED",
        /// 有效: has signed in.
        Active = "ACTIVE",
        /// 已到期: the time is over.
        Expired = "EXPIRED",
        /// 已撤销: somebody has ended it.
        Revoked = "REVOKED",
    }
}

/// Everything a guest keeps, as it is stored. Changed by the commands of [`Guest`] alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GuestRecord {
    /// Its ID.
    pub id: GuestId,
    /// Its version, from 1.
    pub version: i64,
    /// Where the name lies.
    pub name: SealedRef,
    /// Where the mail address lies.
    pub mail: SealedRef,
    /// The SHA-256 of the secret.
    pub digest: Digest,
    /// The customer to whose archive belongs what they say.
    pub customer: CustomerId,
    /// What they see.
    pub scope: GuestScope,
    /// Who invited them, and answers for what they see.
    pub invited_by: PersonId,
    /// When.
    pub invited_at: Instant,
    /// From when on they see nothing.
    pub expires_at: Instant,
    /// When they first signed in.
    pub arrived_at: Option<Instant>,
    /// How somebody ended it before that.
    pub ended: Option<Ended>,
}

impl GuestRecord {
    /// How it stands with them at `now`.
    pub fn status(&self, now: Instant) -> GuestStatus {
        if self.ended.is_some() {
            GuestStatus::Revoked
        } else if now >= self.expires_at {
            GuestStatus::Expired
        } else if self.arrived_at.is_some() {
            GuestStatus::Active
        } else {
            GuestStatus::Invited
        }
    }

    /// Whether they are let in at `now`.
    pub fn holds(&self, now: Instant) -> bool {
        self.ended.is_none() && now < self.expires_at
    }

    /// When they are let in no more.
    pub fn ends_at(&self) -> Instant {
        self.ended.as_ref().map_or(self.expires_at, |ended| ended.at.min(self.expires_at))
    }

    /// Who calls with their secret at `now`; nobody once it was revoked or has ended.
    pub fn opens(&self, now: Instant) -> Option<GuestActor> {
        self.holds(now).then(|| GuestActor {
            guest: self.id,
            host: self.invited_by,
            requests: self.scope.requests.clone(),
            customers: self.scope.customers.clone(),
        })
    }
}

/// A person outside, with the circle of the customer they belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    record: GuestRecord,
    circle: Circle,
    sealed: Vec<Sealed>,
}

impl Guest {
    /// The guest that was stored as `record`, of a customer with this circle.
    pub const fn restore(record: GuestRecord, circle: Circle) -> Self {
        Self { record, circle, sealed: Vec::new() }
    }

    /// What it keeps.
    pub const fn record(&self) -> &GuestRecord {
        &self.record
    }

    /// What it keeps, alone.
    pub fn into_record(self) -> GuestRecord {
        self.record
    }

    /// The circle of the customer they belong to.
    pub const fn circle(&self) -> &Circle {
        &self.circle
    }

    /// The values that this change seals, to be kept beside its events.
    pub fn sealed(&self) -> &[Sealed] {
        &self.sealed
    }

    /// Whether this actor reads the mail address as it is; everybody else reads the mask (resolution 63).
    pub fn shows_plain_to(&self, actor: &Actor) -> bool {
        actor.is(self.record.invited_by) || self.circle.sees_plain(actor)
    }

    fn change(&self, fact: GuestFact, alter: impl FnOnce(&mut GuestRecord)) -> Change<Self> {
        let mut state = self.clone();
        state.sealed.clear();
        alter(&mut state.record);
        Change::of(self, state, vec![fact])
    }
}

impl Aggregate for Guest {
    type Fact = GuestFact;

    fn uuid(&self) -> uuid::Uuid {
        self.record.id.uuid()
    }

    fn version(&self) -> i64 {
        self.record.version
    }

    fn set_version(&mut self, version: i64) {
        self.record.version = version;
    }

    /// Who invited them, and the customer's circle. Whoever sees a record of the scope sees by whom it is shared beside that.
    fn audience(&self) -> Audience {
        let circle = self.circle.audience();
        let persons = circle.persons.iter().copied().chain([self.record.invited_by]);
        Audience::new(circle.reach, circle.departments.iter().copied(), persons)
    }

    fn watched(&self) -> Map<String, Value> {
        let guest = &self.record;
        let fields = json!({
            "requests": guest.scope.requests,
            "customers": guest.scope.customers,
            "expiresAt": guest.expires_at,
            "revokedAt": guest.ended.as_ref().map(|ended| ended.at),
        });
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }
}
