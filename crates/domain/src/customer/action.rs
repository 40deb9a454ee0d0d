//! Who may do what with a customer, and when, as one function.

use super::{Customer, CustomerState};
use crate::access::{OrganizationRole, may_see};
use crate::command::Context;
use crate::comment::may_comment;
use crate::error::{Reason, Refusal, Rule, StateConflict};
use crate::request::Request;

/// What people can do with a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Change its card, its labels, or whether it is worked with.
    Update,
    /// Give it to another owner.
    HandOver,
    /// Add a contact.
    AddContact,
    /// Record an interaction.
    RecordInteraction,
    /// Say something about it, behind the card.
    Comment,
    /// Open a ticket for it.
    OpenTicket,
    /// Share what is said to it with somebody outside.
    InviteGuest,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 7] = [
        Self::Update,
        Self::HandOver,
        Self::AddContact,
        Self::RecordInteraction,
        Self::Comment,
        Self::OpenTicket,
        Self::InviteGuest,
    ];

    /// The name that `abilities` and `allowedTransitions` show.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Update => "UPDATE",
            Self::HandOver => "HAND_OVER",
            Self::AddContact => "ADD_CONTACT",
            Self::RecordInteraction => "RECORD_INTERACTION",
            Self::Comment => "COMMENT",
            Self::OpenTicket => "OPEN_TICKET",
            Self::InviteGuest => "INVITE_GUEST",
        }
    }

    const fn admitted_in(self, state: CustomerState) -> bool {
        match self {
            Self::Update | Self::HandOver => true,
            Self::AddContact
            | Self::RecordInteraction
            | Self::Comment
            | Self::OpenTicket
            | Self::InviteGuest => {
                matches!(state, CustomerState::Active)
            }
        }
    }
}

impl Customer {
    /// Whether the actor may do this now: permitted, then the state; every employee sees that it is there.
    pub fn can(&self, action: Action, ctx: &Context<'_>) -> Result<(), Refusal> {
        if !self.permits(action, ctx) {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        }
        let state = self.record.state;
        if action.admitted_in(state) {
            return Ok(());
        }
        let admitted = Action::ALL.into_iter().filter(|other| other.admitted_in(state));
        let allowed = admitted.filter(|other| self.permits(*other, ctx)).map(Action::name).collect();
        Err(Refusal::State(StateConflict { status: state.name(), allowed, missing: Vec::new() }))
    }

    /// [`Self::can`] for every action.
    pub fn abilities(&self, ctx: &Context<'_>) -> Vec<(Action, Result<(), Refusal>)> {
        Action::ALL.into_iter().map(|action| (action, self.can(action, ctx))).collect()
    }

    fn permits(&self, action: Action, ctx: &Context<'_>) -> bool {
        let circle = self.circle();
        let administers = ctx.actor.has(OrganizationRole::Admin);
        match action {
            Action::Update => administers || circle.keeps(ctx),
            Action::HandOver => administers || ctx.actor.is(circle.owner) || circle.decides(ctx),
            Action::AddContact | Action::RecordInteraction | Action::InviteGuest => circle.keeps(ctx),
            Action::Comment => may_comment(ctx) && may_see(ctx.actor, &circle.audience()),
            // Whoever hears a complaint registers it: as every request (resolution 68).
            Action::OpenTicket => Request::can_create(ctx).is_ok(),
        }
    }
}
