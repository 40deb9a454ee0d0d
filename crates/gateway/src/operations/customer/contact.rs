//! Contacts: adding one, changing its values, taking it off the list, unmasking and erasing it.

use liaison_domain::access_log::AccessKind;
use liaison_domain::command::{Change, Context};
use liaison_domain::customer::Contact;
use liaison_domain::customer::contact::{ContactPatch, NewContact};
use liaison_domain::error::Refusal;
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::{ContactId, CustomerId};
use liaison_domain::text::Text;
use liaison_persistence::customer::contact as stored;
use liaison_persistence::unit_of_work::Subject;
use serde::Serialize;

use super::{for_change, load};
use crate::app::App;
use crate::operations::task::not_found;
use crate::operations::{Answer, Call, OperationError, Work, access_log};

/// A contact to be added.
#[derive(Clone, Debug, Serialize)]
pub struct ContactAdd {
    /// At which customer.
    pub customer: CustomerId,
    /// The contact.
    pub contact: NewContact,
}

/// A contact and what is to be done to it.
#[derive(Clone, Debug, Serialize)]
pub struct OnContact<I> {
    /// Which contact.
    pub id: ContactId,
    /// What is to be done.
    pub input: I,
}

/// Adds a contact to a customer.
pub async fn add(app: App, call: Call, input: ContactAdd) -> Answer<Contact> {
    app.change(call, "contactAdd", input, |work, input| {
        Box::pin(async move {
            let customer = for_change(work, input.customer).await?;
            let listed = stored::listed(work.db(), customer.circle()).await?.len();
            let change = Contact::add(&work.context_of(&customer), &customer, listed, &input.contact)?;
            work.record(change).await
        })
    })
    .await
}

type Verb<I> = fn(&Contact, &Context<'_>, I) -> Result<Change<Contact>, Refusal>;

async fn act<I>(
    app: App,
    call: Call,
    mutation: &'static str,
    input: OnContact<I>,
    verb: Verb<I>,
) -> Answer<Contact>
where
    I: Clone + Serialize + Send + Sync + 'static,
{
    app.change(call, mutation, input, move |work, input| {
        Box::pin(async move {
            let contact = under_its_customer(work, input.id).await?;
            let contact = work.found(Some(contact)).await?;
            let change = verb(&contact, &work.context_of(&contact), input.input.clone())?;
            work.record(change).await
        })
    })
    .await
}

macro_rules! verbs {
    ($($(#[$doc:meta])* $name:ident($input:ty) as $mutation:literal = $verb:expr;)+) => {$(
        $(#[$doc])*
        pub async fn $name(app: App, call: Call, input: OnContact<$input>) -> Answer<Contact> {
            act(app, call, $mutation, input, $verb).await
        }
    )+};
}

verbs! {
    /// Changes values of a contact; what they replace is erased.
    update(ContactPatch) as "contactUpdate" = Contact::update;
    /// Takes it off the list.
    remove(Option<Text>) as "contactRemove" = Contact::remove;
    /// Erases its values for good (resolution 79).
    erase(Text) as "contactErase" = Contact::erase;
}

/// Lets the caller read it unmasked for a while, on record and in the access log (resolution 63).
pub async fn unmask(app: App, call: Call, input: OnContact<Text>) -> Answer<Contact> {
    app.change(call, "contactUnmask", input, |work, input| {
        Box::pin(async move {
            let contact = under_its_customer(work, input.id).await?;
            let contact = work.found(Some(contact)).await?;
            let change = contact.unmask(&work.context_of(&contact), input.input.clone())?;
            let contact = work.record(change).await?;
            let subject = Subject { kind: SubjectKind::Contact, id: contact.record().id.uuid() };
            access_log::note(work, AccessKind::Unmask, subject).await?;
            Ok(contact)
        })
    })
    .await
}

/// The contact, locked after its customer.
async fn under_its_customer(work: &mut Work, id: ContactId) -> Result<Contact, OperationError> {
    let customer = stored::customer_of(work.db(), id).await?.ok_or_else(not_found)?;
    let customer = load(work, customer).await?.ok_or_else(not_found)?;
    stored::find_for_change(work.unit(), id, customer.circle()).await?.ok_or_else(not_found)
}
