//! The logs of problems, read back. Whoever sees a problem sees its log; ask for problems first.

use std::collections::HashMap;

use liaison_domain::ids::ProblemId;
use liaison_domain::problem::ProblemUpdate;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryTrait as _,
};
use uuid::Uuid;

use crate::entities::problem_update;
use crate::error::Error;
use crate::paging::{self, Count, Direction, Key, Order, Page, Size};
use crate::store::Connection;

fn newest_first() -> Order {
    let of = |column| (problem_update::Entity, column);
    let key = Key::int(of(problem_update::Column::WrittenAt), Direction::Descending);
    Order::by("NEWEST", [key], of(problem_update::Column::Id))
}

fn of(problem: ProblemId) -> SelectStatement {
    let mut select = problem_update::Entity::find().into_query();
    select.and_where(problem_update::Column::Problem.eq(problem.uuid()));
    select
}

fn entry(row: &sea_orm::QueryResult) -> Result<ProblemUpdate, Error> {
    problem_update::Model::from_query_result(row, "")?.entry()
}

/// A page of the log of `problem`, newest first.
///
/// # Errors
/// [`Error::InvalidCursor`]; [`Error::Corrupt`] for a row that does not parse.
pub async fn updates(
    db: &Connection,
    problem: ProblemId,
    request: &paging::Request,
) -> Result<Page<ProblemUpdate>, Error> {
    let order = newest_first();
    let window = request.of(&order, &())?;
    let rows = db.query_all(&window.apply(of(problem))).await?;
    window.finish(rows)?.try_map(|row| entry(&row))
}

/// How many entries [`updates`] pages through, counted up to `max`.
///
/// # Errors
/// As every statement.
pub async fn count_updates(db: &Connection, problem: ProblemId, max: u64) -> Result<Count, Error> {
    paging::count(db, of(problem), max).await
}

/// The latest entries of each of these problems as pages, newest first, in one statement. A cursor of such a page is one of
/// [`updates`] over the same problem.
///
/// # Errors
/// As [`updates`].
pub async fn latest_updates(
    db: &Connection,
    problems: &[ProblemId],
    size: Size,
) -> Result<HashMap<ProblemId, Page<ProblemUpdate>>, Error> {
    let order = newest_first();
    let request = paging::Request { size, after: None, before: None };
    let parents: Vec<Uuid> = problems.iter().map(|problem| problem.uuid()).collect();
    let select = problem_update::Entity::find().into_query();
    let parent = (problem_update::Entity, problem_update::Column::Problem);
    let pages = request.of(&order, &())?.pages_of_each(db, select, parent, &parents).await?;
    let mut found = HashMap::new();
    for (problem, page) in pages {
        found.insert(ProblemId::from_uuid(problem), page.try_map(|row| entry(&row))?);
    }
    Ok(found)
}
