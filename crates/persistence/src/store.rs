//! The way to the database: pools, and the one connection type that all SQL passes.
//!
//! SQLite has a pool for reads and one connection for writing behind a bounded queue; PostgreSQL has one pool. Statements
//! are counted into the [`Statements`] that the caller hands in, so that a request knows what it cost. What is written, and
//! how, is next door in [`crate::unit_of_work`].

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use liaison_domain::ids::IdSource;
use liaison_domain::time::Instant;
use sea_orm::prelude::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult,
    Statement,
};
use tokio::sync::watch;

use crate::dialect::Dialect;
use crate::error::Error;

mod pool;
mod retry;

pub(crate) use pool::Turn;
pub use pool::{Options, Synchronous};
pub use retry::Retryable;

/// How many statements one request, job or test has sent; clones count into the same number.
#[derive(Clone, Debug, Default)]
pub struct Statements(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    sent: AtomicU64,
    under_way: AtomicU64,
}

impl Statements {
    /// The number so far.
    pub fn count(&self) -> u64 {
        self.0.sent.load(Ordering::Relaxed)
    }

    /// How many of them wait for their answer now.
    pub fn under_way(&self) -> u64 {
        self.0.under_way.load(Ordering::SeqCst)
    }

    /// Counts one that is sent now, under way until what is answered here is dropped.
    #[must_use]
    fn send(&self) -> UnderWay<'_> {
        self.0.sent.fetch_add(1, Ordering::Relaxed);
        self.0.under_way.fetch_add(1, Ordering::SeqCst);
        UnderWay(&self.0)
    }
}

/// A statement that waits for its answer, or whose asker has gone.
struct UnderWay<'a>(&'a Counts);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A way to send statements, each counted: a pool for reading, or the transaction of a unit of work.
///
/// Every function of a noun's room takes it, so the same function reads inside and outside a change.
#[derive(Debug)]
pub struct Connection {
    link: Link,
    statements: Statements,
}

#[derive(Debug)]
enum Link {
    Pool(DatabaseConnection),
    Transaction(DatabaseTransaction),
}

impl Connection {
    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        Dialect::of(self)
    }

    /// What the database's clock shows; none where it has no clock of its own.
    ///
    /// # Errors
    /// As every statement.
    pub async fn clock(&self) -> Result<Option<Instant>, Error> {
        let Some(sql) = self.dialect().clock() else { return Ok(None) };
        let row = self.query_one_raw(Statement::from_string(self.dialect().backend(), sql)).await?;
        Ok(row.map(|row| row.try_get("", "micros")).transpose()?.map(Instant::from_micros))
    }

    /// Commits the transaction; nothing for a pool.
    pub(crate) async fn commit(self) -> Result<(), Error> {
        match self.link {
            Link::Transaction(transaction) => {
                let _under_way = self.statements.send();
                Ok(transaction.commit().await?)
            }
            Link::Pool(_) => Ok(()),
        }
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Connection {
    fn get_database_backend(&self) -> DbBackend {
        match &self.link {
            Link::Pool(db) => db.get_database_backend(),
            Link::Transaction(transaction) => transaction.get_database_backend(),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let _under_way = self.statements.send();
        match &self.link {
            Link::Pool(db) => db.execute_raw(statement).await,
            Link::Transaction(transaction) => transaction.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let _under_way = self.statements.send();
        match &self.link {
            Link::Pool(db) => db.execute_unprepared(sql).await,
            Link::Transaction(transaction) => transaction.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let _under_way = self.statements.send();
        match &self.link {
            Link::Pool(db) => db.query_one_raw(statement).await,
            Link::Transaction(transaction) => transaction.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let _under_way = self.statements.send();
        match &self.link {
            Link::Pool(db) => db.query_all_raw(statement).await,
            Link::Transaction(transaction) => transaction.query_all_raw(statement).await,
        }
    }
}

/// The database of one node. Cheap to clone; clones share pools, queue and wake-ups.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    pools: pool::Pools,
    ids: Arc<dyn IdSource>,
    commits: watch::Sender<i64>,
    url: String,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("dialect", &self.dialect()).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the pools over the database at `url` (`sqlite:` or `postgres:`), whose schema is up to date.
    ///
    /// `ids` gives the IDs of events.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer, [`Error::Driver`] when the address is none.
    pub async fn connect(url: &str, options: &Options, ids: Arc<dyn IdSource>) -> Result<Self, Error> {
        let pools = pool::Pools::open(url, options).await?;
        let (commits, _) = watch::channel(0);
        Ok(Self { inner: Arc::new(Inner { pools, ids, commits, url: url.to_owned() }) })
    }

    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        Dialect::of(self.inner.pools.reading())
    }

    /// A connection for reading, whose statements count into `statements`. Every statement sees what is committed when it
    /// starts; on SQLite it refuses to write.
    pub fn read(&self, statements: &Statements) -> Connection {
        Connection { link: Link::Pool(self.inner.pools.reading().clone()), statements: statements.clone() }
    }

    /// A transaction with the writer's turn: under a unit of work, or for housekeeping, which changes no record and so
    /// leaves no event.
    pub(crate) async fn write_alone(
        &self,
        statements: &Statements,
    ) -> Result<(Connection, Option<Turn>), Error> {
        let _under_way = statements.send();
        let (transaction, turn) = self.inner.pools.begin().await?;
        let link = Link::Transaction(transaction);
        Ok((Connection { link, statements: statements.clone() }, turn))
    }

    /// Where IDs come from.
    pub(crate) fn ids(&self) -> &dyn IdSource {
        self.inner.ids.as_ref()
    }

    /// The address that was connected to, for the one connection that listens.
    pub(crate) fn url(&self) -> &str {
        &self.inner.url
    }

    /// Tells the readers of this process that `position` was committed.
    pub(crate) fn committed(&self, position: i64) {
        self.inner.commits.send_modify(|last| *last = position.max(*last));
    }

    /// Changes with every commit of this process; the value is the highest position so far.
    pub(crate) fn commits(&self) -> watch::Receiver<i64> {
        self.inner.commits.subscribe()
    }

    /// Closes the pools after running statements have ended.
    ///
    /// # Errors
    /// What the driver answers; the pools are closed all the same.
    pub async fn close(&self) -> Result<(), Error> {
        self.inner.pools.close().await
    }
}
