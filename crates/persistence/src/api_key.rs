//! Keys of systems: found by the digest of a secret for whoever calls, and listed for those who keep them.
//!
//! When a key was last used stands in its row beside its versions: no change, so no event.

use std::collections::HashMap;

use liaison_domain::access::Actor;
use liaison_domain::api_key::{ApiKey, MAX_KEYS};
use liaison_domain::canonical::Digest;
use liaison_domain::ids::{ApiKeyId, PersonId};
use liaison_domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryFilter as _,
    QueryResult, QueryTrait as _,
};

use crate::entities::api_key::{ActiveModel, Column, Entity, Model};
use crate::error::Error;
use crate::paging::{self, Count, Direction, Key, Order, Page};
use crate::store::{Connection, Statements, Store};
use crate::unit_of_work::{Stored, UnitOfWork};
use crate::visibility;

impl Stored for ApiKey {
    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        let row = ActiveModel::from(state);
        if before.is_none() {
            Entity::insert(row).exec_without_returning(db).await?;
        } else {
            Entity::update_many().set(row).filter(Column::Id.eq(state.id.uuid())).exec(db).await?;
        }
        Ok(())
    }
}

fn column(column: Column) -> Expr {
    Expr::col(column.as_column_ref())
}

/// Locks the key until the unit ends and reads it.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn find_for_change(work: &mut UnitOfWork, id: ApiKeyId) -> Result<Option<ApiKey>, Error> {
    if !work.lock(id.uuid()).await? {
        return Ok(None);
    }
    Entity::find_by_id(id.uuid()).one(work.db()).await?.map(Model::key).transpose()
}

/// The keys for which this person answers and that nobody has ended, locked until the unit ends.
///
/// # Errors
/// As [`find_for_change`].
pub async fn of_owner_for_change(work: &mut UnitOfWork, owner: PersonId) -> Result<Vec<ApiKey>, Error> {
    let live = || Entity::find().filter(Column::Owner.eq(owner.uuid())).filter(Column::RevokedAt.is_null());
    let ids: Vec<_> = live().all(work.db()).await?.into_iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    work.lock_all(&ids).await?;
    // Read again: one may have come to its end before it was locked.
    live().all(work.db()).await?.into_iter().map(Model::key).collect()
}

/// How many keys hold at `now`, counted up to [`MAX_KEYS`].
///
/// # Errors
/// As every statement.
pub async fn live(db: &Connection, now: Instant) -> Result<usize, Error> {
    let holding = Column::RevokedAt.is_null().and(Column::ExpiresAt.gt(now.micros()));
    let select = Entity::find().filter(holding).into_query();
    let count = paging::count(db, select, MAX_KEYS as u64).await?;
    Ok(usize::try_from(count.value).unwrap_or(usize::MAX))
}

/// The key whose secret has this digest, whether it holds or not, whoever asks.
///
/// # Errors
/// As [`find_for_change`].
pub async fn by_digest(db: &Connection, digest: &Digest) -> Result<Option<ApiKey>, Error> {
    Entity::find().filter(Column::Digest.eq(digest.as_str())).one(db).await?.map(Model::key).transpose()
}

/// Those of these keys that `actor` may see, ended ones included.
///
/// # Errors
/// As [`find_for_change`].
pub async fn by_ids(
    db: &Connection,
    actor: &Actor,
    ids: &[ApiKeyId],
) -> Result<HashMap<ApiKeyId, ApiKey>, Error> {
    let mut select = seen_by(db, actor);
    select.and_where(db.dialect().any_of(column(Column::Id), ids.iter().copied()));
    let rows = db.query_all(&select).await?;
    rows.iter().map(|row| record(row).map(|key| (key.id, key))).collect()
}

fn seen_by(db: &Connection, actor: &Actor) -> SelectStatement {
    let mut select = Entity::find().into_query();
    select.and_where(visibility::condition(db.dialect(), actor, column(Column::Id)));
    select
}

fn record(row: &QueryResult) -> Result<ApiKey, Error> {
    Model::from_query_result(row, "")?.key()
}

/// A page of the keys that `actor` may see, newest first, in one statement.
///
/// # Errors
/// [`Error::InvalidCursor`]; as [`find_for_change`].
pub async fn page(db: &Connection, actor: &Actor, request: &paging::Request) -> Result<Page<ApiKey>, Error> {
    let newest = Key::int((Entity, Column::CreatedAt), Direction::Descending);
    let order = Order::by("CREATED", [newest], (Entity, Column::Id));
    let window = request.of(&order, &())?;
    let rows = db.query_all(&window.apply(seen_by(db, actor))).await?;
    window.finish(rows)?.try_map(|row| record(&row))
}

/// How many keys [`page`] pages through, counted up to `max`.
///
/// # Errors
/// As every statement.
pub async fn count(db: &Connection, actor: &Actor, max: u64) -> Result<Count, Error> {
    paging::count(db, seen_by(db, actor), max).await
}

impl Store {
    /// Notes that a system called by this key at `at`, in a transaction of its own.
    ///
    /// # Errors
    /// As [`Store::begin`].
    pub async fn key_used(&self, key: ApiKeyId, at: Instant, statements: &Statements) -> Result<(), Error> {
        let (db, _turn) = self.write_alone(statements).await?;
        let update = Query::update()
            .table(Entity)
            .value(Column::UsedAt, at.micros())
            .and_where(Column::Id.eq(key.uuid()))
            .to_owned();
        db.execute(&update).await?;
        db.commit().await
    }
}
