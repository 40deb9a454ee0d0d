//! Which pack governs, and how assignments change (resolution 3).

use super::*;
use crate::command::Change;
use crate::error::{Refusal, Rule};
use crate::ids::DepartmentId;
use crate::request::kind::RequestKind;
use crate::testing::{World, department};

fn scope(of: Option<u128>, kind: Option<RequestKind>) -> AssignmentScope {
    AssignmentScope { department: of.map(department), kind }
}

fn assign(
    world: &World,
    packs: &Packs,
    scope: AssignmentScope,
    pack: Option<&str>,
) -> Result<Change<PackAssignment>, Refusal> {
    let admin = world.actor(98);
    let input = AssignPack { scope, pack: pack.map(str::to_owned) };
    PackAssignment::assign(&world.context(&admin), packs, input)
}

fn with(world: &World, assigned: &[(AssignmentScope, &str)]) -> Packs {
    let assignments = assigned
        .iter()
        .map(|(scope, pack)| assign(world, &Packs::default(), *scope, Some(pack)).expect("assigned").state);
    Packs::new([], assignments)
}

#[test]
fn the_most_specific_assignment_governs_resolution_3() {
    let world = World::new();
    let (resource, innovation) = (RequestKind::Resource, RequestKind::ALL[0]);
    assert_ne!(resource, innovation);
    // Departments 1 to 4 lie below 9.
    let levels = [
        (scope(None, None), "register"),
        (scope(Some(9), None), "platform"),
        (scope(Some(1), None), "coordination"),
        (scope(None, Some(resource)), "confirmation"),
        (scope(Some(9), Some(resource)), "register"),
        (scope(Some(1), Some(resource)), "platform"),
    ];
    let governing = |count: usize, kind, of: u128| {
        let packs = with(&world, &levels[..count]);
        packs.governing(Some(kind), Some(department(of)), &world.directory).name.clone()
    };
    for (count, kind, of, expected) in [
        (0, resource, 1, "default"),
        (1, resource, 1, "register"),
        (2, resource, 1, "platform"),
        (2, resource, 9, "platform"),
        (3, resource, 1, "coordination"),
        (3, resource, 2, "platform"),
        (4, resource, 1, "confirmation"),
        (4, innovation, 1, "coordination"),
        (5, resource, 1, "register"),
        (5, resource, 2, "register"),
        (6, resource, 1, "platform"),
        (6, resource, 2, "register"),
        (6, innovation, 2, "platform"),
    ] {
        assert_eq!(governing(count, kind, of), expected, "{count} {kind:?} {of}");
    }
    let packs = with(&world, &levels);
    let of = |kind, department: Option<DepartmentId>| {
        packs.governing(kind, department, &world.directory).name.as_str()
    };
    assert_eq!(of(None, Some(department(1))), "coordination", "a task that stands alone has no kind");
    assert_eq!((of(None, None), packs.organization().name.as_str()), ("register", "register"));
}

#[test]
fn an_assignment_is_changed_and_given_up() {
    let world = World::new();
    let scope = scope(Some(1), None);
    let first = assign(&world, &Packs::default(), scope, Some("platform")).expect("assigned").state;
    let packs = Packs::new([], [first.clone()]);
    let again = assign(&world, &packs, scope, Some("platform")).expect_err("as it is");
    assert!(matches!(&again, Refusal::Invalid(found) if found[0].reason.rule == Rule::NothingChanged));
    let given_up = assign(&world, &packs, scope, None).expect("given up");
    assert_eq!((given_up.state.id, given_up.state.version), (first.id, 2));
    assert_eq!(given_up.events()[0].data["previous"], "platform");
    let packs = Packs::new([], [given_up.state]);
    assert_eq!(packs.governing(None, Some(department(1)), &world.directory).name, "default");
}

#[test]
fn nothing_is_assigned_that_is_not_there() {
    let world = World::new();
    let packs = Packs::default();
    let Err(Refusal::Invalid(found)) = assign(&world, &packs, scope(Some(77), None), Some("nobody")) else {
        panic!("it was assigned")
    };
    let paths: Vec<_> = found.iter().map(|one| (one.path.as_str(), one.reason.rule)).collect();
    assert_eq!(paths, [("pack", Rule::Unknown), ("department", Rule::Unknown)]);
    for (who, allowed) in [(98, true), (10, false), (99, false), (97, false)] {
        let actor = world.actor(who);
        let input = AssignPack { scope: scope(None, None), pack: Some("register".to_owned()) };
        assert_eq!(PackAssignment::assign(&world.context(&actor), &packs, input).is_ok(), allowed, "{who}");
    }
}
