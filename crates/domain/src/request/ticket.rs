//! Tickets (客户需求工单): a request that comes from a customer, and what it has beside every other request.
//!
//! Owns whose it is, how it finds its party ([`Reception`]), who answers for it to the customer, and the score that the
//! customer gives at the end. Everything else of its life is the request's; the links by which the customer looks at it are
//! [`crate::portal`]'s, and the rules that route it [`crate::routing`]'s.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::command::{Change, Context};
use crate::directory::Directory;
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{CustomerId, DepartmentId, PersonId, PortalLinkId};
use crate::patch::Patch;
use crate::request::Request;
use crate::request::ability::Action;
use crate::request::fact::RequestFact;
use crate::request::kind::{PartyRole, RequestKind};
use crate::request::parties::{self, PartyInput};
use crate::request::record::Record;
use crate::request::step::Step;
use crate::routing::{Category, Route, Routes};
use crate::score::Score;
use crate::sealed::SealedRef;
use crate::time::Instant;

/// Days after its end on which the portal of a ticket is still open (resolution 66).
pub const PORTAL_DAYS: i64 = 90;
const DAY_SECONDS: i64 = 86_400;

/// What a customer says of a ticket at its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Satisfaction {
    /// 1 to 5, 5 being best.
    pub score: Score,
    /// Where the words lie: somebody outside wrote them, so they stand beside the record (resolution 79).
    pub words: Option<SealedRef>,
    /// When.
    pub at: Instant,
    /// By which link.
    pub link: PortalLinkId,
}

/// What makes a request the ticket of a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ticket {
    /// Whose; always there from submission on.
    pub customer: Option<CustomerId>,
    /// About what; always there from submission on.
    pub category: Option<Category>,
    /// Who answers for the customer: sees the ticket whatever its departments are. Set by submission, follows the customer
    /// while the ticket is open.
    pub owner: Option<PersonId>,
    /// By which rule it found its party; none where the form named one.
    pub route: Option<Route>,
    /// What the customer said of it.
    pub satisfaction: Option<Satisfaction>,
}

/// Whose ticket a draft is to be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TicketPatch {
    /// The customer; the caller has checked that there is one.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub customer: Patch<CustomerId>,
    /// About what.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub category: Patch<Category>,
}

/// What a ticket is received with when it is submitted.
#[derive(Clone, Copy, Debug)]
pub struct Reception<'a> {
    /// Its customer.
    pub customer: CustomerId,
    /// Who answers for the customer.
    pub owner: PersonId,
    /// Whether the customer is worked with.
    pub active: bool,
    /// The rules; which of them is in force is a question of the instant.
    pub routes: &'a Routes,
}

/// Applies what a draft says of its customer; another kind of request has none.
pub(super) fn fill(record: &mut Record, patch: TicketPatch, violations: &mut Violations) {
    if record.form.kind != RequestKind::CustomerTicket {
        violations.check(patch.customer.value().is_none(), "customer", Rule::TicketsOnly);
        violations.check(patch.category.value().is_none(), "category", Rule::TicketsOnly);
        record.ticket = None;
        return;
    }
    let ticket = record.ticket.get_or_insert_default();
    patch.customer.apply_to(&mut ticket.customer);
    patch.category.apply_to(&mut ticket.category);
}

/// Receives a ticket that is submitted: its customer is worked with, its category is named, and without a party on its form it
/// goes where the rule says that is in force now (resolution 65). Whether the form named none: then it is not the form that owes
/// one.
pub(super) fn receive(
    record: &mut Record,
    reception: Option<&Reception<'_>>,
    ctx: &Context<'_>,
    violations: &mut Violations,
) -> bool {
    if record.form.kind != RequestKind::CustomerTicket {
        return false;
    }
    let mut ticket = record.ticket.take().unwrap_or_default();
    let of = |reception: &&Reception<'_>| Some(reception.customer) == ticket.customer;
    let reception = reception.filter(of);
    violations.check(reception.is_some(), "customer", Rule::Required);
    violations.check(ticket.category.is_some(), "category", Rule::Required);
    if let Some(reception) = reception {
        violations.check(reception.active, "customer", Rule::CustomerArchived);
        ticket.owner = Some(reception.owner);
    }
    let unnamed = record.present().next().is_none();
    if let (Some(reception), Some(category), true) = (reception, &ticket.category, unnamed) {
        match reception.routes.route(category, ctx.now, ctx.directory) {
            Some(route) => {
                ticket.route = Some(route);
                let party = PartyInput {
                    department: route.department,
                    role: PartyRole::Accepting,
                    lead: true,
                    liaison: None,
                    respond_by: None,
                };
                let party = parties::join(record, &party, "parties.0.", ctx, violations);
                record.parties.push(party);
            }
            None => violations.add("parties", Reason::of(Rule::NoRoute).with("category", category)),
        }
    }
    record.ticket = Some(ticket);
    unnamed
}

