//! Pages, batches and counts of the tasks that somebody may see.

use std::collections::HashMap;

use liaison_domain::access::Actor;
use liaison_domain::ids::{RequestId, TaskId};
use liaison_domain::task::{TaskRecord, TaskStatus};
use liaison_domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryResult,
    QueryTrait as _,
};
use serde::Serialize;
use uuid::Uuid;

use super::{column, load};
use crate::dialect::Dialect;
use crate::entities::{problem, task, task_collaborator};
use crate::error::Error;
use crate::paging::{self, Count, Direction, Filter, Key, Order, Page, Quantifier, Relation, Test};
use crate::problem::ProblemLeaf;
use crate::store::Connection;
use crate::visibility;

/// A column of a task that filters compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum TaskField {
    /// The ID.
    Id,
    /// The code.
    Code,
    /// The name.
    Name,
    /// The status, by its name.
    Status,
    /// The priority, by its name.
    Priority,
    /// Who answers for it, by ID.
    Assignee,
    /// The department that does it, by ID.
    Department,
    /// The request it hangs on, by ID; empty for one that stands alone.
    Request,
    /// The meeting whose minutes made it, by ID; may be empty.
    Meeting,
    /// The decision that it carries out, by ID; may be empty.
    Decision,
    /// Percentage done.
    Progress,
    /// When work is planned to begin; may be empty.
    StartOn,
    /// When it is due.
    DueAt,
    /// When it was given out; empty while it is planned.
    DispatchedAt,
    /// When work began; may be empty.
    StartedAt,
    /// When it was last handed over; may be empty.
    DeliveredAt,
    /// When it was accepted; may be empty.
    CompletedAt,
    /// When it was created.
    CreatedAt,
}

/// What a filter over tasks is built of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum TaskLeaf {
    /// A comparison.
    Field(TaskField, Test),
    /// Somebody who helps, by ID.
    Collaborator(Test),
    /// Whether it is late at the instant of reading.
    Overdue(bool),
    /// Its problems.
    Problems(Quantifier, Filter<ProblemLeaf>),
}

/// How tasks are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum TaskOrder {
    /// By creation.
    CreatedAt(Direction),
    /// By due time.
    DueAt(Direction),
    /// By code.
    Code(Direction),
    /// By name, Han characters by their pinyin.
    Name(Direction),
    /// By priority, most pressing first when ascending.
    Priority(Direction),
}

/// Who looks, when, at which database.
#[derive(Clone, Copy)]
struct Sight<'a> {
    dialect: Dialect,
    actor: &'a Actor,
    now: Instant,
}

impl TaskField {
    fn column(self) -> Expr {
        column(match self {
            Self::Id => task::Column::Id,
            Self::Code => task::Column::Code,
            Self::Name => task::Column::Name,
            Self::Status => task::Column::Status,
            Self::Priority => task::Column::Priority,
            Self::Assignee => task::Column::Assignee,
            Self::Department => task::Column::Department,
            Self::Request => task::Column::Request,
            Self::Meeting => task::Column::Meeting,
            Self::Decision => task::Column::Decision,
            Self::Progress => task::Column::Progress,
            Self::StartOn => task::Column::StartOn,
            Self::DueAt => task::Column::DueAt,
            Self::DispatchedAt => task::Column::DispatchedAt,
            Self::StartedAt => task::Column::StartedAt,
            Self::DeliveredAt => task::Column::DeliveredAt,
            Self::CompletedAt => task::Column::CompletedAt,
            Self::CreatedAt => task::Column::CreatedAt,
        })
    }
}

