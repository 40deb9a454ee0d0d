//! Pages, batches and counts of the meetings that somebody may see.

use std::collections::HashMap;

use liaison_domain::access::Actor;
use liaison_domain::ids::{Id, Kind, MeetingId, MeetingSeriesId, RequestId};
use liaison_domain::meeting::MeetingRecord;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryResult,
    QueryTrait as _,
};
use serde::Serialize;

use super::column;
use crate::dialect::Dialect;
use crate::entities::{meeting, meeting_attendee};
use crate::error::Error;
use crate::paging::{self, Count, Direction, Filter, Key, Order, Page, Test};
use crate::store::Connection;
use crate::visibility;

/// A column of a meeting that filters compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum MeetingField {
    /// The ID.
    Id,
    /// The code.
    Code,
    /// What it is about.
    Subject,
    /// Its kind, by its name.
    Kind,
    /// The status, by its name.
    Status,
    /// When it starts.
    StartsAt,
    /// When it is planned to end.
    EndsAt,
    /// When it ended; may be empty.
    EndedAt,
    /// Who leads it, by ID.
    Host,
    /// Who writes the minutes, by ID.
    Recorder,
    /// The department that holds it, by ID.
    Department,
    /// The request it is about, by ID; may be empty.
    Request,
    /// The series it belongs to, by ID; may be empty.
    Series,
    /// When it was scheduled.
    CreatedAt,
}

/// What a filter over meetings is built of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum MeetingLeaf {
    /// A comparison.
    Field(MeetingField, Test),
    /// Somebody who takes part, by ID: the host, the recorder, or who is asked to come.
    Person(Test),
}

/// How meetings are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum MeetingOrder {
    /// By when they start.
    StartsAt(Direction),
    /// By when they were scheduled.
    CreatedAt(Direction),
    /// By code.
    Code(Direction),
}

impl MeetingField {
    fn column(self) -> Expr {
        column(match self {
            Self::Id => meeting::Column::Id,
            Self::Code => meeting::Column::Code,
            Self::Subject => meeting::Column::Subject,
            Self::Kind => meeting::Column::Kind,
            Self::Status => meeting::Column::Status,
            Self::StartsAt => meeting::Column::StartsAt,
            Self::EndsAt => meeting::Column::EndsAt,
            Self::EndedAt => meeting::Column::EndedAt,
            Self::Host => meeting::Column::Host,
            Self::Recorder => meeting::Column::Recorder,
            Self::Department => meeting::Column::Department,
            Self::Request => meeting::Column::Request,
            Self::Series => meeting::Column::Series,
            Self::CreatedAt => meeting::Column::CreatedAt,
        })
    }
}

impl MeetingLeaf {
    fn condition(&self, dialect: Dialect) -> Expr {
        match self {
            Self::Field(field, test) => test.on(dialect, field.column()),
            Self::Person(test) => {
                let asked = Query::select()
                    .column(meeting_attendee::Column::Meeting)
                    .from(meeting_attendee::Entity)
                    .and_where(test.on(dialect, column(meeting_attendee::Column::Person)))
                    .to_owned();
                let leads = test.on(dialect, column(meeting::Column::Host));
                let records = test.on(dialect, column(meeting::Column::Recorder));
                leads.or(records).or(column(meeting::Column::Id).in_subquery(asked))
            }
        }
    }
}

impl MeetingOrder {
    fn keys(self) -> Order {
        let id = (meeting::Entity, meeting::Column::Id);
        let of = |column| (meeting::Entity, column);
        match self {
            Self::StartsAt(direction) => {
                Order::by("STARTS_AT", [Key::int(of(meeting::Column::StartsAt), direction)], id)
            }
            Self::CreatedAt(direction) => {
                Order::by("CREATED_AT", [Key::int(of(meeting::Column::CreatedAt), direction)], id)
            }
            Self::Code(direction) => Order::by("CODE", [Key::text(of(meeting::Column::Code), direction)], id),
        }
    }
}

fn select(dialect: Dialect, actor: &Actor, filter: &Filter<MeetingLeaf>) -> SelectStatement {
    let mut select = meeting::Entity::find().into_query();
    select.and_where(filter.condition(&mut |leaf: &MeetingLeaf| leaf.condition(dialect)));
    select.and_where(visible(dialect, actor));
    select
}

/// Whether `actor` may see the row of `meeting`.
pub(super) fn visible(dialect: Dialect, actor: &Actor) -> Expr {
    visibility::condition(dialect, actor, column(meeting::Column::Id))
}

fn record(row: &QueryResult) -> Result<MeetingRecord, Error> {
    meeting::Model::from_query_result(row, "")?.record()
}

