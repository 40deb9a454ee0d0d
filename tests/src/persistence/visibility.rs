//! The condition in SQL answers what `access::may_see` answers, over random worlds (resolution 17).

use std::collections::{BTreeMap, BTreeSet};

use liaison_domain::access::{Actor, Audience, DepartmentRole, OrganizationRole, Reach, may_see};
use liaison_domain::api_key::{KeyActor, KeyScope};
use liaison_domain::directory::{AccountState, Department, Directory, Person};
use liaison_domain::ids::{ApiKeyId, DepartmentId, PersonId};
use liaison_domain::text::{Code, Line};
use liaison_persistence::visibility::{self, Scope};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use sea_orm::ConnectionTrait as _;
use sea_orm::sea_query::{Expr, Query};
use uuid::Uuid;

use super::support::{Db, Thing, on_both};

on_both! {
    sql_and_policy_agree;
}

const DEPARTMENTS: u128 = 8;
const PEOPLE: u128 = 24;

fn department(number: u128) -> DepartmentId {
    DepartmentId::from_uuid(Uuid::from_u128(number))
}

fn person(number: u128) -> PersonId {
    PersonId::from_uuid(Uuid::from_u128(1_000 + number))
}

fn anybody(random: &mut StdRng) -> PersonId {
    person(random.random_range(0..PEOPLE))
}

fn anywhere(random: &mut StdRng) -> DepartmentId {
    department(random.random_range(0..DEPARTMENTS))
}

/// A tree of departments with heads, deputies, executives, an auditor and an administrator here and there.
fn world(random: &mut StdRng) -> Directory {
    let departments: Vec<Department> = (0..DEPARTMENTS)
        .map(|number| Department {
            id: department(number),
            version: 1,
            code: Code::new(&format!("D{number}")).expect("a code"),
            name: Line::new(&format!("部门{number}")).expect("a name"),
            short_name: Line::new(&format!("部{number}")).expect("a name"),
            parent: (number > 0).then(|| department(random.random_range(0..number))),
            head: random.random_bool(0.7).then(|| anybody(random)),
            executive: random.random_bool(0.4).then(|| anybody(random)),
            closed_at: None,
            successor: None,
        })
        .collect();
    let people: Vec<Person> = (0..PEOPLE)
        .map(|number| {
            let roles = match random.random_range(0..12) {
                0 => BTreeSet::from([OrganizationRole::Auditor]),
                1 => BTreeSet::from([OrganizationRole::Admin]),
                _ => BTreeSet::new(),
            };
            let held = random.random_range(0..3);
            let department_roles: BTreeMap<_, _> = (0..held)
                .map(|_| {
                    let role = [DepartmentRole::Viewer, DepartmentRole::Editor, DepartmentRole::Manager];
                    (anywhere(random), role[random.random_range(0..3)])
                })
                .collect();
            Person {
                id: person(number),
                version: 1,
                employee_number: Code::new(&format!("E{number}")).expect("a code"),
                name: Line::new("某").expect("a name"),
                position: None,
                department: anywhere(random),
                roles,
                department_roles,
                state: AccountState::Active,
                locale: None,
                erased_at: None,
            }
        })
        .collect();
    Directory::new(1, departments, people)
}

fn audience(random: &mut StdRng) -> Audience {
    let reach = [Reach::Private, Reach::Participants, Reach::Departments, Reach::Organization];
    let departments: Vec<_> = (0..random.random_range(0..3)).map(|_| anywhere(random)).collect();
    let persons: Vec<_> = (0..random.random_range(0..4)).map(|_| anybody(random)).collect();
    Audience::new(reach[random.random_range(0..4)], departments, persons).escalated(random.random_bool(0.5))
}

/// The audience that a child shows, by the definition and not by its rows.
fn resolved(scope: &Scope, things: &BTreeMap<Uuid, Thing>) -> Audience {
    match scope {
        Scope::Own(audience) => audience.clone(),
        Scope::Inherited { from, persons } => {
            let above = resolved(&things[from].scope, things);
            Audience::new(
                above.reach,
                above.departments.iter().copied(),
                above.persons.iter().chain(persons).copied(),
            )
            .escalated(above.escalated)
        }
    }
}

async fn sql_and_policy_agree(db: &Db) {
    let mut random = StdRng::seed_from_u64(crate::scale::seed());
    for _ in 0..crate::scale::VISIBILITY_WORLDS.get() {
        let directory = world(&mut random);
        let mut things = BTreeMap::new();
        let mut work = db.begin().await;
        for _ in 0..20 {
            let parent = liaison_domain::ids::IdSource::next(db.ids.as_ref());
            let own = Thing::seen_by(parent, "parent", Scope::Own(audience(&mut random)));
            work.record(&own).await.expect("records");
            things.insert(parent, own.state);
            let child = liaison_domain::ids::IdSource::next(db.ids.as_ref());
            let persons = (0..random.random_range(0..3)).map(|_| anybody(&mut random)).collect();
            let inherited = Thing::seen_by(child, "child", Scope::Inherited { from: parent, persons });
            work.record(&inherited).await.expect("records");
            things.insert(child, inherited.state);
        }
        work.commit().await.expect("commits");
        check(db, &directory, &things).await;

        let mut work = db.begin().await;
        for thing in things.values_mut().filter(|thing| matches!(thing.scope, Scope::Own(_))) {
            let changed = Thing { scope: Scope::Own(audience(&mut random)), ..thing.clone() };
            let change = liaison_domain::command::Change::of(thing, changed, thing.named("n").facts);
            work.record(&change).await.expect("records");
            *thing = change.state;
        }
        work.commit().await.expect("commits");
        check(db, &directory, &things).await;
    }
}

async fn check(db: &Db, directory: &Directory, things: &BTreeMap<Uuid, Thing>) {
    let connection = db.read();
    let ids: Vec<Uuid> = things.keys().copied().collect();
    let stored = visibility::audiences(&connection, &ids).await.expect("reads");
    for thing in things.values() {
        assert_eq!(stored[&thing.id], resolved(&thing.scope, things));
    }
    let actors = directory.people().map(|person| directory.actor(person.id).expect("active"));
    let systems = KeyScope::ALL.iter().map(|scope| {
        let key = ApiKeyId::from_uuid(Uuid::from_u128(1));
        Actor::Key(KeyActor { key, scopes: [*scope].into() })
    });
    for actor in actors.chain([Actor::Server]).chain(systems) {
        let dialect = connection.dialect();
        let select = Query::select()
            .column(("row", "id"))
            .from_as("subject", "row")
            .and_where(dialect.any_id(Expr::col(("row", "id")), ids.iter().copied()))
            .and_where(visibility::condition(dialect, &actor, Expr::col(("row", "id"))))
            .to_owned();
        let rows = connection.query_all(&select).await.expect("answers");
        let seen: BTreeSet<Uuid> = rows.iter().map(|row| row.try_get("", "id").expect("an ID")).collect();
        let allowed: BTreeSet<Uuid> = things
            .values()
            .filter(|thing| may_see(&actor, &resolved(&thing.scope, things)))
            .map(|thing| thing.id)
            .collect();
        assert_eq!(seen, allowed, "{actor:?}");
    }
}
