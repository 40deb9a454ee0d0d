//! What a guest is to see: named requests and customers, each of which the one who names it may share.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::command::{Aggregate as _, Context};
use crate::customer::{self, Customer};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{CustomerId, Id, Kind, RequestId};
use crate::request::{Request, ability};

/// Most records of one guest, requests and customers together.
pub const MAX_SCOPE: usize = 50;
/// Most guests of one record at a time.
pub const MAX_GUESTS: usize = 50;

/// The records that a guest sees.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuestScope {
    /// Requests: form, status, names of tasks, what is said to the outside (resolution 67).
    pub requests: BTreeSet<RequestId>,
    /// Customers: the name, what is said to the outside.
    pub customers: BTreeSet<CustomerId>,
}

/// What a scope is decided on, loaded by the caller.
#[derive(Clone, Copy, Debug)]
pub struct Shared<'a> {
    /// Those of the named requests that there are.
    pub requests: &'a [Request],
    /// Those of the named customers that there are.
    pub customers: &'a [Customer],
    /// How many guests each record has now, where it has any.
    pub guests: &'a BTreeMap<Uuid, usize>,
}

/// A scope as it was named in an input.
pub(super) struct Named<'a> {
    pub(super) requests: &'a [RequestId],
    pub(super) customers: &'a [CustomerId],
    /// What was in it before: kept without being asked for again.
    pub(super) before: Option<&'a GuestScope>,
}

impl Named<'_> {
    /// The scope, with a note of all that does not hold. Who shares a record has to see it and to act for it; a confidential one
    /// is shared with nobody outside.
    ///
    /// # Errors
    /// `NotFound`, `NotPermitted` and `State` of the first new record that the caller may not share.
    pub(super) fn check(
        &self,
        shared: Shared<'_>,
        ctx: &Context<'_>,
        wrong: &mut Violations,
    ) -> Result<GuestScope, Refusal> {
        let before = self.before.cloned().unwrap_or_default();
        let requests = distinct("requests", self.requests, wrong);
        let customers = distinct("customers", self.customers, wrong);
        for (index, id) in self.requests.iter().enumerate().filter(|(_, id)| !before.requests.contains(id)) {
            let path = format!("requests.{index}");
            let request = shared.requests.iter().find(|request| request.id == *id);
            let request = request.ok_or(Refusal::NotFound)?;
            request.can(ability::Action::InviteGuest, ctx)?;
            check_room(request.uuid(), path, shared, wrong);
        }
        for (index, id) in self.customers.iter().enumerate().filter(|(_, id)| !before.customers.contains(id))
        {
            let path = format!("customers.{index}");
            let customer = shared.customers.iter().find(|customer| customer.record().id == *id);
            let customer = customer.ok_or(Refusal::NotFound)?;
            customer.can(customer::Action::InviteGuest, ctx)?;
            check_room(customer.uuid(), path, shared, wrong);
        }
        let size = requests.len() + customers.len();
        wrong.check(size > 0, "requests", Rule::Required);
        if size > MAX_SCOPE {
            wrong.add("requests", Reason::of(Rule::TooMany).with("max", MAX_SCOPE));
        }
        Ok(GuestScope { requests, customers })
    }
}

fn check_room(record: Uuid, path: String, shared: Shared<'_>, wrong: &mut Violations) {
    if shared.guests.get(&record).is_some_and(|guests| *guests >= MAX_GUESTS) {
        wrong.add(path, Reason::of(Rule::TooMany).with("max", MAX_GUESTS));
    }
}

fn distinct<K: Kind>(name: &str, named: &[Id<K>], wrong: &mut Violations) -> BTreeSet<Id<K>> {
    let mut found = BTreeSet::new();
    for (index, id) in named.iter().enumerate() {
        if !found.insert(*id) {
            wrong.add(format!("{name}.{index}"), Reason::of(Rule::Duplicate));
        }
    }
    found
}
