//! What a request shows as the ticket of a customer, as an aspect of it.

use std::sync::Arc;

use async_graphql::{Context, Object, Result, SimpleObject};
use liaison_domain::request as domain;
use liaison_domain::request::ticket::Ticket;
use liaison_domain::text::Line;

use super::batches::Words;
use crate::graphql::customer::Customer;
use crate::graphql::nullable::OrNull;
use crate::graphql::portal::{self, PortalLink};
use crate::graphql::routing::RoutingRuleVersion;
use crate::graphql::scalars::DateTime;
use crate::graphql::scope::Scope;

/// The aspect: whose ticket it is.
#[derive(Clone)]
pub struct RequestTicket(pub Arc<domain::Request>);

impl RequestTicket {
    fn ticket(&self) -> Option<&Ticket> {
        self.0.ticket.as_deref()
    }
}

/// What a customer said of a ticket at its end.
#[derive(SimpleObject)]
pub struct TicketSatisfaction {
    /// 1 to 5, 5 being best.
    pub score: i32,
    /// In their own words; null where they gave none, or these were erased. Costs one statement for all tickets that are
    /// selected.
    pub words: Option<String>,
    /// When.
    pub given_at: DateTime,
}

/// The aspect "ticket" of a request.
#[Object]
impl RequestTicket {
    /// Whose ticket it is; null for every other kind of request.
    async fn customer(&self, ctx: &Context<'_>) -> OrNull<Customer> {
        OrNull::node(ctx, self.ticket().and_then(|ticket| ticket.customer)).await
    }

    /// What the customer's wish or complaint is about; null for every other kind of request.
    async fn category(&self) -> Option<&str> {
        self.ticket()?.category.as_ref().map(Line::as_str)
    }

    /// By which version of which routing rule the ticket found its party; null where its form named one.
    async fn routed_by(&self, ctx: &Context<'_>) -> OrNull<RoutingRuleVersion> {
        let route = self.ticket().and_then(|ticket| ticket.route);
        OrNull::known(ctx, |scope| RoutingRuleVersion::by(scope, route?))
    }

    /// What the customer said of it on the portal; null before.
    async fn satisfaction(&self, ctx: &Context<'_>) -> OrNull<TicketSatisfaction> {
        let given = self.ticket().and_then(|ticket| ticket.satisfaction.as_ref());
        let found = async {
            let Some(given) = given else { return Ok(None) };
            let words = match &given.words {
                Some(words) => Scope::of(ctx)?.loader::<Words>().get(words.id).await?,
                None => None,
            };
            Ok(Some(TicketSatisfaction {
                score: i32::from(given.score.value()),
                words: words.map(|words| words.as_ref().clone()),
                given_at: DateTime(given.at),
            }))
        };
        OrNull::found(found).await
    }

    /// The links by which the customer follows the ticket, ended ones included, newest first, at most 50. They cost one
    /// statement for all requests that are selected.
    async fn portal_links(&self, ctx: &Context<'_>) -> Result<Vec<PortalLink>> {
        if self.ticket().is_none() {
            return Ok(Vec::new());
        }
        Ok(portal::links_of(Scope::of(ctx)?, self.0.id).await?)
    }
}
