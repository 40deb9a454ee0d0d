//! Customers: one function a verb, over the commands of `liaison_domain::customer`.
//!
//! Owns what the domain leaves to its caller: the lock and its order (the customer before what hangs on it, after requests,
//! tasks and problems), which names are taken, and the values for which a text is looked through.

pub mod contact;
mod directory_change;
pub mod interaction;

use liaison_domain::access::may_see;
use liaison_domain::command::{Aggregate as _, Change};
use liaison_domain::customer::{Action, Customer, CustomerPatch, CustomerRecord, HandOver, NewCustomer};
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::CustomerId;
use liaison_domain::pack::Governed;
use liaison_persistence::customer as stored;
use liaison_persistence::unit_of_work::Subject;
use serde::Serialize;

use super::{Answer, Call, OperationError, Work, ticket};
use crate::app::App;

pub(in crate::operations) use directory_change::{department_merged, person_left};

/// A customer and what is to be done to it.
#[derive(Clone, Debug, Serialize)]
pub struct OnCustomer<I> {
    /// Which customer.
    pub id: CustomerId,
    /// What is to be done.
    pub input: I,
}

/// Creates a customer.
pub async fn create(app: App, call: Call, input: NewCustomer) -> Answer<CustomerRecord> {
    app.change(call, "customerCreate", input, |work, input| {
        Box::pin(async move {
            let taken = stored::taken(work.db(), &input.name, None).await?;
            let governed = Governed::Assigned { kind: None, department: input.department };
            let change = Customer::create(&work.context_of(&governed), input.clone(), taken)?;
            record(work, change).await
        })
    })
    .await
}

/// Changes its card, its labels, or whether it is worked with.
pub async fn update(app: App, call: Call, input: OnCustomer<CustomerPatch>) -> Answer<CustomerRecord> {
    app.change(call, "customerUpdate", input, |work, input| {
        Box::pin(async move {
            let customer = for_change(work, input.id).await?;
            let taken = match input.input.name.value() {
                Some(name) => stored::taken(work.db(), name, Some(input.id)).await?,
                None => false,
            };
            let change = customer.update(&work.context_of(&customer), input.input.clone(), taken)?;
            record(work, change).await
        })
    })
    .await
}

/// Gives it to another owner, history and all.
pub async fn hand_over(app: App, call: Call, input: OnCustomer<HandOver>) -> Answer<CustomerRecord> {
    app.change(call, "customerHandOver", input, |work, input| {
        Box::pin(async move {
            let tickets = if may_hand_over(work, input.id).await? {
                ticket::held(work, input.id).await?
            } else {
                Vec::new()
            };
            let customer = for_change(work, input.id).await?;
            let change = customer.hand_over(&work.context_of(&customer), input.input.clone())?;
            let handed = record(work, change).await?;
            Box::pin(ticket::customer_handed_over(work, input.id, &tickets, handed.owner)).await?;
            work.unit().answers_with(Subject { kind: SubjectKind::Customer, id: handed.id.uuid() });
            Ok(handed)
        })
    })
    .await
}

/// Whether the caller may hand the customer over at all: only then its tickets are held.
async fn may_hand_over(work: &Work, id: CustomerId) -> Result<bool, OperationError> {
    let found = stored::by_ids(work.db(), &[id]).await?.remove(&id).map(Customer::restore);
    Ok(found.is_some_and(|customer| customer.can(Action::HandOver, &work.context_of(&customer)).is_ok()))
}

async fn record(work: &mut Work, change: Change<Customer>) -> Result<CustomerRecord, OperationError> {
    Ok(work.record(change).await?.into_record())
}

/// The customer that the call is about, locked. Those who see the card alone are told of no version: it would tell what happens
/// behind the card.
async fn for_change(work: &mut Work, id: CustomerId) -> Result<Customer, OperationError> {
    let customer = stored::find_for_change(work.unit(), id).await?;
    let customer = work.seen(customer)?;
    if may_see(&work.call().actor, &customer.audience()) {
        work.found(Some(customer)).await
    } else {
        Ok(customer)
    }
}

/// The customer, locked, whoever asks.
pub(in crate::operations) async fn load(
    work: &mut Work,
    id: CustomerId,
) -> Result<Option<Customer>, OperationError> {
    Ok(stored::find_for_change(work.unit(), id).await?)
}
