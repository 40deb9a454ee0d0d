//! Who may do what to a person: S1-6, S1-7, S1-104 and resolution 68 as one function.

use std::collections::BTreeSet;

use super::PersonAction;
use crate::access::{Actor, OrganizationRole};
use crate::authority::{administers, require};
use crate::command::Context;
use crate::directory::{AccountState, Person};
use crate::error::{Reason, Refusal, Rule, StateConflict};
use crate::ids::DepartmentId;

impl Person {
    /// Whether the actor's roles include this; for department roles, in any department at all.
    ///
    /// # Errors
    /// `NotPermitted` with `ROLE_MISSING`. HR and administrators keep the people (S1-6, S1-104); roles in the
    /// organisation and erasing are the administrator's alone; roles in a department are its managers' and the administrator's (S1-7).
    pub fn can(action: PersonAction, ctx: &Context<'_>) -> Result<(), Refusal> {
        match action {
            PersonAction::Create | PersonAction::Update | PersonAction::Disable => {
                require(ctx, &[OrganizationRole::Admin, OrganizationRole::Hr])
            }
            PersonAction::SetRoles | PersonAction::Erase => administers(ctx),
            PersonAction::SetDepartmentRoles => {
                let manages = matches!(ctx.actor, Actor::Person(person) if !person.manages.is_empty());
                if manages { Ok(()) } else { administers(ctx) }
            }
        }
    }

    /// Whether the actor may do this to this person now: who left is not changed again but erased, once somebody else leads
    /// their departments; and the last administrator stays.
    pub(super) fn admits(&self, action: PersonAction, ctx: &Context<'_>) -> Result<(), Refusal> {
        Self::can(action, ctx)?;
        let conflict =
            |status, missing| Refusal::State(StateConflict { status, allowed: Vec::new(), missing });
        let erases = action == PersonAction::Erase;
        if self.is_active() == erases || self.erased_at.is_some() {
            return Err(conflict(self.status(), Vec::new()));
        }
        let led: Vec<Reason> = if erases { self.places(ctx) } else { Vec::new() };
        if !led.is_empty() {
            return Err(conflict(self.status(), led));
        }
        if action == PersonAction::Disable && self.is_last_administrator(ctx) {
            return Err(conflict("ACTIVE", vec![Reason::of(Rule::LastAdministrator)]));
        }
        Ok(())
    }

    const fn status(&self) -> &'static str {
        match (self.erased_at, self.state) {
            (Some(_), _) => "ERASED",
            (None, AccountState::Active) => "ACTIVE",
            (None, AccountState::Disabled) => "DISABLED",
        }
    }

    /// What the actor may do to this person now, and why not; taking somebody on is [`Self::can`].
    pub fn abilities(&self, ctx: &Context<'_>) -> Vec<(PersonAction, Result<(), Refusal>)> {
        let actions = PersonAction::ALL.into_iter().filter(|action| *action != PersonAction::Create);
        actions.map(|action| (action, self.admits(action, ctx))).collect()
    }

    /// Which actions lead from here to `after`; at least one.
    pub(super) fn actions_to(&self, after: &Self) -> Vec<PersonAction> {
        let mut actions = Vec::new();
        actions.extend((self.roles != after.roles).then_some(PersonAction::SetRoles));
        actions.extend(self.roles_changed(after).next().map(|_| PersonAction::SetDepartmentRoles));
        let plain = self.department != after.department || self.describes_otherwise(after);
        if plain || actions.is_empty() {
            actions.push(PersonAction::Update);
        }
        actions
    }

    /// The departments whose roles differ; what a transfer ends by itself is not among them.
    pub(super) fn roles_changed<'a>(&'a self, after: &'a Self) -> impl Iterator<Item = DepartmentId> + 'a {
        let role = |of: &Self, at| of.department_roles.get(&at).copied();
        let ended = move |at| {
            at == self.department && after.department != self.department && role(after, at).is_none()
        };
        let all: BTreeSet<_> =
            self.department_roles.keys().chain(after.department_roles.keys()).copied().collect();
        all.into_iter().filter(move |at| role(self, *at) != role(after, *at) && !ended(*at))
    }

    pub(super) fn is_last_administrator(&self, ctx: &Context<'_>) -> bool {
        let holds = |person: &Self| person.is_active() && person.has(OrganizationRole::Admin);
        holds(self) && !ctx.directory.people().any(|other| other.id != self.id && holds(other))
    }
}

/// Roles in this department are given by its own managers (S1-7) and by administrators.
pub(super) fn may_set_roles_in(ctx: &Context<'_>, department: DepartmentId) -> Result<(), Refusal> {
    if ctx.actor.manages(department) { Ok(()) } else { administers(ctx) }
}
