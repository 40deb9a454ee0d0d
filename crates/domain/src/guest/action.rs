//! Who may do what with a guest, and when, as one function. Inviting one is the records' own action.

use super::{Guest, GuestStatus};
use crate::access::{OrganizationRole, may_see};
use crate::command::{Aggregate as _, Context};
use crate::error::{Reason, Refusal, Rule, StateConflict};

/// What people can do with a guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Change the scope or the expiry.
    Update,
    /// End it at once.
    Revoke,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 2] = [Self::Update, Self::Revoke];

    /// The name that `abilities` shows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Update => "UPDATE",
            Self::Revoke => "REVOKE",
        }
    }
}

impl Guest {
    /// Whether the actor may do this now: visible, then permitted, then the state. Who invited a guest changes what they see; so
    /// does nobody else, as the guest sees it on their responsibility. The customer's owner and administrators end it too.
    pub fn can(&self, action: Action, ctx: &Context<'_>) -> Result<(), Refusal> {
        if !may_see(ctx.actor, &self.audience()) {
            return Err(Refusal::NotFound);
        }
        let host = ctx.actor.is(self.record.invited_by);
        let permitted = match action {
            Action::Update => host,
            Action::Revoke => {
                host || ctx.actor.is(self.circle.owner) || ctx.actor.has(OrganizationRole::Admin)
            }
        };
        if !permitted {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        }
        match self.record.status(ctx.now) {
            GuestStatus::Invited | GuestStatus::Active => Ok(()),
            status @ (GuestStatus::Expired | GuestStatus::Revoked) => Err(Refusal::State(StateConflict {
                status: status.name(),
                allowed: Vec::new(),
                missing: vec![Reason::of(Rule::GuestEnded).with("at", self.record.ends_at())],
            })),
        }
    }

    /// [`Self::can`] for every action.
    pub fn abilities(&self, ctx: &Context<'_>) -> Vec<(Action, Result<(), Refusal>)> {
        Action::ALL.into_iter().map(|action| (action, self.can(action, ctx))).collect()
    }
}
