//! Who sees, who reads plain, who may: a row a person (resolutions 63, 64, 68).

use super::*;

/// Sees the circle; reads plain; create in department 1, update, hand over, add a contact, record an interaction, open a
/// ticket; update, remove, unmask, erase a contact.
#[test]
#[rustfmt::skip]
fn table_of_people() {
    let world = World::new();
    let customer = ticketed(&world);
    let contact = contact_of(&world, &customer);
    let rows = [
        //           sees   plain  create update hand   add    record ticket c.upd  c.rem  unmask erase
        (OWNER,     [true,  true,  true,  true,  true,  true,  true,  true,  true,  true,  false, false]),
        (EDITOR,    [true,  true,  true,  true,  false, true,  true,  true,  true,  true,  false, false]),
        (VIEWER,    [true,  true,  false, false, false, false, false, false, false, false, false, false]),
        (HEAD,      [true,  true,  true,  true,  true,  true,  true,  true,  true,  true,  false, true]),
        (PARTY,     [true,  false, false, false, false, false, false, true,  false, false, true,  false]),
        (20,        [true,  false, false, false, false, false, false, true,  false, false, true,  false]),
        (24,        [true,  false, false, false, false, false, false, false, false, false, false, false]),
        (EXECUTIVE, [true,  false, false, false, false, false, false, true,  false, false, false, false]),
        (ADMIN,     [true,  true,  true,  true,  true,  false, false, true,  false, false, false, true]),
        (AUDITOR,   [true,  false, false, false, false, false, false, false, false, false, true,  false]),
        (OTHER,     [false, false, false, false, false, false, false, true,  false, false, false, false]),
    ];
    for (who, expected) in rows {
        let actor = world.actor(who);
        let ctx = world.context(&actor);
        let create = Customer::create(&ctx, NewCustomer { owner: Some(person(OWNER)), ..new() }, false).is_ok();
        let [update, hand, add, record, comment, ticket, guest] = Action::ALL.map(|action| customer.can(action, &ctx).is_ok());
        let [c_update, remove, unmask, erase] = contact::Action::ALL.map(|action| contact.can(action, &ctx).is_ok());
        let found = [
            may_see(&actor, &customer.audience()), customer.circle().sees_plain(&actor), create, update, hand, add, record, ticket,
            c_update, remove, unmask, erase,
        ];
        assert_eq!(found, expected, "{who}");
        assert_eq!(guest, record, "{who} shares with guests what they keep");
        assert_eq!(comment, expected[0] && who != AUDITOR, "{who} comments on what they see");
        assert!(customer.is_known_to(&actor), "{who} sees the card");
        if !expected[0] {
            assert_eq!(contact.can(contact::Action::Update, &ctx), Err(Refusal::NotFound), "{who}");
        }
    }
}

/// Parties of open tickets come into the circle and leave it with the last ticket; the server alone says so (resolution 64).
#[test]
fn the_circle_follows_the_tickets() {
    let world = World::new();
    let customer = created(&world);
    let sees = |customer: &Customer, who| may_see(&world.actor(who), &customer.audience());
    assert!(!sees(&customer, OTHER));
    let home = world.directory.person(person(OTHER)).expect("known").department;
    let changed = |customer: &Customer, parties: &[DepartmentId]| {
        let ctx = world.context(&Actor::Server);
        customer.tickets_changed(&ctx, parties.iter().copied().collect()).expect("the server says so")
    };
    let by_hand = with(&world, ADMIN, |ctx| customer.tickets_changed(ctx, [home].into()));
    assert!(matches!(by_hand, Err(Refusal::NotPermitted(_))));
    let opened = changed(&customer, &[home]).expect("changes");
    assert_eq!(opened.events()[0].event_type, "CustomerTicketsChanged");
    assert!(sees(&opened.state, OTHER) && !opened.state.circle().sees_plain(&world.actor(OTHER)));
    assert!(changed(&opened.state, &[home]).is_none(), "what is known is not told again");
    let ended = changed(&opened.state, &[]).expect("changes").state;
    assert!(!sees(&ended, OTHER));
}

/// A viewer may own a customer, and an owner keeps it wherever they are.
#[test]
fn the_owner_keeps_it_whatever_their_role() {
    let world = World::new();
    let new = NewCustomer { owner: Some(person(VIEWER)), ..new() };
    let customer = with(&world, OWNER, |ctx| Customer::create(ctx, new, false)).expect("created").state;
    assert!(with(&world, VIEWER, |ctx| customer.can(Action::RecordInteraction, ctx)).is_ok());
}

/// An auditor changes nothing, also where they would edit.
#[test]
fn an_auditor_changes_nothing() {
    let mut world = World::new();
    let mut auditor = (**world.directory.person(person(AUDITOR)).expect("known")).clone();
    auditor.department_roles.insert(department(1), DepartmentRole::Editor);
    world.directory.put_person(auditor);
    let customer = created(&world);
    let input = NewCustomer { owner: Some(person(OWNER)), department: Some(department(1)), ..new() };
    assert!(with(&world, AUDITOR, |ctx| Customer::create(ctx, input, false)).is_err());
    assert!(with(&world, AUDITOR, |ctx| customer.can(Action::Update, ctx)).is_err());
}

