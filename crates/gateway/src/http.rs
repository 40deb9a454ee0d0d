//! Wire forms: HTTP by the GraphQL-over-HTTP specification, `graphql-transport-ws`, both modes of `graphql-sse`, and the
//! addresses that operators ask. The only module that names the HTTP library.
//!
//! Owns reading, negotiating, status codes, headers, connections and their bounds. It does not know the schema: a
//! [`Call`](crate::graphql::pipeline::Call) goes to the [`Engine`], bytes come back. Who calls is told by the
//! [`Authenticator`].

mod calendar;
mod console;
mod cors;
mod demo;
mod event_stream;
mod frame;
mod graphql;
mod health;
mod keys;
mod metrics;
mod negotiate;
mod read;
mod respond;
mod serve;
mod slots;
mod toll;
mod websocket;

use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::http::HeaderValue;
use axum::middleware;
use axum::routing::{any, get};
use futures_util::future::BoxFuture;
use liaison_domain::ids::IdSource;
use metrics_exporter_prometheus::PrometheusHandle;
use tower_http::compression::CompressionLayer;

pub use crate::exposure::CorsOrigins;
pub use calendar::{CalendarFiles, calendar_files};
pub use demo::{DemoPerson, demo_people};
pub use keys::published_keys;
pub use metrics::recorder;
pub use serve::serve;

use crate::address::Proxies;
use crate::auth::Authenticator;
use crate::graphql::pipeline::Engine;
use crate::limits::Limits;
use crate::locale::Locale;
use crate::rate::Rates;
use crate::tasks::Tasks;
use event_stream::Reservations;
use slots::Slots;

/// Tells whether this node may be sent calls: the database answers, the schema is the expected one.
pub trait Readiness: Send + Sync + 'static {
    /// `Err` with a word for operators where it may not.
    fn ready(&self) -> BoxFuture<'_, Result<(), String>>;
}

/// Everything the transports need, made by whoever assembles the process.
#[derive(Clone)]
pub struct Parts {
    /// Answers calls.
    pub engine: Engine,
    /// Tells who calls.
    pub authenticator: Authenticator,
    /// Where request IDs and reservation tokens come from.
    pub ids: Arc<dyn IdSource>,
    /// Runs what outlives a request, and says when to stop.
    pub tasks: Tasks,
    /// Asked by `/readyz`.
    pub readiness: Arc<dyn Readiness>,
    /// What `/metrics` prints; see [`recorder`].
    pub metrics: PrometheusHandle,
    /// How much may be asked in how much time.
    pub rates: Arc<Rates>,
    /// Which web pages of other origins may call.
    pub cors: CorsOrigins,
    /// Whether browsers are told to come over TLS alone.
    pub https: bool,
    /// Whose word on where a call comes from is taken.
    pub proxies: Proxies,
    /// Whether answers are compressed for clients that ask.
    pub compression: bool,
    /// The organisation's language.
    pub locale: Locale,
}

/// The transports over one engine. Cloning is cheap and shares the connections' bounds.
#[derive(Clone)]
pub struct Gateway(Arc<Shared>);

struct Shared {
    parts: Parts,
    slots: Slots,
    reservations: Reservations,
    policy: Option<HeaderValue>,
}

impl Gateway {
    /// The transports over these parts.
    pub fn new(parts: Parts) -> Self {
        let limits = Arc::clone(parts.engine.limits());
        metrics::describe(&limits);
        let reservations = Reservations::new(&limits);
        let policy = toll::policy(&parts.rates);
        Self(Arc::new(Shared { slots: Slots::new(&limits), reservations, policy, parts }))
    }

    /// The routes with everything around them, ready to be served.
    pub fn router(&self) -> Router {
        self.frame(self.routes())
    }

    /// The routes alone; merge further ones, such as those of the demo, and put [`Gateway::frame`] around all.
    pub fn routes(&self) -> Router {
        Router::new()
            .route("/", get(console::page))
            .route("/graphql", any(graphql::handle))
            .route("/graphql/stream", any(event_stream::handle))
            .route("/healthz", get(health::alive))
            .route("/readyz", get(health::ready))
            .route("/metrics", get(health::metrics))
            .with_state(self.clone())
    }

    /// Puts request IDs, security headers, CORS, the toll of an address, compression and the log line around `routes`, and an answer for every
    /// other address.
    pub fn frame(&self, routes: Router) -> Router {
        let parts = &self.0.parts;
        let routes = routes
            .fallback(respond::not_found)
            .layer(middleware::from_fn_with_state(self.clone(), toll::gate))
            .layer(cors::layer(&parts.cors))
            .layer(middleware::from_fn_with_state(self.clone(), frame::around));
        if parts.compression { routes.layer(CompressionLayer::new()) } else { routes }
    }

    fn engine(&self) -> &Engine {
        &self.0.parts.engine
    }

    fn limits(&self) -> &Arc<Limits> {
        self.0.parts.engine.limits()
    }

    fn authenticator(&self) -> &Authenticator {
        &self.0.parts.authenticator
    }

    fn ids(&self) -> &dyn IdSource {
        self.0.parts.ids.as_ref()
    }

    fn rates(&self) -> &Rates {
        &self.0.parts.rates
    }

    fn tasks(&self) -> &Tasks {
        &self.0.parts.tasks
    }

    fn slots(&self) -> &Slots {
        &self.0.slots
    }

    fn reservations(&self) -> &Reservations {
        &self.0.reservations
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway").finish_non_exhaustive()
    }
}
