//! The command line: what can be asked of the binary, and how it answers.
//!
//! Owns arguments, exit codes and what is printed; each command delegates to the library at once. Results go to standard
//! output, logs and refusals to standard error. Exit code 0: done; 1: failed or partly refused; 2: not understood.

mod calendar;
mod demo;
mod exposure;
mod import;
mod issuer;
mod keygen;
mod logging;
mod migrate;
mod password;
mod person;
mod reindex;
mod schema;
mod serve;
mod signals;
mod token;
mod verify;

use std::fmt;
use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use liaison_gateway::config::DEFAULT_DATABASE;

/// Carries cross-department work from registration to rating: one GraphQL API on SQLite or PostgreSQL.
#[derive(Debug, Parser)]
#[command(name = "liaison", version, max_term_width = 100)]
struct CommandLine {
    #[command(flatten)]
    logging: logging::Arguments,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// A fresh embedded database with the demo company, and the server on it.
    Demo(demo::Arguments),
    /// The server.
    Serve(serve::Arguments),
    /// Prints a new Ed25519 private key as PKCS#8 PEM, for `LIAISON_JWT_KEY`.
    Keygen,
    /// Brings the database's schema up to this version.
    Migrate(Database),
    /// Makes what the search knows anew from the records, step by step; nodes may serve meanwhile.
    Reindex(Database),
    /// Prints the GraphQL schema, byte for byte `schema.graphql`.
    Schema,
    /// Takes departments and people from CSV files; running it again changes nothing.
    Import(import::Arguments),
    /// Official schedules of holidays and make-up days.
    Calendar(calendar::Arguments),
    /// Prints a secret with which a person sets their password, once, within a day.
    Password(person::Person),
    /// Prints a bearer token for a person.
    Token(token::Arguments),
    /// Holds the whole record against its digests, its signed roots and the published keys, and names the first break.
    Verify(verify::Arguments),
}

/// Which database a command works on.
#[derive(Debug, clap::Args)]
struct Database {
    /// `sqlite:` with a path, or `postgres://`.
    #[arg(long, env = "LIAISON_DATABASE_URL", default_value = DEFAULT_DATABASE, hide_env_values = true)]
    database_url: String,
}

/// Why a command ended: one line for people, the causes after it.
#[derive(Debug)]
struct Failure(String);

impl Failure {
    fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        Self(text)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a command answers: how it ended, or why it could not.
type Outcome = Result<ExitCode, Failure>;

/// Reads the command line, runs the command, and says how it ended.
pub(crate) fn run() -> ExitCode {
    let line = CommandLine::parse();
    let outcome = line.logging.start().and_then(|()| {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(line.command.run())
    });
    outcome.unwrap_or_else(|failure| {
        // Standard error may be closed; there is nobody left to tell then.
        let _ = writeln!(std::io::stderr(), "liaison: {failure}");
        ExitCode::FAILURE
    })
}

impl Command {
    async fn run(self) -> Outcome {
        match self {
            Self::Demo(arguments) => demo::run(arguments).await,
            Self::Serve(arguments) => serve::run(arguments).await,
            Self::Keygen => keygen::run(),
            Self::Migrate(database) => migrate::run(&database).await,
            Self::Reindex(database) => reindex::run(&database).await,
            Self::Schema => schema::run(),
            Self::Import(arguments) => import::run(arguments).await,
            Self::Calendar(arguments) => calendar::run(arguments).await,
            Self::Password(arguments) => password::run(&arguments).await,
            Self::Token(arguments) => token::run(arguments).await,
            Self::Verify(arguments) => verify::run(arguments).await,
        }
    }
}

/// Writes a result to standard output.
fn print(text: &str) -> Result<(), Failure> {
    let mut output = std::io::stdout().lock();
    output.write_all(text.as_bytes())?;
    output.flush()?;
    Ok(())
}
