//! Structured logs on standard error: one line a call, as text or JSON. No token and no personal data stand in them,
//! because who logs gives IDs, codes and durations only.

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;

use super::Failure;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Which log lines are written: a level, or directives such as `info,liaison_persistence=debug`.
    #[arg(long, global = true, env = "LIAISON_LOG", default_value = "info")]
    log: String,
    /// How they are written.
    #[arg(long, global = true, env = "LIAISON_LOG_FORMAT", default_value = "text")]
    log_format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Arguments {
    /// Starts logging for the rest of the process.
    pub(super) fn start(&self) -> Result<(), Failure> {
        // What the database library says of its own at `info` is the operator's only when asked for by name.
        let directives = format!("sqlx=warn,sea_orm=warn,sea_orm_migration=warn,{}", self.log);
        let filter = EnvFilter::try_new(directives)?;
        let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
        let started = match self.log_format {
            Format::Text => lines.with_ansi(false).try_init(),
            Format::Json => lines.json().flatten_event(true).with_current_span(false).try_init(),
        };
        started.map_err(|fault| Failure::new(fault.to_string()))
    }
}
