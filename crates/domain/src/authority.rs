//! Who decides on what hangs on a request: the letters I, P, L and H of the state tables, asked of a [`Frame`] and the
//! directory. The nouns' own `can` put them together; who sees a record is [`crate::access`].

use crate::access::{Audience, OrganizationRole, may_see};
use crate::command::Context;
use crate::directory::Directory;
use crate::error::{Reason, Refusal, Rule};
use crate::ids::{DepartmentId, PersonId};
use crate::request::frame::{Frame, FramedParty};

/// Whether the caller is the server or holds one of these roles.
///
/// # Errors
/// `NotPermitted`.
pub fn require(ctx: &Context<'_>, roles: &[OrganizationRole]) -> Result<(), Refusal> {
    if ctx.actor.is_server() || roles.iter().any(|role| ctx.actor.has(*role)) {
        Ok(())
    } else {
        Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)))
    }
}

/// Whether the caller keeps what holds for the whole organisation, such as packs and calendars: administrators and the
/// server.
///
/// # Errors
/// `NotPermitted`.
pub fn administers(ctx: &Context<'_>) -> Result<(), Refusal> {
    require(ctx, &[OrganizationRole::Admin])
}

/// Whether the server itself acts, as for lapses and what follows from another record's change; a record with `audience`
/// that the caller may not see is not there.
///
/// # Errors
/// `NotFound`, `NotPermitted`.
pub fn only_server(ctx: &Context<'_>, audience: &Audience) -> Result<(), Refusal> {
    if ctx.actor.is_server() {
        Ok(())
    } else if may_see(ctx.actor, audience) {
        Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)))
    } else {
        Err(Refusal::NotFound)
    }
}

/// "H": head or deputy of the department meant; where it has none, who stands in (resolution 20).
pub fn decides_for(department: DepartmentId, ctx: &Context<'_>) -> bool {
    ctx.actor.person().is_some_and(|person| ctx.directory.deciders(department).contains(&person))
}

/// The person, or whoever decides for the department once they left (resolution 20).
pub fn stands_for(person: PersonId, department: DepartmentId, ctx: &Context<'_>) -> bool {
    ctx.actor.is(person) || (!ctx.directory.is_active(person) && decides_for(department, ctx))
}

/// "I": the initiator, or whoever acts for one who left (resolution 20).
pub fn initiates(frame: &Frame, ctx: &Context<'_>) -> bool {
    stands_for(frame.initiator, frame.initiating_department, ctx)
}

/// "P": liaison or head of the party.
pub fn represents(party: &FramedParty, ctx: &Context<'_>) -> bool {
    party.liaison.is_some_and(|liaison| ctx.actor.is(liaison)) || decides_for(party.department, ctx)
}

/// "L": the same of the lead party.
pub fn leads(frame: &Frame, ctx: &Context<'_>) -> bool {
    frame.lead().is_some_and(|lead| represents(lead, ctx))
}

/// Who creates tasks for this involved department: a party's own people for their party, the lead for every party, the
/// initiator for what the initiating side owes (resolution 9); editors count among a party's own (resolution 68).
pub fn creates_tasks_for(side: DepartmentId, frame: &Frame, ctx: &Context<'_>) -> bool {
    match party(frame, side) {
        Some(party) => represents(party, ctx) || leads(frame, ctx) || ctx.actor.edits(side),
        None => initiates(frame, ctx),
    }
}

/// Who rates the work of this department: the initiator, or the initiating head for one who left (resolution 57); never
/// somebody of the rated.
///
/// # Errors
/// `ROLE_MISSING`, or `OWN_MATTER` for somebody of the rated.
pub fn rates(rated: DepartmentId, frame: &Frame, ctx: &Context<'_>) -> Result<(), Reason> {
    if !initiates(frame, ctx) {
        return Err(Reason::of(Rule::RoleMissing));
    }
    let own = ctx.actor.member_of(rated) && rated != frame.initiating_department;
    if own { Err(Reason::of(Rule::OwnMatter)) } else { Ok(()) }
}

/// The party of this department.
pub fn party(frame: &Frame, department: DepartmentId) -> Option<&FramedParty> {
    frame.parties.iter().find(|party| party.department == department)
}

/// The nearest department at or above `home` that is involved in the request (resolution 18).
pub fn involved(frame: &Frame, directory: &Directory, home: DepartmentId) -> Option<DepartmentId> {
    directory
        .ancestry(home)
        .into_iter()
        .find(|candidate| frame.departments().any(|department| department == *candidate))
}

/// Who decides for `department` in a matter of `person`'s own: its other managers and those of the department above,
/// else the executive ("nobody decides on an application or delivery of their own: the next above does").
pub fn next_above(directory: &Directory, department: DepartmentId, person: PersonId) -> Vec<PersonId> {
    let line = directory.ancestry(department);
    let others = |id: &DepartmentId| {
        directory.managers(*id).iter().copied().filter(|manager| *manager != person).collect::<Vec<_>>()
    };
    let mut found = line.first().map(others).unwrap_or_default();
    let above = line.iter().skip(1).map(others).find(|managers| !managers.is_empty());
    let executive = || directory.executive(department).filter(|executive| *executive != person);
    match above {
        Some(managers) => found.extend(managers),
        None => found.extend(executive()),
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, department, person};

    #[test]
    fn the_next_above_are_peers_and_who_stands_higher() {
        let world = World::new();
        assert_eq!(next_above(&world.directory, department(1), person(10)), [person(11), person(99)]);
        assert_eq!(
            next_above(&world.directory, department(1), person(12)),
            [person(10), person(11), person(99)]
        );
    }
}
