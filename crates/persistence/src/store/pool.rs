//! The pools and the bounded queue before SQLite's one writer.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode,
    TransactionOptions, TransactionTrait as _,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::Error;

/// How long anybody waits for a connection or for the writer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How many units of work may wait for SQLite's writer, the running one included.
const QUEUE: usize = 256;
/// How long SQLite waits for another process that writes to the same file.
const BUSY: Duration = Duration::from_secs(5);
/// Prepared statements kept by each connection; a document of ours uses some dozens.
const PREPARED: usize = 256;

/// What survives when the power fails, on SQLite.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Synchronous {
    /// Every acknowledged change.
    #[default]
    Full,
    /// Everything but the last moments; never a broken file.
    Normal,
}

/// How the pools are made.
#[derive(Clone, Debug)]
pub struct Options {
    /// Connections for reading on SQLite, for everything on PostgreSQL.
    pub connections: u32,
    /// What survives a power cut, on SQLite; PostgreSQL has its own settings for that.
    pub synchronous: Synchronous,
    /// How long one statement may take on PostgreSQL.
    pub statement_timeout: Duration,
    /// How long a transaction may do nothing on PostgreSQL before it is ended: it holds the feed back.
    pub idle_in_transaction_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connections: 8,
            synchronous: Synchronous::Full,
            statement_timeout: Duration::from_secs(10),
            idle_in_transaction_timeout: Duration::from_secs(10),
        }
    }
}

/// A place in the queue, and then the writer itself; both are given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    _writer: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

pub(super) enum Pools {
    Sqlite {
        readers: DatabaseConnection,
        writer: DatabaseConnection,
        places: Arc<Semaphore>,
        turn: Arc<Semaphore>,
    },
    Postgres(DatabaseConnection),
}

impl Pools {
    pub(super) async fn open(url: &str, options: &Options) -> Result<Self, Error> {
        if url.starts_with("sqlite:") {
            // The writer comes first: it turns the file to WAL, which the readers then find.
            let writer = Database::connect(sqlite(url, options, 1, false)).await?;
            let readers = Database::connect(sqlite(url, options, options.connections, true)).await?;
            let (places, turn) = (Arc::new(Semaphore::new(QUEUE)), Arc::new(Semaphore::new(1)));
            return Ok(Self::Sqlite { readers, writer, places, turn });
        }
        Ok(Self::Postgres(Database::connect(postgres(url, options)).await?))
    }

    pub(super) const fn reading(&self) -> &DatabaseConnection {
        match self {
            Self::Sqlite { readers, .. } => readers,
            Self::Postgres(pool) => pool,
        }
    }

    pub(super) async fn begin(&self) -> Result<(DatabaseTransaction, Option<Turn>), Error> {
        match self {
            Self::Postgres(pool) => Ok((pool.begin_with_options(TransactionOptions::default()).await?, None)),
            Self::Sqlite { writer, places, turn, .. } => {
                let place = Arc::clone(places).try_acquire_owned().map_err(|_| Error::busy())?;
                let writing = tokio::time::timeout(PATIENCE, Arc::clone(turn).acquire_owned())
                    .await
                    .map_err(|_| Error::busy())?
                    .map_err(|_| Error::busy())?;
                let immediate = TransactionOptions {
                    sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                    ..TransactionOptions::default()
                };
                let transaction = writer.begin_with_options(immediate).await?;
                Ok((transaction, Some(Turn { _writer: writing, _place: place })))
            }
        }
    }

    pub(super) async fn close(&self) -> Result<(), Error> {
        match self {
            Self::Sqlite { readers, writer, .. } => {
                readers.close_by_ref().await?;
                Ok(writer.close_by_ref().await?)
            }
            Self::Postgres(pool) => Ok(pool.close_by_ref().await?),
        }
    }
}

fn common(url: &str, connections: u32) -> ConnectOptions {
    let mut common = ConnectOptions::new(url);
    common
        .max_connections(connections)
        .min_connections(connections.min(1))
        .acquire_timeout(PATIENCE)
        .connect_timeout(PATIENCE)
        .test_before_acquire(false)
        .sqlx_logging(false);
    common
}

fn sqlite(url: &str, options: &Options, connections: u32, read_only: bool) -> ConnectOptions {
    let mut settings = common(url, connections);
    let synchronous = match options.synchronous {
        Synchronous::Full => SqliteSynchronous::Full,
        Synchronous::Normal => SqliteSynchronous::Normal,
    };
    settings.map_sqlx_sqlite_opts(move |sqlite| {
        let sqlite = sqlite
            .create_if_missing(false)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(synchronous)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            .statement_cache_capacity(PREPARED);
        // What is erased is overwritten, not only let go of.
        if read_only { sqlite.pragma("query_only", "ON") } else { sqlite.pragma("secure_delete", "ON") }
    });
    settings
}

fn postgres(url: &str, options: &Options) -> ConnectOptions {
    let mut settings = common(url, options.connections);
    let limits = [
        ("statement_timeout", options.statement_timeout.as_millis().to_string()),
        ("idle_in_transaction_session_timeout", options.idle_in_transaction_timeout.as_millis().to_string()),
    ];
    settings.map_sqlx_postgres_opts(move |postgres| {
        postgres.application_name("liaison").options(limits.clone()).statement_cache_capacity(PREPARED)
    });
    settings
}
