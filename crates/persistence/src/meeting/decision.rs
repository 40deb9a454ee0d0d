//! Decisions by page, and how they stand: open while a task that carries one out is, done otherwise (resolution 59).

use std::collections::HashMap;

use liaison_domain::access::Actor;
use liaison_domain::ids::{DepartmentId, MeetingId};
use liaison_domain::meeting::Decision;
use liaison_domain::task::TaskStatus;
use liaison_domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryResult, QueryTrait as _};
use serde::Serialize;
use uuid::Uuid;

use super::column;
use crate::dialect::Dialect;
use crate::entities::{decision, task};
use crate::error::Error;
use crate::paging::{self, Count, Direction, Filter, Key, Order, Page, Test};
use crate::store::Connection;
use crate::visibility;

/// A decision with what its tasks say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The decision.
    pub decision: Decision,
    /// The meeting that took it.
    pub meeting: MeetingId,
    /// Its place in the minutes, from 1.
    pub number: i64,
    /// When the minutes were published.
    pub decided_at: Instant,
    /// Whether a task that carries it out is neither completed nor cancelled.
    pub open: bool,
}

/// A column of a decision that filters compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum DecisionField {
    /// The ID.
    Id,
    /// What was concluded.
    Text,
    /// The meeting that took it, by ID.
    Meeting,
    /// Who answers for it, by ID; may be empty.
    Owner,
    /// Where they worked, by ID; may be empty.
    Department,
    /// By when; may be empty.
    DueAt,
    /// When the minutes were published.
    DecidedAt,
}

/// What a filter over decisions is built of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum DecisionLeaf {
    /// A comparison.
    Field(DecisionField, Test),
    /// Whether it is open.
    Open(bool),
    /// Whether it is open and due before the instant of reading.
    Overdue(bool),
}

/// How decisions are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum DecisionOrder {
    /// By due time; those without one last when ascending.
    DueAt(Direction),
    /// By when they were published.
    DecidedAt(Direction),
}

impl DecisionField {
    fn column(self) -> Expr {
        column(match self {
            Self::Id => decision::Column::Id,
            Self::Text => decision::Column::Text,
            Self::Meeting => decision::Column::Meeting,
            Self::Owner => decision::Column::Owner,
            Self::Department => decision::Column::Department,
            Self::DueAt => decision::Column::DueAt,
            Self::DecidedAt => decision::Column::DecidedAt,
        })
    }
}

impl DecisionLeaf {
    fn condition(&self, dialect: Dialect, now: Instant) -> Expr {
        let (condition, wanted) = match self {
            Self::Field(field, test) => return test.on(dialect, field.column()),
            Self::Open(wanted) => (open(), *wanted),
            Self::Overdue(wanted) => {
                (open().and(column(decision::Column::DueSort).lt(now.micros())), *wanted)
            }
        };
        if wanted { condition } else { condition.not() }
    }
}

impl DecisionOrder {
    fn keys(self) -> Order {
        let id = (decision::Entity, decision::Column::Id);
        let of = |column| (decision::Entity, column);
        match self {
            Self::DueAt(direction) => {
                Order::by("DUE_AT", [Key::int(of(decision::Column::DueSort), direction)], id)
            }
            Self::DecidedAt(direction) => {
                Order::by("DECIDED_AT", [Key::int(of(decision::Column::DecidedAt), direction)], id)
            }
        }
    }
}

/// Whether a task that carries the decision out is neither completed nor cancelled.
fn open() -> Expr {
    let ended = TaskStatus::ALL.into_iter().filter(|status| status.is_final());
    let tasks = Query::select()
        .expr(Expr::cust("1"))
        .from(task::Entity)
        .and_where(Expr::col((task::Entity, task::Column::Decision)).eq(column(decision::Column::Id)))
        .and_where(Expr::col((task::Entity, task::Column::Status)).is_not_in(ended.map(TaskStatus::name)))
        .to_owned();
    Expr::exists(tasks)
}

/// Whoever sees the meeting sees what it decided.
fn visible(dialect: Dialect, actor: &Actor) -> Expr {
    visibility::condition(dialect, actor, column(decision::Column::Meeting))
}

