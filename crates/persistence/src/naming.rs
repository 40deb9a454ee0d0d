//! What people call a record in a sentence: its code and its title, in the statement that reads what speaks of it.

use std::collections::HashMap;

use liaison_domain::access::Actor;
use sea_orm::sea_query::{ColumnRef, Expr, ExprTrait as _, Func, Query, SelectStatement};
use sea_orm::{ConnectionTrait as _, JoinType, QueryResult};
use uuid::Uuid;

use crate::entities::{customer, meeting, problem, request, task};
use crate::error::Error;
use crate::store::Connection;
use crate::visibility;

/// Most characters of a problem's description that name it.
const DESCRIBED: i32 = 60;

/// What a sentence calls a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The code of a request, task or meeting; a problem and a customer have none.
    pub code: Option<String>,
    /// The title of a request, the name of a task or customer, the subject of a meeting, the beginning of a problem's description.
    pub title: String,
}

/// What these records are called, as far as `actor` may see them; one statement, none for none. Records without a name are left out.
///
/// # Errors
/// As every statement.
pub async fn names(db: &Connection, actor: &Actor, ids: &[Uuid]) -> Result<HashMap<Uuid, Name>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let id = ("subject", "id");
    let mut select = Query::select();
    select.expr_as(Expr::col(id), "id").from("subject");
    select.and_where(db.dialect().any_id(Expr::col(id), ids.iter().copied()));
    select.and_where(visibility::condition(db.dialect(), actor, Expr::col(id)));
    join(&mut select, &id.into());
    let rows = db.query_all(&select).await?;
    let mut found = HashMap::new();
    for row in &rows {
        if let Some(name) = read(row)? {
            found.insert(row.try_get("", "id")?, name);
        }
    }
    Ok(found)
}

/// Adds what the record with this ID is called, whoever asks.
pub(crate) fn join(select: &mut SelectStatement, named: &ColumnRef) {
    let mut left = |table, id: Expr| {
        select.join(JoinType::LeftJoin, table, id.eq(Expr::col(named.clone())));
    };
    left("request", Expr::col((request::Entity, request::Column::Id)));
    left("task", Expr::col((task::Entity, task::Column::Id)));
    left("problem", Expr::col((problem::Entity, problem::Column::Id)));
    left("meeting", Expr::col((meeting::Entity, meeting::Column::Id)));
    left("customer", Expr::col((customer::Entity, customer::Column::Id)));
    let described = Expr::col((problem::Entity, problem::Column::Description));
    let described = Func::cust("substr").arg(described).arg(1).arg(DESCRIBED);
    let code = Func::coalesce([
        Expr::col((request::Entity, request::Column::Code)),
        Expr::col((task::Entity, task::Column::Code)),
        Expr::col((meeting::Entity, meeting::Column::Code)),
    ]);
    let title = Func::coalesce([
        Expr::col((request::Entity, request::Column::Title)),
        Expr::col((task::Entity, task::Column::Name)),
        Expr::col((meeting::Entity, meeting::Column::Subject)),
        described.into(),
        Expr::col((customer::Entity, customer::Column::Name)),
    ]);
    select.expr_as(code, "name_code").expr_as(title, "name_title");
}

/// What [`join`] has added.
///
/// # Errors
/// Of the driver, where the row is of another statement.
pub(crate) fn read(row: &QueryResult) -> Result<Option<Name>, Error> {
    let title: Option<String> = row.try_get("", "name_title")?;
    let code = row.try_get("", "name_code")?;
    Ok(title.map(|title| Name { code, title }))
}
