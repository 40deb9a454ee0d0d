//! Changing what a guest sees, and until when: never longer than 90 days from the invitation.

use serde::Serialize;

use super::invite::check_expiry;
use super::scope::Named;
use super::{Action, Guest, GuestFact, Shared};
use crate::command::{Change, Context};
use crate::error::{Refusal, Rule, Violations};
use crate::ids::{CustomerId, RequestId};
use crate::patch::Patch;
use crate::time::Instant;

/// What of a guest is to change.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GuestPatch {
    /// The requests that they see, all of them.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub requests: Patch<Vec<RequestId>>,
    /// The customers whose conversation they see, all of them.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub customers: Patch<Vec<CustomerId>>,
    /// From when on they see nothing; cannot be cleared.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub expires_at: Patch<Instant>,
}

impl Guest {
    /// Changes the scope or the expiry; what is new in the scope has to be the caller's to share. Emits `GuestScopeChanged`.
    pub fn update(
        &self,
        ctx: &Context<'_>,
        shared: Shared<'_>,
        patch: GuestPatch,
    ) -> Result<Change<Self>, Refusal> {
        self.can(Action::Update, ctx)?;
        let before = &self.record;
        let mut wrong = Violations::default();
        wrong.check(patch.expires_at != Patch::Clear, "expiresAt", Rule::Required);
        let requests = patch.requests.apply(Some(before.scope.requests.iter().copied().collect()));
        let customers = patch.customers.apply(Some(before.scope.customers.iter().copied().collect()));
        let named = Named {
            requests: &requests.unwrap_or_default(),
            customers: &customers.unwrap_or_default(),
            before: Some(&before.scope),
        };
        let scope = named.check(shared, ctx, &mut wrong)?;
        let expires_at = patch.expires_at.apply(Some(before.expires_at)).unwrap_or(before.expires_at);
        check_expiry(expires_at, before.invited_at, ctx, &mut wrong);
        let same = scope == before.scope && expires_at == before.expires_at;
        wrong.check(!wrong.is_empty() || !same, "", Rule::NothingChanged);
        wrong.finish()?;
        let fact = GuestFact::GuestScopeChanged {
            customer: before.customer,
            requests: scope.requests.clone(),
            customers: scope.customers.clone(),
            expires_at,
        };
        Ok(self.change(fact, |guest| {
            guest.scope = scope;
            guest.expires_at = expires_at;
        }))
    }
}
