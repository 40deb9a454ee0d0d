//! The first few children of each of many parents, in one statement: five tasks of every request of a page.

use std::collections::HashMap;

use sea_orm::sea_query::WindowStatement;
use sea_orm::sea_query::{
    Alias, Asterisk, ColumnRef, Expr, ExprTrait as _, Func, IntoColumnRef, Query, SelectStatement,
};
use sea_orm::{ConnectionTrait as _, JoinType, QueryResult};
use uuid::Uuid;

use super::{Order, Page, Window};
use crate::dialect::{Dialect, id_array};
use crate::error::Error;
use crate::store::Connection;

/// The name under which each row says whose child it is.
pub const PARENT: &str = "parent_id";
const RANK: &str = "rank_in_parent";

/// The statement for at most `limit` rows of `select` for each of `parents`, in `order` within each parent.
///
/// `select` has its columns and conditions but neither order nor limit; `parent` is its column that refers to the parent.
/// Each row of the answer carries [`PARENT`]; the rows of one parent stand in their order, parents in any.
pub fn first_of_each(
    dialect: Dialect,
    select: SelectStatement,
    parent: impl IntoColumnRef,
    parents: &[Uuid],
    order: &Order,
    limit: u32,
) -> SelectStatement {
    let parent = parent.into_column_ref();
    match dialect {
        Dialect::Postgres => lateral(select, parent, parents, order, limit),
        Dialect::Sqlite => ranked(select, parent, parents, order, limit),
    }
}

impl Window<'_> {
    /// The first page of each of `parents`, in one statement; an empty page for those without rows. `select` and `parent` as
    /// in [`first_of_each`]. The cursors are those of the same list of one parent, paged by [`Window::apply`].
    ///
    /// # Errors
    /// As every statement.
    pub async fn pages_of_each(
        &self,
        db: &Connection,
        select: SelectStatement,
        parent: impl IntoColumnRef,
        parents: &[Uuid],
    ) -> Result<HashMap<Uuid, Page<QueryResult>>, Error> {
        let limit = self.size.rows() + 1;
        let select = first_of_each(db.dialect(), self.keyed(select), parent, parents, self.order, limit);
        let mut rows: HashMap<Uuid, Vec<QueryResult>> =
            parents.iter().map(|parent| (*parent, Vec::new())).collect();
        for row in db.query_all(&select).await? {
            rows.entry(row.try_get("", PARENT)?).or_default().push(row);
        }
        rows.into_iter().map(|(parent, rows)| Ok((parent, self.finish(rows)?))).collect()
    }
}

/// One index range a parent.
fn lateral(
    mut select: SelectStatement,
    parent: ColumnRef,
    parents: &[Uuid],
    order: &Order,
    limit: u32,
) -> SelectStatement {
    select.expr_as(Expr::col(parent.clone()), PARENT);
    select.and_where(Expr::col(parent).equals(("parents", "parents")));
    order.apply(&mut select, false);
    select.limit(u64::from(limit));
    Query::select()
        .column(("child", Asterisk))
        .from_function(Func::cust("unnest").arg(Expr::val(id_array(parents))), "parents")
        .join_lateral(JoinType::InnerJoin, select, "child", Expr::cust("TRUE"))
        .to_owned()
}

/// A rank within each parent, of which the first are kept.
fn ranked(
    mut select: SelectStatement,
    parent: ColumnRef,
    parents: &[Uuid],
    order: &Order,
    limit: u32,
) -> SelectStatement {
    select.expr_as(Expr::col(parent.clone()), PARENT);
    select.and_where(Dialect::Sqlite.any_id(Expr::col(parent.clone()), parents.iter().copied()));
    let mut window = WindowStatement::partition_by(parent);
    for key in &order.keys {
        let direction = match key.direction {
            super::Direction::Ascending => sea_orm::Order::Asc,
            super::Direction::Descending => sea_orm::Order::Desc,
        };
        window.order_by_expr(key.expr(), direction);
    }
    select.expr_window_as(Expr::cust("row_number()"), window, RANK);
    Query::select()
        .column(Asterisk)
        .from_subquery(select, "child")
        .and_where(Expr::col(Alias::new(RANK)).lte(i64::from(limit)))
        .order_by(PARENT, sea_orm::Order::Asc)
        .order_by(RANK, sea_orm::Order::Asc)
        .to_owned()
}
