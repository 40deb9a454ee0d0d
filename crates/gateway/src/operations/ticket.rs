//! Tickets: opening one in a single step, the customer's score, and what tickets do to their customers.
//!
//! A ticket is a request and lives by the operations of requests; here is what it has beside them. `follow` runs at the end of
//! every change: the departments that are party to a customer's open tickets are of its circle from the same moment on.

use std::collections::{BTreeMap, BTreeSet};

use liaison_domain::customer::{CustomerRecord, CustomerState};
use liaison_domain::error::{Reason, Refusal, Rule};
use liaison_domain::ids::{CustomerId, DepartmentId, PersonId, RequestId};
use liaison_domain::patch::Patch;
use liaison_domain::progress_report::Linked;
use liaison_domain::request::Request;
use liaison_domain::request::ability::Action;
use liaison_domain::request::create::CreateRequest;
use liaison_domain::request::ticket::{Reception, TicketPatch};
use liaison_domain::routing::Routes;
use liaison_domain::score::Score;
use liaison_domain::sealed::Sealed;
use liaison_domain::text::{Line, Text};
use liaison_persistence::{customer as stored_customers, portal as stored_links, request as stored};
use serde::Serialize;

use super::origin::Origin;
use super::request::{self, as_server};
use super::task::{locked_request, not_found};
use super::{Answer, Call, OperationError, Work};
use crate::app::App;

/// Tickets of one statement.
const BATCH: usize = 100;

/// A ticket to be opened.
#[derive(Clone, Debug, Serialize)]
pub struct TicketOpening {
    /// What stands on its form.
    pub form: CreateRequest,
    /// The items of the form template's checklist that are done.
    pub checklist: Vec<Line>,
    /// What it is made from.
    pub origin: Origin,
}

/// What a customer says of a ticket.
#[derive(Clone, Debug, Serialize)]
pub struct TicketScore {
    /// 1 to 5.
    pub score: Score,
    /// In their own words.
    pub words: Option<Text<2_000>>,
}

/// Drafts a ticket and submits it: it has its code and its party, or there is none.
pub async fn open(app: App, call: Call, input: TicketOpening) -> Answer<Request> {
    app.change(call, "ticketOpen", input, |work, input| {
        Box::pin(async move {
            let draft = request::drafted(work, &input.form).await?;
            let ticket = request::submitted(work, draft, input.checklist.clone()).await?;
            let customer = ticket.ticket.as_ref().and_then(|ticket| ticket.customer);
            input.origin.became(work, Linked::Request(ticket.id), customer).await?;
            Ok(ticket)
        })
    })
    .await
}

/// Puts the customer's score on record; called by a portal link alone, which has to hold in this very transaction.
pub async fn rate(app: App, call: Call, input: TicketScore) -> Answer<Request> {
    app.change(call, "ticketRate", input, |work, input| {
        Box::pin(async move {
            let portal = work.call().actor.portal().ok_or_else(not_found)?;
            let ticket = locked_request(work, portal.request).await?.ok_or_else(not_found)?;
            let link = stored_links::find_for_change(work.unit(), portal.link).await?;
            let now = work.unit().now();
            link.and_then(|link| link.opens(&ticket, now)).ok_or_else(not_found)?;
            ticket.can(Action::RateTicket, &work.context_of(&ticket))?;
            let words = match &input.words {
                Some(words) => {
                    let sealed = Sealed::of(words.as_str(), work.app().ids());
                    Some(work.unit().seal(&sealed).await?)
                }
                None => None,
            };
            let change = ticket.rate_ticket(&work.context_of(&ticket), input.score, words)?;
            request::record(work, change).await
        })
    })
    .await
}

/// Refuses a customer that is not there.
///
/// # Errors
/// `UNKNOWN` at `customer`.
pub(super) async fn check_customer(work: &Work, patch: &TicketPatch) -> Result<(), OperationError> {
    let Patch::Set(customer) = patch.customer else { return Ok(()) };
    let there = stored_customers::by_ids(work.db(), &[customer]).await?.contains_key(&customer);
    if there { Ok(()) } else { Err(Refusal::from(Reason::of(Rule::Unknown).at("customer")).into()) }
}

