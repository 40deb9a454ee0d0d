//! Who sees what, as a table.

use super::*;
use uuid::Uuid;

fn department(number: u128) -> DepartmentId {
    DepartmentId::from_uuid(Uuid::from_u128(number))
}

fn somebody(number: u128) -> PersonActor {
    PersonActor {
        id: PersonId::from_uuid(Uuid::from_u128(number)),
        department: department(1),
        roles: [OrganizationRole::Member].into(),
        member_of: [department(1)].into(),
        manages: BTreeSet::new(),
        edits: [department(1)].into(),
        oversees: BTreeSet::new(),
        executive_of: BTreeSet::new(),
        through: None,
    }
}

fn portal() -> Actor {
    let (link, request) = (Uuid::from_u128(7), Uuid::from_u128(8));
    Actor::Portal(PortalActor { link: PortalLinkId::from_uuid(link), request: RequestId::from_uuid(request) })
}

fn guest() -> GuestActor {
    let request = RequestId::from_uuid(Uuid::from_u128(8));
    GuestActor {
        guest: GuestId::from_uuid(Uuid::from_u128(9)),
        host: somebody(100).id,
        requests: [request].into(),
        customers: BTreeSet::new(),
    }
}

fn actor(change: impl FnOnce(&mut PersonActor)) -> Actor {
    let mut person = somebody(100);
    change(&mut person);
    Actor::Person(Box::new(person))
}

/// Resolution 17, a row per kind of reader: private, participants, the same escalated, departments, organisation.
#[test]
fn table_of_readers() {
    let named = PersonId::from_uuid(Uuid::from_u128(7));
    let rows: Vec<(&str, Actor, [bool; 5])> = vec![
        ("named", actor(|p| p.id = named), [true; 5]),
        ("member", actor(|p| p.member_of = [department(2)].into()), [false, false, false, true, true]),
        ("other", actor(|_| ()), [false, false, false, false, true]),
        ("head", actor(|p| p.manages = [department(2)].into()), [false, true, true, false, true]),
        ("head above", actor(|p| p.oversees = [department(2)].into()), [false, false, false, true, true]),
        ("executive", actor(|p| p.executive_of = [department(2)].into()), [false, false, true, true, true]),
        ("auditor", actor(|p| p.roles = [OrganizationRole::Auditor].into()), [false, true, true, true, true]),
        (
            "administrator",
            actor(|p| p.roles = [OrganizationRole::Admin, OrganizationRole::Member].into()),
            [false, false, false, true, true],
        ),
        ("server", Actor::Server, [true; 5]),
        ("portal", portal(), [false; 5]),
        ("guest", Actor::Guest(Box::new(guest())), [false; 5]),
    ];
    let audience = |reach, escalated| Audience::new(reach, [department(2)], [named]).escalated(escalated);
    let audiences = [
        audience(Reach::Private, false),
        audience(Reach::Participants, false),
        audience(Reach::Participants, true),
        audience(Reach::Departments, false),
        audience(Reach::Organization, false),
    ];
    for (who, actor, expected) in rows {
        let seen = audiences.each_ref().map(|audience| may_see(&actor, audience));
        assert_eq!(seen, expected, "{who}");
    }
}

/// X25: a row per way in which a record is not shared, over audiences as in the table of readers.
#[test]
fn table_of_what_is_shared_with_a_guest() {
    let host = || actor(|person| person.member_of = [department(2)].into());
    let shared = Shareable::Request(RequestId::from_uuid(Uuid::from_u128(8)));
    let rows: Vec<(&str, Option<Actor>, Shareable, [bool; 4])> = vec![
        ("in scope", Some(host()), shared, [false, false, true, true]),
        ("the host sees it no more", Some(actor(|_| ())), shared, [false, false, false, true]),
        ("the host left", None, shared, [false; 4]),
        (
            "another host",
            Some(actor(|person| person.id = PersonId::from_uuid(Uuid::from_u128(5)))),
            shared,
            [false; 4],
        ),
        ("the server is nobody's host", Some(Actor::Server), shared, [false; 4]),
        (
            "another request",
            Some(host()),
            Shareable::Request(RequestId::from_uuid(Uuid::from_u128(80))),
            [false; 4],
        ),
        (
            "a customer of the same bits",
            Some(host()),
            Shareable::Customer(CustomerId::from_uuid(Uuid::from_u128(8))),
            [false; 4],
        ),
    ];
    let named = somebody(100).id;
    let reaches = [Reach::Private, Reach::Participants, Reach::Departments, Reach::Organization];
    for (why, host, what, expected) in rows {
        let seen = reaches.map(|reach| {
            let persons = (reach != Reach::Departments).then_some(named);
            let audience = Audience::new(reach, [department(2)], persons);
            is_shared_with(&guest(), host.as_ref(), what, &audience)
        });
        assert_eq!(seen, expected, "{why}");
    }
}
