//! `liaison verify`: whether a record is what was written, for whoever has the database and the published keys.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use liaison_domain::integrity::Break;
use liaison_gateway::clock::SystemClock;
use liaison_gateway::graphql::node::id_of;
use liaison_gateway::identity::SystemIds;
use liaison_gateway::integrity::{KeptRoots, KnownKeys, Report};
use liaison_gateway::node;

use super::serve::Key;
use super::{Database, Failure, Outcome, print};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    key: Key,
    /// The published keys, as `/.well-known/jwks.json` answers them; those of `LIAISON_JWT_KEY` where left out.
    #[arg(long, value_name = "JWKS")]
    keys: Option<PathBuf>,
    /// Roots that were kept elsewhere: answers to `recordRoots { nodes { statement } }`, or one root a line.
    #[arg(long, value_name = "JSON")]
    roots: Option<PathBuf>,
}

pub(super) async fn run(arguments: Arguments) -> Outcome {
    let keys = match &arguments.keys {
        Some(path) => read(path, KnownKeys::of_set)?,
        None => KnownKeys::of_keys(arguments.key.load()?.as_ref()),
    };
    let kept = match &arguments.roots {
        Some(path) => read(path, KeptRoots::read)?,
        None => KeptRoots::default(),
    };
    let ids = Arc::new(SystemIds::new(Arc::new(SystemClock)));
    let report = node::verify(&arguments.database.database_url, ids, &keys, &kept).await?;
    print(&told(&report, arguments.roots.is_some()))?;
    Ok(if report.is_whole() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What a file has in it; its name stands before why it has not.
fn read<T, E: std::error::Error>(
    path: &Path,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, Failure> {
    let named = |cause: &dyn std::fmt::Display| Failure::new(format!("{}: {cause}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|cause| named(&cause))?;
    parse(&text).map_err(|cause| named(&cause))
}

fn told(report: &Report, compared: bool) -> String {
    let Report { events, roots, kept, signatures, uncovered, .. } = report;
    let mut text = format!("Checked: {events} events, {roots} signed spans, {signatures} signatures.\n");
    if compared {
        let _ = writeln!(text, "Of the roots kept elsewhere, {kept} are those of the record.");
    }
    if let Some(since) = report.uncovered_since {
        let _ = writeln!(text, "No root covers the newest {uncovered} events yet, the oldest of {since}.");
    }
    for (kid, signatures) in &report.unknown {
        let _ = writeln!(
            text,
            "Unknown key {kid}: {signatures} signatures name it, and nothing can be said of them."
        );
    }
    match &report.broken {
        Some(broken) => {
            let _ = writeln!(text, "Broken{}: {}.", place(broken), broken.fault);
        }
        None if report.unknown.is_empty() => text.push_str("Everything fits.\n"),
        None => text.push_str("Everything else fits.\n"),
    }
    text
}

/// Where in the record, as far as it is known.
fn place(broken: &Break) -> String {
    let mut text = String::new();
    if let Some(position) = broken.position {
        let _ = write!(text, " at position {position}");
    }
    if let Some((kind, id)) = broken.subject {
        let _ = write!(text, " in {}", id_of(kind, id).as_str());
    }
    text
}