fn select(dialect: Dialect, actor: &Actor, filter: &Filter<DecisionLeaf>, now: Instant) -> SelectStatement {
    let mut select = decision::Entity::find().into_query();
    select.expr_as(Expr::case(open(), 1_i64).finally(0_i64), "open");
    select.and_where(filter.condition(&mut |leaf: &DecisionLeaf| leaf.condition(dialect, now)));
    select.and_where(visible(dialect, actor));
    select
}

fn decided(row: &QueryResult) -> Result<Decided, Error> {
    let model = decision::Model::from_query_result(row, "")?;
    Ok(Decided {
        decision: model.decision()?,
        meeting: MeetingId::from_uuid(model.meeting),
        number: model.number,
        decided_at: Instant::from_micros(model.decided_at),
        open: row.try_get::<i64>("", "open")? == 1,
    })
}

/// A page of the decisions that `actor` may see, as they stand at `now`.
///
/// # Errors
/// [`Error::InvalidCursor`]; [`Error::Corrupt`] for a row that does not parse.
pub async fn decisions(
    db: &Connection,
    actor: &Actor,
    filter: &Filter<DecisionLeaf>,
    order: DecisionOrder,
    request: &paging::Request,
    now: Instant,
) -> Result<Page<Decided>, Error> {
    let order = order.keys();
    let window = request.of(&order, filter)?;
    let rows = db.query_all(&window.apply(select(db.dialect(), actor, filter, now))).await?;
    window.finish(rows)?.try_map(|row| decided(&row))
}

/// How many decisions [`decisions`] pages through, counted up to `max`.
///
/// # Errors
/// As every statement.
pub async fn count_decisions(
    db: &Connection,
    actor: &Actor,
    filter: &Filter<DecisionLeaf>,
    max: u64,
    now: Instant,
) -> Result<Count, Error> {
    paging::count(db, select(db.dialect(), actor, filter, now), max).await
}

/// How the decisions of one department stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DecisionTally {
    /// Taken in the period.
    pub taken: u64,
    /// Open now, whenever they were taken.
    pub open: u64,
    /// Those of the open ones that are due before now.
    pub overdue: u64,
    /// Those taken in the period that are done.
    pub done: u64,
}

/// How the decisions that `actor` may see and somebody owns stand at `now`, by the department of who owns them; those taken
/// from `from` and before `until`, and those that are open. In one statement (S1-31).
///
/// # Errors
/// As every statement.
pub async fn tally(
    db: &Connection,
    actor: &Actor,
    from: Instant,
    until: Instant,
    now: Instant,
) -> Result<HashMap<DepartmentId, DecisionTally>, Error> {
    let taken = column(decision::Column::DecidedAt)
        .gte(from.micros())
        .and(column(decision::Column::DecidedAt).lt(until.micros()));
    let late = column(decision::Column::DueSort).lt(now.micros());
    let flag = |condition: Expr| Expr::case(condition, 1_i64).finally(0_i64);
    let each = Query::select()
        .expr_as(column(decision::Column::Department), "department")
        .expr_as(flag(taken), "taken")
        .expr_as(flag(open()), "open")
        .expr_as(flag(late), "late")
        .from(decision::Entity)
        .and_where(column(decision::Column::Department).is_not_null())
        .and_where(visible(db.dialect(), actor))
        .to_owned();
    let sum = |what: &'static str| Expr::cust(format!("CAST(sum({what}) AS bigint)"));
    let select = Query::select()
        .column("department")
        .expr_as(sum("taken"), "taken")
        .expr_as(sum("open"), "open")
        .expr_as(sum("open * late"), "overdue")
        .expr_as(sum("taken * (1 - open)"), "done")
        .from_subquery(each, "each_one")
        .group_by_col("department")
        .to_owned();
    let mut found = HashMap::new();
    for row in db.query_all(&select).await? {
        let count = |name| row.try_get::<i64>("", name).map(|count| u64::try_from(count).unwrap_or_default());
        let department: Uuid = row.try_get("", "department")?;
        let tally = DecisionTally {
            taken: count("taken")?,
            open: count("open")?,
            overdue: count("overdue")?,
            done: count("done")?,
        };
        found.insert(DepartmentId::from_uuid(department), tally);
    }
    found.retain(|_, tally| *tally != DecisionTally::default());
    Ok(found)
}
