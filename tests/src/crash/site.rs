//! Where the server is killed: a database with a small company in it, a key, and everybody's token.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use liaison_domain::ids::{DepartmentId, PersonId};
use liaison_domain::text::Code;
use liaison_gateway::app::{App, Settings};
use liaison_gateway::auth::{Claims, Keys};
use liaison_gateway::clock::SystemClock;
use liaison_gateway::identity::SystemIds;
use liaison_gateway::limits::Limits;
use liaison_gateway::node::{self, Blueprint};
use liaison_persistence::feed::Feed;
use liaison_persistence::store::{Options, Store};
use tempfile::TempDir;

use crate::support::binary::{Server, liaison, run};
use crate::support::client::Client;
use crate::support::database::TestDatabase;
use crate::support::{Backend, company};

/// Longer than a node without work takes to end.
const PATIENCE: Duration = Duration::from_secs(20);
/// Longer than the test takes, in seconds.
const TOKEN_LIFE: i64 = 24 * 3_600;

/// A place in which the binary serves, dies and serves again.
pub(crate) struct Site {
    database: TestDatabase,
    folder: TempDir,
    ids: Arc<SystemIds>,
    people: BTreeMap<String, (PersonId, String)>,
    departments: BTreeMap<&'static str, DepartmentId>,
    /// A month from now, as dates are written.
    pub(crate) due_on: String,
}

impl Site {
    /// Makes a database with the company of the tests in it.
    pub(crate) async fn found(backend: Backend) -> Self {
        let folder = tempfile::tempdir().expect("the system's temporary folder is writable");
        let path = folder.path().join("key.pem");
        std::fs::write(&path, run(liaison(&["keygen"])).await.succeeded()).expect("the folder is writable");
        let keys = Keys::load(&path.display().to_string().into()).expect("made just now");
        let database = TestDatabase::create(backend).await;
        let clock = Arc::new(SystemClock);
        let ids = Arc::new(SystemIds::new(clock.clone()));
        let blueprint = Blueprint {
            database_url: database.url().to_owned(),
            migrate: false,
            store: Options::default(),
            clock,
            ids: ids.clone(),
            keys: Arc::new(keys),
            limits: Arc::new(Limits::default()),
            settings: Settings::default(),
        };
        let app = node::open(blueprint).await.expect("a fresh database can be opened");
        company::found(&app).await;
        let month = jiff::Timestamp::from_microsecond(app.clock().now().micros()).expect("a present instant")
            + jiff::SignedDuration::from_hours(30 * 24);
        let (people, departments) = (people(&app), departments(&app));
        assert!(app.stop(PATIENCE).await, "work was left behind");
        Self { database, folder, ids, people, departments, due_on: month.strftime("%Y-%m-%d").to_string() }
    }

    /// The binary over this database, with its default settings, on a free port.
    pub(crate) async fn serve(&self) -> Server {
        let mut command = liaison(&["serve", "--listen", "127.0.0.1:0"]);
        command
            .current_dir(self.folder.path())
            .env("LIAISON_DATABASE_URL", self.database.url())
            .env("LIAISON_JWT_KEY", "key.pem");
        Server::start(command).await
    }

    /// The database, opened beside the binary or in its place.
    pub(crate) async fn store(&self) -> Store {
        let store = Store::connect(self.database.url(), &Options::default(), self.ids.clone()).await;
        store.expect("a database whose server was killed can be opened")
    }

    /// The position of the last event that is there, and the cursor after it.
    pub(crate) async fn latest(&self) -> (i64, String) {
        let store = self.store().await;
        let feed = Feed::open(&store).await.expect("the database can be read");
        let latest = (feed.advance().await.expect("the feed can be read"), feed.latest().to_string());
        store.close().await.expect("nothing runs");
        latest
    }

    /// The person with this employee number, signed in at the server at `base`.
    pub(crate) fn client(&self, base: &str, who: &str) -> Client {
        Client::new(base, Some(self.people[who].1.clone()))
    }

    /// The ID of the person with this employee number.
    pub(crate) fn person(&self, who: &str) -> String {
        self.people[who].0.to_string()
    }

    /// The ID of the department with this code.
    pub(crate) fn department(&self, code: &str) -> String {
        self.departments[code].to_string()
    }

    /// Removes the database.
    pub(crate) async fn remove(self) {
        self.database.remove().await;
        self.folder.close().expect("nothing holds the folder");
    }
}

/// Everybody's ID and token, by employee number.
fn people(app: &App) -> BTreeMap<String, (PersonId, String)> {
    let directory = app.directory().latest();
    let signed_in = directory.people().map(|person| {
        let claims = Claims::new(person.id, app.clock().now(), TOKEN_LIFE, app.ids().next().to_string());
        let token = app.keys().current().sign(&claims).expect("claims can be signed");
        (person.employee_number.to_string(), (person.id, token))
    });
    signed_in.collect()
}

fn departments(app: &App) -> BTreeMap<&'static str, DepartmentId> {
    let directory = app.directory().latest();
    let found = company::DEPARTMENTS.map(|code| {
        let department = directory.department_by_code(&Code::new(code).expect("a valid code"));
        (code, department.expect("founded just now").id)
    });
    found.into()
}
