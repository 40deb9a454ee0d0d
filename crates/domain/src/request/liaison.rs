//! The single contact of a party (唯一对接人): naming, and what becomes of a vacant place.

use serde::Serialize;

use crate::access::OrganizationRole;
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule};
use crate::ids::{DepartmentId, PartyId, PersonId};
use crate::request::Request;
use crate::request::ability::{self, Action};
use crate::request::fact::RequestFact;
use crate::request::status::RequestStatus;
use crate::request::step::Step;

/// Who is to be a party's liaison.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct NameLiaison {
    /// The party; the caller's own where it is left out and they act for one alone.
    pub party: Option<PartyId>,
    /// The liaison.
    pub liaison: PersonId,
}

impl Request {
    /// Names a party's liaison: the party itself, in a draft the initiator.
    pub fn name_liaison(&self, ctx: &Context<'_>, input: NameLiaison) -> Result<Change<Self>, Refusal> {
        self.can(Action::NameLiaison, ctx)?;
        let draft = self.status == RequestStatus::Draft && self.is_initiator(ctx);
        let index = match input.party {
            Some(party) if draft => self.present_index(party)?,
            party => self.own_party(ctx, party)?,
        };
        let department = self.parties[index].department;
        eligible(input.liaison, department, ctx).map_err(|reason| Refusal::from(reason.at("liaison")))?;
        let previous = self.parties[index].liaison;
        if previous == Some(input.liaison) {
            return Err(Reason::of(Rule::NothingChanged).at("liaison").into());
        }
        let mut step = Step::of(self, ctx);
        step.record.parties[index].liaison = Some(input.liaison);
        step.record.parties[index].liaison_left_at = None;
        let party = self.parties[index].id;
        step.fact(RequestFact::LiaisonNamed { party, department, liaison: input.liaison, previous });
        Ok(step.finish())
    }

    /// The party that the caller means: the named one, which has to be theirs, or the only one that is.
    pub(super) fn own_party(&self, ctx: &Context<'_>, party: Option<PartyId>) -> Result<usize, Refusal> {
        if let Some(party) = party {
            let index = self.present_index(party)?;
            let own = ability::acts_for(&self.parties[index], ctx);
            return if own { Ok(index) } else { Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing))) };
        }
        let own = |index: &usize| {
            self.parties[*index].is_present() && ability::acts_for(&self.parties[*index], ctx)
        };
        let mut mine = (0..self.parties.len()).filter(own);
        match (mine.next(), mine.next()) {
            (Some(index), None) => Ok(index),
            _ => Err(Reason::of(Rule::Required).at("party").into()),
        }
    }
}

/// A liaison is active, no auditor, and works in the department or below it, or holds a role in it.
pub(super) fn eligible(person: PersonId, department: DepartmentId, ctx: &Context<'_>) -> Result<(), Reason> {
    let Some(known) = ctx.directory.person(person) else { return Err(Reason::of(Rule::Unknown)) };
    if !known.is_active() || known.roles.contains(&OrganizationRole::Auditor) {
        return Err(Reason::of(Rule::NotActive));
    }
    let holds_role =
        ctx.directory.department(department).is_some_and(|department| known.role_in(department).is_some());
    if holds_role || ctx.directory.is_within(known.department, department) {
        Ok(())
    } else {
        Err(Reason::of(Rule::NotOfDepartment))
    }
}
