//! From settings to a serving node: migrations, store, app, transports. The binary, `demo` and the tests all begin here.
//!
//! Owns the order in which the parts are made and what is refused before the first call: a database whose schema is not
//! this release's. What the parts do is told where they lie (`app`, `graphql`, `http`).

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use liaison_domain::ids::IdSource;
use liaison_domain::time::Clock;
use liaison_migrations::MigrationError;
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::store::{Options, Statements, Store};
use tokio::net::TcpListener;

use crate::app::{App, Parts, Settings};
use crate::auth::{Authenticator, Keys};
use crate::exposure::Exposure;
use crate::graphql::access_log::Overseen;
use crate::graphql::pipeline::type_map::TypeMapFault;
use crate::graphql::pipeline::{Engine, EngineOptions, UnfitDocument};
use crate::graphql::{account, api_key, guest, portal, scalars, schema, scope};
use crate::http::{self, DemoPerson, Gateway, Readiness};
use crate::integrity::{self, KeptRoots, KnownKeys, Report};
use crate::limits::Limits;
use crate::operations::search;
use crate::rate::Rates;

/// What a node is made from.
pub struct Blueprint {
    /// `sqlite:` with a path, or `postgres://`.
    pub database_url: String,
    /// Whether migrations run first.
    pub migrate: bool,
    /// How the pools are made.
    pub store: Options,
    /// Where the present comes from.
    pub clock: Arc<dyn Clock>,
    /// Where IDs and secrets come from.
    pub ids: Arc<dyn IdSource>,
    /// The key that signs tokens and sign-offs.
    pub keys: Arc<Keys>,
    /// What callers may send, hold open and cost.
    pub limits: Arc<Limits>,
    /// The organisation's settings.
    pub settings: Settings,
}

