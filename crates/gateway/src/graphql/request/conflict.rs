//! Requests that compete for the same person or resource.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use liaison_domain::command;
use liaison_domain::ids::{PersonId, RequestId, ResourceId};
use liaison_domain::request as domain;
use liaison_domain::request::conflict::Sight;
use liaison_domain::request::resource_need::Window;
use liaison_persistence::request as stored;

use super::{Priority, Request};
use crate::graphql::directory::Person;
use crate::graphql::loaders::{Batch, Loading};
use crate::graphql::nullable::OrNull;
use crate::graphql::resource::Resource;
use crate::graphql::scalars::{Date, DateTime};
use crate::operations::Reader;

/// Open requests that ask for a person or resource for which each of these asks, whoever may see them.
pub enum Competing {}

impl Batch for Competing {
    type Key = RequestId;
    type Value = Vec<Arc<domain::Request>>;

    fn load(reader: Arc<Reader>, keys: Vec<RequestId>) -> Loading<RequestId, Self::Value> {
        Box::pin(async move {
            let found = stored::competing(&reader.db(), &keys).await?.into_iter();
            Ok(found.map(|(id, requests)| (id, requests.into_iter().map(Arc::new).collect())).collect())
        })
    }
}

/// The order among competing requests, set aside.
#[derive(SimpleObject)]
pub struct RequestConflictOverride {
    /// Why this request goes first.
    pub reason: String,
    /// Who decided it.
    pub overridden_by: Option<Person>,
    /// When.
    pub overridden_at: DateTime,
}

/// Another request that asks for the same.
pub struct RequestConflict {
    request: Option<Request>,
    priority: Priority,
    days: Window,
    person: Option<PersonId>,
    resource: Option<ResourceId>,
    goes_first: bool,
}

impl RequestConflict {
    /// Everything that competes with `request` and that the caller may know of, what goes before it first.
    pub fn all(
        request: &domain::Request,
        competing: &[Arc<domain::Request>],
        ctx: &command::Context<'_>,
    ) -> Vec<Self> {
        let mut others: Vec<&Arc<domain::Request>> = competing.iter().collect();
        others.sort_by(|one, other| one.goes_before(other).cmp(&other.goes_before(one)).reverse());
        let of_one = |other: &&Arc<domain::Request>| -> Vec<Self> {
            let clashes = request.clashes(other);
            let told = clashes.filter_map(|clash| {
                let sight = other.sight(clash.theirs, ctx)?;
                let same_person = clash.mine.person.is_some() && clash.mine.person == clash.theirs.person;
                Some(Self {
                    request: (sight == Sight::Whole).then(|| Request::new(Arc::clone(other))),
                    priority: other.form.priority.into(),
                    days: clash.days,
                    person: clash.mine.person.filter(|_| same_person),
                    resource: clash.mine.resource.filter(|_| clash.mine.resource == clash.theirs.resource),
                    goes_first: other.goes_before(request),
                })
            });
            told.collect()
        };
        others.iter().flat_map(of_one).collect()
    }
}

/// Another request that asks for the same person's or resource's time in the same days.
#[Object]
impl RequestConflict {
    /// The other request; null where the viewer may know no more than its days and its priority.
    async fn request(&self) -> Option<&Request> {
        self.request.as_ref()
    }

    /// How pressing the other one is.
    async fn priority(&self) -> Priority {
        self.priority
    }

    /// The first day for which the other one asks; null for an open beginning.
    async fn from_on(&self) -> Option<Date> {
        self.days.from.map(Date)
    }

    /// The last day for which the other one asks; null for an open end.
    async fn until_on(&self) -> Option<Date> {
        self.days.until.map(Date)
    }

    /// The person for whose time both ask.
    async fn person(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.person).await
    }

    /// The registered resource for which both ask.
    async fn resource(&self, ctx: &Context<'_>) -> OrNull<Resource> {
        OrNull::node(ctx, self.resource).await
    }

    /// Whether the other one goes first: by an override, else by priority, then by time of confirmation.
    async fn goes_first(&self) -> bool {
        self.goes_first
    }
}
