//! The one feed of events: every committed event once, in the same order from every node, resumable by cursor.
//!
//! Positions are handed out before commit, so a reader may not go beyond the **horizon**: the position up to which nothing
//! can still appear. Each node has one [`Feed`], whose [`Feed::run`] moves the horizon when a commit of this process, a
//! notification from another node, or a poll says that there is something; readers follow the horizon, each at its own
//! cursor, and never wait for one another. How the horizon is found stands in `horizon`, how nodes wake each other in
//! `wake`, histories and the `events` connection in `history`.
//!
//! Who may see an event is asked of its audience by the reader (`access::may_see`), not here.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use liaison_domain::event::Envelope;
use sea_orm::Statement;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use tokio::sync::{Mutex, Notify, watch};
use uuid::Uuid;

use crate::entities::event;
use crate::error::Error;
use crate::store::{Connection, Statements, Store};

mod cursor;
mod history;
mod horizon;
mod wake;

pub use cursor::{Cursor, CursorError};
pub use history::{EventFilter, by_ids, count, history, page};

/// Most events that one read answers.
pub const MAX_BATCH: u64 = 1_000;
/// How long a node waits for a wake-up before it looks by itself.
const POLL: Duration = Duration::from_millis(250);

/// A stretch of the feed.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// The events after the cursor, in their order.
    pub events: Vec<Envelope>,
    /// Everything up to here was read: the next read starts after it, also where no event stands at it.
    pub settled_up_to: i64,
}

/// The feed of one node. Cheap to clone; clones share the horizon.
#[derive(Clone, Debug)]
pub struct Feed {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    store: Store,
    statements: Statements,
    epoch: Uuid,
    horizon: watch::Sender<i64>,
    advancing: Mutex<()>,
    waiting_us: AtomicU64,
}

impl Feed {
    /// The feed of `store`, its horizon at what is settled now.
    ///
    /// # Errors
    /// As every statement; [`Error::Corrupt`] where the schema was never migrated.
    pub async fn open(store: &Store) -> Result<Self, Error> {
        let statements = Statements::default();
        let epoch = epoch(&store.read(&statements)).await?;
        let (horizon, _) = watch::channel(0);
        let inner = Inner {
            store: store.clone(),
            statements,
            epoch,
            horizon,
            advancing: Mutex::new(()),
            waiting_us: AtomicU64::new(0),
        };
        let feed = Self { inner: Arc::new(inner) };
        feed.advance().await?;
        Ok(feed)
    }

    /// Moves the horizon to what was committed when this was called, waiting while transactions that may still fill in
    /// are open; answers where it stands. [`Self::run`] calls it; a process that serves nobody calls it by itself.
    ///
    /// # Errors
    /// As every statement; the horizon stays where it is.
    pub async fn advance(&self) -> Result<i64, Error> {
        let _alone = self.inner.advancing.lock().await;
        let db = self.inner.store.read(&self.inner.statements);
        let known = *self.inner.horizon.borrow();
        let settled = horizon::settle(&db, known, &self.inner.waiting_us).await;
        self.inner.waiting_us.store(0, Ordering::Relaxed);
        let settled = settled?;
        self.inner.horizon.send_if_modified(|horizon| {
            let moved = settled > *horizon;
            *horizon = settled.max(*horizon);
            moved
        });
        Ok(settled.max(known))
    }

    /// Moves the horizon, tells other nodes of this one's commits and hears of theirs, until the returned future is dropped.
    /// One call a node, as a tracked task; an error of the database is logged and tried again.
    pub async fn run(&self) {
        let woken = Notify::new();
        tokio::join!(
            self.follow(&woken),
            wake::tell(&self.inner.store, &self.inner.statements),
            wake::listen(&self.inner.store, &woken)
        );
    }

    async fn follow(&self, woken: &Notify) {
        let mut commits = self.inner.store.commits();
        loop {
            commits.mark_unchanged();
            if let Err(error) = self.advance().await {
                tracing::warn!(error = &error as &dyn std::error::Error, "the feed cannot be read");
                tokio::time::sleep(POLL).await;
            }
            tokio::select! {
                _ = commits.changed() => (),
                () = woken.notified() => (),
                () = tokio::time::sleep(POLL) => (),
            }
        }
    }

    /// Changes whenever there is more to read; the value is the horizon.
    pub fn horizon(&self) -> watch::Receiver<i64> {
        self.inner.horizon.subscribe()
    }

    /// How long the running search for the horizon has waited for an open transaction. Zero while nothing holds it back.
    pub fn age(&self) -> Duration {
        Duration::from_micros(self.inner.waiting_us.load(Ordering::Relaxed))
    }

    /// The cursor after everything that is settled now.
    pub fn latest(&self) -> Cursor {
        self.cursor(*self.inner.horizon.borrow())
    }

    /// The cursor after `position`.
    pub fn cursor(&self, position: i64) -> Cursor {
        Cursor::new(self.inner.epoch, position)
    }

    /// The position after which a reader with this cursor goes on.
    ///
    /// # Errors
    /// [`CursorError::Invalid`] for text that is none, [`CursorError::Expired`] for one of another database or of the time
    /// before a restore.
    pub fn position(&self, cursor: &str) -> Result<i64, CursorError> {
        Cursor::parse(cursor)?.position_in(self.inner.epoch)
    }

    /// Up to `limit` events (at most [`MAX_BATCH`]) after `after` and not beyond the horizon, in one statement.
    ///
    /// # Errors
    /// As every statement; [`Error::Corrupt`] for a row that does not parse.
    pub async fn read(&self, after: i64, limit: u64, statements: &Statements) -> Result<Batch, Error> {
        let horizon = *self.inner.horizon.borrow();
        if after >= horizon {
            return Ok(Batch { events: Vec::new(), settled_up_to: after });
        }
        let limit = limit.clamp(1, MAX_BATCH);
        let rows = event::Entity::find()
            .filter(event::Column::Position.gt(after))
            .filter(event::Column::Position.lte(horizon))
            .order_by_asc(event::Column::Position)
            .limit(limit)
            .all(&self.inner.store.read(statements))
            .await?;
        let events = rows.into_iter().map(event::Model::envelope).collect::<Result<Vec<_>, _>>()?;
        let full = u64::try_from(events.len()).is_ok_and(|length| length == limit);
        let settled_up_to = match events.last() {
            Some(last) if full => last.position,
            _ => horizon,
        };
        Ok(Batch { events, settled_up_to })
    }
}

/// The identity of the database, which cursors carry.
async fn epoch(db: &Connection) -> Result<Uuid, Error> {
    let select =
        Statement::from_string(db.dialect().backend(), "SELECT epoch FROM database_state WHERE one = 1");
    let missing = Error::corrupt("database_state", "epoch", Uuid::nil());
    let row = db.query_one_raw(select).await?.ok_or(missing)?;
    Ok(row.try_get("", "epoch")?)
}

impl Store {
    /// Gives the database a new identity after a restore, so that cursors from before it are refused instead of misread.
    ///
    /// # Errors
    /// As [`Store::begin`].
    pub async fn renew_epoch(&self, statements: &Statements) -> Result<(), Error> {
        let (db, _turn) = self.write_alone(statements).await?;
        let sql = "UPDATE database_state SET epoch = $1 WHERE one = 1";
        let epoch = self.ids().next().into();
        db.execute_raw(Statement::from_sql_and_values(db.dialect().backend(), sql, [epoch])).await?;
        db.commit().await
    }
}
