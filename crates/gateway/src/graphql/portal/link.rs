//! A link to a ticket, as those see it who may see the ticket. Its secret is not part of it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use liaison_domain::command::Aggregate as _;
use liaison_domain::ids::{PortalLinkId, RequestId, kind};
use liaison_domain::portal::{self as domain, PortalLinkRecord};
use liaison_domain::request as ticket;

use super::batches::{ById, OfRequests};
use crate::graphql::directory::Person;
use crate::graphql::error::Fault;
use crate::graphql::mutation::Shown;
use crate::graphql::node::Identified;
use crate::graphql::nullable::OrNull;
use crate::graphql::payload::Ability;
use crate::graphql::request::{ById as TicketById, Request};
use crate::graphql::scalars::DateTime;
use crate::graphql::scope::Scope;

/// A link, over its record.
#[derive(Clone)]
pub struct PortalLink(Arc<PortalLinkRecord>);

impl PortalLink {
    async fn ticket(&self, scope: &Scope) -> Result<Option<Arc<ticket::Request>>, Fault> {
        scope.loader::<TicketById>().get(self.0.request).await
    }
}

/// The links to a ticket, newest first.
///
/// # Errors
/// Those of the store.
pub async fn links_of(scope: &Scope, request: RequestId) -> Result<Vec<PortalLink>, Fault> {
    let found = scope.loader::<OfRequests>().get(request).await?;
    Ok(found.iter().flat_map(|links| links.iter()).map(|link| PortalLink(Arc::clone(link))).collect())
}

impl Identified for PortalLink {
    type Kind = kind::PortalLink;

    async fn find(scope: &Scope, id: PortalLinkId) -> Result<Option<Self>, Fault> {
        Ok(scope.loader::<ById>().get(id).await?.map(Self))
    }
}

impl Shown for PortalLink {
    type Record = PortalLinkRecord;

    fn show(_: &Scope, record: PortalLinkRecord) -> Self {
        Self(Arc::new(record))
    }
}

/// A link by which a customer follows one ticket without an account (客户查询链接). Seen by whoever sees the ticket; the secret
/// in it was shown once, when it was issued.
#[Object]
impl PortalLink {
    /// Opaque; no part of the secret.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Rises with every change, from 1.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// The ticket that it opens.
    async fn request(&self, ctx: &Context<'_>) -> OrNull<Request> {
        OrNull::node(ctx, self.0.request).await
    }

    /// Who issued it; null for the server.
    async fn issued_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.issued_by).await
    }

    /// When.
    async fn issued_at(&self) -> DateTime {
        DateTime(self.0.issued_at)
    }

    /// From when on it opens nothing, to the second: as it was issued, and never later than 90 days after the ticket has ended.
    /// Costs one batch for all links that are selected.
    async fn expires_at(&self, ctx: &Context<'_>) -> OrNull<DateTime> {
        let found = async {
            let ticket = self.ticket(Scope::of(ctx)?).await?;
            Ok(ticket.map(|ticket| DateTime(self.0.ends_at(&ticket))))
        };
        OrNull::found(found).await
    }

    /// When it was revoked.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime)
    }

    /// By whom.
    async fn revoked_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.revoked_by).await
    }

    /// Whether it opens its ticket now. Costs one batch for all links that are selected.
    async fn active(&self, ctx: &Context<'_>) -> OrNull<bool> {
        let found = async {
            let scope = Scope::of(ctx)?;
            let ticket = self.ticket(scope).await?;
            Ok(ticket.map(|ticket| self.0.opens(&ticket, scope.now()).is_some()))
        };
        OrNull::found(found).await
    }

    /// What the viewer may do to this link now, and why not. Costs one batch for all links that are selected.
    async fn abilities(&self, ctx: &Context<'_>) -> Result<Vec<Ability>> {
        let scope = Scope::of(ctx)?;
        let Some(ticket) = self.ticket(scope).await? else { return Ok(Vec::new()) };
        let link = domain::PortalLink::restore(self.0.as_ref().clone(), ticket.audience());
        Ok(scope.abilities_on(ticket.as_ref(), |decision| {
            vec![(domain::PortalLink::REVOKE, link.can_revoke(decision, &ticket))]
        }))
    }
}
