//! A node of the gateway in the test's own process, on a real socket, with a clock that the test moves.
//!
//! Several on one database are a cluster. A test ends with [`TestApp::finish`]; one that drops its app without has
//! forgotten to look whether anything was left behind, and fails.

use std::sync::Arc;
use std::time::Duration;

use liaison_domain::ids::PersonId;
use liaison_domain::text::Code;
use liaison_domain::time::Clock as _;
use liaison_gateway::app::{App, Settings};
use liaison_gateway::auth::{Claims, Keys, Trust};
use liaison_gateway::exposure::Exposure;
use liaison_gateway::integrity::{KeptRoots, KnownKeys, verify};
use liaison_gateway::limits::Limits;
use liaison_gateway::node::{self, Blueprint};
use liaison_persistence::store::Options;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::Backend;
use super::client::Client;
use super::clock::MovedClock;
use super::company;
use super::database::TestDatabase;
use super::ids::SeededIds;
use super::record;

/// How long a node gets to end; what takes longer was left behind.
const PATIENCE: Duration = Duration::from_secs(20);

/// The limits without a count of what is spent, unless a test has set its own: a clock that stands fills no bucket.
pub(crate) fn unmetered(limits: Limits) -> Limits {
    let usual = Limits::default();
    if (limits.rate_cost, limits.rate_address) == (usual.rate_cost, usual.rate_address) {
        return Limits { rate_cost: 0, rate_address: 0, ..limits };
    }
    limits
}

/// One or more nodes on one database, with the company of [`company`] in it.
pub(crate) struct TestApp {
    nodes: Vec<TestNode>,
    keys: Arc<Keys>,
    clock: Arc<MovedClock>,
    database: Option<TestDatabase>,
    limits: Limits,
    trust: Option<Trust>,
    exposure: Exposure,
    finished: bool,
}

struct TestNode {
    app: App,
    base: String,
    serving: JoinHandle<bool>,
}

impl TestApp {
    /// A node on a fresh database with the company in it.
    pub(crate) async fn start(backend: Backend) -> Self {
        Self::start_with(backend, Limits::default()).await
    }

    /// The same, where an identity provider is trusted too.
    pub(crate) async fn start_trusting(backend: Backend, trust: Trust) -> Self {
        Self::start_as(backend, Limits::default(), Some(trust), Exposure::default()).await
    }

    /// The same with other limits; see [`unmetered`].
    pub(crate) async fn start_with(backend: Backend, limits: Limits) -> Self {
        Self::start_exposed(backend, limits, Exposure::default()).await
    }

    /// The same that shows other things than usual.
    pub(crate) async fn start_exposed(backend: Backend, limits: Limits, exposure: Exposure) -> Self {
        Self::start_as(backend, limits, None, exposure).await
    }

    /// The same, with all that a test may want otherwise.
    pub(crate) async fn start_as(
        backend: Backend,
        limits: Limits,
        trust: Option<Trust>,
        exposure: Exposure,
    ) -> Self {
        let key = Keys::keygen().expect("the system has randomness");
        let mut app = Self {
            nodes: Vec::new(),
            keys: Arc::new(Keys::from_pem(&key).expect("made just now")),
            clock: Arc::new(MovedClock::new()),
            database: Some(TestDatabase::create(backend).await),
            limits: unmetered(limits),
            trust,
            exposure,
            finished: false,
        };
        app.add_node().await;
        company::found(app.app()).await;
        app
    }