/// Why a node does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartFault {
    /// Migrations did not run to their end.
    #[error("the database's schema cannot be brought up to date")]
    Migration(#[from] MigrationError),
    /// The schema lacks these steps, and migrations were switched off.
    #[error("the database lacks the migrations {}: run `liaison migrate`", .0.join(", "))]
    Unmigrated(Vec<String>),
    /// The database cannot be opened or read.
    #[error("the database cannot be opened")]
    Store(#[from] StoreError),
    /// The schema does not hold together.
    #[error("the GraphQL schema cannot be built")]
    Schema(#[from] TypeMapFault),
    /// A document that clients are to call by its identifier would be refused to them.
    #[error("a registered document cannot be served")]
    Document(#[from] UnfitDocument),
    /// The address cannot be listened on, or no connection can be taken any more.
    #[error("the address cannot be listened on")]
    Listener(#[from] std::io::Error),
}

/// Opens the database and starts a node on it; nothing is served yet.
///
/// # Errors
/// See [`StartFault`].
pub async fn open(blueprint: Blueprint) -> Result<App, StartFault> {
    let exposure = &blueprint.settings.exposure;
    if !exposure.registered.is_empty() {
        let checking = Engine::new(schema::builder, options(&blueprint.limits, exposure))?;
        checking.check_registered().await?;
    }
    let url = &blueprint.database_url;
    if blueprint.migrate {
        migrate(url, Arc::clone(&blueprint.ids)).await?;
    } else {
        let pending = liaison_migrations::pending(url).await?;
        if !pending.is_empty() {
            return Err(StartFault::Unmigrated(pending));
        }
    }
    let store = Store::connect(url, &blueprint.store, Arc::clone(&blueprint.ids)).await?;
    let Blueprint { clock, ids, keys, limits, settings, .. } = blueprint;
    Ok(App::start(Parts { store, clock, ids, keys, limits, settings }).await?)
}

/// Brings the database's schema up to this release, with what can be found of the records in it, and answers the steps that it
/// lacked.
///
/// # Errors
/// Those of the migrations, and of the store.
pub async fn migrate(database_url: &str, ids: Arc<dyn IdSource>) -> Result<Vec<String>, StartFault> {
    let mut epoch = [0; 16];
    epoch.copy_from_slice(&ids.secret()[..16]);
    let applied = liaison_migrations::run(database_url, epoch).await?;
    if search::calls_for(&applied) {
        let store = Store::connect(database_url, &Options::default(), ids).await?;
        search::reindex(&store).await?;
        store.close().await?;
    }
    Ok(applied)
}

/// Makes what can be found of all records anew, in a database whose schema is this release's.
///
/// # Errors
/// See [`StartFault`].
pub async fn reindex(database_url: &str, ids: Arc<dyn IdSource>) -> Result<(), StartFault> {
    let pending = liaison_migrations::pending(database_url).await?;
    if !pending.is_empty() {
        return Err(StartFault::Unmigrated(pending));
    }
    let store = Store::connect(database_url, &Options::default(), ids).await?;
    search::reindex(&store).await?;
    Ok(store.close().await?)
}

/// Holds the whole record of a database, whose schema is this release's, against its roots and these keys; changes nothing.
///
/// # Errors
/// See [`StartFault`]; a record that is broken is no error.
pub async fn verify(
    database_url: &str,
    ids: Arc<dyn IdSource>,
    keys: &KnownKeys,
    kept: &KeptRoots,
) -> Result<Report, StartFault> {
    let pending = liaison_migrations::pending(database_url).await?;
    if !pending.is_empty() {
        return Err(StartFault::Unmigrated(pending));
    }
    let store = Store::connect(database_url, &Options::default(), ids).await?;
    let report = integrity::verify(&store, keys, kept).await;
    store.close().await?;
    Ok(report?)
}

/// The transports over a node, with the console.
///
/// # Errors
/// Where the schema cannot be read back.
pub fn transports(app: &App) -> Result<Gateway, TypeMapFault> {
    let metrics = http::recorder();
    let accounts = Arc::new(app.clone());
    let clock = app.shared_clock();
    Ok(Gateway::new(http::Parts {
        engine: engine(app)?,
        authenticator: Authenticator::new(Arc::clone(app.keys()), accounts, clock, app.limits())
            .trusting(app.issuer().cloned()),
        ids: app.shared_ids(),
        tasks: app.tasks().clone(),
        readiness: Arc::new(app.clone()),
        metrics,
        rates: Arc::new(Rates::new(app.limits(), app.shared_clock())),
        cors: app.settings().exposure.cors.clone(),
        https: app.settings().exposure.https,
        proxies: app.settings().proxies.clone(),
        compression: true,
        locale: app.settings().locale,
    }))
}

/// The schema over a node: every call gets the scope of its caller.
fn engine(app: &App) -> Result<Engine, TypeMapFault> {
    let mut options = options(app.limits(), &app.settings().exposure);
    let public = portal::PUBLIC_FIELDS.into_iter().chain(account::PUBLIC_FIELDS);
    options.public_fields = public.map(str::to_owned).collect();
    options.guest_fields = guest::OPEN_FIELDS.map(str::to_owned).to_vec();
    options.doing = api_key::doing;
    let node = app.clone();
    options.attach = Arc::new(move |request, context| scope::attach(&node, request, context));
    options.witness = Some(Arc::new(Overseen(app.clone())));
    Engine::new(schema::builder, options)
}

/// What of an engine does not need a node: the limits, the form of scalars, which documents are taken.
fn options(limits: &Arc<Limits>, exposure: &Exposure) -> EngineOptions {
    EngineOptions {
        introspection: exposure.introspection,
        registered: Arc::clone(&exposure.registered),
        registered_only: exposure.registered_only,
        scalars: scalars::CHECKS.to_vec(),
        ..EngineOptions::new(Arc::clone(limits))
    }
}

/// Serves the node on `listener` until its tasks are told to stop, then ends it: running calls get `patience`. Whether
/// everything had ended by then. A demo hands out `people`.
///
/// # Errors
/// As [`open`].
pub async fn serve(
    app: App,
    listener: TcpListener,
    people: Option<Vec<DemoPerson>>,
    patience: Duration,
) -> Result<bool, StartFault> {
    let gateway = transports(&app)?;
    let keys = http::published_keys(Arc::clone(app.keys()));
    let mut routes = gateway.routes().merge(http::calendar_files(Arc::new(app.clone()))).merge(keys);
    if let Some(people) = people {
        routes = routes.merge(http::demo_people(&people));
    }
    let drained =
        http::serve(listener, gateway.frame(routes), app.tasks().clone(), app.limits(), patience).await?;
    Ok(app.stop(patience).await && drained)
}

impl Readiness for App {
    /// Ready where the database answers and the directory can be read.
    fn ready(&self) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(async move {
            let db = self.store().read(&Statements::default());
            match self.pictures().current(&db).await {
                Ok(_) => Ok(()),
                Err(error) => {
                    tracing::warn!(error.cause = &error as &dyn std::error::Error, "node.not_ready");
                    Err("the database does not answer".to_owned())
                }
            }
        })
    }
}
