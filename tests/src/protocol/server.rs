//! The gateway's transports over a small schema, on a free port, with a moved clock and a company of two.
#![expect(clippy::unused_async, reason = "the schema's macros take async functions only")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicI64, Ordering};
use std::time::Duration;

use async_graphql::futures_util::stream::{self, Stream, StreamExt};
use async_graphql::{Context, InputObject, Object, OneofObject, Result, Schema, SimpleObject, Subscription};
use futures_util::future::{BoxFuture, FutureExt};
use liaison_domain::access::Actor;
use liaison_domain::ids::{Id, PersonId};
use liaison_domain::time::{Clock, Instant};
use liaison_gateway::address::Proxies;
use liaison_gateway::auth::{Account, AccountFault, Accounts, Authenticator, Claims, Keys};
use liaison_gateway::exposure::Exposure;
use liaison_gateway::graphql::context::RequestContext;
use liaison_gateway::graphql::error::Fault;
use liaison_gateway::graphql::nullable::OrNull;
use liaison_gateway::graphql::pipeline::{Engine, EngineOptions};
use liaison_gateway::http::{CorsOrigins, Gateway, Parts, Readiness, recorder, serve};
use liaison_gateway::identity::SystemIds;
use liaison_gateway::limits::Limits;
use liaison_gateway::locale::Locale;
use liaison_gateway::rate::Rates;
use liaison_gateway::tasks::Tasks;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::support::unmetered;

/// The person whom everybody knows.
pub(crate) const ALICE: u128 = 0xa;
/// Another person.
pub(crate) const BOB: u128 = 0xb;

struct Query(Arc<Notify>);

/// Something that can be listed.
#[derive(SimpleObject)]
struct Thing {
    id: i32,
    name: String,
}

#[derive(SimpleObject)]
struct PageInfo {
    more: bool,
}

#[derive(SimpleObject)]
struct Things {
    nodes: Vec<Thing>,
    page_info: PageInfo,
}

#[derive(InputObject)]
struct Point {
    x: i32,
    #[graphql(default = 7)]
    y: i32,
    inner: Option<Box<Point>>,
}

#[derive(OneofObject)]
enum By {
    Id(async_graphql::ID),
    Code(String),
}

#[Object]
impl Query {
    async fn echo(&self, text: String) -> String {
        text
    }

    async fn add(&self, a: i32, #[graphql(default = 2)] b: i32) -> i32 {
        a.wrapping_add(b)
    }

    async fn nested(&self) -> Self {
        Self(Arc::clone(&self.0))
    }

    async fn sum(&self, point: Point) -> i32 {
        let mut sum = point.x.wrapping_add(point.y);
        let mut inner = point.inner;
        while let Some(point) = inner {
            sum = sum.wrapping_add(point.x);
            inner = point.inner;
        }
        sum
    }

    async fn by(&self, by: By) -> String {
        match by {
            By::Id(id) => id.to_string(),
            By::Code(code) => code,
        }
    }

    async fn ids(&self, ids: Vec<async_graphql::ID>) -> usize {
        ids.len()
    }

    async fn things(&self, #[graphql(default = 25)] first: i32) -> Things {
        let nodes = (0..first.clamp(0, 100)).map(|id| Thing { id, name: format!("thing {id}") }).collect();
        Things { nodes, page_info: PageInfo { more: false } }
    }

    async fn me(&self, context: &Context<'_>) -> Result<String> {
        let context = RequestContext::of(context)?;
        let person = context.viewer()?.person();
        Ok(format!(
            "{} {} {}",
            person.map(|id| id.to_string()).unwrap_or_default(),
            context.locale(),
            context.request_id()
        ))
    }

    async fn wait(&self, ms: u64) -> u64 {
        self.0.notify_one();
        tokio::time::sleep(Duration::from_millis(ms)).await;
        ms
    }

    async fn secret(&self) -> OrNull<i32> {
        Err(Fault::internal("the password of the database is hunter2")).into()
    }

    async fn bare(&self) -> Option<Result<i32>> {
        Some(Err("table person does not exist".into()))
    }

