//! A few children of each of many parents, in one statement: five tasks of every request of a page; and how many there are.

use std::collections::HashMap;

use liaison_domain::ids::{Id, Kind};
use sea_orm::sea_query::{Asterisk, ColumnRef, Expr, ExprTrait as _, IntoColumnRef, Query, SelectStatement};
use sea_orm::{ConnectionTrait as _, JoinType, QueryResult};
use uuid::Uuid;

use super::{Count, Order, Page, Window, counted};
use crate::dialect::Dialect;
use crate::error::Error;
use crate::store::Connection;

/// The name under which each row says whose child it is.
pub const PARENT: &str = "parent_id";
/// The name under which the parents stand in a statement.
const PARENTS: &str = "parents";

/// The statement for at most `limit` rows of `select` for each of `parents`, in `order` within each parent, from its end
/// where it goes `backwards`.
///
/// `select` has its columns and conditions but neither order nor limit; `parent` is its column that refers to the parent.
/// Each row of the answer carries [`PARENT`]; the rows of one parent stand in their order, parents in any.
pub fn first_of_each(
    dialect: Dialect,
    select: SelectStatement,
    parent: impl IntoColumnRef,
    parents: &[Uuid],
    order: &Order,
    backwards: bool,
    limit: u32,
) -> SelectStatement {
    let parent = parent.into_column_ref();
    match (dialect, parents) {
        (_, [only]) => alone(select, parent, *only, order, backwards, limit),
        (Dialect::Postgres, _) => lateral(select, parent, parents, order, backwards, limit),
        (Dialect::Sqlite, _) => correlated(select, parent, parents, order, backwards, limit),
    }
}

/// How many rows of `select` each of `parents` has, counted no further than `max`, in one statement; none too. `select` and
/// `parent` as in [`first_of_each`].
///
/// # Errors
/// As every statement.
pub async fn count_of_each<K: Kind>(
    db: &Connection,
    mut select: SelectStatement,
    parent: impl IntoColumnRef,
    parents: &[Id<K>],
    max: u64,
) -> Result<HashMap<Id<K>, Count>, Error> {
    let mut outer = Query::select();
    let id = db.dialect().each_id(&mut outer, &uuids(parents), PARENTS);
    select.and_where(Expr::col(parent).eq(id.clone()));
    outer.expr_as(id, PARENT).expr_as(Expr::from(counted(select, max.saturating_add(1))), "rows");
    let mut found = HashMap::new();
    for row in db.query_all(&outer).await? {
        let rows = u64::try_from(row.try_get::<i64>("", "rows")?).unwrap_or_default();
        let parent = Id::from_uuid(row.try_get("", PARENT)?);
        found.insert(parent, Count { value: Ord::min(rows, max), exact: rows <= max });
    }
    Ok(found)
}

impl Window<'_> {
    /// This page of each of `parents`, in one statement; an empty page for those without rows. `select` and `parent` as in
    /// [`first_of_each`]. The cursors are those of the same list of one parent, paged by [`Window::apply`].
    ///
    /// # Errors
    /// As every statement.
    pub async fn pages_of_each<K: Kind>(
        &self,
        db: &Connection,
        select: SelectStatement,
        parent: impl IntoColumnRef,
        parents: &[Id<K>],
    ) -> Result<HashMap<Id<K>, Page<QueryResult>>, Error> {
        let limit = self.size.rows() + 1;
        let (select, backwards) = (self.bounded(select), self.size.is_backwards());
        let ids = uuids(parents);
        let select = first_of_each(db.dialect(), select, parent, &ids, self.order, backwards, limit);
        let mut rows: HashMap<Id<K>, Vec<QueryResult>> =
            parents.iter().map(|parent| (*parent, Vec::new())).collect();
        for row in db.query_all(&select).await? {
            rows.entry(Id::from_uuid(row.try_get("", PARENT)?)).or_default().push(row);
        }
        rows.into_iter().map(|(parent, rows)| Ok((parent, self.finish(rows)?))).collect()
    }
}

fn uuids<K: Kind>(ids: &[Id<K>]) -> Vec<Uuid> {
    ids.iter().map(|id| id.uuid()).collect()
}

/// The index range of the one parent: no dearer for a hundred thousand children than for a hundred.
fn alone(
    mut select: SelectStatement,
    parent: ColumnRef,
    only: Uuid,
    order: &Order,
    backwards: bool,
    limit: u32,
) -> SelectStatement {
    select.expr_as(Expr::col(parent.clone()), PARENT).and_where(Expr::col(parent).eq(only));
    order.apply(&mut select, backwards);
    select.limit(u64::from(limit)).to_owned()
}

/// One index range a parent.
fn lateral(
    mut select: SelectStatement,
    parent: ColumnRef,
    parents: &[Uuid],
    order: &Order,
    backwards: bool,
    limit: u32,
) -> SelectStatement {
    let mut outer = Query::select();
    let id = Dialect::Postgres.each_id(&mut outer, parents, PARENTS);
    select.expr_as(Expr::col(parent.clone()), PARENT);
    select.and_where(Expr::col(parent).eq(id));
    order.apply(&mut select, backwards);
    select.limit(u64::from(limit));
    outer
        .column(("child", Asterisk))
        .join_lateral(JoinType::InnerJoin, select, "child", Expr::cust("TRUE"))
        .to_owned()
}

/// One index range a parent here too: SQLite joins no rows laterally, but looks up those of an inner list that depends on the
/// parent. A rank within each parent would read every child to keep the first few.
fn correlated(
    mut select: SelectStatement,
    parent: ColumnRef,
    parents: &[Uuid],
    order: &Order,
    backwards: bool,
    limit: u32,
) -> SelectStatement {
    // The last key of every order is unique.
    let Some(key) = order.keys.last().map(super::order::Key::expr) else { return select };
    let mut first = select.clone();
    let id = Dialect::Sqlite.each_id(&mut select, parents, PARENTS);
    first.clear_selects().expr(key.clone()).and_where(Expr::col(parent.clone()).eq(id));
    order.apply(&mut first, backwards);
    first.limit(u64::from(limit));
    select.expr_as(Expr::col(parent), PARENT).and_where(key.in_subquery(first));
    select.order_by(PARENT, sea_orm::Order::Asc);
    order.apply(&mut select, backwards);
    select
}
