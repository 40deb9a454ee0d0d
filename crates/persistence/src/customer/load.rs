//! Customers as a change needs them.

use liaison_domain::customer::{Customer, CustomerState};
use liaison_domain::ids::{CustomerId, DepartmentId, PersonId};
use liaison_domain::text::Line;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _, Select};
use uuid::Uuid;

use super::column;
use crate::entities::customer;
use crate::error::Error;
use crate::store::Connection;
use crate::unit_of_work::UnitOfWork;

/// Locks the customer until the unit ends and reads it.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn find_for_change(work: &mut UnitOfWork, id: CustomerId) -> Result<Option<Customer>, Error> {
    Ok(all_for_change(work, &[id]).await?.pop())
}

/// Locks these customers until the unit ends and reads them, in the order of their IDs.
///
/// # Errors
/// As [`find_for_change`].
pub async fn all_for_change(work: &mut UnitOfWork, ids: &[CustomerId]) -> Result<Vec<Customer>, Error> {
    let subjects: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    if work.lock_all(&subjects).await? == 0 {
        return Ok(Vec::new());
    }
    let mine = work.db().dialect().any_of(column(customer::Column::Id), ids.iter().copied());
    let rows = customer::Entity::find().filter(mine).all(work.db()).await?;
    let mut found: Vec<Customer> =
        rows.into_iter().map(|row| row.record().map(Customer::restore)).collect::<Result<_, _>>()?;
    found.sort_unstable_by_key(|customer| customer.record().id);
    Ok(found)
}

/// Whether a customer other than `except` has this name.
///
/// # Errors
/// As every statement.
pub async fn taken(db: &Connection, name: &Line, except: Option<CustomerId>) -> Result<bool, Error> {
    let found = ids(db, customer::Entity::find().filter(customer::Column::Name.eq(name.as_str()))).await?;
    Ok(found.iter().any(|id| Some(*id) != except))
}

/// The customers for which this person answers and which are worked with.
///
/// # Errors
/// As every statement.
pub async fn of_owner(db: &Connection, owner: PersonId) -> Result<Vec<CustomerId>, Error> {
    let active = customer::Column::State.eq(CustomerState::Active.name());
    ids(db, customer::Entity::find().filter(customer::Column::Owner.eq(owner.uuid())).filter(active)).await
}

/// The customers of this department, archived ones included.
///
/// # Errors
/// As every statement.
pub async fn of_department(db: &Connection, department: DepartmentId) -> Result<Vec<CustomerId>, Error> {
    ids(db, customer::Entity::find().filter(customer::Column::Department.eq(department.uuid()))).await
}

async fn ids(db: &Connection, of: Select<customer::Entity>) -> Result<Vec<CustomerId>, Error> {
    let ids: Vec<Uuid> = of.select_only().column(customer::Column::Id).into_tuple().all(db).await?;
    let mut ids: Vec<CustomerId> = ids.into_iter().map(CustomerId::from_uuid).collect();
    ids.sort_unstable();
    Ok(ids)
}
