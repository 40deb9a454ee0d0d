//! The contact as one object, masked for whoever may not read it as it is.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use liaison_domain::customer as domain;
use liaison_domain::customer::masking::{MaskedKind, mask};
use liaison_domain::ids::{ContactId, kind};

use super::Customer;
use super::batches::ContactById;
use crate::graphql::directory::Person;
use crate::graphql::error::Fault;
use crate::graphql::mutation::Shown;
use crate::graphql::node::Identified;
use crate::graphql::nullable::OrNull;
use crate::graphql::payload::Ability;
use crate::graphql::scalars::DateTime;
use crate::graphql::scope::Scope;

/// A contact, with its values as they are; what leaves it is masked for whoever may not read it plain.
#[derive(Clone)]
pub struct Contact(Arc<domain::Contact>);

impl Contact {
    /// The schema's form of this contact.
    pub const fn new(contact: Arc<domain::Contact>) -> Self {
        Self(contact)
    }

    fn is_plain(&self, scope: &Scope) -> bool {
        self.0.shows_plain_to(scope.viewer(), scope.now())
    }

    /// The value as the viewer may read it; the viewer is noted, so that nothing of this is shared (resolution 63).
    fn shown(&self, scope: &Scope, kind: MaskedKind, value: &str) -> String {
        if self.is_plain(scope) { value.to_owned() } else { mask(kind, value) }
    }
}

impl Identified for Contact {
    type Kind = kind::Contact;

    async fn find(scope: &Scope, id: ContactId) -> Result<Option<Self>, Fault> {
        Ok(scope.loader::<ContactById>().get(id).await?.map(Self))
    }
}

impl Shown for Contact {
    type Record = domain::Contact;

    fn show(_: &Scope, record: domain::Contact) -> Self {
        Self(Arc::new(record))
    }
}

/// What a contact is called in another service.
#[derive(SimpleObject)]
pub struct ContactHandle {
    /// Which service, such as 微信.
    pub service: String,
    /// What the contact is called there; masked where the viewer may not read it.
    pub value: String,
}

/// A person at a customer (客户联系人). Seen by the customer's circle. Phone, mail and handles are masked (`138****5678`) for
/// whoever is neither owner, nor in the owning department, nor an administrator, unless they unmasked it within the last 15
/// minutes. Values are kept beside the record of events and can be erased.
#[Object]
impl Contact {
    /// Opaque.
    pub async fn id(&self) -> ID {
        ID(self.0.record().id.to_string())
    }

    /// Rises with every change, from 1.
    async fn version(&self) -> i64 {
        self.0.record().version
    }

    /// At which customer.
    async fn customer(&self, ctx: &Context<'_>) -> OrNull<Customer> {
        OrNull::node(ctx, self.0.record().customer).await
    }

    /// The name; null once removed or erased.
    async fn name(&self) -> Option<&str> {
        self.0.shown().name.as_deref()
    }

    /// What they do, such as 采购经理.
    async fn title(&self) -> Option<&str> {
        self.0.shown().title.as_deref()
    }

    /// The phone number, or its mask: of a mobile number the first 3 and the last 4 digits, of others the last 4, below 8 digits
    /// the last 2.
    async fn phone(&self, ctx: &Context<'_>) -> OrNull<String> {
        OrNull::known(ctx, |scope| {
            self.0.shown().phone.as_deref().map(|value| self.shown(scope, MaskedKind::Phone, value))
        })
    }

    /// The mail address, or its mask: the first letter and the domain.
    async fn mail(&self, ctx: &Context<'_>) -> OrNull<String> {
        OrNull::known(ctx, |scope| {
            self.0.shown().mail.as_deref().map(|value| self.shown(scope, MaskedKind::Mail, value))
        })
    }

    /// Handles in other services, at most 10, or their masks: the first letter.
    async fn handles(&self, ctx: &Context<'_>) -> Result<Vec<ContactHandle>> {
        let scope = Scope::of(ctx)?;
        let handles = self.0.shown().handles.iter();
        let shown = handles.map(|(service, value)| ContactHandle {
            service: service.to_string(),
            value: self.shown(scope, MaskedKind::Handle, value),
        });
        Ok(shown.collect())
    }

    /// Whether the viewer reads masks.
    async fn masked(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(!self.is_plain(Scope::of(ctx)?))
    }

    /// Until when the viewer reads it unmasked by `contactUnmask`; null where they did not call it, or the time is over.
    async fn unmasked_until(&self, ctx: &Context<'_>) -> OrNull<DateTime> {
        OrNull::known(ctx, |scope| {
            let mut grants = self.0.record().grants.iter();
            let own = grants.find(|grant| scope.viewer().is(grant.person) && scope.now() < grant.until);
            own.map(|grant| DateTime(grant.until))
        })
    }

    /// Who added it; null for the server.
    async fn added_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.record().added_by).await
    }

    /// When it was added.
    async fn added_at(&self) -> DateTime {
        DateTime(self.0.record().added_at)
    }

    /// When it was taken off the list; its values are read by nobody since.
    async fn removed_at(&self) -> Option<DateTime> {
        self.0.record().removed_at.map(DateTime)
    }

    /// When its values were erased for good.
    async fn erased_at(&self) -> Option<DateTime> {
        self.0.record().erased_at.map(DateTime)
    }

    /// What the viewer may do to this contact now, and why not; from the function that decides.
    async fn abilities(&self, ctx: &Context<'_>) -> Result<Vec<Ability>> {
        Ok(Scope::of(ctx)?.abilities_on(self.0.as_ref(), |decision| {
            let verdicts = self.0.abilities(decision).into_iter();
            verdicts.map(|(action, verdict)| (action.name(), verdict)).collect()
        }))
    }
}