/// The customer of a ticket that is about to be submitted, locked; none for what is no ticket.
///
/// # Errors
/// As every statement.
pub(super) async fn customer_of(
    work: &mut Work,
    request: &Request,
) -> Result<Option<CustomerRecord>, OperationError> {
    let Some(customer) = request.ticket.as_ref().and_then(|ticket| ticket.customer) else { return Ok(None) };
    let customer = super::customer::load(work, customer).await?;
    Ok(customer.map(liaison_domain::customer::Customer::into_record))
}

/// What a ticket of this customer is received with.
pub(super) fn reception<'a>(customer: &CustomerRecord, routes: &'a Routes) -> Reception<'a> {
    let active = customer.state == CustomerState::Active;
    Reception { customer: customer.id, owner: customer.owner, active, routes }
}

/// What of a customer's open tickets changed in this unit.
#[derive(Debug, Default)]
pub struct Concern {
    /// Departments that are party to one that they were not party to before.
    pub(super) came: BTreeSet<DepartmentId>,
    /// Whether a department is party to one no longer.
    pub(super) went: bool,
}

/// Brings the circles of customers up to date whose open tickets changed: one statement for all tickets of all of them, none
/// where nobody new came and nobody went.
///
/// # Errors
/// As [`Work::record`].
pub(super) async fn follow(work: &mut Work) -> Result<(), OperationError> {
    let concerns: BTreeMap<CustomerId, Concern> = std::mem::take(&mut work.touched().concerns);
    if concerns.is_empty() {
        return Ok(());
    }
    let ids: Vec<CustomerId> = concerns.keys().copied().collect();
    // Under the lock: a ticket that ends at the same moment waits here, and then sees what this one did.
    let mut customers = stored_customers::all_for_change(work.unit(), &ids).await?;
    customers.retain(|customer| {
        let customer = customer.record();
        concerns
            .get(&customer.id)
            .is_some_and(|concern| concern.went || !concern.came.is_subset(&customer.ticket_departments))
    });
    if customers.is_empty() {
        return Ok(());
    }
    let ids: Vec<CustomerId> = customers.iter().map(|customer| customer.record().id).collect();
    let mut departments = stored::departments_of_customers(work.db(), &ids).await?;
    for customer in customers {
        let parties = departments.remove(&customer.record().id).unwrap_or_default();
        if let Some(change) = customer.tickets_changed(&as_server(work, &customer), parties)? {
            work.record(change).await?;
        }
    }
    Ok(())
}

/// The open tickets of a customer that is about to be handed over, locked before it.
///
/// # Errors
/// As every statement.
pub(super) async fn held(work: &mut Work, customer: CustomerId) -> Result<Vec<RequestId>, OperationError> {
    let tickets = stored::open_of_customer(work.db(), customer).await?;
    for batch in tickets.chunks(BATCH) {
        let bits: Vec<_> = batch.iter().map(|id| id.uuid()).collect();
        work.unit().lock_all(&bits).await?;
    }
    Ok(tickets)
}

/// The customer was handed over: whoever owns it now sees these tickets, all of its open ones.
///
/// # Errors
/// As [`Work::record`]; contention where another ticket was opened since they were [`held`].
pub(super) async fn customer_handed_over(
    work: &mut Work,
    customer: CustomerId,
    tickets: &[RequestId],
    to: PersonId,
) -> Result<(), OperationError> {
    if stored::open_of_customer(work.db(), customer).await? != tickets {
        let cause = format!("a ticket of {customer} was opened or ended meanwhile");
        return Err(OperationError::Contention { cause });
    }
    for batch in tickets.chunks(BATCH) {
        for ticket in stored::all_for_change(work.unit(), batch).await? {
            if let Some(change) = ticket.customer_handed_over(&as_server(work, &ticket), to)? {
                work.record(change).await?;
            }
        }
    }
    Ok(())
}