/// What is wrong, whether the name is taken, and what is noted.
type Spoiled = (fn(&mut NewCustomer), bool, &'static [(&'static str, Rule)]);

#[test]
fn what_a_customer_cannot_be() {
    let world = World::new();
    let create = |change: fn(&mut NewCustomer), taken| {
        let mut new = new();
        change(&mut new);
        with(&world, ADMIN, |ctx| Customer::create(ctx, new, taken)).map(drop)
    };
    let rows: [Spoiled; 7] = [
        (|new| new.owner = Some(person(OWNER)), true, &[("name", Rule::NameTaken)]),
        (|new| new.owner = Some(person(1_000)), false, &[("owner", Rule::Unknown)]),
        (|new| new.owner = Some(person(AUDITOR)), false, &[("owner", Rule::AuditorOnly)]),
        (
            |new| {
                new.owner = Some(person(OTHER));
                new.department = Some(department(1));
            },
            false,
            &[("owner", Rule::NotOfDepartment)],
        ),
        (
            |new| {
                new.owner = Some(person(OWNER));
                new.department = Some(department(77));
            },
            false,
            &[("department", Rule::Unknown)],
        ),
        (
            |new| {
                new.owner = Some(person(OWNER));
                new.tags = vec![line("a"), line("a")];
            },
            false,
            &[("tags.1", Rule::Duplicate)],
        ),
        (
            |new| {
                new.owner = Some(person(OWNER));
                new.tags = (0..=MAX_TAGS).map(|number| line(&number.to_string())).collect();
            },
            false,
            &[("tags", Rule::TooMany)],
        ),
    ];
    for (change, taken, expected) in rows {
        let found = create(change, taken).expect_err("refused");
        let Refusal::Invalid(found) = found else { panic!("{found:?}") };
        let found: Vec<_> = found.iter().map(|one| (one.path.as_str(), one.reason.rule)).collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn a_card_changes_and_an_archived_customer_takes_nothing_new() {
    let world = World::new();
    let customer = created(&world);
    let update =
        |customer: &Customer, patch, taken| with(&world, EDITOR, |ctx| customer.update(ctx, patch, taken));
    let nothing = update(&customer, CustomerPatch::default(), false).expect_err("nothing");
    assert_eq!(rules(&nothing), [Rule::NothingChanged]);
    let same = CustomerPatch {
        name: Patch::Set(line("ABC科技有限公司")),
        level: Patch::Clear,
        ..CustomerPatch::default()
    };
    let change = update(&customer, same, true).expect("its own name is its own");
    assert_eq!(
        change.events()[0].changes.iter().map(|one| one.field.as_str()).collect::<Vec<_>>(),
        ["level"]
    );
    let taken = CustomerPatch { name: Patch::Set(line("另一家")), ..CustomerPatch::default() };
    assert_eq!(rules(&update(&customer, taken, true).expect_err("taken")), [Rule::NameTaken]);
    let archived = CustomerPatch { state: Patch::Set(CustomerState::Archived), ..CustomerPatch::default() };
    let archived = update(&customer, archived, false).expect("archived").state;
    let Err(Refusal::State(state)) = with(&world, OWNER, |ctx| archived.can(Action::RecordInteraction, ctx))
    else {
        panic!("admitted")
    };
    assert_eq!((state.status, state.allowed), ("ARCHIVED", vec!["UPDATE", "HAND_OVER"]));
}

/// S1-3: nothing is lost; the department follows the new owner where they do not work for the present one.
#[test]
fn handing_over() {
    let world = World::new();
    let customer = created(&world);
    let to = |owner, department: Option<u128>| {
        let input = HandOver {
            owner: person(owner),
            department: department.map(crate::testing::department),
            reason: text("转岗"),
        };
        with(&world, OWNER, |ctx| customer.hand_over(ctx, input))
    };
    let stays = to(EDITOR, None).expect("handed over").state;
    assert_eq!((stays.record().owner, stays.record().department), (person(EDITOR), department(1)));
    let moves = to(OTHER, None).expect("handed over");
    assert_eq!((moves.state.record().owner, moves.state.record().department), (person(OTHER), department(3)));
    assert!(moves.audience_before().is_some());
    for (owner, department, expected) in [
        (OWNER, None, Rule::Unchanged),
        (AUDITOR, None, Rule::AuditorOnly),
        (OTHER, Some(1), Rule::NotOfDepartment),
    ] {
        assert_eq!(rules(&to(owner, department).expect_err("refused")), [expected], "{owner}");
    }
}

/// Resolution 21.
#[test]
fn a_merged_departments_customers_are_the_successors() {
    let world = World::new();
    let customer = created(&world);
    let server = Actor::Server;
    let ctx = world.context(&server);
    let moved =
        customer.department_merged(&ctx, department(1), department(2)).expect("the server").expect("moved");
    assert_eq!(moved.state.record().department, department(2));
    assert!(customer.department_merged(&ctx, department(3), department(2)).expect("the server").is_none());
    assert!(
        with(&world, ADMIN, |ctx| customer.department_merged(ctx, department(1), department(2))).is_err()
    );
}
