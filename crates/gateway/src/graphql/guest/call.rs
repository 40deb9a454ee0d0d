//! A call of a guest, or one message of their stream: what the resolvers of their side work over.

use std::sync::Arc;

use async_graphql::Context;
use liaison_domain::access::Actor;
use liaison_domain::guest::GuestRecord;
use liaison_persistence::guest as stored;

use super::view::GuestView;
use crate::graphql::error::{ErrorCode, Fault, Text};
use crate::graphql::scope::Scope;

/// The call of a guest. The scope in it is handed to no resolver that was not made for guests; of whatever asks its actor it shows
/// nothing, as the policy shows guests nothing.
pub struct GuestCall(Scope);

impl GuestCall {
    /// The call over this scope, whose actor is a guest.
    pub const fn over(scope: Scope) -> Self {
        Self(scope)
    }

    /// The call that a resolver serves, if a guest makes it.
    ///
    /// # Errors
    /// `FORBIDDEN` to everybody else.
    pub fn of<'a>(ctx: &Context<'a>) -> Result<&'a Arc<Self>, Fault> {
        ctx.data_opt::<Arc<Self>>().ok_or_else(|| Fault::forbidden("guest"))
    }

    /// What resolvers work with, as this guest. What it answers is one viewer's alone, so the viewer is noted.
    pub(super) fn scope(&self) -> &Scope {
        let _ = self.0.viewer();
        &self.0
    }

    /// The call for the next message of the same stream: nothing cached.
    pub(super) fn renewed(&self) -> Self {
        Self(self.0.renewed(Arc::clone(self.0.reader().actor())))
    }

    /// The guest as they are kept now, whatever the connection was opened with.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` once they are let in no more; those of the store.
    pub(super) async fn record(&self) -> Result<GuestRecord, Fault> {
        let refused = |text| Fault::new(ErrorCode::Unauthenticated, text);
        let caller = self.scope().reader().actor().guest().ok_or_else(Fault::unauthenticated)?;
        let found =
            stored::by_ids(&self.0.db(), &Actor::Server, &[caller.guest]).await?.remove(&caller.guest);
        let record = found.ok_or_else(|| refused(Text::TokenRefused))?;
        if record.ended.is_some() {
            return Err(refused(Text::TokenRefused));
        }
        if record.opens(self.0.app().clock().now()).is_none() {
            return Err(refused(Text::TokenExpired));
        }
        Ok(record)
    }

    /// All that the guest sees now.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` once they are let in no more; those of the store.
    pub async fn view(self: &Arc<Self>) -> Result<GuestView, Fault> {
        GuestView::load(Arc::clone(self)).await
    }
}
