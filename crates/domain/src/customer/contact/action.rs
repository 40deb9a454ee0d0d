//! Who may do what with a contact, and when, as one function.

use super::Contact;
use crate::access::{OrganizationRole, may_see};
use crate::command::{Aggregate as _, Context};
use crate::error::{Reason, Refusal, Rule, StateConflict};

/// What people can do with a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Change its values.
    Update,
    /// Take it off the list.
    Remove,
    /// Read it unmasked for a while, and answer for it.
    Unmask,
    /// Erase its values for good.
    Erase,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 4] = [Self::Update, Self::Remove, Self::Unmask, Self::Erase];

    /// The name that `abilities` and `allowedTransitions` show.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Update => "UPDATE",
            Self::Remove => "REMOVE",
            Self::Unmask => "UNMASK",
            Self::Erase => "ERASE",
        }
    }
}

impl Contact {
    /// Whether the actor may do this now: visible, then permitted, then the state.
    pub fn can(&self, action: Action, ctx: &Context<'_>) -> Result<(), Refusal> {
        if !may_see(ctx.actor, &self.audience()) {
            return Err(Refusal::NotFound);
        }
        if !self.permits(action, ctx) {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        }
        if self.admits(action) {
            return Ok(());
        }
        let admitted = Action::ALL.into_iter().filter(|other| self.admits(*other));
        let allowed = admitted.filter(|other| self.permits(*other, ctx)).map(Action::name).collect();
        Err(Refusal::State(StateConflict { status: self.status(), allowed, missing: Vec::new() }))
    }

    /// [`Self::can`] for every action.
    pub fn abilities(&self, ctx: &Context<'_>) -> Vec<(Action, Result<(), Refusal>)> {
        Action::ALL.into_iter().map(|action| (action, self.can(action, ctx))).collect()
    }

    /// Unmasking is for auditors and for managers and editors of a party on an open ticket, all others are refused, those who
    /// read it plain anyway included (resolution 63). Erasing is for administrators and the owning department's managers.
    fn permits(&self, action: Action, ctx: &Context<'_>) -> bool {
        match action {
            Action::Update | Action::Remove => self.circle.keeps(ctx),
            Action::Unmask => {
                !self.circle.sees_plain(ctx.actor)
                    && (ctx.actor.has(OrganizationRole::Auditor) || self.circle.works_on_a_ticket(ctx))
            }
            Action::Erase => ctx.actor.has(OrganizationRole::Admin) || self.circle.decides(ctx),
        }
    }

    fn admits(&self, action: Action) -> bool {
        match action {
            Action::Update | Action::Remove | Action::Unmask => self.record.is_live(),
            Action::Erase => self.record.erased_at.is_none(),
        }
    }

    const fn status(&self) -> &'static str {
        if self.record.erased_at.is_some() {
            "ERASED"
        } else if self.record.removed_at.is_some() {
            "REMOVED"
        } else {
            "LISTED"
        }
    }
}
