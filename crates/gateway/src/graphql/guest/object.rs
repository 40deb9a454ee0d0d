//! A guest, as employees see them. The secret is not part of it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use futures_util::future::try_join_all;
use liaison_domain::customer::masking::{MaskedKind, mask};
use liaison_domain::guest::{self as domain, GuestRecord};
use liaison_domain::ids::{GuestId, SealedId, kind};
use liaison_domain::text::Text;

use super::batches::ById;
use super::{GuestEnd, GuestStatus};
use crate::graphql::comment::Texts;
use crate::graphql::customer::{Customer, CustomerById};
use crate::graphql::directory::Person;
use crate::graphql::error::Fault;
use crate::graphql::mutation::Shown;
use crate::graphql::node::Identified;
use crate::graphql::nullable::OrNull;
use crate::graphql::payload::Ability;
use crate::graphql::request::Request;
use crate::graphql::scalars::DateTime;
use crate::graphql::scope::Scope;

/// A guest, over their record.
#[derive(Clone)]
pub struct Guest(Arc<GuestRecord>);

impl Guest {
    /// The schema's form of this guest.
    pub const fn new(guest: Arc<GuestRecord>) -> Self {
        Self(guest)
    }

    /// With the circle of the customer they belong to.
    async fn restored(&self, scope: &Scope) -> Result<Option<domain::Guest>, Fault> {
        let customer = scope.loader::<CustomerById>().get(self.0.customer).await?;
        Ok(customer.map(|customer| domain::Guest::restore(self.0.as_ref().clone(), customer.circle())))
    }
}

impl Identified for Guest {
    type Kind = kind::Guest;

    async fn find(scope: &Scope, id: GuestId) -> Result<Option<Self>, Fault> {
        Ok(scope.loader::<ById>().get(id).await?.map(Self))
    }
}

impl Shown for Guest {
    type Record = GuestRecord;

    fn show(_: &Scope, record: GuestRecord) -> Self {
        Self(Arc::new(record))
    }
}

/// What lies under this seal; nothing once it was erased.
async fn value(scope: &Scope, seal: SealedId) -> Result<Option<String>, Fault> {
    Ok(scope.loader::<Texts>().get(seal).await?.map(|value| value.as_ref().clone()))
}

/// A guest (外部成员): a person outside who reads and comments within a scope, for a while. Seen by whoever sees a record of the
/// scope or something that they said, by who invited them, and by the circle of the customer they belong to.
#[Object]
impl Guest {
    /// Opaque; no part of the secret.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Rises with every change, from 1.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// What they are called; null once it was erased. Costs one statement for all values that are selected.
    async fn name(&self, ctx: &Context<'_>) -> OrNull<String> {
        OrNull::found(async { value(Scope::of(ctx)?, self.0.name.id).await }).await
    }

    /// The mail address, or its mask for whoever neither invited them nor is the customer's owner, in the owning department or an
    /// administrator; null once it was erased. Costs two statements for all that are selected.
    async fn mail(&self, ctx: &Context<'_>) -> OrNull<String> {
        let found = async {
            let scope = Scope::of(ctx)?;
            let Some(mail) = value(scope, self.0.mail.id).await? else { return Ok(None) };
            let plain = |guest: domain::Guest| guest.shows_plain_to(scope.viewer());
            let plain = self.restored(scope).await?.is_some_and(plain);
            Ok(Some(if plain { mail } else { mask(MaskedKind::Mail, &mail) }))
        };
        OrNull::found(found).await
    }

    /// The customer to whose archive belongs what they say.
    async fn customer(&self, ctx: &Context<'_>) -> OrNull<Customer> {
        OrNull::node(ctx, self.0.customer).await
    }

    /// The requests of their scope that the viewer may see; together with the customers at most 50. Costs one batch.
    async fn requests(&self, ctx: &Context<'_>) -> Result<Vec<Request>> {
        let scope = Scope::of(ctx)?;
        let each = self.0.scope.requests.iter().map(|id| Request::by_id(scope, *id));
        Ok(try_join_all(each).await?.into_iter().flatten().collect())
    }

    /// The customers of their scope. Costs one batch.
    async fn customers(&self, ctx: &Context<'_>) -> Result<Vec<Customer>> {
        let scope = Scope::of(ctx)?;
        let each = self.0.scope.customers.iter().map(|id| Customer::find(scope, *id));
        Ok(try_join_all(each).await?.into_iter().flatten().collect())
    }

    /// How it stands with them now.
    async fn status(&self, ctx: &Context<'_>) -> Result<GuestStatus> {
        Ok(self.0.status(Scope::of(ctx)?.now()).into())
    }

    /// What people read for the status, in the language of the call.
    async fn status_label(&self, ctx: &Context<'_>) -> Result<String> {
        let scope = Scope::of(ctx)?;
        Ok(GuestStatus::from(self.0.status(scope.now())).label(scope.locale()))
    }

    /// Who invited them, and answers for what they see.
    async fn invited_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.invited_by).await
    }

    /// When.
    async fn invited_at(&self) -> DateTime {
        DateTime(self.0.invited_at)
    }

    /// From when on they see nothing, to the second, unless it is ended before; at most 90 days after the invitation.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// When they first signed in; null before.
    async fn arrived_at(&self) -> Option<DateTime> {
        self.0.arrived_at.map(DateTime)
    }

    /// When it was ended before its time.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.ended.as_ref().map(|ended| DateTime(ended.at))
    }

    /// By whom; null for the server.
    async fn revoked_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.ended.as_ref().and_then(|ended| ended.by)).await
    }

    /// What ended it before its time.
    async fn revoked_because(&self) -> Option<GuestEnd> {
        self.0.ended.as_ref().map(|ended| ended.cause.into())
    }

    /// Why, in the words of whoever revoked it.
    async fn revoked_reason(&self) -> Option<&str> {
        self.0.ended.as_ref()?.reason.as_ref().map(Text::as_str)
    }

    /// What the viewer may do to this guest now, and why not. Costs one batch for all guests that are selected.
    async fn abilities(&self, ctx: &Context<'_>) -> Result<Vec<Ability>> {
        let scope = Scope::of(ctx)?;
        let Some(guest) = self.restored(scope).await? else { return Ok(Vec::new()) };
        Ok(scope.abilities(|decision| {
            let verdicts = guest.abilities(decision).into_iter();
            verdicts.map(|(action, verdict)| (action.name(), verdict)).collect()
        }))
    }
}