impl Record {
    /// When the portal of the ticket closes, whatever link leads there; none while the ticket is open.
    pub fn portal_closes_at(&self) -> Option<Instant> {
        self.times.ended_at.map(|ended| ended.plus_seconds(PORTAL_DAYS * DAY_SECONDS))
    }

    /// The customer of an open ticket, with the departments that are party to it: those see what hangs on the customer
    /// (resolution 64).
    pub fn concerns(&self) -> Option<(CustomerId, BTreeSet<DepartmentId>)> {
        let customer = self.ticket.as_ref()?.customer.filter(|_| self.status.is_open())?;
        Some((customer, self.present().map(|party| party.department).collect()))
    }
}

impl Request {
    /// Why no link is issued any more: the portal is closed.
    pub(super) fn portal_is_closed(&self, now: Instant) -> Result<(), Reason> {
        match self.portal_closes_at().filter(|closes| *closes <= now) {
            Some(closed) => Err(Reason::of(Rule::PortalClosed).with("until", closed)),
            None => Ok(()),
        }
    }

    /// Whether the caller answers for the ticket to its customer: the initiator, a party, or the customer's owner.
    pub(crate) fn answers_to_customer(&self, ctx: &Context<'_>) -> bool {
        let Some(ticket) = &self.ticket else { return false };
        let party = || self.present().any(|party| super::ability::acts_for(party, ctx));
        ticket.owner.is_some_and(|owner| ctx.actor.is(owner)) || self.is_initiator(ctx) || party()
    }

    /// Whether what this person marks external about the ticket reaches its customer: from a party, from who registered the
    /// ticket, or from who answers for the customer (resolution 66).
    pub fn speaks_to_customer(&self, author: PersonId, directory: &Directory) -> bool {
        let Some(ticket) = &self.ticket else { return false };
        ticket.owner == Some(author)
            || self.initiator == author
            || self.present().any(|party| directory.works_for(author, party.department))
    }

    /// Puts on record what the customer says, once, from `DELIVERED` until it is archived (resolution 66). Emits
    /// `TicketRated`.
    pub fn rate_ticket(
        &self,
        ctx: &Context<'_>,
        score: Score,
        words: Option<SealedRef>,
    ) -> Result<Change<Self>, Refusal> {
        self.can(Action::RateTicket, ctx)?;
        let Some(portal) = ctx.actor.portal() else { return Err(Refusal::NotFound) };
        let mut step = Step::of(self, ctx);
        let link = portal.link;
        step.fact(RequestFact::TicketRated { score, words: words.clone(), link });
        if let Some(ticket) = &mut step.record.ticket {
            ticket.satisfaction = Some(Satisfaction { score, words, at: ctx.now, link });
        }
        Ok(step.finish())
    }

    /// The customer has another owner, who sees its open tickets from now on in the former's place. For the server alone; none
    /// where nothing changes.
    pub fn customer_handed_over(
        &self,
        ctx: &Context<'_>,
        to: PersonId,
    ) -> Result<Option<Change<Self>>, Refusal> {
        self.server_only(ctx)?;
        let owner = self.ticket.as_ref().filter(|_| self.status.is_open()).and_then(|ticket| ticket.owner);
        let Some(from) = owner.filter(|owner| *owner != to) else { return Ok(None) };
        let mut step = Step::of(self, ctx);
        if let Some(ticket) = &mut step.record.ticket {
            ticket.owner = Some(to);
        }
        step.fact(RequestFact::TicketOwnerChanged { from, to });
        Ok(Some(step.finish()))
    }
}
