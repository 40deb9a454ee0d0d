//! Who takes people on and changes them, and what an auditor may not be.

use super::*;
use crate::testing::{World, department, line, person};

fn newcomer() -> NewPerson {
    NewPerson {
        id: None,
        employee_number: Code::new("N1").expect("a code"),
        name: line("新人"),
        position: None,
        department: department(1),
        roles: BTreeSet::new(),
        department_roles: BTreeMap::new(),
        locale: None,
    }
}

#[test]
fn organisation_roles_are_the_administrators_to_give() {
    let mut world = World::new();
    let hr = Person {
        roles: [OrganizationRole::Hr].into(),
        ..world.directory.person(person(12)).expect("there").as_ref().clone()
    };
    let departments: Vec<_> = world.directory.departments().map(|one| one.as_ref().clone()).collect();
    let people: Vec<_> =
        world.directory.people().filter(|one| one.id != hr.id).map(|one| one.as_ref().clone()).collect();
    world.directory = crate::directory::Directory::new(2, departments, people.into_iter().chain([hr]));
    let (hr, admin) = (world.actor(12), world.actor(98));
    assert!(Person::create(&world.context(&hr), newcomer()).is_ok());
    let powerful = NewPerson { roles: [OrganizationRole::Admin].into(), ..newcomer() };
    assert!(matches!(Person::create(&world.context(&hr), powerful.clone()), Err(Refusal::NotPermitted(_))));
    assert!(Person::create(&world.context(&admin), powerful).is_ok());
    assert!(matches!(
        Person::create(&world.context(&world.actor(10)), newcomer()),
        Err(Refusal::NotPermitted(_))
    ));
}

#[test]
fn an_auditor_is_nothing_else_resolution_68() {
    let world = World::new();
    let admin = world.actor(98);
    let ctx = world.context(&admin);
    let head = world.directory.person(person(10)).expect("there");
    let patch = PersonPatch { roles: Some([OrganizationRole::Auditor].into()), ..PersonPatch::default() };
    let refused = head.update(&ctx, patch.clone()).map(|_| ()).unwrap_err();
    assert_eq!(refused, Reason::of(Rule::AuditorOnly).at("roles").into());
    let member = world.directory.person(person(12)).expect("there");
    assert!(member.update(&ctx, patch).is_ok());
}

#[test]
fn who_left_is_not_changed_again_s1_104() {
    let world = World::new();
    let admin = world.actor(98);
    let ctx = world.context(&admin);
    let gone = world.directory.person(person(12)).expect("there").disable(&ctx).expect("allowed").state;
    assert!(!gone.is_active());
    assert!(matches!(gone.disable(&ctx), Err(Refusal::State(_))));
    assert!(matches!(gone.update(&ctx, PersonPatch::default()), Err(Refusal::State(_))));
}
