//! Keeping contacts, unmasking and erasing them.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result};
use liaison_domain::customer::contact::{ContactPatch, NewContact, NewHandle};
use liaison_domain::customer::personal::{Handle, Mail, PersonName, Phone, Title};
use liaison_domain::error::{Reason, Refusal, Violations};
use liaison_domain::ids::kind;
use liaison_domain::patch::Patch;
use liaison_domain::text::{Line, Text};

use super::Contact;
use crate::graphql::decode::{Decode as _, patch};
use crate::graphql::mutation::{ActionOptions, UpdateOptions, WriteOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Key;
use crate::operations::customer::contact::{self as operations, ContactAdd, OnContact};
use crate::payload;

payload! {
    /// What `contactAdd` answers.
    ContactAddPayload {
        /// The new contact.
        contact: Contact
    }
}

payload! {
    /// What `contactUpdate` answers.
    ContactUpdatePayload {
        /// The contact after the change.
        contact: Contact
    }
}

payload! {
    /// What `contactRemove` answers.
    ContactRemovePayload {
        /// The contact that is listed no longer, without its values.
        contact: Contact
    }
}

payload! {
    /// What `contactUnmask` answers.
    ContactUnmaskPayload {
        /// The contact, unmasked for the caller until `unmaskedUntil`.
        contact: Contact
    }
}

payload! {
    /// What `contactErase` answers.
    ContactErasePayload {
        /// What is left of the contact.
        contact: Contact
    }
}

/// What a contact is called in another service.
#[derive(InputObject)]
pub struct ContactHandleInput {
    /// Which service, such as 微信; at most 40 characters.
    pub service: String,
    /// What the contact is called there, at most 100 characters.
    pub value: String,
}

fn handles(found: &mut Violations, list: Vec<ContactHandleInput>) -> Option<Vec<NewHandle>> {
    found.each("handles", list, |found, path, one: ContactHandleInput| {
        let service = found.take(format!("{path}.service"), Line::new(&one.service));
        let value = found.take(format!("{path}.value"), Handle::new(&one.value));
        Some(NewHandle { service: service?, value: value? })
    })
}

/// The checked form of a field where blank is nothing.
fn unless_blank<T>(
    raw: Option<String>,
    check: impl FnOnce(&str) -> Result<T, Reason>,
) -> Result<Option<T>, Reason> {
    raw.filter(|raw| !raw.trim().is_empty()).map(|raw| check(&raw)).transpose()
}

/// A contact to be added.
#[derive(InputObject)]
pub struct ContactAddInput {
    /// An ID chosen by the caller, for creation while offline; made by the server where absent.
    pub id: Option<Key<kind::Contact>>,
    /// At which customer.
    pub customer: Key<kind::Customer>,
    /// The name, at most 200 characters.
    pub name: String,
    /// What they do, at most 200 characters.
    pub title: Option<String>,
    /// The phone number: 5 to 22 digits with the usual signs between them.
    pub phone: Option<String>,
    /// The mail address, at most 254 characters.
    pub mail: Option<String>,
    /// Handles in other services, at most 10.
    pub handles: Option<Vec<ContactHandleInput>>,
    #[graphql(flatten)]
    options: WriteOptions,
}

impl ContactAddInput {
    fn decode(self) -> (WriteOptions, Result<ContactAdd, Refusal>) {
        let mut found = Violations::default();
        let name = found.take("name", PersonName::new(&self.name));
        let title = found.take("title", unless_blank(self.title, Title::new));
        let phone = found.take("phone", unless_blank(self.phone, Phone::new));
        let mail = found.take("mail", unless_blank(self.mail, Mail::new));
        let handles = handles(&mut found, self.handles.unwrap_or_default());
        let parts = found.all((name, title, phone, mail, handles));
        let input = parts.map(|(name, title, phone, mail, handles)| ContactAdd {
            customer: self.customer.0,
            contact: NewContact { id: self.id.map(|key| key.0), name, title, phone, mail, handles },
        });
        (self.options, input)
    }
}

/// Changes of a contact: an absent field keeps, null clears. What is replaced is erased.
#[derive(InputObject)]
pub struct ContactUpdateInput {
    /// Which contact.
    pub id: Key<kind::Contact>,
    /// The name, at most 200 characters.
    pub name: Option<String>,
    /// What they do, at most 200 characters.
    pub title: MaybeUndefined<String>,
    /// The phone number: 5 to 22 digits with the usual signs between them.
    pub phone: MaybeUndefined<String>,
    /// The mail address, at most 254 characters.
    pub mail: MaybeUndefined<String>,
    /// Handles in other services, at most 10; replaces them.
    pub handles: MaybeUndefined<Vec<ContactHandleInput>>,
    #[graphql(flatten)]
    options: UpdateOptions,
}

impl ContactUpdateInput {
    fn decode(self) -> (UpdateOptions, Result<OnContact<ContactPatch>, Refusal>) {
        let mut found = Violations::default();
        let name = found.given("name", self.name, |raw| PersonName::new(&raw));
        let title = found.patched("title", self.title, |raw| Title::new(&raw));
        let phone = found.patched("phone", self.phone, |raw| Phone::new(&raw));
        let mail = found.patched("mail", self.mail, |raw| Mail::new(&raw));
        let handles = match patch(self.handles) {
            Patch::Keep => Some(Patch::Keep),
            Patch::Clear => Some(Patch::Clear),
            Patch::Set(list) => handles(&mut found, list).map(Patch::Set),
        };
        let parts = found.all((name, title, phone, mail, handles));
        let input = parts.map(|(name, title, phone, mail, handles)| OnContact {
            id: self.id.0,
            input: ContactPatch { name: name.map_or(Patch::Keep, Patch::Set), title, phone, mail, handles },
        });
        (self.options, input)
    }
}

/// A contact to be taken off the list.
#[derive(InputObject)]
pub struct ContactRemoveInput {
    /// Which contact.
    pub id: Key<kind::Contact>,
    /// Why.
    pub reason: Option<String>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// A contact to be read unmasked for 15 minutes.
#[derive(InputObject)]
pub struct ContactUnmaskInput {
    /// Which contact.
    pub id: Key<kind::Contact>,
    /// Why; it stands in the record beside the caller's name.
    pub reason: String,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// A contact whose values are to be erased.
#[derive(InputObject)]
pub struct ContactEraseInput {
    /// Which contact; a removed one too.
    pub id: Key<kind::Contact>,
    /// Why.
    pub reason: String,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// A contact with one text.
fn with_reason(id: Key<kind::Contact>, raw: &str) -> Result<OnContact<Text>, Refusal> {
    let mut found = Violations::default();
    let reason = found.take("reason", Text::new(raw));
    found.all((reason,)).map(|(reason,)| OnContact { id: id.0, input: reason })
}

/// The root fields.
#[derive(Default)]
pub struct ContactMutation;

#[Object]
impl ContactMutation {
    /// Adds a contact to a customer. For its owner, and managers and editors of its department.
    async fn contact_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The contact.")] input: ContactAddInput,
    ) -> OrNull<ContactAddPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::add).await
    }

    /// Changes a contact. For the customer's owner, and managers and editors of its department.
    async fn contact_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: ContactUpdateInput,
    ) -> OrNull<ContactUpdatePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::update).await
    }

    /// Takes a contact off the list; nobody reads its values any more. For the customer's owner, and managers and editors of its
    /// department.
    async fn contact_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which contact.")] input: ContactRemoveInput,
    ) -> OrNull<ContactRemovePayload> {
        let mut found = Violations::default();
        let reason = found.take("reason", Text::optional(input.reason.as_deref()));
        let decoded = found.all((reason,)).map(|(reason,)| OnContact { id: input.id.0, input: reason });
        run(ctx, input.options, decoded, operations::remove).await
    }

    /// Lets the caller read a contact unmasked for 15 minutes. It is on record, and the owner is told. For auditors, and for
    /// managers and editors of a party of the customer's open tickets.
    async fn contact_unmask(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which contact, and why.")] input: ContactUnmaskInput,
    ) -> OrNull<ContactUnmaskPayload> {
        let decoded = with_reason(input.id, &input.reason);
        run(ctx, input.options, decoded, operations::unmask).await
    }

    /// Erases a contact's values for good; the record of events stays true. For administrators and managers of the customer's
    /// department.
    async fn contact_erase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which contact, and why.")] input: ContactEraseInput,
    ) -> OrNull<ContactErasePayload> {
        let decoded = with_reason(input.id, &input.reason);
        run(ctx, input.options, decoded, operations::erase).await
    }
}
