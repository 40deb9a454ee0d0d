//! Pages, batches and counts of the deadlines that somebody may see.

use std::collections::HashMap;

use liaison_domain::access::Actor;
use liaison_domain::deadline::{DeadlineRecord, DeadlineState};
use liaison_domain::ids::{DeadlineId, Id, Kind, RequestId};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryResult, QueryTrait as _};

use super::column;
use super::filter::{DeadlineField, DeadlineLeaf, DeadlineOrder};
use crate::dialect::Dialect;
use crate::entities::deadline;
use crate::error::Error;
use crate::paging::{self, Count, Direction, Filter, Page, Scalar, Test};
use crate::store::Connection;
use crate::visibility;

fn select(dialect: Dialect, actor: &Actor, filter: &Filter<DeadlineLeaf>) -> SelectStatement {
    let mut select = deadline::Entity::find().into_query();
    let asked = filter.condition(&mut |leaf| leaf.condition(dialect));
    select.and_where(asked);
    select.and_where(visibility::condition(dialect, actor, column(deadline::Column::Id)));
    select
}

fn record(row: &QueryResult) -> Result<DeadlineRecord, Error> {
    deadline::Model::from_query_result(row, "")?.record()
}

/// A page of the deadlines that `actor` may see.
///
/// # Errors
/// [`Error::InvalidCursor`]; [`Error::Corrupt`] for a row that does not parse.
pub async fn page(
    db: &Connection,
    actor: &Actor,
    filter: &Filter<DeadlineLeaf>,
    order: DeadlineOrder,
    request: &paging::Request,
) -> Result<Page<DeadlineRecord>, Error> {
    let order = order.keys();
    let window = request.of(&order, filter)?;
    let rows = db.query_all(&window.apply(select(db.dialect(), actor, filter))).await?;
    window.finish(rows)?.try_map(|row| record(&row))
}

/// How many deadlines [`page`] pages through, counted up to `max`.
///
/// # Errors
/// As every statement.
pub async fn count(
    db: &Connection,
    actor: &Actor,
    filter: &Filter<DeadlineLeaf>,
    max: u64,
) -> Result<Count, Error> {
    paging::count(db, select(db.dialect(), actor, filter), max).await
}

/// This page of the deadlines of each of these requests, their tasks' and problems' included, in one statement.
///
/// # Errors
/// As [`page`].
pub async fn pages_of_requests(
    db: &Connection,
    actor: &Actor,
    requests: &[RequestId],
    filter: &Filter<DeadlineLeaf>,
    order: DeadlineOrder,
    request: &paging::Request,
) -> Result<HashMap<RequestId, Page<DeadlineRecord>>, Error> {
    pages_of(db, actor, deadline::Column::Request, requests, filter, order, request).await
}

/// How many deadlines each of these requests has on all its pages together, counted up to `max`, in one statement.
///
/// # Errors
/// As every statement.
pub async fn counts_of_requests(
    db: &Connection,
    actor: &Actor,
    requests: &[RequestId],
    filter: &Filter<DeadlineLeaf>,
    max: u64,
) -> Result<HashMap<RequestId, Count>, Error> {
    let parent = (deadline::Entity, deadline::Column::Request);
    paging::count_of_each(db, select(db.dialect(), actor, filter), parent, requests, max).await
}

/// This page of the deadlines about each of these records alone, in one statement.
///
/// # Errors
/// As [`page`].
pub async fn pages_of_subjects<K: Kind>(
    db: &Connection,
    actor: &Actor,
    subjects: &[Id<K>],
    filter: &Filter<DeadlineLeaf>,
    order: DeadlineOrder,
    request: &paging::Request,
) -> Result<HashMap<Id<K>, Page<DeadlineRecord>>, Error> {
    pages_of(db, actor, deadline::Column::Subject, subjects, filter, order, request).await
}

/// How many deadlines there are about each of these records, counted up to `max`, in one statement.
///
/// # Errors
/// As every statement.
pub async fn counts_of_subjects<K: Kind>(
    db: &Connection,
    actor: &Actor,
    subjects: &[Id<K>],
    filter: &Filter<DeadlineLeaf>,
    max: u64,
) -> Result<HashMap<Id<K>, Count>, Error> {
    let parent = (deadline::Entity, deadline::Column::Subject);
    paging::count_of_each(db, select(db.dialect(), actor, filter), parent, subjects, max).await
}

/// The running deadline of each of these requests, their tasks' and problems' included, that is due first, in one statement;
/// none for those without one.
///
/// # Errors
/// As [`page`].
pub async fn next_of_requests(
    db: &Connection,
    actor: &Actor,
    requests: &[RequestId],
) -> Result<HashMap<RequestId, DeadlineRecord>, Error> {
    next_of(db, actor, deadline::Column::Request, requests).await
}

/// The running deadline about each of these records that is due first, in one statement; none for those without one.
///
/// # Errors
/// As [`page`].
pub async fn next_of_subjects<K: Kind>(
    db: &Connection,
    actor: &Actor,
    subjects: &[Id<K>],
) -> Result<HashMap<Id<K>, DeadlineRecord>, Error> {
    next_of(db, actor, deadline::Column::Subject, subjects).await
}

async fn next_of<K: Kind>(
    db: &Connection,
    actor: &Actor,
    parent: deadline::Column,
    parents: &[Id<K>],
) -> Result<HashMap<Id<K>, DeadlineRecord>, Error> {
    let running = Scalar::Text(DeadlineState::Running.name().to_owned());
    let filter = Filter::Leaf(DeadlineLeaf::Field(DeadlineField::State, Test::Eq(running)));
    let order = DeadlineOrder::DueAt(Direction::Ascending).keys();
    let (dialect, ids) = (db.dialect(), parents.iter().map(|id| id.uuid()).collect::<Vec<_>>());
    let select = select(dialect, actor, &filter);
    let first = paging::first_of_each(dialect, select, (deadline::Entity, parent), &ids, &order, false, 1);
    let rows = db.query_all(&first).await?;
    rows.iter().map(|row| Ok((Id::from_uuid(row.try_get("", paging::PARENT)?), record(row)?))).collect()
}

async fn pages_of<K: Kind>(
    db: &Connection,
    actor: &Actor,
    parent: deadline::Column,
    parents: &[Id<K>],
    filter: &Filter<DeadlineLeaf>,
    order: DeadlineOrder,
    request: &paging::Request,
) -> Result<HashMap<Id<K>, Page<DeadlineRecord>>, Error> {
    let order = order.keys();
    let window = request.of(&order, filter)?;
    let select = select(db.dialect(), actor, filter);
    let pages = window.pages_of_each(db, select, (deadline::Entity, parent), parents).await?;
    pages.into_iter().map(|(id, page)| Ok((id, page.try_map(|row| record(&row))?))).collect()
}

/// Those of these deadlines that `actor` may see.
///
/// # Errors
/// As [`page`].
pub async fn by_ids(
    db: &Connection,
    actor: &Actor,
    ids: &[DeadlineId],
) -> Result<HashMap<DeadlineId, DeadlineRecord>, Error> {
    let mut select = deadline::Entity::find().into_query();
    select.and_where(db.dialect().any_of(column(deadline::Column::Id), ids.iter().copied()));
    select.and_where(visibility::condition(db.dialect(), actor, column(deadline::Column::Id)));
    let rows = db.query_all(&select).await?;
    rows.iter().map(|row| record(row).map(|record| (record.id, record))).collect()
}