    async fn panic(&self, really: bool) -> i32 {
        assert!(!really, "a resolver's own fault");
        1
    }
}

#[derive(Default)]
struct Mutation(AtomicI32);

#[Object]
impl Mutation {
    /// How often it was called, this time included.
    async fn bump(&self) -> Bumped {
        Bumped { count: self.0.fetch_add(1, Ordering::SeqCst) + 1 }
    }
}

#[derive(SimpleObject)]
struct Bumped {
    count: i32,
}

struct Streams;

#[Subscription(name = "Subscription")]
impl Streams {
    /// Counts to `to`.
    async fn count(&self, #[graphql(default = 0)] after: i32, to: i32) -> impl Stream<Item = i32> {
        stream::iter(after + 1..=to)
    }

    /// Says one thing and then nothing.
    async fn hold(&self) -> impl Stream<Item = i32> {
        stream::iter([1]).chain(stream::pending())
    }

    /// Never stops.
    async fn flood(&self) -> impl Stream<Item = String> {
        stream::iter(0..).map(|number: u64| format!("{number} {}", "x".repeat(8_000)))
    }

    /// Does not begin.
    async fn refused(&self) -> Result<stream::Empty<i32>> {
        Err(Fault::invalid_cursor())?
    }

    /// Breaks off after one message.
    async fn broken(&self) -> impl Stream<Item = Result<i32>> {
        stream::iter([Ok(1), Err(Fault::slow_reader().into()), Ok(3)])
    }
}

/// A clock that a test moves, and a company of which people can leave.
#[derive(Debug)]
pub(crate) struct World {
    now: AtomicI64,
    alice_left: AtomicBool,
}

impl World {
    pub(crate) fn advance(&self, seconds: i64) {
        self.now.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    pub(crate) fn alice_leaves(&self) {
        self.alice_left.store(true, Ordering::SeqCst);
    }
}

impl Clock for World {
    fn now(&self) -> Instant {
        Instant::from_micros(self.now.load(Ordering::SeqCst))
    }
}

/// A person as the tests need one.
fn actor(person: PersonId) -> Actor {
    Actor::Person(Box::new(liaison_domain::access::PersonActor {
        id: person,
        department: Id::from_uuid(uuid::Uuid::from_u128(1)),
        roles: [liaison_domain::access::OrganizationRole::Member].into(),
        member_of: [].into(),
        manages: [].into(),
        edits: [].into(),
        oversees: [].into(),
        executive_of: [].into(),
        through: None,
    }))
}

impl Accounts for World {
    fn account<'a>(&'a self, claims: &'a Claims) -> BoxFuture<'a, Result<Account, AccountFault>> {
        async {
            let (alice, bob) = (person(ALICE), person(BOB));
            if claims.sub == bob || (claims.sub == alice && !self.alice_left.load(Ordering::SeqCst)) {
                let locale = (claims.sub == bob).then_some(Locale::En);
                return Ok(Account { actor: Arc::new(actor(claims.sub)), locale });
            }
            Err(AccountFault::NotActive)
        }
        .boxed()
    }
}

struct Always;

impl Readiness for Always {
    fn ready(&self) -> BoxFuture<'_, Result<(), String>> {
        async { Ok(()) }.boxed()
    }
}

pub(crate) fn person(number: u128) -> PersonId {
    Id::from_uuid(uuid::Uuid::from_u128(number))
}

/// A running server; stopped when dropped or by [`Server::stop`].
pub(crate) struct Server {
    pub(crate) base: String,
    pub(crate) world: Arc<World>,
    pub(crate) http: reqwest::Client,
    /// Notified when the field `wait` is entered.
    pub(crate) waiting: Arc<Notify>,
    keys: Arc<Keys>,
    tasks: Tasks,
    serving: JoinHandle<std::io::Result<bool>>,
}

/// A server with the default limits.
pub(crate) async fn protocol_server() -> Server {
    protocol_server_with(Limits::default(), true).await
}

