//! Whose time has come: taken in hand by one node at a time, row by row.
//!
//! A claim saves two nodes the same work, no more: it runs out by itself, and what makes a deadline fire once is that the
//! firing node reads it again under the lock of its record.

use liaison_domain::deadline::DeadlineRecord;
use liaison_domain::time::Instant;
use sea_orm::sea_query::{ExprTrait as _, Query};
use sea_orm::{ConnectionTrait as _, FromQueryResult as _, Statement};

use super::column;
use crate::entities::deadline;
use crate::error::Error;
use crate::store::{Connection, Statements, Store};
use uuid::Uuid;

/// For what time has to come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earliest {
    /// When the next deadline wants something, claimed or not; none where nothing waits.
    pub deadline: Option<Instant>,
    /// When the next meeting that nobody has ended is over.
    pub meeting: Option<Instant>,
}

impl Earliest {
    /// The first of the two.
    pub fn first(self) -> Option<Instant> {
        [self.deadline, self.meeting].into_iter().flatten().min()
    }
}

/// For what time has to come next, in one statement over the ends of two indexes.
///
/// # Errors
/// As every statement.
pub async fn earliest(db: &Connection) -> Result<Earliest, Error> {
    let sql = "SELECT
        (SELECT next_at FROM deadline WHERE next_at IS NOT NULL ORDER BY next_at LIMIT 1) AS deadline,
        (SELECT ends_at FROM meeting WHERE status = 'SCHEDULED' ORDER BY ends_at LIMIT 1) AS meeting";
    let row = db.query_one_raw(Statement::from_string(db.dialect().backend(), sql)).await?;
    let row = row.ok_or_else(Error::busy)?;
    let at = |name| row.try_get::<Option<i64>>("", name).map(|at| at.map(Instant::from_micros));
    Ok(Earliest { deadline: at("deadline")?, meeting: at("meeting")? })
}

/// Takes in hand until `until` the deadlines whose next instant is not after `now` and which nobody has in hand, earliest
/// first, at most `limit`; rows that another node is just claiming are passed over. A transaction of its own, which leaves
/// no event: nothing is decided here.
///
/// # Errors
/// As every statement; [`Error::Corrupt`] for a row that does not parse.
pub async fn claim(
    store: &Store,
    statements: &Statements,
    now: Instant,
    until: Instant,
    limit: u32,
) -> Result<Vec<DeadlineRecord>, Error> {
    let (db, _turn) = store.write_alone(statements).await?;
    let dialect = db.dialect();
    let sql = format!(
        "UPDATE deadline SET claimed_until = $1 WHERE id IN (
           SELECT id FROM deadline WHERE next_at IS NOT NULL AND next_at <= $2
             AND (claimed_until IS NULL OR claimed_until <= $2)
           ORDER BY next_at, id LIMIT $3{}) RETURNING *",
        dialect.skip_locked()
    );
    let values = [until.micros().into(), now.micros().into(), i64::from(limit).into()];
    let statement = Statement::from_sql_and_values(dialect.backend(), sql, values);
    let mut claimed = Vec::new();
    for row in db.query_all_raw(statement).await? {
        claimed.push(deadline::Model::from_query_result(&row, "")?.record()?);
    }
    db.commit().await?;
    claimed.sort_by_key(|due: &DeadlineRecord| (due.next_at(), due.id));
    Ok(claimed)
}

/// Keeps what is due of this record from being claimed until `until`: what could not be fired is tried again later, not at
/// once.
///
/// # Errors
/// As every statement.
pub async fn postpone(
    store: &Store,
    statements: &Statements,
    subject: Uuid,
    until: Instant,
) -> Result<(), Error> {
    let (db, _turn) = store.write_alone(statements).await?;
    let update = Query::update()
        .table(deadline::Entity)
        .value(deadline::Column::ClaimedUntil, until.micros())
        .and_where(column(deadline::Column::Subject).eq(subject))
        .and_where(column(deadline::Column::NextAt).is_not_null())
        .to_owned();
    db.execute(&update).await?;
    db.commit().await
}