    /// One more node on the same database; answers its number.
    pub(crate) async fn add_node(&mut self) -> usize {
        let number = self.nodes.len();
        let ids =
            Arc::new(SeededIds::new(self.clock.clone(), 100 + u64::try_from(number).expect("few nodes")));
        let blueprint = Blueprint {
            database_url: self.database().url().to_owned(),
            migrate: false,
            store: Options::default(),
            clock: self.clock.clone(),
            ids,
            keys: Arc::clone(&self.keys),
            limits: Arc::new(self.limits.clone()),
            // So that a test can say where its calls come from.
            settings: Settings {
                proxies: "127.0.0.1".parse().expect("an address"),
                trust: self.trust.clone(),
                exposure: self.exposure.clone(),
                ..Settings::default()
            },
        };
        let app = node::open(blueprint).await.expect("a fresh database can be opened");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let base = format!("http://{}", listener.local_addr().expect("it is bound"));
        let serving = node::serve(app.clone(), listener, None, PATIENCE);
        #[expect(clippy::disallowed_methods, reason = "the test waits for it in `finish`")]
        let serving = tokio::spawn(async { serving.await.expect("the node serves") });
        self.nodes.push(TestNode { app, base, serving });
        number
    }

    fn database(&self) -> &TestDatabase {
        self.database.as_ref().expect("it is taken by finish only")
    }

    /// Where the database is, for a server beside the nodes of this process.
    pub(crate) fn database_url(&self) -> &str {
        self.database().url()
    }

    /// The first node's library, for what has no way through the API.
    pub(crate) fn app(&self) -> &App {
        &self.nodes[0].app
    }

    /// The library of the node with this number.
    pub(crate) fn node(&self, number: usize) -> &App {
        &self.nodes[number].app
    }

    /// The clock of all nodes.
    pub(crate) fn clock(&self) -> &MovedClock {
        &self.clock
    }

    /// The same in seconds since 1970, as tokens say it.
    pub(crate) fn now(&self) -> i64 {
        self.clock.now().seconds()
    }

    /// The keys of all nodes.
    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Where a node listens, without a path.
    pub(crate) fn base(&self, node: usize) -> &str {
        &self.nodes[node].base
    }

    /// A caller without credentials.
    pub(crate) fn stranger(&self) -> Client {
        Client::new(self.base(0), None)
    }

    /// The person with this employee number.
    pub(crate) fn person(&self, employee_number: &str) -> PersonId {
        let number = Code::new(employee_number).expect("a valid employee number");
        let directory = self.app().directory().latest();
        directory
            .person_by_number(&number)
            .unwrap_or_else(|| panic!("no {employee_number} in the company"))
            .id
    }

    /// A token for a person, that holds this long from now on.
    pub(crate) fn token(&self, person: PersonId, seconds: i64) -> String {
        let claims = Claims::new(person, self.clock.now(), seconds, self.app().ids().next().to_string());
        self.keys.current().sign(&claims).expect("claims can be signed")
    }

    /// A person of the company, signed in at the first node for a day.
    pub(crate) fn member(&self, employee_number: &str) -> Client {
        self.member_at(0, employee_number)
    }

    /// The same at another node.
    pub(crate) fn member_at(&self, node: usize, employee_number: &str) -> Client {
        let token = self.token(self.person(employee_number), 24 * 3_600);
        Client::new(self.base(node), Some(token))
    }

    /// The administrator of the company.
    pub(crate) fn admin(&self) -> Client {
        self.member(company::ADMIN)
    }

    /// Ends all nodes, and looks whether anything was left behind: work that runs, an event that is missing, a record that
    /// changed without one, a digest, root or signature that does not fit.
    pub(crate) async fn finish(mut self) {
        self.finished = true;
        record::check(self.app().store(), self.app().hub().feed()).await;
        let found = verify(self.app().store(), &KnownKeys::of_keys(&self.keys), &KeptRoots::default()).await;
        let found = found.expect("the database can be read");
        // Servers beside the nodes of this process sign with keys of their own.
        assert!(found.broken.is_none(), "the record is not what was written: {found:?}");
        for node in &self.nodes {
            node.app.tasks().stop();
        }
        for node in self.nodes.drain(..) {
            assert!(node.serving.await.expect("the node does not panic"), "work was left at {}", node.base);
        }
        self.database.take().expect("finished once").remove().await;
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        assert!(self.finished || std::thread::panicking(), "a test ends its app with finish()");
    }
}
