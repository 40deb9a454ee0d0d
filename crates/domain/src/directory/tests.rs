//! The directory's policy as tables, and what must hold of any directory.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::department::{DepartmentAction, DepartmentPatch};
use super::person::{PersonAction, PersonFact, PersonPatch};
use super::{AccountState, Department, Directory, Person};
use crate::access::{Actor, DepartmentRole, OrganizationRole};
use crate::command::Context;
use crate::error::{Reason, Refusal, Rule};
use crate::ids::DepartmentId;
use crate::patch::Patch;
use crate::testing::{World, department, person};

/// The world with person 12 in HR.
fn world() -> World {
    let mut world = World::new();
    let hr = Person { roles: [OrganizationRole::Hr].into(), ..get(&world, 12) };
    world.directory.put_person(hr);
    world
}

fn get(world: &World, number: u128) -> Person {
    world.directory.person(person(number)).expect("there").as_ref().clone()
}

fn unit(world: &World, number: u128) -> Department {
    world.directory.department(department(number)).expect("there").as_ref().clone()
}

fn roles(pairs: &[(u128, DepartmentRole)]) -> PersonPatch {
    let roles = pairs.iter().map(|(number, role)| (department(*number), *role)).collect();
    PersonPatch { department_roles: Some(roles), ..PersonPatch::default() }
}

fn organisation(roles: &[OrganizationRole]) -> PersonPatch {
    PersonPatch { roles: Some(roles.iter().copied().collect()), ..PersonPatch::default() }
}

