//! What the tests of this crate share: a small company, counted IDs and actors.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::access::{Actor, DepartmentRole, OrganizationRole};
use crate::calendar::{Calendars, WorkingCalendar};
use crate::command::Context;
use crate::directory::{AccountState, Department, Directory, Person};
use crate::ids::{DepartmentId, IdSource, PersonId};
use crate::pack::Pack;
use crate::text::{Code, Line};
use crate::time::Instant;

/// IDs that count from one, and secrets that go with them.
#[derive(Default)]
pub(crate) struct Counted(std::sync::atomic::AtomicU64);

impl IdSource for Counted {
    fn next(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) + 1_000_000)
    }

    fn secret(&self) -> [u8; 32] {
        let mut secret = [7; 32];
        secret[..16].copy_from_slice(self.next().as_bytes());
        secret
    }
}

/// A company in which departments 1 to 4 lie below 9; department `d` has head `d*10`, deputy `d*10+1`, members
/// `d*10+2` and `d*10+3`, a viewer `d*10+4`; 99 is the executive of all, 97 the auditor, 98 the administrator.
pub(crate) struct World {
    pub(crate) directory: Directory,
    pub(crate) pack: Pack,
    pub(crate) hours: WorkingCalendar,
    pub(crate) calendars: Calendars,
    pub(crate) ids: Counted,
    pub(crate) now: Cell<Instant>,
}

pub(crate) fn department(number: u128) -> DepartmentId {
    DepartmentId::from_uuid(Uuid::from_u128(number))
}

pub(crate) fn person(number: u128) -> PersonId {
    PersonId::from_uuid(Uuid::from_u128(number))
}

pub(crate) fn line<const MAX: usize>(raw: &str) -> Line<MAX> {
    Line::new(raw).expect("a valid line")
}

fn employee(
    number: u128,
    at: u128,
    role: Option<DepartmentRole>,
    roles: BTreeSet<OrganizationRole>,
) -> Person {
    Person {
        id: person(number),
        version: 1,
        employee_number: Code::new(&format!("E{number}")).expect("a valid code"),
        name: line(&format!("员工{number}")),
        position: None,
        department: department(at),
        roles,
        department_roles: role.map_or_else(BTreeMap::new, |role| [(department(at), role)].into()),
        state: AccountState::Active,
        locale: None,
        erased_at: None,
    }
}

impl World {
    pub(crate) fn new() -> Self {
        let mut departments = Vec::new();
        let mut people = vec![
            employee(99, 9, None, BTreeSet::new()),
            employee(98, 9, None, [OrganizationRole::Admin].into()),
            employee(97, 9, None, [OrganizationRole::Auditor].into()),
        ];
        for number in [1, 2, 3, 4, 9] {
            departments.push(Department {
                id: department(number),
                version: 1,
                code: Code::new(&format!("D{number}")).expect("a valid code"),
                name: line(&format!("第{number}部")),
                short_name: line(&format!("第{number}")),
                parent: (number != 9).then(|| department(9)),
                head: (number != 9).then(|| person(number * 10)),
                executive: (number == 9).then(|| person(99)),
                closed_at: None,
                successor: None,
            });
            if number != 9 {
                people.push(employee(number * 10, number, None, BTreeSet::new()));
                people.push(employee(
                    number * 10 + 1,
                    number,
                    Some(DepartmentRole::Manager),
                    BTreeSet::new(),
                ));
                people.push(employee(number * 10 + 2, number, None, BTreeSet::new()));
                people.push(employee(number * 10 + 3, number, None, BTreeSet::new()));
                people.push(employee(number * 10 + 4, number, Some(DepartmentRole::Viewer), BTreeSet::new()));
            }
        }
        let start = "2024-05-06T09:00:00+08:00".parse::<jiff::Timestamp>().expect("a valid instant");
        Self {
            directory: Directory::new(1, departments, people),
            pack: Pack::default(),
            hours: WorkingCalendar::default(),
            calendars: Calendars::default(),
            ids: Counted::default(),
            now: Cell::new(start.into()),
        }
    }

    pub(crate) fn actor(&self, number: u128) -> Actor {
        self.directory.actor(person(number)).expect("an active person")
    }

    pub(crate) fn context<'a>(&'a self, actor: &'a Actor) -> Context<'a> {
        Context {
            actor,
            now: self.now.get(),
            ids: &self.ids,
            directory: &self.directory,
            pack: &self.pack,
            hours: &self.hours,
            calendars: &self.calendars,
        }
    }
}

#[test]
fn the_directory_knows_who_decides() {
    let world = World::new();
    let directory = &world.directory;
    assert_eq!(directory.deciders(department(1)), [person(10), person(11)]);
    assert_eq!(directory.head(department(9)), Some(person(99)), "no head: the executive");
    assert_eq!(directory.common_executive(&[department(1), department(2)]), Some(person(99)));
    let head = world.actor(10);
    assert!(head.manages(department(1)) && head.edits(department(1)) && !head.manages(department(2)));
    assert!(world.actor(12).edits(department(1)) && !world.actor(14).edits(department(1)));
}