/// A server with these limits.
pub(crate) async fn protocol_server_with(limits: Limits, introspection: bool) -> Server {
    protocol_server_of(limits, Exposure { introspection, ..Exposure::default() }).await
}

/// A server with these limits, that shows this; pages of one other origin may call.
pub(crate) async fn protocol_server_of(limits: Limits, exposure: Exposure) -> Server {
    let limits = Arc::new(unmetered(limits));
    let world =
        Arc::new(World { now: AtomicI64::new(1_714_957_200_000_000), alice_left: AtomicBool::new(false) });
    let keys = Arc::new(Keys::from_pem(&Keys::keygen().expect("randomness")).expect("its own form"));
    let waiting = Arc::<Notify>::default();
    let engine = Engine::new(
        || Schema::build(Query(Arc::clone(&waiting)), Mutation::default(), Streams),
        EngineOptions {
            introspection: exposure.introspection,
            registered: Arc::clone(&exposure.registered),
            registered_only: exposure.registered_only,
            ..EngineOptions::new(Arc::clone(&limits))
        },
    )
    .expect("our own SDL");
    let clock: Arc<dyn Clock> = Arc::<World>::clone(&world);
    let authenticator =
        Authenticator::new(Arc::clone(&keys), Arc::<World>::clone(&world), Arc::clone(&clock), &limits);
    let tasks = Tasks::new();
    let gateway = Gateway::new(Parts {
        engine,
        authenticator,
        rates: Arc::new(Rates::new(&limits, Arc::clone(&clock))),
        https: exposure.https,
        ids: Arc::new(SystemIds::new(clock)),
        tasks: tasks.clone(),
        readiness: Arc::new(Always),
        metrics: recorder(),
        cors: CorsOrigins::These(vec!["https://desk.example".to_owned()]),
        proxies: Proxies::default(),
        compression: false,
        locale: Locale::ZhCn,
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let base = format!("http://{}", listener.local_addr().expect("bound"));
    // A tracker of its own: the server waits for the tasks it was given.
    let serving = Tasks::new().spawn({
        let (router, tasks, limits) = (gateway.router(), tasks.clone(), Arc::clone(&limits));
        async move { serve(listener, router, tasks, &limits, Duration::from_secs(10)).await }
    });
    let http = reqwest::Client::builder().no_proxy().build().expect("a client needs no system settings");
    Server { base, world, http, waiting, keys, tasks, serving }
}

impl Server {
    /// A token for one of the two, good for an hour.
    pub(crate) fn token(&self, of: u128) -> String {
        let claims = Claims::new(person(of), self.world.now(), 3_600, "test");
        self.keys.current().sign(&claims).expect("claims are JSON")
    }

    /// A request to a path.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    /// A POST of a document by Alice.
    pub(crate) fn post(&self, document: &str, variables: &Value) -> RequestBuilder {
        self.request(Method::POST, "/graphql")
            .bearer_auth(self.token(ALICE))
            .json(&serde_json::json!({ "query": document, "variables": variables }))
    }

    /// Waits until no more than `most` tasks run: connections and operations that have ended.
    pub(crate) async fn calm(&self, most: usize) {
        let calm = async {
            while self.tasks.running() > most {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), calm).await.expect("what was given up ends");
    }

    /// Begins to stop, without waiting.
    pub(crate) fn begin_to_stop(&self) {
        self.tasks.stop();
    }

    /// Stops; whether everything ended by itself.
    pub(crate) async fn stop(self) -> bool {
        self.tasks.stop();
        self.serving.await.expect("the server does not panic").expect("the listener works")
    }
}

/// Status, content type and JSON body of an answer.
pub(crate) async fn read(request: RequestBuilder) -> (u16, String, Value) {
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    let kind = response
        .headers()
        .get("content-type")
        .and_then(|value| value.to_str().ok())
        .unwrap_or("-")
        .to_owned();
    let text = response.text().await.expect("a whole body");
    (status, kind, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// The code of the first error.
pub(crate) fn code(body: &Value) -> &str {
    body["errors"][0]["extensions"]["code"].as_str().unwrap_or("-")
}
