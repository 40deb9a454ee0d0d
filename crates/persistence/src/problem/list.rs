//! Pages, batches and counts of the problems that somebody may see.

use std::collections::HashMap;

use liaison_domain::access::Actor;
use liaison_domain::ids::{Id, Kind, ProblemId, RequestId, TaskId};
use liaison_domain::problem::ProblemRecord;
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryResult, QueryTrait as _};
use serde::Serialize;

use super::column;
use crate::dialect::Dialect;
use crate::entities::problem;
use crate::error::Error;
use crate::paging::{self, Count, Direction, Filter, Key, Order, Page, Test};
use crate::store::Connection;
use crate::visibility;

/// A column of a problem that filters compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ProblemField {
    /// The ID.
    Id,
    /// The status, by its name.
    Status,
    /// The description.
    Description,
    /// Whether it is for both heads.
    Major,
    /// The request it hangs on, directly or through its task; empty for one between departments.
    Request,
    /// The task it hangs on; may be empty.
    Task,
    /// Who raised it, by ID.
    RaisedBy,
    /// For which department, by ID.
    RaisingDepartment,
    /// Which department solves it, by ID.
    ResponsibleDepartment,
    /// Who handles it, by ID; may be empty.
    Handler,
    /// By when it is to be solved; may be empty.
    PlannedAt,
    /// When it was raised.
    RaisedAt,
}

/// What a filter over problems is built of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum ProblemLeaf {
    /// A comparison.
    Field(ProblemField, Test),
}

/// How problems are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum ProblemOrder {
    /// By when they were raised.
    RaisedAt(Direction),
    /// By when they are to be solved; those without a plan last when ascending.
    PlannedAt(Direction),
}

impl ProblemField {
    fn column(self) -> Expr {
        column(match self {
            Self::Id => problem::Column::Id,
            Self::Status => problem::Column::Status,
            Self::Description => problem::Column::Description,
            Self::Major => problem::Column::Major,
            Self::Request => problem::Column::Request,
            Self::Task => problem::Column::Task,
            Self::RaisedBy => problem::Column::RaisedBy,
            Self::RaisingDepartment => problem::Column::RaisingDepartment,
            Self::ResponsibleDepartment => problem::Column::ResponsibleDepartment,
            Self::Handler => problem::Column::Handler,
            Self::PlannedAt => problem::Column::PlannedAt,
            Self::RaisedAt => problem::Column::RaisedAt,
        })
    }
}

impl ProblemOrder {
    fn keys(self) -> Order {
        let id = (problem::Entity, problem::Column::Id);
        let of = |column| (problem::Entity, column);
        match self {
            Self::RaisedAt(direction) => {
                Order::by("RAISED_AT", [Key::int(of(problem::Column::RaisedAt), direction)], id)
            }
            Self::PlannedAt(direction) => {
                Order::by("PLANNED_AT", [Key::int(of(problem::Column::PlannedSort), direction)], id)
            }
        }
    }
}

/// What `filter` says of the rows of `problem`, for lists here and for filters of tasks and requests over their problems.
pub fn condition(dialect: Dialect, filter: &Filter<ProblemLeaf>) -> Expr {
    filter.condition(&mut |ProblemLeaf::Field(field, test)| test.on(dialect, field.column()))
}

/// Whether `actor` may see the row of `problem`.
pub fn visible(dialect: Dialect, actor: &Actor) -> Expr {
    visibility::condition(dialect, actor, column(problem::Column::Id))
}

fn select(dialect: Dialect, actor: &Actor, filter: &Filter<ProblemLeaf>) -> SelectStatement {
    let mut select = problem::Entity::find().into_query();
    select.and_where(condition(dialect, filter)).and_where(visible(dialect, actor));
    select
}

fn record(row: &QueryResult) -> Result<ProblemRecord, Error> {
    problem::Model::from_query_result(row, "")?.record()
}