/// A page of the meetings that `actor` may see.
///
/// # Errors
/// [`Error::InvalidCursor`]; [`Error::Corrupt`] for a row that does not parse.
pub async fn page(
    db: &Connection,
    actor: &Actor,
    filter: &Filter<MeetingLeaf>,
    order: MeetingOrder,
    request: &paging::Request,
) -> Result<Page<MeetingRecord>, Error> {
    let order = order.keys();
    let window = request.of(&order, filter)?;
    let rows = db.query_all(&window.apply(select(db.dialect(), actor, filter))).await?;
    window.finish(rows)?.try_map(|row| record(&row))
}

/// How many meetings [`page`] pages through, counted up to `max`.
///
/// # Errors
/// As every statement.
pub async fn count(
    db: &Connection,
    actor: &Actor,
    filter: &Filter<MeetingLeaf>,
    max: u64,
) -> Result<Count, Error> {
    paging::count(db, select(db.dialect(), actor, filter), max).await
}

/// This page of the meetings on each of these requests that `actor` may see, in one statement.
///
/// # Errors
/// As [`page`].
pub async fn pages_of_requests(
    db: &Connection,
    actor: &Actor,
    requests: &[RequestId],
    filter: &Filter<MeetingLeaf>,
    order: MeetingOrder,
    request: &paging::Request,
) -> Result<HashMap<RequestId, Page<MeetingRecord>>, Error> {
    pages_of(db, actor, meeting::Column::Request, requests, filter, order, request).await
}

/// How many meetings each of these requests has on all its pages together, counted up to `max`, in one statement.
///
/// # Errors
/// As every statement.
pub async fn counts_of_requests(
    db: &Connection,
    actor: &Actor,
    requests: &[RequestId],
    filter: &Filter<MeetingLeaf>,
    max: u64,
) -> Result<HashMap<RequestId, Count>, Error> {
    let parent = (meeting::Entity, meeting::Column::Request);
    paging::count_of_each(db, select(db.dialect(), actor, filter), parent, requests, max).await
}

/// This page of the meetings of each of these series that `actor` may see, in one statement.
///
/// # Errors
/// As [`page`].
pub async fn pages_of_series(
    db: &Connection,
    actor: &Actor,
    series: &[MeetingSeriesId],
    filter: &Filter<MeetingLeaf>,
    order: MeetingOrder,
    request: &paging::Request,
) -> Result<HashMap<MeetingSeriesId, Page<MeetingRecord>>, Error> {
    pages_of(db, actor, meeting::Column::Series, series, filter, order, request).await
}

/// How many meetings each of these series has on all its pages together, counted up to `max`, in one statement.
///
/// # Errors
/// As every statement.
pub async fn counts_of_series(
    db: &Connection,
    actor: &Actor,
    series: &[MeetingSeriesId],
    filter: &Filter<MeetingLeaf>,
    max: u64,
) -> Result<HashMap<MeetingSeriesId, Count>, Error> {
    let parent = (meeting::Entity, meeting::Column::Series);
    paging::count_of_each(db, select(db.dialect(), actor, filter), parent, series, max).await
}

async fn pages_of<K: Kind>(
    db: &Connection,
    actor: &Actor,
    parent: meeting::Column,
    parents: &[Id<K>],
    filter: &Filter<MeetingLeaf>,
    order: MeetingOrder,
    request: &paging::Request,
) -> Result<HashMap<Id<K>, Page<MeetingRecord>>, Error> {
    let order = order.keys();
    let window = request.of(&order, filter)?;
    let select = select(db.dialect(), actor, filter);
    let pages = window.pages_of_each(db, select, (meeting::Entity, parent), parents).await?;
    pages.into_iter().map(|(id, page)| Ok((id, page.try_map(|row| record(&row))?))).collect()
}

/// Those of these meetings that `actor` may see.
///
/// # Errors
/// As [`page`].
pub async fn by_ids(
    db: &Connection,
    actor: &Actor,
    ids: &[MeetingId],
) -> Result<HashMap<MeetingId, MeetingRecord>, Error> {
    let mut select = meeting::Entity::find().into_query();
    select.and_where(db.dialect().any_of(column(meeting::Column::Id), ids.iter().copied()));
    select.and_where(visible(db.dialect(), actor));
    let rows = db.query_all(&select).await?;
    rows.iter().map(|row| record(row).map(|record| (record.id, record))).collect()
}

/// The meeting with this code, if `actor` may see it.
///
/// # Errors
/// As [`page`].
pub async fn by_code(db: &Connection, actor: &Actor, code: &str) -> Result<Option<MeetingRecord>, Error> {
    let mut select = meeting::Entity::find().into_query();
    select.and_where(meeting::Column::Code.eq(code)).and_where(visible(db.dialect(), actor));
    db.query_one(&select).await?.map(|row| record(&row)).transpose()
}
