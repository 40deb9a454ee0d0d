//! A node over a fresh SQLite file, for the unit tests of this crate.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use liaison_domain::access::{Actor, OrganizationRole};
use liaison_domain::directory::department::NewDepartment;
use liaison_domain::directory::person::NewPerson;
use liaison_domain::directory::{Department, Person};
use liaison_domain::ids::PersonId;
use liaison_domain::text::{Code, Line};
use liaison_domain::time::{Clock, Instant};
use liaison_persistence::store::{Options, Statements, Store};

use crate::app::{App, Parts, Settings};
use crate::auth::Keys;
use crate::identity::SystemIds;
use crate::limits::Limits;
use crate::operations::{Call, Outcome, directory};

/// A clock that stands at 2024-05-06 09:00 +08:00 until it is moved.
#[derive(Debug)]
struct Stopped(AtomicI64);

impl Clock for Stopped {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::Relaxed))
    }
}

/// A node with one department `MT`, its administrator `A1` and its member `M1`.
pub(crate) struct Node {
    pub(crate) app: App,
    pub(crate) department: Department,
    pub(crate) admin: PersonId,
    pub(crate) member: PersonId,
    _folder: tempfile::TempDir,
}

fn line<const MAX: usize>(text: &str) -> Line<MAX> {
    Line::new(text).expect("a valid line")
}

fn changed<T>(answer: crate::operations::Answer<T>) -> T {
    match answer.expect("accepted").outcome {
        Outcome::Changed(record) => record,
        _ => panic!("nothing was changed"),
    }
}

impl Node {
    pub(crate) async fn start() -> Self {
        Self::with(Limits::default()).await
    }

    pub(crate) async fn with(limits: Limits) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("liaison.db").display());
        liaison_migrations::run(&url, [7; 16]).await.expect("migrated");
        let clock: Arc<dyn Clock> = Arc::new(Stopped(AtomicI64::new(1_714_957_200_000_000)));
        let ids = Arc::new(SystemIds::new(Arc::clone(&clock)));
        let store = Store::connect(&url, &Options::default(), ids.clone()).await.expect("connected");
        let keys = Arc::new(Keys::from_pem(&Keys::keygen().expect("randomness")).expect("its own form"));
        let parts =
            Parts { store, clock, ids, keys, limits: Arc::new(limits), settings: Settings::default() };
        let app = App::start(parts).await.expect("started");
        let department = department(&app, "MT", "市场部").await;
        let admin = person(&app, "A1", &department, &[OrganizationRole::Admin]).await;
        let member = person(&app, "M1", &department, &[]).await;
        Self { app, department, admin, member, _folder: folder }
    }

    /// The rights of this person now.
    pub(crate) async fn actor(&self, id: PersonId) -> Arc<Actor> {
        let db = self.app.store().read(&Statements::default());
        let directory = self.app.pictures().current(&db).await.expect("read").directory;
        Arc::new(directory.actor(id).expect("active"))
    }

    /// A call of this person, as operations take it.
    pub(crate) async fn call(&self, who: PersonId) -> Call {
        Call { actor: self.actor(who).await, ..Call::by_server(&self.app) }
    }
}

/// Founds a department.
pub(crate) async fn department(app: &App, code: &str, name: &str) -> Department {
    let input = NewDepartment {
        id: None,
        code: Code::new(code).expect("a valid code"),
        name: line(name),
        short_name: None,
        parent: None,
        head: None,
        executive: None,
    };
    changed(directory::department_create(app.clone(), Call::by_server(app), input).await)
}

/// Takes a person on.
pub(crate) async fn person(
    app: &App,
    number: &str,
    department: &Department,
    roles: &[OrganizationRole],
) -> PersonId {
    let input = NewPerson {
        id: None,
        employee_number: Code::new(number).expect("a valid code"),
        name: line(&format!("员工{number}")),
        position: None,
        department: department.id,
        roles: roles.iter().copied().collect(),
        department_roles: std::collections::BTreeMap::new(),
        locale: None,
    };
    let person: Person = changed(directory::person_create(app.clone(), Call::by_server(app), input).await);
    person.id
}
