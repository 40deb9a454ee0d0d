//! How far the deadlines have been counted anew by the calendars in force: one row, which is the lock of that job.

use liaison_domain::deadline::{DeadlineRecord, DeadlineState};
use liaison_domain::ids::DeadlineId;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _};
use sea_orm::{QueryOrder as _, QuerySelect as _, Statement};
use uuid::Uuid;

use crate::entities::deadline;
use crate::error::Error;
use crate::store::Connection;
use crate::unit_of_work::UnitOfWork;

/// Where the counting stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recount {
    /// The version of the policies that it is about.
    pub policies: i64,
    /// The last deadline looked at; none at the beginning.
    pub reached: Option<DeadlineId>,
    /// Whether all have been looked at.
    pub done: bool,
}

const TABLE: &str = "deadline_recount";

/// Where it stands, unlocked.
///
/// # Errors
/// [`Error::Corrupt`] where the row is missing.
pub async fn recount(db: &Connection) -> Result<Recount, Error> {
    read(db, "").await
}

/// The same, locked until the unit ends: nodes take turns, a piece each.
///
/// # Errors
/// As [`recount`].
pub async fn recount_for_change(work: &mut UnitOfWork) -> Result<Recount, Error> {
    let lock = work.db().dialect().row_lock();
    read(work.db(), lock).await
}

async fn read(db: &Connection, lock: &str) -> Result<Recount, Error> {
    let sql = format!("SELECT policies, reached, done FROM {TABLE} WHERE one = 1{lock}");
    let row = db.query_one_raw(Statement::from_string(db.dialect().backend(), sql)).await?;
    let row = row.ok_or(Error::corrupt(TABLE, "one", Uuid::nil()))?;
    let reached: Option<Uuid> = row.try_get("", "reached")?;
    Ok(Recount {
        policies: row.try_get("", "policies")?,
        reached: reached.map(DeadlineId::from_uuid),
        done: row.try_get("", "done")?,
    })
}

/// Notes where it stands.
///
/// # Errors
/// As every statement.
pub async fn note_recount(work: &mut UnitOfWork, recount: Recount) -> Result<(), Error> {
    let update = Query::update()
        .table(TABLE)
        .values([
            ("policies", Expr::from(recount.policies)),
            ("reached", Expr::from(recount.reached.map(DeadlineId::uuid))),
            ("done", Expr::from(recount.done)),
        ])
        .and_where(Expr::col("one").eq(1))
        .to_owned();
    work.db().execute(&update).await?;
    Ok(())
}

/// Running deadlines after this one in the order of IDs, at most `limit`.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn running(
    db: &Connection,
    after: Option<DeadlineId>,
    limit: u64,
) -> Result<Vec<DeadlineRecord>, Error> {
    let mut select = deadline::Entity::find()
        .filter(deadline::Column::State.eq(DeadlineState::Running.name()))
        .order_by_asc(deadline::Column::Id)
        .limit(limit);
    if let Some(after) = after {
        select = select.filter(deadline::Column::Id.gt(after.uuid()));
    }
    select.all(db).await?.iter().map(deadline::Model::record).collect()
}