impl TaskLeaf {
    fn condition(&self, sight: Sight<'_>) -> Expr {
        match self {
            Self::Field(field, test) => test.on(sight.dialect, field.column()),
            Self::Collaborator(test) => {
                let helped = Query::select()
                    .column(task_collaborator::Column::Task)
                    .from(task_collaborator::Entity)
                    .and_where(test.on(sight.dialect, column(task_collaborator::Column::Person)))
                    .to_owned();
                column(task::Column::Id).in_subquery(helped)
            }
            Self::Overdue(wanted) => {
                let open = TaskStatus::ALL.into_iter().filter(|status| status.is_open());
                let late = column(task::Column::DueAt)
                    .lt(sight.now.micros())
                    .and(column(task::Column::Status).is_in(open.map(TaskStatus::name)));
                if *wanted { late } else { late.not() }
            }
            Self::Problems(quantifier, filter) => {
                let relation = Relation::new(
                    problem::Entity,
                    (problem::Entity, problem::Column::Task),
                    (task::Entity, task::Column::Id),
                );
                let visible = crate::problem::visible(sight.dialect, sight.actor);
                relation.matches(*quantifier, visible, crate::problem::condition(sight.dialect, filter))
            }
        }
    }
}

impl TaskOrder {
    fn keys(self) -> Order {
        let id = (task::Entity, task::Column::Id);
        let of = |column| (task::Entity, column);
        match self {
            Self::CreatedAt(direction) => {
                Order::by("CREATED_AT", [Key::int(of(task::Column::CreatedAt), direction)], id)
            }
            Self::DueAt(direction) => Order::by("DUE_AT", [Key::int(of(task::Column::DueAt), direction)], id),
            Self::Code(direction) => Order::by("CODE", [Key::text(of(task::Column::Code), direction)], id),
            Self::Name(direction) => {
                Order::by("NAME", [Key::text(of(task::Column::NameSort), direction)], id)
            }
            Self::Priority(direction) => {
                Order::by("PRIORITY", [Key::int(of(task::Column::PriorityRank), direction)], id)
            }
        }
    }
}

/// What `filter` says of the rows of `task`, for lists here and for filters of requests over their tasks. Hidden problems
/// count for nothing.
pub fn condition(dialect: Dialect, actor: &Actor, now: Instant, filter: &Filter<TaskLeaf>) -> Expr {
    let sight = Sight { dialect, actor, now };
    filter.condition(&mut |leaf| leaf.condition(sight))
}

fn visible(dialect: Dialect, actor: &Actor) -> Expr {
    visibility::condition(dialect, actor, column(task::Column::Id))
}

fn select(sight: Sight<'_>, filter: &Filter<TaskLeaf>) -> SelectStatement {
    let mut select = task::Entity::find().into_query();
    select.and_where(condition(sight.dialect, sight.actor, sight.now, filter));
    select.and_where(visible(sight.dialect, sight.actor));
    select
}

/// A page of the tasks that `actor` may see, in three statements.
///
/// # Errors
/// [`Error::InvalidCursor`]; [`Error::Corrupt`] for a row that does not parse.
pub async fn page(
    db: &Connection,
    actor: &Actor,
    now: Instant,
    filter: &Filter<TaskLeaf>,
    order: TaskOrder,
    request: &paging::Request,
) -> Result<Page<TaskRecord>, Error> {
    let order = order.keys();
    let window = request.of(&order, filter)?;
    let sight = Sight { dialect: db.dialect(), actor, now };
    let rows = db.query_all(&window.apply(select(sight, filter))).await?;
    let page = window.finish(rows)?;
    let mut records = records(db, models(page.edges.iter().map(|edge| &edge.node))?).await?;
    page.try_map(|row| taken(&mut records, &row))
}

/// How many tasks [`page`] pages through, counted up to `max`.
///
/// # Errors
/// As every statement.
pub async fn count(
    db: &Connection,
    actor: &Actor,
    now: Instant,
    filter: &Filter<TaskLeaf>,
    max: u64,
) -> Result<Count, Error> {
    let sight = Sight { dialect: db.dialect(), actor, now };
    paging::count(db, select(sight, filter), max).await
}

