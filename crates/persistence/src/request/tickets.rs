//! Requests as tickets of customers: in pages below each customer, the departments that are party to open ones, and what was
//! said of them.

use std::collections::{BTreeSet, HashMap};

use liaison_domain::access::Actor;
use liaison_domain::ids::{CustomerId, DepartmentId, RequestId};
use liaison_domain::request::Request;
use liaison_domain::request::status::RequestStatus;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, FromQueryResult as _, JoinType, QueryResult};
use uuid::Uuid;

use super::list::{RequestLeaf, RequestOrder, select, visible};
use super::{column, load};
use crate::entities::{request, request_party};
use crate::error::Error;
use crate::paging::{self, Count, Filter, Page};
use crate::store::Connection;

/// The column under which a page below a customer finds its parent.
const PARENT: (request::Entity, request::Column) = (request::Entity, request::Column::Customer);

/// This page of the tickets of each of these customers that `actor` may see, in three statements.
///
/// # Errors
/// [`Error::InvalidCursor`]; [`Error::Corrupt`] for a row that does not parse.
pub async fn pages_of_customers(
    db: &Connection,
    actor: &Actor,
    customers: &[CustomerId],
    filter: &Filter<RequestLeaf>,
    order: RequestOrder,
    page: &paging::Request,
) -> Result<HashMap<CustomerId, Page<Request>>, Error> {
    let order = order.keys();
    let window = page.of(&order, filter)?;
    let pages = window.pages_of_each(db, select(db.dialect(), actor, filter), PARENT, customers).await?;
    let rows = pages.values().flat_map(|page| &page.edges);
    let rows = rows.map(|edge| request::Model::from_query_result(&edge.node, ""));
    let whole = load::whole(db, rows.collect::<Result<_, _>>()?).await?;
    let mut found: HashMap<Uuid, Request> =
        whole.into_iter().map(|request| (request.id.uuid(), request)).collect();
    let mut taken = |row: QueryResult| {
        let id: Uuid = row.try_get("", "id")?;
        found.remove(&id).ok_or(Error::corrupt("request", "id", id))
    };
    pages.into_iter().map(|(customer, page)| Ok((customer, page.try_map(&mut taken)?))).collect()
}

/// How many tickets each of these customers has on all its pages together, counted up to `max`, in one statement.
///
/// # Errors
/// As every statement.
pub async fn counts_of_customers(
    db: &Connection,
    actor: &Actor,
    customers: &[CustomerId],
    filter: &Filter<RequestLeaf>,
    max: u64,
) -> Result<HashMap<CustomerId, Count>, Error> {
    paging::count_of_each(db, select(db.dialect(), actor, filter), PARENT, customers, max).await
}

fn open() -> Expr {
    let names = RequestStatus::ALL.into_iter().filter(|status| status.is_open()).map(RequestStatus::name);
    column(request::Column::Status).is_in(names)
}

/// The departments that are party to the open tickets of each of these customers, whoever may see them, in one statement for
/// all tickets; customers without any are left out.
///
/// # Errors
/// As every statement.
pub async fn departments_of_customers(
    db: &Connection,
    customers: &[CustomerId],
) -> Result<HashMap<CustomerId, BTreeSet<DepartmentId>>, Error> {
    let of = column(request_party::Column::Request).eq(column(request::Column::Id));
    let select = Query::select()
        .distinct()
        .expr_as(column(request::Column::Customer), "customer")
        .expr_as(column(request_party::Column::Department), "department")
        .from(request::Entity)
        .join(JoinType::InnerJoin, request_party::Entity, of)
        .and_where(db.dialect().any_of(column(request::Column::Customer), customers.iter().copied()))
        .and_where(open())
        .and_where(request_party::Column::State.ne("REMOVED"))
        .to_owned();
    let mut found: HashMap<CustomerId, BTreeSet<DepartmentId>> = HashMap::new();
    for row in db.query_all(&select).await? {
        let customer = CustomerId::from_uuid(row.try_get("", "customer")?);
        let departments = found.entry(customer).or_default();
        departments.insert(DepartmentId::from_uuid(row.try_get("", "department")?));
    }
    Ok(found)
}

/// The open tickets of this customer, in the order of their IDs, whoever may see them.
///
/// # Errors
/// As every statement.
pub async fn open_of_customer(db: &Connection, customer: CustomerId) -> Result<Vec<RequestId>, Error> {
    let select = Query::select()
        .column(request::Column::Id)
        .from(request::Entity)
        .and_where(request::Column::Customer.eq(customer.uuid()))
        .and_where(open())
        .order_by(request::Column::Id, sea_orm::Order::Asc)
        .to_owned();
    let rows = db.query_all(&select).await?;
    rows.iter().map(|row| Ok(RequestId::from_uuid(row.try_get("", "id")?))).collect()
}

/// How often customers gave each score for the tickets that `actor` may see: the first place counts the ones, the last the
/// fives. One statement for all customers; those who said nothing are left out.
///
/// # Errors
/// As every statement.
pub async fn scores_of_customers(
    db: &Connection,
    actor: &Actor,
    customers: &[CustomerId],
) -> Result<HashMap<CustomerId, [u64; 5]>, Error> {
    let select = Query::select()
        .expr_as(column(request::Column::Customer), "customer")
        .expr_as(column(request::Column::Satisfaction), "score")
        .expr_as(Expr::cust("count(*)"), "given")
        .from(request::Entity)
        .and_where(db.dialect().any_of(column(request::Column::Customer), customers.iter().copied()))
        .and_where(column(request::Column::Satisfaction).is_not_null())
        .and_where(visible(db.dialect(), actor))
        .group_by_columns([request::Column::Customer, request::Column::Satisfaction])
        .to_owned();
    let mut found: HashMap<CustomerId, [u64; 5]> = HashMap::new();
    for row in db.query_all(&select).await? {
        let scores = found.entry(CustomerId::from_uuid(row.try_get("", "customer")?)).or_default();
        let place = row.try_get::<i64>("", "score")? - 1;
        let given = u64::try_from(row.try_get::<i64>("", "given")?).unwrap_or_default();
        if let Some(count) = usize::try_from(place).ok().and_then(|place| scores.get_mut(place)) {
            *count = given;
        }
    }
    Ok(found)
}
