//! How many tasks of a request stand where: what `back` and `closing` are computed from.

use std::collections::{BTreeSet, HashMap};

use liaison_domain::ids::{DecisionId, DepartmentId, RequestId, TaskId};
use liaison_domain::request::frame::TaskTally;
use liaison_domain::task::TaskStatus;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use uuid::Uuid;

use super::column;
use crate::entities::task;
use crate::error::Error;
use crate::store::Connection;

/// The tally of one request.
///
/// # Errors
/// As [`tallies`].
pub async fn tally(db: &Connection, request: RequestId) -> Result<TaskTally, Error> {
    Ok(tallies(db, &[request]).await?.remove(&request).unwrap_or_default())
}

/// The departments that have tasks under these requests, cancelled ones left out.
///
/// # Errors
/// As every statement.
pub async fn departments(
    db: &Connection,
    requests: &[RequestId],
) -> Result<HashMap<RequestId, BTreeSet<DepartmentId>>, Error> {
    let select = Query::select()
        .distinct()
        .columns([task::Column::Request, task::Column::Department])
        .from(task::Entity)
        .and_where(db.dialect().any_of(column(task::Column::Request), requests.iter().copied()))
        .and_where(column(task::Column::Status).ne(TaskStatus::Cancelled.name()))
        .to_owned();
    let mut found: HashMap<RequestId, BTreeSet<DepartmentId>> = HashMap::new();
    for row in db.query_all(&select).await? {
        let request = RequestId::from_uuid(row.try_get("", "request")?);
        let department = DepartmentId::from_uuid(row.try_get("", "department")?);
        found.entry(request).or_default().insert(department);
    }
    Ok(found)
}

/// The tallies of these requests; those without tasks are not among them. Counts what is there, whoever asks: statuses of
/// requests are computed from it.
///
/// # Errors
/// [`Error::Corrupt`] for a status that is none.
pub async fn tallies(
    db: &Connection,
    requests: &[RequestId],
) -> Result<HashMap<RequestId, TaskTally>, Error> {
    let select = Query::select()
        .columns([task::Column::Request, task::Column::Status])
        .expr_as(Expr::cust("count(*)"), "tasks")
        .from(task::Entity)
        .and_where(db.dialect().any_of(column(task::Column::Request), requests.iter().copied()))
        .group_by_columns([task::Column::Request, task::Column::Status])
        .to_owned();
    let mut found: HashMap<RequestId, TaskTally> = HashMap::new();
    for row in db.query_all(&select).await? {
        let request: Uuid = row.try_get("", "request")?;
        let name: String = row.try_get("", "status")?;
        let status = TaskStatus::parse(&name).ok_or(Error::corrupt("task", "status", request))?;
        let tasks = u32::try_from(row.try_get::<i64>("", "tasks")?).unwrap_or(u32::MAX);
        let tally = found.entry(RequestId::from_uuid(request)).or_default();
        match status {
            TaskStatus::Delivered => tally.delivered += tasks,
            TaskStatus::Completed => tally.completed += tasks,
            TaskStatus::Cancelled => tally.cancelled += tasks,
            TaskStatus::NotStarted
            | TaskStatus::InProgress
            | TaskStatus::NeedsSupport
            | TaskStatus::Rework => tally.open += tasks,
        }
    }
    Ok(found)
}

/// Those of these decisions that a task still carries out, whoever asks: whoever sees a decision may know it.
///
/// # Errors
/// As every statement.
pub async fn open_decisions(db: &Connection, decisions: &[DecisionId]) -> Result<Vec<DecisionId>, Error> {
    let ended = TaskStatus::ALL.into_iter().filter(|status| status.is_final());
    let found: Vec<Uuid> = task::Entity::find()
        .select_only()
        .column(task::Column::Decision)
        .distinct()
        .filter(db.dialect().any_of(column(task::Column::Decision), decisions.iter().copied()))
        .filter(task::Column::Status.is_not_in(ended.map(TaskStatus::name)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().map(DecisionId::from_uuid).collect())
}

/// The tasks that carry out each of these decisions, oldest first, whoever asks: IDs alone.
///
/// # Errors
/// As every statement.
pub async fn of_decisions(
    db: &Connection,
    decisions: &[DecisionId],
) -> Result<HashMap<DecisionId, Vec<TaskId>>, Error> {
    let rows: Vec<(Uuid, Uuid)> = task::Entity::find()
        .select_only()
        .columns([task::Column::Decision, task::Column::Id])
        .filter(db.dialect().any_of(column(task::Column::Decision), decisions.iter().copied()))
        .order_by_asc(task::Column::CreatedAt)
        .order_by_asc(task::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let mut found: HashMap<DecisionId, Vec<TaskId>> = HashMap::new();
    for (decision, id) in rows {
        found.entry(DecisionId::from_uuid(decision)).or_default().push(TaskId::from_uuid(id));
    }
    Ok(found)
}
