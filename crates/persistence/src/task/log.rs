//! The logs of tasks, read back. Whoever sees a task sees its log; ask for tasks first.

use std::collections::HashMap;

use liaison_domain::ids::TaskId;
use liaison_domain::task::ProgressUpdate;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryTrait as _,
};
use uuid::Uuid;

use crate::entities::progress_update;
use crate::error::Error;
use crate::paging::{self, Count, Direction, Key, Order, Page, Size};
use crate::store::Connection;

fn newest_first() -> Order {
    let of = |column| (progress_update::Entity, column);
    let key = Key::int(of(progress_update::Column::WrittenAt), Direction::Descending);
    Order::by("NEWEST", [key], of(progress_update::Column::Id))
}

fn of(task: TaskId) -> SelectStatement {
    let mut select = progress_update::Entity::find().into_query();
    select.and_where(progress_update::Column::Task.eq(task.uuid()));
    select
}

fn entry(row: &sea_orm::QueryResult) -> Result<ProgressUpdate, Error> {
    progress_update::Model::from_query_result(row, "")?.entry()
}

/// A page of the log of `task`, newest first.
///
/// # Errors
/// [`Error::InvalidCursor`]; [`Error::Corrupt`] for a row that does not parse.
pub async fn updates(
    db: &Connection,
    task: TaskId,
    request: &paging::Request,
) -> Result<Page<ProgressUpdate>, Error> {
    let order = newest_first();
    let window = request.of(&order, &())?;
    let rows = db.query_all(&window.apply(of(task))).await?;
    window.finish(rows)?.try_map(|row| entry(&row))
}

/// How many entries [`updates`] pages through, counted up to `max`.
///
/// # Errors
/// As every statement.
pub async fn count_updates(db: &Connection, task: TaskId, max: u64) -> Result<Count, Error> {
    paging::count(db, of(task), max).await
}

/// The latest entries of each of these tasks as pages, newest first, in one statement. A cursor of such a page is one of
/// [`updates`] over the same task.
///
/// # Errors
/// As [`updates`].
pub async fn latest_updates(
    db: &Connection,
    tasks: &[TaskId],
    size: Size,
) -> Result<HashMap<TaskId, Page<ProgressUpdate>>, Error> {
    let order = newest_first();
    let request = paging::Request { size, after: None, before: None };
    let parents: Vec<Uuid> = tasks.iter().map(|task| task.uuid()).collect();
    let select = progress_update::Entity::find().into_query();
    let parent = (progress_update::Entity, progress_update::Column::Task);
    let pages = request.of(&order, &())?.pages_of_each(db, select, parent, &parents).await?;
    let mut found = HashMap::new();
    for (task, page) in pages {
        found.insert(TaskId::from_uuid(task), page.try_map(|row| entry(&row))?);
    }
    Ok(found)
}
