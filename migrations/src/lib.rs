//! The schema of the database, step by step, the same steps for SQLite and PostgreSQL.
//!
//! Owns the order of the steps and how they are run: under a lock, so that nodes which start together are safe, and never
//! on a schema that a newer release has written. What the tables mean is told by the stores (`liaison-persistence`), which
//! this crate does not know; the gateway calls both.
//!
//! A step is one dated file whose name is frozen once released; its SQL is written once, with the words of
//! [`script`] for what the two databases call differently. Steps expand; a contraction follows a release later.

pub mod script;

mod m20261122_000001_record;
mod m20261122_000002_directory;
mod m20261122_000003_request;
mod m20261122_000004_task;
mod m20261122_000005_problem;
mod m20261122_000006_rating;
mod m20261130_000007_policy;
mod m20261130_000008_deadline;
mod m20261130_000009_notification;
mod m20261130_000010_meeting;
mod m20261130_000011_customer;
mod m20261130_000012_comment;
mod m20261130_000013_ticket;
mod m20261130_000014_calendar_feed;
mod m20261130_000015_search;
mod m20261130_000016_person_erase;
mod m20261130_000017_guest;
mod m20261130_000018_access_log;
mod m20261130_000019_account;
mod m20261201_000020_api_key;
mod m20261201_000021_record_root;

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DbBackend, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};

/// The lock that migrating nodes hold on PostgreSQL; any number that no other use of the database takes.
const ADVISORY_LOCK: i64 = 0x6c69_6169_736f_6e01;

/// Why a schema was not brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The database has steps that this release does not know; a newer one has written it.
    #[error("the database was migrated by a newer release, which has the steps {0:?}")]
    Newer(Vec<String>),
    /// The database refused.
    #[error("the database could not be migrated")]
    Database(#[from] DbErr),
}

/// The steps, in the order in which they are applied; a new one is added at the end.
const STEPS: &[script::Step] = &[
    m20261122_000001_record::STEP,
    m20261122_000002_directory::STEP,
    m20261122_000003_request::STEP,
    m20261122_000004_task::STEP,
    m20261122_000005_problem::STEP,
    m20261122_000006_rating::STEP,
    m20261130_000007_policy::STEP,
    m20261130_000008_deadline::STEP,
    m20261130_000009_notification::STEP,
    m20261130_000010_meeting::STEP,
    m20261130_000011_customer::STEP,
    m20261130_000012_comment::STEP,
    m20261130_000013_ticket::STEP,
    m20261130_000014_calendar_feed::STEP,
    m20261130_000015_search::STEP,
    m20261130_000016_person_erase::STEP,
    m20261130_000017_guest::STEP,
    m20261130_000018_access_log::STEP,
    m20261130_000019_account::STEP,
    m20261201_000020_api_key::STEP,
    m20261201_000021_record_root::STEP,
];

/// The steps as the migration library wants them.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        STEPS.iter().map(|step| Box::new(*step) as Box<dyn MigrationTrait>).collect()
    }
}

/// Applies the steps that the database at `url` lacks, alone among all nodes, and answers their names.
///
/// `epoch` becomes the identity of the database if it has none yet: cursors carry it, so one of another database or of a
/// restored backup is refused. It is 16 random bytes from the caller.
///
/// # Errors
/// [`MigrationError::Newer`] without touching anything; [`MigrationError::Database`] with the failing step rolled back.
pub async fn run(url: &str, epoch: [u8; 16]) -> Result<Vec<String>, MigrationError> {
    let db = connect(url).await?;
    let applied = match db.get_database_backend() {
        DbBackend::Sqlite => run_on_sqlite(&db, epoch).await,
        _ => run_on_postgres(&db, epoch).await,
    };
    db.close().await?;
    applied
}

/// The names of the steps that the database at `url` lacks; changes nothing.
///
/// # Errors
/// As [`run`].
pub async fn pending(url: &str) -> Result<Vec<String>, MigrationError> {
    let db = connect(url).await?;
    let names = missing(&db).await;
    db.close().await?;
    names
}

/// One connection without the time limits that the server sets for its own: a step may take as long as it must.
async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .create_if_missing(true)
            .journal_mode(sea_orm_migration::sea_orm::sqlx::sqlite::SqliteJournalMode::Wal)
            .busy_timeout(std::time::Duration::from_mins(1))
    });
    Database::connect(options).await
}

async fn run_on_sqlite(db: &DatabaseConnection, epoch: [u8; 16]) -> Result<Vec<String>, MigrationError> {
    let immediate = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let transaction = db.begin_with_options(immediate).await?;
    let names = missing(&transaction).await?;
    Migrator::up(&transaction, None).await?;
    script::identify(&transaction, epoch).await?;
    transaction.commit().await?;
    Ok(names)
}

async fn run_on_postgres(db: &DatabaseConnection, epoch: [u8; 16]) -> Result<Vec<String>, MigrationError> {
    // The session holds the lock and ends with `close`, so a crash releases it too.
    db.execute_unprepared(&format!("SELECT pg_advisory_lock({ADVISORY_LOCK})")).await?;
    let names = missing(db).await?;
    Migrator::up(db, None).await?;
    script::identify(db, epoch).await?;
    Ok(names)
}

async fn missing<C: ConnectionTrait>(db: &C) -> Result<Vec<String>, MigrationError> {
    let known: Vec<String> = STEPS.iter().map(|step| step.name.to_owned()).collect();
    let applied = script::applied(db).await?;
    let unknown: Vec<String> = applied.iter().filter(|name| !known.contains(name)).cloned().collect();
    if !unknown.is_empty() {
        return Err(MigrationError::Newer(unknown));
    }
    Ok(known.into_iter().filter(|name| !applied.contains(name)).collect())
}
