//! Contacts: references in rows, values sealed beside them. What is read here is plain; who may see it so is the domain's.

use std::collections::HashMap;

use liaison_domain::access::Actor;
use liaison_domain::customer::contact::Shown;
use liaison_domain::customer::{Circle, Contact, ContactRecord, CustomerRecord};
use liaison_domain::ids::{ContactId, CustomerId, SealedId};
use sea_orm::sea_query::{ExprTrait as _, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryFilter as _,
    QuerySelect as _, QueryTrait as _,
};
use uuid::Uuid;

use super::column;
use crate::entities::contact;
use crate::error::Error;
use crate::store::Connection;
use crate::unit_of_work::{Stored, UnitOfWork};
use crate::visibility::{self, Scope};
use crate::{customer, sealed};

impl Stored for Contact {
    fn scope(&self) -> Scope {
        Scope::Inherited { from: self.record().customer.uuid(), persons: Vec::new() }
    }

    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        let record = state.record();
        sealed::insert(db, state.sealed()).await?;
        sealed::erase(db, state.dropped(), state.dropped_at()).await?;
        let row = contact::ActiveModel::from(record);
        if before.is_none() {
            contact::Entity::insert(row).exec_without_returning(db).await?;
        } else {
            let mine = contact::Column::Id.eq(record.id.uuid());
            contact::Entity::update_many().set(row).filter(mine).exec(db).await?;
        }
        Ok(())
    }
}

/// At which customer it is, unlocked: that never changes.
///
/// # Errors
/// As every statement.
pub async fn customer_of(db: &Connection, id: ContactId) -> Result<Option<CustomerId>, Error> {
    let select = contact::Entity::find_by_id(id.uuid()).select_only().column(contact::Column::Customer);
    Ok(select.into_tuple::<Uuid>().one(db).await?.map(CustomerId::from_uuid))
}

/// Locks the contact and reads it with its values; its customer is locked before.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse, or a value that is not the one that was sealed.
pub async fn find_for_change(
    work: &mut UnitOfWork,
    id: ContactId,
    circle: Circle,
) -> Result<Option<Contact>, Error> {
    if !work.lock(id.uuid()).await? {
        return Ok(None);
    }
    let Some(row) = contact::Entity::find_by_id(id.uuid()).one(work.db()).await? else { return Ok(None) };
    let circles = HashMap::from([(circle.customer, circle)]);
    Ok(restored(work.db(), vec![row.record()?], &circles).await?.pop())
}

/// The contacts that this customer lists, with their values, whoever asks: what a text is looked through for, and how many
/// there are. Two statements.
///
/// # Errors
/// As [`find_for_change`].
pub async fn listed(db: &Connection, circle: Circle) -> Result<Vec<Contact>, Error> {
    let rows = contact::Entity::find()
        .filter(contact::Column::Customer.eq(circle.customer.uuid()))
        .filter(contact::Column::Listed.eq(true))
        .all(db)
        .await?;
    let records = rows.iter().map(contact::Model::record).collect::<Result<_, _>>()?;
    restored(db, records, &HashMap::from([(circle.customer, circle)])).await
}

/// The contacts that each of these customers lists, oldest first, as far as `actor` may see them; three statements.
///
/// # Errors
/// As [`find_for_change`].
pub async fn of_customers(
    db: &Connection,
    actor: &Actor,
    customers: &[CustomerId],
) -> Result<HashMap<CustomerId, Vec<Contact>>, Error> {
    let mut select = contact::Entity::find().into_query();
    select.and_where(db.dialect().any_of(column(contact::Column::Customer), customers.iter().copied()));
    select.and_where(column(contact::Column::Listed).eq(true));
    let mut found: HashMap<CustomerId, Vec<Contact>> = HashMap::new();
    for contact in visible(db, actor, select).await? {
        found.entry(contact.record().customer).or_default().push(contact);
    }
    for contacts in found.values_mut() {
        contacts.sort_unstable_by_key(|contact| (contact.record().added_at, contact.record().id));
    }
    Ok(found)
}

/// Those of these contacts that `actor` may see, removed and erased ones included; three statements.
///
/// # Errors
/// As [`find_for_change`].
pub async fn by_ids(
    db: &Connection,
    actor: &Actor,
    ids: &[ContactId],
) -> Result<HashMap<ContactId, Contact>, Error> {
    let mut select = contact::Entity::find().into_query();
    select.and_where(db.dialect().any_of(column(contact::Column::Id), ids.iter().copied()));
    let found = visible(db, actor, select).await?;
    Ok(found.into_iter().map(|contact| (contact.record().id, contact)).collect())
}

async fn visible(db: &Connection, actor: &Actor, mut select: SelectStatement) -> Result<Vec<Contact>, Error> {
    select.and_where(visibility::condition(db.dialect(), actor, column(contact::Column::Id)));
    let rows = db.query_all(&select).await?;
    let read = rows.iter().map(|row| contact::Model::from_query_result(row, "")?.record());
    let records: Vec<ContactRecord> = read.collect::<Result<_, Error>>()?;
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let customers: Vec<CustomerId> = records.iter().map(|record| record.customer).collect();
    let customers = customer::by_ids(db, &customers).await?;
    let circles = customers.values().map(|record: &CustomerRecord| (record.id, record.circle())).collect();
    restored(db, records, &circles).await
}

/// The contacts with their values; those of removed ones are not read at all.
async fn restored(
    db: &Connection,
    records: Vec<ContactRecord>,
    circles: &HashMap<CustomerId, Circle>,
) -> Result<Vec<Contact>, Error> {
    let live = records.iter().filter(|record| record.is_live());
    let ids: Vec<SealedId> = live.flat_map(|record| record.values.ids()).collect();
    let values = if ids.is_empty() { HashMap::new() } else { sealed::by_ids(db, &ids).await? };
    let restored = records.into_iter().filter_map(|record| {
        let circle = circles.get(&record.customer)?.clone();
        let shown = Shown::of(&record.values, &values);
        Some(Contact::restore(record, circle, shown))
    });
    Ok(restored.collect())
}
