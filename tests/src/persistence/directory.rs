//! The directory on both databases: what is written is what is loaded, at a version that every change raises.

use std::collections::{BTreeMap, BTreeSet};

use liaison_domain::access::{DepartmentRole, OrganizationRole};
use liaison_domain::command::Change;
use liaison_domain::directory::department::DepartmentFact;
use liaison_domain::directory::person::PersonFact;
use liaison_domain::directory::{AccountState, Department, Person};
use liaison_domain::ids::{DepartmentId, IdSource as _, PersonId};
use liaison_domain::text::{Code, Line};
use liaison_persistence::directory;
use liaison_persistence::error::{Conflict, Error};
use liaison_persistence::pictures;
use sea_orm::ConnectionTrait as _;

use super::support::{Db, at, on_both};

on_both! {
    what_is_written_is_what_is_loaded;
    a_code_is_unique;
    a_row_that_does_not_parse_is_named;
    changes_of_the_directory_come_one_after_the_other;
}

fn department(db: &Db, code: &str, name: &str) -> Department {
    Department {
        id: DepartmentId::from_uuid(db.ids.next()),
        version: 0,
        code: Code::new(code).expect("a code"),
        name: Line::new(name).expect("a name"),
        short_name: Line::new(name).expect("a name"),
        parent: None,
        head: None,
        executive: None,
        closed_at: None,
        successor: None,
    }
}

fn person(db: &Db, number: &str, home: &Department) -> Person {
    Person {
        id: PersonId::from_uuid(db.ids.next()),
        version: 0,
        employee_number: Code::new(number).expect("a code"),
        name: Line::new("王明").expect("a name"),
        position: Some(Line::new("经理").expect("a position")),
        department: home.id,
        roles: BTreeSet::from([OrganizationRole::Admin, OrganizationRole::Hr]),
        department_roles: BTreeMap::from([(home.id, DepartmentRole::Manager)]),
        state: AccountState::Active,
        locale: Some(Line::new("en").expect("a locale")),
        erased_at: None,
    }
}

fn founded(department: Department) -> Change<Department> {
    Change::created(department, vec![DepartmentFact::DepartmentCreated])
}

async fn what_is_written_is_what_is_loaded(db: &Db) {
    let (market, research) =
        (founded(department(db, "MT", "市场部")), founded(department(db, "RD", "研发部")));
    let hired = Change::created(person(db, "E1", &market.state), vec![PersonFact::PersonCreated]);
    let mut work = db.begin().await;
    for change in [&market, &research] {
        work.record(change).await.expect("records");
    }
    work.record(&hired).await.expect("records");
    let closed = Department {
        head: Some(hired.state.id),
        executive: Some(hired.state.id),
        parent: Some(research.state.id),
        closed_at: Some(at(5)),
        successor: Some(research.state.id),
        ..market.state.clone()
    };
    let closed = Change::of(&market.state, closed, vec![DepartmentFact::DepartmentUpdated]);
    work.record(&closed).await.expect("records");
    work.commit().await.expect("commits");
    let moved = Person {
        position: None,
        state: AccountState::Disabled,
        department_roles: BTreeMap::from([
            (market.state.id, DepartmentRole::Viewer),
            (research.state.id, DepartmentRole::Editor),
        ]),
        ..hired.state.clone()
    };
    let moved = Change::of(&hired.state, moved, vec![PersonFact::PersonUpdated]);
    let mut work = db.begin().await;
    work.record(&moved).await.expect("records");
    work.commit().await.expect("commits");

    let loaded = directory::load(&db.read()).await.expect("loads");
    assert_eq!(loaded.version(), 5);
    assert_eq!(pictures::versions(&db.read()).await.expect("reads").directory, 5);
    assert_eq!(loaded.department(market.state.id).expect("there").as_ref(), &closed.state);
    assert_eq!(loaded.person(hired.state.id).expect("there").as_ref(), &moved.state);
    assert_eq!((loaded.departments().count(), loaded.people().count()), (2, 1));
}

async fn a_code_is_unique(db: &Db) {
    let mut work = db.begin().await;
    work.record(&founded(department(db, "MT", "市场部"))).await.expect("records");
    let taken = work.record(&founded(department(db, "MT", "另一部"))).await;
    assert!(
        matches!(&taken, Err(Error::Conflict(Conflict::Duplicate { constraint })) if constraint.contains("code"))
    );
}

async fn a_row_that_does_not_parse_is_named(db: &Db) {
    let market = founded(department(db, "MT", "市场部"));
    let mut work = db.begin().await;
    work.record(&market).await.expect("records");
    work.commit().await.expect("commits");
    let raw = sea_orm::Database::connect(&db.url).await.expect("connects");
    raw.execute_unprepared("UPDATE department SET name = ''").await.expect("breaks it");
    raw.close().await.expect("closes");
    let corrupt = directory::load(&db.read()).await.map(|_| ());
    let id = market.state.id.uuid();
    assert!(
        matches!(corrupt, Err(Error::Corrupt { table: "department", column: "name", id: row }) if row == id)
    );
}

async fn changes_of_the_directory_come_one_after_the_other(db: &Db) {
    let mut running = tokio::task::JoinSet::new();
    for number in 0..8_u32 {
        let store = db.store.clone();
        let change = founded(department(db, &format!("D{number}"), "部门"));
        running.spawn(async move {
            let statements = liaison_persistence::store::Statements::default();
            let mut work =
                store.begin(super::support::origin(None), at(0), &statements).await.expect("begins");
            let seen = directory::load_for_change(&mut work).await.expect("loads");
            assert_eq!(i64::try_from(seen.departments().count()).expect("few"), seen.version());
            work.record(&change).await.expect("records");
            work.commit().await.expect("commits");
            seen.version()
        });
    }
    let mut seen = running.join_all().await;
    seen.sort_unstable();
    assert_eq!(seen, (0..8).collect::<Vec<_>>());
}
