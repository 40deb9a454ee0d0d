//! Whole requests, and those that a change of the directory concerns.

use std::collections::HashMap;

use liaison_domain::ids::{DepartmentId, PersonId, RequestId};
use liaison_domain::request::Request;
use liaison_domain::request::party::Party;
use liaison_domain::request::record::Revision;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use uuid::Uuid;

use super::column;
use crate::entities::{request, request_party, request_revision};
use crate::error::Error;
use crate::store::Connection;
use crate::unit_of_work::UnitOfWork;

/// Locks the request until the unit ends and reads it; lock it before its tasks and problems.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn find_for_change(work: &mut UnitOfWork, id: RequestId) -> Result<Option<Request>, Error> {
    Ok(all_for_change(work, &[id]).await?.pop())
}

/// Locks these requests in the order of their IDs and reads those that are there.
///
/// # Errors
/// As [`find_for_change`].
pub async fn all_for_change(work: &mut UnitOfWork, ids: &[RequestId]) -> Result<Vec<Request>, Error> {
    let bits: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    if work.lock_all(&bits).await? == 0 {
        return Ok(Vec::new());
    }
    let db = work.db();
    load(db, db.dialect().any_id(column(request::Column::Id), bits)).await
}

/// Those of these requests that are there, whoever may see them, whole, in three statements and the order of their IDs.
///
/// # Errors
/// As [`find_for_change`].
pub(crate) async fn whole_by_ids(db: &Connection, ids: &[RequestId]) -> Result<Vec<Request>, Error> {
    load(db, db.dialect().any_of(column(request::Column::Id), ids.iter().copied())).await
}

/// The requests that `which` holds for, whole, in three statements and the order of their IDs.
pub(super) async fn load(db: &Connection, which: Expr) -> Result<Vec<Request>, Error> {
    let rows = request::Entity::find().filter(which).order_by_asc(request::Column::Id).all(db).await?;
    whole(db, rows).await
}

/// The rows with their parties and revisions, in two statements and their order.
pub(super) async fn whole(db: &Connection, rows: Vec<request::Model>) -> Result<Vec<Request>, Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut parties = parties(db, &ids).await?;
    let mut revisions = revisions(db, &ids).await?;
    rows.into_iter()
        .map(|row| {
            let id = row.id;
            row.request(parties.remove(&id).unwrap_or_default(), revisions.remove(&id).unwrap_or_default())
        })
        .collect()
}

async fn parties(db: &Connection, requests: &[Uuid]) -> Result<HashMap<Uuid, Vec<Party>>, Error> {
    let mine = db.dialect().any_id(column(request_party::Column::Request), requests.iter().copied());
    let rows = request_party::Entity::find()
        .filter(mine)
        .order_by_asc(request_party::Column::Request)
        .order_by_asc(request_party::Column::Place);
    let mut found: HashMap<Uuid, Vec<Party>> = HashMap::new();
    for row in rows.all(db).await? {
        found.entry(row.request).or_default().push(row.party()?);
    }
    Ok(found)
}

async fn revisions(db: &Connection, requests: &[Uuid]) -> Result<HashMap<Uuid, Vec<Revision>>, Error> {
    let mine = db.dialect().any_id(column(request_revision::Column::Request), requests.iter().copied());
    let rows = request_revision::Entity::find()
        .filter(mine)
        .order_by_asc(request_revision::Column::Request)
        .order_by_asc(request_revision::Column::Number);
    let mut found: HashMap<Uuid, Vec<Revision>> = HashMap::new();
    for row in rows.all(db).await? {
        found.entry(row.request).or_default().push(row.revision()?);
    }
    Ok(found)
}

/// Open requests and drafts on which the person is named (as initiator, acceptor or some party's liaison, for one), by ID; a
/// draft does not show itself to its liaisons yet, but names them.
///
/// # Errors
/// As every statement.
pub async fn open_of_person(db: &Connection, person: PersonId) -> Result<Vec<RequestId>, Error> {
    let named = Query::select()
        .column("subject")
        .from("visibility_person")
        .and_where(Expr::col("person").eq(person.uuid()))
        .to_owned();
    let liaison = parties_where(request_party::Column::Liaison.eq(person.uuid()));
    let id = || column(request::Column::Id);
    open(db, id().in_subquery(named).or(id().in_subquery(liaison))).await
}

/// Open requests and drafts in which the department is the initiating one or a party, by ID.
///
/// # Errors
/// As every statement.
pub async fn open_of_department(db: &Connection, department: DepartmentId) -> Result<Vec<RequestId>, Error> {
    let party = parties_where(request_party::Column::Department.eq(department.uuid()));
    let concerned =
        request::Column::Department.eq(department.uuid()).or(column(request::Column::Id).in_subquery(party));
    open(db, concerned).await
}

fn parties_where(condition: Expr) -> SelectStatement {
    Query::select()
        .column(request_party::Column::Request)
        .from(request_party::Entity)
        .and_where(condition)
        .and_where(request_party::Column::State.ne("REMOVED"))
        .to_owned()
}

async fn open(db: &Connection, concerned: Expr) -> Result<Vec<RequestId>, Error> {
    const ENDED: [&str; 4] = ["CLOSED", "ARCHIVED", "DECLINED", "WITHDRAWN"];
    let select = Query::select()
        .column(request::Column::Id)
        .from(request::Entity)
        .and_where(column(request::Column::Status).is_not_in(ENDED))
        .and_where(concerned)
        .order_by(request::Column::Id, sea_orm::Order::Asc)
        .to_owned();
    let rows = db.query_all(&select).await?;
    rows.iter().map(|row| Ok(RequestId::from_uuid(row.try_get("", "id")?))).collect()
}
