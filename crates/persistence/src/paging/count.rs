//! How many rows a list has, counted no further than somebody wants to know.

use sea_orm::ConnectionTrait as _;
use sea_orm::sea_query::{Expr, Query, SelectStatement};

use crate::error::Error;
use crate::store::Connection;

/// A number of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// The rows, at most the bound that was asked for.
    pub value: u64,
    /// Whether there are no more.
    pub exact: bool,
}

/// Counts the rows of `select`, which has neither order nor limit, up to `max`.
///
/// # Errors
/// As every statement.
pub async fn count(db: &Connection, select: SelectStatement, max: u64) -> Result<Count, Error> {
    let rows = match db.query_one(&counted(select, max.saturating_add(1))).await? {
        Some(row) => u64::try_from(row.try_get::<i64>("", "rows")?).unwrap_or_default(),
        None => 0,
    };
    Ok(Count { value: rows.min(max), exact: rows <= max })
}

/// `rows`: how many rows `select` has, counted up to `most`.
pub(crate) fn counted(mut select: SelectStatement, most: u64) -> SelectStatement {
    select.clear_selects().expr(Expr::cust("1")).limit(most);
    Query::select().expr_as(Expr::cust("count(*)"), "rows").from_subquery(select, "counted").to_owned()
}
