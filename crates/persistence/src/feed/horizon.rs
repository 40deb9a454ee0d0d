//! Up to which position nothing can still appear.
//!
//! SQLite has one writer, so what is committed is settled. On PostgreSQL (`architecture.md`, Position): read the
//! sequence's last value; then take a transaction ID of one's own; once that is below the snapshot's xmin, every
//! transaction that can have taken a position up to that value has ended, because each has written, hence has an ID,
//! before it takes a position. No ID is taken while the sequence stands still.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sea_orm::{ConnectionTrait as _, Statement};
use tokio::time::Instant;

use crate::dialect::Dialect;
use crate::error::Error;
use crate::store::Connection;

/// The first pause between two looks at the snapshot; it doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(10);
/// How old the horizon may grow before the log names who holds it back, and how often it says so again.
const PATIENCE: Duration = Duration::from_secs(5);

/// The horizon now, at least `known`. `waiting_us` shows how long this has waited so far.
pub(super) async fn settle(db: &Connection, known: i64, waiting_us: &AtomicU64) -> Result<i64, Error> {
    let sql = match db.dialect() {
        Dialect::Sqlite => "SELECT coalesce(max(seq), 0) AS last FROM sqlite_sequence WHERE name = 'event'",
        Dialect::Postgres => {
            "SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END AS last FROM event_position"
        }
    };
    let last = number(db, sql, "last").await?;
    if last > known && db.dialect() == Dialect::Postgres {
        wait_for_older(db, waiting_us).await?;
    }
    Ok(last)
}

/// Waits until every transaction that had an ID before now has ended.
async fn wait_for_older(db: &Connection, waiting_us: &AtomicU64) -> Result<(), Error> {
    let own = number(db, "SELECT pg_current_xact_id()::text::bigint AS own", "own").await?;
    let started = Instant::now();
    let mut named = started;
    let mut pause = FIRST_PAUSE;
    loop {
        let sql = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest";
        if number(db, sql, "oldest").await? > own {
            return Ok(());
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
        let waited = started.elapsed();
        waiting_us.store(u64::try_from(waited.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
        if named.elapsed() >= PATIENCE {
            named = Instant::now();
            name_holder(db, waited).await?;
        }
    }
}

/// Logs which transaction holds the horizon back: the oldest of the cluster that has written.
async fn name_holder(db: &Connection, waited: Duration) -> Result<(), Error> {
    let select = Statement::from_string(
        db.dialect().backend(),
        "SELECT pid, coalesce(datname, '') AS database, coalesce(application_name, '') AS application,
                coalesce(state, '') AS state
         FROM pg_stat_activity WHERE backend_xid IS NOT NULL ORDER BY age(backend_xid) DESC LIMIT 1",
    );
    let Some(row) = db.query_one_raw(select).await? else { return Ok(()) };
    tracing::warn!(
        feed.age_ms = u64::try_from(waited.as_millis()).unwrap_or(u64::MAX),
        db.pid = row.try_get::<i32>("", "pid")?,
        db.database = row.try_get::<String>("", "database")?,
        db.application = row.try_get::<String>("", "application")?,
        db.state = row.try_get::<String>("", "state")?,
        "an open transaction holds the feed back"
    );
    Ok(())
}

async fn number(db: &Connection, sql: &str, column: &str) -> Result<i64, Error> {
    let statement = Statement::from_string(db.dialect().backend(), sql);
    let row = db.query_one_raw(statement).await?.ok_or_else(Error::busy)?;
    Ok(row.try_get("", column)?)
}