/// A page of the problems that `actor` may see.
///
/// # Errors
/// [`Error::InvalidCursor`]; [`Error::Corrupt`] for a row that does not parse.
pub async fn page(
    db: &Connection,
    actor: &Actor,
    filter: &Filter<ProblemLeaf>,
    order: ProblemOrder,
    request: &paging::Request,
) -> Result<Page<ProblemRecord>, Error> {
    let order = order.keys();
    let window = request.of(&order, filter)?;
    let rows = db.query_all(&window.apply(select(db.dialect(), actor, filter))).await?;
    window.finish(rows)?.try_map(|row| record(&row))
}

/// How many problems [`page`] pages through, counted up to `max`.
///
/// # Errors
/// As every statement.
pub async fn count(
    db: &Connection,
    actor: &Actor,
    filter: &Filter<ProblemLeaf>,
    max: u64,
) -> Result<Count, Error> {
    paging::count(db, select(db.dialect(), actor, filter), max).await
}

/// This page of the problems of each of these requests, their tasks' included, that `actor` may see, in one statement.
///
/// # Errors
/// As [`page`].
pub async fn pages_of_requests(
    db: &Connection,
    actor: &Actor,
    requests: &[RequestId],
    filter: &Filter<ProblemLeaf>,
    order: ProblemOrder,
    request: &paging::Request,
) -> Result<HashMap<RequestId, Page<ProblemRecord>>, Error> {
    pages_of(db, actor, problem::Column::Request, requests, filter, order, request).await
}

/// How many problems each of these requests has on all its pages together, counted up to `max`, in one statement.
///
/// # Errors
/// As every statement.
pub async fn counts_of_requests(
    db: &Connection,
    actor: &Actor,
    requests: &[RequestId],
    filter: &Filter<ProblemLeaf>,
    max: u64,
) -> Result<HashMap<RequestId, Count>, Error> {
    let parent = (problem::Entity, problem::Column::Request);
    paging::count_of_each(db, select(db.dialect(), actor, filter), parent, requests, max).await
}

/// This page of the problems of each of these tasks that `actor` may see, in one statement.
///
/// # Errors
/// As [`page`].
pub async fn pages_of_tasks(
    db: &Connection,
    actor: &Actor,
    tasks: &[TaskId],
    filter: &Filter<ProblemLeaf>,
    order: ProblemOrder,
    request: &paging::Request,
) -> Result<HashMap<TaskId, Page<ProblemRecord>>, Error> {
    pages_of(db, actor, problem::Column::Task, tasks, filter, order, request).await
}

/// How many problems each of these tasks has on all its pages together, counted up to `max`, in one statement.
///
/// # Errors
/// As every statement.
pub async fn counts_of_tasks(
    db: &Connection,
    actor: &Actor,
    tasks: &[TaskId],
    filter: &Filter<ProblemLeaf>,
    max: u64,
) -> Result<HashMap<TaskId, Count>, Error> {
    let parent = (problem::Entity, problem::Column::Task);
    paging::count_of_each(db, select(db.dialect(), actor, filter), parent, tasks, max).await
}

async fn pages_of<K: Kind>(
    db: &Connection,
    actor: &Actor,
    parent: problem::Column,
    parents: &[Id<K>],
    filter: &Filter<ProblemLeaf>,
    order: ProblemOrder,
    request: &paging::Request,
) -> Result<HashMap<Id<K>, Page<ProblemRecord>>, Error> {
    let order = order.keys();
    let window = request.of(&order, filter)?;
    let select = select(db.dialect(), actor, filter);
    let pages = window.pages_of_each(db, select, (problem::Entity, parent), parents).await?;
    pages.into_iter().map(|(id, page)| Ok((id, page.try_map(|row| record(&row))?))).collect()
}

/// Those of these problems that `actor` may see.
///
/// # Errors
/// As [`page`].
pub async fn by_ids(
    db: &Connection,
    actor: &Actor,
    ids: &[ProblemId],
) -> Result<HashMap<ProblemId, ProblemRecord>, Error> {
    let mut select = problem::Entity::find().into_query();
    select.and_where(db.dialect().any_of(column(problem::Column::Id), ids.iter().copied()));
    select.and_where(visible(db.dialect(), actor));
    let rows = db.query_all(&select).await?;
    rows.iter().map(|row| record(row).map(|record| (record.id, record))).collect()
}
