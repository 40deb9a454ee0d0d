//! Who may say what, and when, as one function.

use super::{Comment, CommentSubject, Place};
use crate::access::{OrganizationRole, may_see};
use crate::command::Context;
use crate::error::{Reason, Refusal, Rule, StateConflict};

/// What people can do with a comment. Adding one to a record is that record's own action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Reply to it.
    Reply,
    /// Change its text, whom it mentions and what it asks.
    Edit,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 2] = [Self::Reply, Self::Edit];

    /// The name that `abilities` shows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reply => "REPLY",
            Self::Edit => "EDIT",
        }
    }
}

/// Whether the caller may say something about what they see: everybody who is somebody, a viewer too, but no auditor, who
/// changes nothing (resolution 68).
pub(crate) fn may_comment(ctx: &Context<'_>) -> bool {
    ctx.actor.person().is_some() && !ctx.actor.has(OrganizationRole::Auditor)
}

impl Place {
    /// Whether the actor may say something here now: visible, then permitted, then the state. That there is a customer everybody
    /// knows (resolution 64); what is said about it they do not hear.
    pub fn admits(&self, ctx: &Context<'_>) -> Result<(), Refusal> {
        match self.opens_to(ctx, may_comment(ctx)) {
            Err(Refusal::NotFound) if matches!(self.about, CommentSubject::Customer(_)) => {
                Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)))
            }
            verdict => verdict,
        }
    }

    fn opens_to(&self, ctx: &Context<'_>, permitted: bool) -> Result<(), Refusal> {
        if !may_see(ctx.actor, &self.audience) {
            return Err(Refusal::NotFound);
        }
        if !permitted {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        }
        match self.closed {
            None => Ok(()),
            Some(status) => {
                Err(Refusal::State(StateConflict { status, allowed: Vec::new(), missing: Vec::new() }))
            }
        }
    }
}

impl Comment {
    /// Whether the actor may do this now. Only who wrote it changes it.
    pub fn can(&self, action: Action, ctx: &Context<'_>) -> Result<(), Refusal> {
        let own = self.record.author.person().is_some_and(|author| ctx.actor.is(author));
        self.place.opens_to(ctx, may_comment(ctx) && (action == Action::Reply || own))
    }

    /// [`Self::can`] for every action.
    pub fn abilities(&self, ctx: &Context<'_>) -> Vec<(Action, Result<(), Refusal>)> {
        Action::ALL.into_iter().map(|action| (action, self.can(action, ctx))).collect()
    }
}