/// Every role of the table, with a name.
fn actors(world: &World) -> [(&'static str, Actor); 9] {
    [
        ("server", Actor::Server),
        ("administrator", world.actor(98)),
        ("hr", world.actor(12)),
        ("head", world.actor(10)),
        ("deputy", world.actor(11)),
        ("editor", world.actor(13)),
        ("viewer", world.actor(14)),
        ("executive", world.actor(99)),
        ("auditor", world.actor(97)),
    ]
}

/// Every action × every role: people-and-access, S1-6, S1-7, S1-104, resolution 68.
#[test]
fn table_of_actions() {
    let world = world();
    let departments: BTreeMap<_, _> = [("server", [true; 3]), ("administrator", [true; 3])].into();
    let people: BTreeMap<_, _> = [
        ("server", [true; 6]),
        ("administrator", [true; 6]),
        ("hr", [true, true, false, false, true, false]),
        ("head", [false, false, false, true, false, false]),
        ("deputy", [false, false, false, true, false, false]),
    ]
    .into();
    for (name, actor) in actors(&world) {
        let ctx = world.context(&actor);
        let may = DepartmentAction::ALL.map(|action| Department::can(action, &ctx).is_ok());
        assert_eq!(may, departments.get(name).copied().unwrap_or_default(), "{name}");
        let may = PersonAction::ALL.map(|action| Person::can(action, &ctx).is_ok());
        assert_eq!(may, people.get(name).copied().unwrap_or_default(), "{name}");
        let abilities = get(&world, 23).abilities(&ctx);
        // Who is here is not erased.
        let possible = |action| action != PersonAction::Erase && Person::can(action, &ctx).is_ok();
        assert!(abilities.iter().all(|(action, now)| now.is_ok() == possible(*action)), "{name}");
        let abilities = unit(&world, 3).abilities(&ctx);
        assert!(abilities.iter().all(|(action, now)| now.is_ok() == Department::can(*action, &ctx).is_ok()));
    }
}

/// S1-7: who may give which role where. Rows: actor, person, roles asked for; whether it is permitted.
#[test]
fn table_of_grants() {
    use DepartmentRole::{Editor, Manager, Viewer};
    let world = world();
    let rows: [(u128, u128, PersonPatch, bool); 12] = [
        (10, 13, roles(&[(1, Manager)]), true),
        (11, 13, roles(&[(1, Viewer)]), true),
        (10, 14, roles(&[]), true),
        (10, 23, roles(&[(1, Editor)]), true),
        (10, 23, roles(&[(2, Manager)]), false),
        (10, 13, roles(&[(1, Editor), (2, Editor)]), false),
        (10, 13, PersonPatch { name: Some(crate::testing::line("改名")), ..roles(&[(1, Viewer)]) }, false),
        (10, 13, organisation(&[OrganizationRole::Hr]), false),
        (12, 13, roles(&[(1, Manager)]), false),
        (12, 13, organisation(&[OrganizationRole::Admin]), false),
        (12, 12, organisation(&[OrganizationRole::Auditor]), false),
        (98, 13, PersonPatch { roles: Some([OrganizationRole::Hr].into()), ..roles(&[(2, Manager)]) }, true),
    ];
    for (index, (who, whom, patch, permitted)) in rows.into_iter().enumerate() {
        let actor = world.actor(who);
        let answer = get(&world, whom).update(&world.context(&actor), patch);
        match answer {
            Ok(change) => {
                assert!(permitted, "row {index}");
                assert_eq!(change.facts.first(), Some(&PersonFact::PersonRolesChanged), "row {index}");
            }
            Err(refusal) => {
                assert!(!permitted, "row {index}: {refusal:?}");
                assert_eq!(refusal, Refusal::NotPermitted(Reason::of(Rule::RoleMissing)), "row {index}");
            }
        }
    }
}

#[test]
fn somebody_stays_administrator() {
    let mut world = world();
    let admin = world.actor(98);
    let refused = get(&world, 98).update(&world.context(&admin), organisation(&[])).map(|_| ());
    assert_eq!(refused, Err(Reason::of(Rule::LastAdministrator).at("roles").into()));
    let hr = world.actor(12);
    let refused = get(&world, 98).disable(&world.context(&hr)).map(|_| ());
    assert!(
        matches!(refused, Err(Refusal::State(state)) if state.missing == [Reason::of(Rule::LastAdministrator)])
    );
    world.directory.put_person(Person { roles: [OrganizationRole::Admin].into(), ..get(&world, 22) });
    assert!(get(&world, 98).update(&world.context(&admin), organisation(&[])).is_ok());
    assert!(get(&world, 98).disable(&world.context(&hr)).is_ok());
    world.directory.put_person(Person { state: AccountState::Disabled, ..get(&world, 22) });
    assert!(get(&world, 98).disable(&world.context(&hr)).is_err(), "one who left does not count");
}

#[test]
fn an_auditor_holds_no_place_resolution_68() {
    let world = world();
    let admin = world.actor(98);
    let ctx = world.context(&admin);
    let only = Refusal::from(Reason::of(Rule::AuditorOnly).at("roles"));
    for (number, patch) in [
        (10, organisation(&[OrganizationRole::Auditor])),
        (11, organisation(&[OrganizationRole::Auditor])),
        (99, organisation(&[OrganizationRole::Auditor])),
        (13, organisation(&[OrganizationRole::Auditor, OrganizationRole::Hr])),
        (97, roles(&[(1, DepartmentRole::Viewer)])),
    ] {
        assert_eq!(get(&world, number).update(&ctx, patch).map(|_| ()), Err(only.clone()), "{number}");
    }
    for patch in [
        DepartmentPatch { head: Patch::Set(person(97)), ..DepartmentPatch::default() },
        DepartmentPatch { executive: Patch::Set(person(97)), ..DepartmentPatch::default() },
    ] {
        assert!(unit(&world, 1).update(&ctx, patch).is_err());
    }
    assert!(!world.actor(97).edits(department(9)), "an auditor edits nothing, at home neither");
}

#[test]
fn heads_and_executives_are_active_people() {
    let mut world = world();
    world.directory.put_person(Person { state: AccountState::Disabled, ..get(&world, 13) });
    let admin = world.actor(98);
    for (number, rule) in [(13, Rule::NotActive), (4_444, Rule::Unknown)] {
        let patch = DepartmentPatch {
            head: Patch::Set(person(number)),
            executive: Patch::Set(person(number)),
            ..DepartmentPatch::default()
        };
        let refused = unit(&world, 1).update(&world.context(&admin), patch).map(|_| ());
        let both = vec![Reason::of(rule).at("head"), Reason::of(rule).at("executive")];
        assert_eq!(refused, Err(Refusal::Invalid(both)));
    }
    let patch = DepartmentPatch { head: Patch::Clear, ..DepartmentPatch::default() };
    let change = unit(&world, 1).update(&world.context(&admin), patch).expect("allowed");
    assert_eq!(
        (change.state.head, change.state.parent),
        (None, Some(department(9))),
        "null clears, absent keeps"
    );
}

#[test]
fn a_transfer_ends_the_role_at_the_old_home_and_warns_of_a_head() {
    let world = world();
    let hr = world.actor(12);
    let ctx = world.context(&hr);
    let transfer = || PersonPatch { department: Some(department(2)), ..PersonPatch::default() };
    let deputy = get(&world, 11).update(&ctx, transfer()).expect("allowed");
    assert!(deputy.state.department_roles.is_empty());
    let moved = PersonFact::PersonMoved { from: department(1), to: department(2) };
    assert_eq!(deputy.facts, [moved, PersonFact::PersonRolesChanged]);
    let head = get(&world, 10).update(&ctx, transfer()).expect("allowed");
    assert_eq!(head.warnings, [Reason::of(Rule::HeadsDepartment).with("department", "D1")]);
    let left = get(&world, 10).disable(&ctx).expect("allowed");
    assert_eq!(left.facts, [PersonFact::PersonDisabled { heads: vec![department(1)] }]);
    assert_eq!(left.warnings, head.warnings);
}

/// Records a merger as the store does.
fn merged(world: &mut World, from: u128, into: u128) {
    let admin = world.actor(98);
    let merger = unit(world, from).merge(&world.context(&admin), department(into)).expect("allowed");
    world.directory.put_department(merger.closed.state);
    merger.moved.into_iter().for_each(|change| world.directory.put_department(change.state));
    merger.people.into_iter().for_each(|change| world.directory.put_person(change.state));
}

#[test]
fn a_merger_gives_nobody_more_than_before_resolution_21() {
    let mut world = world();
    let both = [(department(1), DepartmentRole::Viewer), (department(2), DepartmentRole::Manager)];
    world.directory.put_person(Person { department_roles: both.into(), ..get(&world, 23) });
    world.directory.put_person(Person { state: AccountState::Disabled, ..get(&world, 13) });
    merged(&mut world, 1, 2);
    let role = |number: u128| get(&world, number).role_in(&unit(&world, 2));
    assert_eq!(role(10), Some(DepartmentRole::Editor), "the head");
    assert_eq!(role(11), Some(DepartmentRole::Editor), "the deputy");
    assert_eq!(role(14), Some(DepartmentRole::Viewer), "a viewer");
    assert_eq!(role(23), Some(DepartmentRole::Manager), "one who was more in the successor");
    assert_eq!(get(&world, 13).department, department(1), "the record of who left stays");
    assert!(world.directory.managers(department(1)).is_empty());
}

#[test]
fn the_successor_stands_where_the_closed_department_stood() {
    let mut world = world();
    merged(&mut world, 1, 2);
    merged(&mut world, 2, 3);
    let directory = &world.directory;
    assert_eq!(directory.standing(department(1)), department(3));
    assert_eq!(directory.deciders(department(1)), directory.deciders(department(3)));
    let decides = directory.decided_by(person(30));
    assert!([1, 2, 3].iter().all(|number| decides.contains(&department(*number))), "{decides:?}");
    assert!(directory.decided_by(person(32)).is_empty());
    let (head, member) = (world.actor(30), world.actor(32));
    assert!(head.manages(department(1)) && head.manages(department(2)));
    assert!(member.member_of(department(1)) && !member.manages(department(1)));
    assert!(!member.edits(department(1)), "nothing new begins in a closed department");
    let admin = world.actor(98);
    let ctx = world.context(&admin);
    let abilities = unit(&world, 1).abilities(&ctx);
    assert!(abilities.iter().all(|(_, now)| now.is_err()), "a closed department does not change");
    let hire = PersonPatch { department: Some(department(1)), ..PersonPatch::default() };
    let refused = get(&world, 43).update(&ctx, hire).map(|_| ());
    assert_eq!(refused, Err(Reason::of(Rule::DepartmentClosed).at("department").into()));
    let refused = unit(&world, 4).merge(&ctx, department(1)).map(|_| ());
    assert!(
        matches!(refused, Err(Refusal::Invalid(found)) if found[0].reason.rule == Rule::DepartmentClosed)
    );
}

/// All that can be asked of a directory, in a form that compares.
fn shown(directory: &Directory) -> Vec<String> {
    let mut departments: Vec<DepartmentId> =
        directory.departments().map(|department| department.id).collect();
    departments.sort();
    let mut people: Vec<_> = directory.people().map(|person| person.id).collect();
    people.sort();
    let of_department = departments.into_iter().map(|id| {
        let subtree = directory.subtree(id);
        format!("{id} {:?} {subtree:?} {:?}", directory.managers(id), directory.executive(id))
    });
    of_department.chain(people.into_iter().map(|id| format!("{:?}", directory.actor(id)))).collect()
}

fn apply(world: &World, directory: &mut Directory, step: (u8, u128, u128)) {
    let units = [1, 2, 3, 4, 9];
    let (kind, one, other) = step;
    let (one, other) = (units[usize::try_from(one % 5).unwrap()], units[usize::try_from(other % 5).unwrap()]);
    let ctx = Context { directory, ..world.context(&Actor::Server) };
    let unit = directory.department(department(one)).expect("there").clone();
    let patch = match kind % 3 {
        0 => DepartmentPatch { parent: Patch::Set(department(other)), ..DepartmentPatch::default() },
        1 => DepartmentPatch { head: Patch::Set(person(other * 10 + 2)), ..DepartmentPatch::default() },
        _ => DepartmentPatch { executive: Patch::Set(person(other * 10 + 1)), ..DepartmentPatch::default() },
    };
    if let Ok(change) = unit.update(&ctx, patch) {
        directory.put_department(change.state);
    }
    let somebody = directory.person(person(if one == 9 { 99 } else { one * 10 + 1 })).expect("there").clone();
    let ctx = Context { directory, ..world.context(&Actor::Server) };
    let change = if kind % 7 == 0 {
        somebody.disable(&ctx)
    } else {
        let role = [DepartmentRole::Viewer, DepartmentRole::Manager][usize::from(kind % 2)];
        somebody.update(&ctx, roles(&[(other, role)]))
    };
    if let Ok(change) = change {
        directory.put_person(change.state);
    }
}

proptest! {
    /// Whatever is tried, no department is above itself, and a directory changed step by step is the one read anew.
    #[test]
    fn no_cycle_and_no_stale_index(steps in prop::collection::vec((0_u8..=255, 0_u128..5, 0_u128..5), 1..40)) {
        let world = World::new();
        let mut directory = world.directory.clone();
        for step in steps {
            apply(&world, &mut directory, step);
        }
        for unit in directory.departments() {
            prop_assert!(unit.parent.is_none_or(|parent| !directory.is_within(parent, unit.id)));
        }
        let departments: Vec<_> = directory.departments().map(|one| one.as_ref().clone()).collect();
        let people: Vec<_> = directory.people().map(|one| one.as_ref().clone()).collect();
        prop_assert_eq!(shown(&directory), shown(&Directory::new(1, departments, people)));
    }
}
