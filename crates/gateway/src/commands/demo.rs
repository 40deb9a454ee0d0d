//! `liaison demo`: a fresh embedded database with the demo company, and the server on it.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::ValueEnum;
use liaison_domain::time::Clock as _;
use liaison_gateway::app::Settings;
use liaison_gateway::auth::Keys;
use liaison_gateway::clock::{ShiftedClock, SystemClock};
use liaison_gateway::config::{DEFAULT_GRACE_SECONDS, DEFAULT_LISTEN};
use liaison_gateway::demo::{self, DemoClock, Furnished};
use liaison_gateway::http::DemoPerson;
use liaison_gateway::identity::SystemIds;
use liaison_gateway::jobs::{self, deadlines::ClockGuard};
use liaison_gateway::node::{self, Blueprint};
use liaison_gateway::walkthrough::walkthrough;
use liaison_persistence::store::{Options, Synchronous};
use tokio::net::TcpListener;

use super::issuer::Issuer;
use super::serve::{limits, until_told};
use super::signals::Signals;
use super::{Failure, Outcome, print};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Address and port; port 0 takes a free one.
    #[arg(long, env = "LIAISON_LISTEN", default_value = DEFAULT_LISTEN)]
    listen: SocketAddr,
    /// The folder for the database, which must not have one yet; a temporary one unless given.
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Run at the present time instead of from 2024-05-06 09:00 +08:00 on.
    #[arg(long)]
    clock: Option<DemoTime>,
    #[command(flatten)]
    issuer: Issuer,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum DemoTime {
    /// The machine's own clock.
    Real,
}

/// Where the database lies; a temporary folder goes with it.
struct Folder {
    path: PathBuf,
    _temporary: Option<tempfile::TempDir>,
}

impl Folder {
    fn prepare(given: Option<PathBuf>) -> Result<Self, Failure> {
        let Some(path) = given else {
            let temporary = tempfile::Builder::new().prefix("liaison-demo-").tempdir()?;
            return Ok(Self { path: temporary.path().to_owned(), _temporary: Some(temporary) });
        };
        std::fs::create_dir_all(&path)?;
        if path.join(DATABASE).exists() {
            let text = format!("{} has a database already: a demo starts with a fresh one", path.display());
            return Err(Failure::new(text));
        }
        Ok(Self { path, _temporary: None })
    }
}

const DATABASE: &str = "liaison.db";

pub(super) async fn run(arguments: Arguments) -> Outcome {
    let signals = Signals::listen()?;
    let trust = arguments.issuer.trust()?;
    let folder = Folder::prepare(arguments.folder)?;
    // The address first: a port in use is told before the company is made.
    let listener = TcpListener::bind(arguments.listen).await?;
    let real = arguments.clock.is_some();
    let start = if real { SystemClock.now() } else { demo::START };
    let clock = Arc::new(DemoClock::standing_at(start));
    let mut blueprint = blueprint(&folder.path, &clock)?;
    blueprint.settings.trust = trust;
    let app = node::open(blueprint).await?;
    print("Making a company with half a year behind it …\n")?;
    let furnished = demo::furnish(&app, &clock, start, demo::SEED).await?;
    if real {
        clock.release(SystemClock);
    } else {
        clock.release(ShiftedClock::starting_at(start));
    }
    jobs::start(&app, ClockGuard::Shifted);
    let people = demo::people(&app)?;
    let zone = app.policies().latest().hours().zone().clone();
    let started = start.timestamp().to_zoned(zone).strftime("%Y-%m-%d %H:%M %:z").to_string();
    print(&greeting(listener.local_addr()?, &folder.path, &started, furnished, &people))?;
    until_told(app, listener, Some(people), Duration::from_secs(DEFAULT_GRACE_SECONDS), signals).await
}

fn blueprint(folder: &Path, clock: &Arc<DemoClock>) -> Result<Blueprint, Failure> {
    Ok(Blueprint {
        database_url: format!("sqlite:{}", folder.join(DATABASE).display()),
        migrate: true,
        // What a power cut would take from a demo can be made again.
        store: Options { synchronous: Synchronous::Normal, ..Options::default() },
        ids: Arc::new(SystemIds::new(clock.clone())),
        clock: clock.clone(),
        keys: Arc::new(Keys::from_pem(&Keys::keygen()?)?),
        limits: limits()?,
        settings: Settings::default(),
    })
}

/// What is printed once the server is about to serve; tokens stand alone on their lines, to be pasted.
fn greeting(
    address: SocketAddr,
    folder: &Path,
    started: &str,
    furnished: Furnished,
    people: &[DemoPerson],
) -> String {
    let Furnished { departments, people: employees, requests, portal } = furnished;
    let seed = demo::SEED;
    let mut text = format!(
        "Liaison demo: {departments} departments, {employees} people, {requests} requests (seed {seed})\n\
         Clock:    {started}\n\
         Database: {}\n\
         Console:  http://{address}/\n\
         Events:   http://{address}/graphql/stream and ws://{address}/graphql\n\n\
         Tokens:\n",
        folder.display()
    );
    for person in people {
        let part = walkthrough().cast.iter().find(|member| member.key == person.key);
        let part =
            part.map(|member| format!("{}, {}", member.part.zh_cn, member.part.en)).unwrap_or_default();
        let DemoPerson { employee_number, name, position, department, token, .. } = person;
        let _ = writeln!(text, "{employee_number} {name}, {department} {position} ({part})\n{token}");
    }
    if let Some(token) = portal {
        let _ = writeln!(text, "\nPortal of a customer's ticket (portalTicket):\n{}", token.reveal());
    }
    let _ = writeln!(text, "\nReady: http://{address}/graphql");
    text
}
