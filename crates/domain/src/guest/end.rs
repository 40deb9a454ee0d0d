//! Signing in for the first time, and the ends of a guest beside time: revoked, or invited by somebody who left.

use serde::{Deserialize, Serialize};

use super::{Action, Guest, GuestFact};
use crate::authority;
use crate::command::{Aggregate as _, Change, Context};
use crate::error::Refusal;
use crate::ids::PersonId;
use crate::named::named;
use crate::text::Text;
use crate::time::Instant;

named! {
    /// What ended a guest before their time.
    GuestEnd {
        /// Somebody revoked it.
        Revoked = "REVOKED",
        /// Who invited them has left: nobody answers any more for what they see.
        InviterLeft = "INVITER_LEFT",
    }
}

/// How a guest ended before their time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// When.
    pub at: Instant,
    /// By whom; none for the server.
    pub by: Option<PersonId>,
    /// What ended it.
    pub cause: GuestEnd,
    /// Why; none where nobody decided it.
    pub reason: Option<Text>,
}

impl Guest {
    /// Ends it at once. Emits `GuestRevoked`.
    pub fn revoke(&self, ctx: &Context<'_>, reason: Text) -> Result<Change<Self>, Refusal> {
        self.can(Action::Revoke, ctx)?;
        Ok(self.end(ctx, GuestEnd::Revoked, Some(reason)))
    }

    /// Who invited them has left. For the server alone; none where it has ended. Emits `GuestRevoked`.
    pub fn inviter_left(&self, ctx: &Context<'_>) -> Result<Option<Change<Self>>, Refusal> {
        authority::only_server(ctx, &self.audience())?;
        Ok(self.record.holds(ctx.now).then(|| self.end(ctx, GuestEnd::InviterLeft, None)))
    }

    /// They signed in. For the server alone; none where they did before, or it has ended. Emits `GuestArrived`.
    pub fn arrived(&self, ctx: &Context<'_>) -> Result<Option<Change<Self>>, Refusal> {
        authority::only_server(ctx, &self.audience())?;
        if self.record.arrived_at.is_some() || !self.record.holds(ctx.now) {
            return Ok(None);
        }
        let fact = GuestFact::GuestArrived { customer: self.record.customer };
        Ok(Some(self.change(fact, |guest| guest.arrived_at = Some(ctx.now))))
    }

    fn end(&self, ctx: &Context<'_>, cause: GuestEnd, reason: Option<Text>) -> Change<Self> {
        let customer = self.record.customer;
        let fact = GuestFact::GuestRevoked { customer, cause, reason: reason.clone() };
        let ended = Ended { at: ctx.now, by: ctx.actor.person(), cause, reason };
        self.change(fact, |guest| guest.ended = Some(ended))
    }
}
