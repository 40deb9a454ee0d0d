//! Guests as a change needs them: locked after the customer they belong to.

use liaison_domain::customer::Circle;
use liaison_domain::guest::{Guest, GuestRecord};
use liaison_domain::ids::{CustomerId, GuestId, PersonId};
use liaison_domain::time::Instant;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use uuid::Uuid;

use super::{column, holding};
use crate::entities::guest;
use crate::error::Error;
use crate::store::Connection;
use crate::unit_of_work::UnitOfWork;

/// Which customer the guest belongs to, unlocked: that never changes.
///
/// # Errors
/// As every statement.
pub async fn customer_of(db: &Connection, id: GuestId) -> Result<Option<CustomerId>, Error> {
    let select = guest::Entity::find_by_id(id.uuid()).select_only().column(guest::Column::Customer);
    Ok(select.into_tuple::<Uuid>().one(db).await?.map(CustomerId::from_uuid))
}

/// Locks the guest and reads them; the customer of this circle is locked before.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn find_for_change(
    work: &mut UnitOfWork,
    id: GuestId,
    circle: Circle,
) -> Result<Option<Guest>, Error> {
    let found = all_for_change(work, &[id]).await?.pop();
    Ok(found.filter(|record| record.customer == circle.customer).map(|record| Guest::restore(record, circle)))
}

/// Locks these guests in the order of their IDs and reads those that are there.
///
/// # Errors
/// As [`find_for_change`].
pub async fn all_for_change(work: &mut UnitOfWork, ids: &[GuestId]) -> Result<Vec<GuestRecord>, Error> {
    let subjects: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    if work.lock_all(&subjects).await? == 0 {
        return Ok(Vec::new());
    }
    let mine = work.db().dialect().any_of(column(guest::Column::Id), ids.iter().copied());
    let rows = guest::Entity::find().filter(mine).all(work.db()).await?;
    let mut found: Vec<GuestRecord> = rows.iter().map(guest::Model::record).collect::<Result<_, _>>()?;
    found.sort_unstable_by_key(|guest| guest.id);
    Ok(found)
}

/// The guests whom this person invited and who are let in at `now`, with the customers they belong to.
///
/// # Errors
/// As every statement.
pub async fn of_inviter(
    db: &Connection,
    person: PersonId,
    now: Instant,
) -> Result<Vec<(GuestId, CustomerId)>, Error> {
    let select = guest::Entity::find()
        .filter(guest::Column::InvitedBy.eq(person.uuid()))
        .filter(holding(now))
        .select_only()
        .columns([guest::Column::Id, guest::Column::Customer]);
    let rows: Vec<(Uuid, Uuid)> = select.into_tuple().all(db).await?;
    let mut found: Vec<_> = rows
        .into_iter()
        .map(|(guest, customer)| (GuestId::from_uuid(guest), CustomerId::from_uuid(customer)))
        .collect();
    found.sort_unstable();
    Ok(found)
}
