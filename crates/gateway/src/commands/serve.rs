//! `liaison serve`: the server, until a signal ends it.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use liaison_gateway::address::Proxies;
use liaison_gateway::app::{App, Settings};
use liaison_gateway::auth::Keys;
use liaison_gateway::clock::SystemClock;
use liaison_gateway::config::{DEFAULT_GRACE_SECONDS, DEFAULT_LISTEN, DEFAULT_PASSWORD_DAYS};
use liaison_gateway::http::DemoPerson;
use liaison_gateway::identity::SystemIds;
use liaison_gateway::jobs::{self, deadlines::ClockGuard};
use liaison_gateway::limits::Limits;
use liaison_gateway::node::{self, Blueprint};
use liaison_persistence::store::Options;
use secrecy::SecretString;
use tokio::net::TcpListener;

use super::exposure::Exposed;
use super::issuer::Issuer;
use super::signals::Signals;
use super::{Database, Failure, Outcome, print};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    key: Key,
    /// Address and port; port 0 takes a free one.
    #[arg(long, env = "LIAISON_LISTEN", default_value = DEFAULT_LISTEN)]
    listen: SocketAddr,
    /// Whether migrations run first; without, a database whose schema is not this release's is refused.
    #[arg(long, env = "LIAISON_MIGRATE", default_value_t = true, action = clap::ArgAction::Set)]
    migrate: bool,
    /// Seconds that running calls may take to finish when the process is told to end.
    #[arg(long, env = "LIAISON_GRACE_SECONDS", default_value_t = DEFAULT_GRACE_SECONDS)]
    grace_seconds: u64,
    /// Days after which a password has to be changed; 0 for never.
    #[arg(long, env = "LIAISON_PASSWORD_DAYS", default_value_t = DEFAULT_PASSWORD_DAYS, value_parser = clap::value_parser!(i64).range(0..=3_650))]
    password_days: i64,
    /// Addresses and networks, separated by commas, whose `X-Forwarded-For` says where a call comes from.
    #[arg(long, env = "LIAISON_TRUSTED_PROXIES", default_value = "")]
    trusted_proxies: Proxies,
    #[command(flatten)]
    issuer: Issuer,
    #[command(flatten)]
    exposure: Exposed,
}

/// The signing key.
#[derive(Debug, clap::Args)]
pub(super) struct Key {
    /// Ed25519 keys: PKCS#8 PEM, the path of a file with it, or of a folder of such files, whose last signs; `liaison keygen`
    /// makes one.
    #[arg(long, env = "LIAISON_JWT_KEY", hide_env_values = true)]
    jwt_key: Option<SecretString>,
}

impl Key {
    /// Reads it; nothing that signs works without one.
    pub(super) fn load(&self) -> Result<Arc<Keys>, Failure> {
        let source = self.jwt_key.as_ref().ok_or_else(|| {
            Failure::new("LIAISON_JWT_KEY is not set: make a key with `liaison keygen`; there is no default")
        })?;
        Ok(Arc::new(Keys::load(source)?))
    }
}

/// The limits, as the environment sets them.
pub(super) fn limits() -> Result<Arc<Limits>, Failure> {
    Ok(Arc::new(Limits::from_env(|name| std::env::var(name).ok())?))
}

/// A blueprint with the machine's clock and randomness.
pub(super) fn blueprint(database: &Database, keys: Arc<Keys>, migrate: bool) -> Result<Blueprint, Failure> {
    let clock = Arc::new(SystemClock);
    Ok(Blueprint {
        database_url: database.database_url.clone(),
        migrate,
        store: Options::default(),
        ids: Arc::new(SystemIds::new(clock.clone())),
        clock,
        keys,
        limits: limits()?,
        settings: Settings::default(),
    })
}

pub(super) async fn run(arguments: Arguments) -> Outcome {
    let signals = Signals::listen()?;
    let mut blueprint = blueprint(&arguments.database, arguments.key.load()?, arguments.migrate)?;
    blueprint.settings.password_days = arguments.password_days;
    blueprint.settings.proxies = arguments.trusted_proxies;
    blueprint.settings.trust = arguments.issuer.trust()?;
    blueprint.settings.exposure = arguments.exposure.read()?;
    let app = node::open(blueprint).await?;
    let listener = TcpListener::bind(arguments.listen).await?;
    let address = listener.local_addr()?;
    jobs::start(&app, ClockGuard::Compare);
    print(&format!("Ready: http://{address}/graphql\n"))?;
    until_told(app, listener, None, Duration::from_secs(arguments.grace_seconds), signals).await
}

/// Serves until a signal comes, then ends the node; a second signal ends the process at once.
pub(super) async fn until_told(
    app: App,
    listener: TcpListener,
    people: Option<Vec<DemoPerson>>,
    grace: Duration,
    mut signals: Signals,
) -> Outcome {
    let serving = node::serve(app.clone(), listener, people, grace);
    tokio::pin!(serving);
    tokio::select! {
        ended = &mut serving => return Ok(exit_code(ended?)),
        () = signals.next() => {}
    }
    tracing::info!("process.stopping");
    app.tasks().stop();
    tokio::select! {
        ended = serving => Ok(exit_code(ended?)),
        () = signals.next() => Ok(ExitCode::FAILURE),
    }
}

fn exit_code(all_ended: bool) -> ExitCode {
    if all_ended {
        return ExitCode::SUCCESS;
    }
    tracing::warn!("process.stopped_with_work_left");
    ExitCode::FAILURE
}