/// This page of the tasks of each of these requests that `actor` may see, in three statements for all of them.
///
/// # Errors
/// As [`page`].
pub async fn pages_of_requests(
    db: &Connection,
    actor: &Actor,
    now: Instant,
    requests: &[RequestId],
    filter: &Filter<TaskLeaf>,
    order: TaskOrder,
    request: &paging::Request,
) -> Result<HashMap<RequestId, Page<TaskRecord>>, Error> {
    let order = order.keys();
    let window = request.of(&order, filter)?;
    let sight = Sight { dialect: db.dialect(), actor, now };
    let parent = (task::Entity, task::Column::Request);
    let pages = window.pages_of_each(db, select(sight, filter), parent, requests).await?;
    let rows = pages.values().flat_map(|page| page.edges.iter().map(|edge| &edge.node));
    let mut records = records(db, models(rows)?).await?;
    let shaped = pages.into_iter().map(|(id, page)| Ok((id, page.try_map(|row| taken(&mut records, &row))?)));
    shaped.collect()
}

/// How many tasks each of these requests has on all its pages together, counted up to `max`, in one statement.
///
/// # Errors
/// As every statement.
pub async fn counts_of_requests(
    db: &Connection,
    actor: &Actor,
    now: Instant,
    requests: &[RequestId],
    filter: &Filter<TaskLeaf>,
    max: u64,
) -> Result<HashMap<RequestId, Count>, Error> {
    let sight = Sight { dialect: db.dialect(), actor, now };
    let parent = (task::Entity, task::Column::Request);
    paging::count_of_each(db, select(sight, filter), parent, requests, max).await
}

/// Those of these tasks that `actor` may see.
///
/// # Errors
/// As [`page`].
pub async fn by_ids(
    db: &Connection,
    actor: &Actor,
    ids: &[TaskId],
) -> Result<HashMap<TaskId, TaskRecord>, Error> {
    let mut select = task::Entity::find().into_query();
    select.and_where(db.dialect().any_of(column(task::Column::Id), ids.iter().copied()));
    select.and_where(visible(db.dialect(), actor));
    let rows = db.query_all(&select).await?;
    records(db, models(rows.iter())?).await
}

/// The task with this code, if `actor` may see it.
///
/// # Errors
/// As [`page`].
pub async fn by_code(db: &Connection, actor: &Actor, code: &str) -> Result<Option<TaskRecord>, Error> {
    let mut select = task::Entity::find().into_query();
    select.and_where(task::Column::Code.eq(code)).and_where(visible(db.dialect(), actor));
    let rows = db.query_all(&select).await?;
    Ok(records(db, models(rows.iter())?).await?.into_values().next())
}

fn models<'a>(rows: impl Iterator<Item = &'a QueryResult>) -> Result<Vec<task::Model>, Error> {
    Ok(rows.map(|row| task::Model::from_query_result(row, "")).collect::<Result<_, _>>()?)
}

/// The records that stand in these rows, with their lists in two statements for all of them.
async fn records(db: &Connection, models: Vec<task::Model>) -> Result<HashMap<TaskId, TaskRecord>, Error> {
    if models.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<TaskId> = models.iter().map(|model| TaskId::from_uuid(model.id)).collect();
    let mut helpers = load::collaborators(db, &ids).await?;
    let mut awaited = load::dependencies(db, &ids).await?;
    let mut found = HashMap::new();
    for model in models {
        let id = TaskId::from_uuid(model.id);
        let record =
            model.record(helpers.remove(&id).unwrap_or_default(), awaited.remove(&id).unwrap_or_default())?;
        found.insert(id, record);
    }
    Ok(found)
}

fn taken(records: &mut HashMap<TaskId, TaskRecord>, row: &QueryResult) -> Result<TaskRecord, Error> {
    let id: Uuid = row.try_get("", "id")?;
    records.remove(&TaskId::from_uuid(id)).ok_or(Error::corrupt("task", "id", id))
}
