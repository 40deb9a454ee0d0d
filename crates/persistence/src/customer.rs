//! Customers, their contacts and their interactions: written by record, read in pages and batches for the API.
//!
//! The card of a customer is read by every employee, so lists of customers ask nobody; what filters say of the rest counts for
//! those alone who see it. Contacts and interactions have the audience of their customer. A change locks the customer before
//! what hangs on it, and requests, tasks and problems before the customer.

pub mod contact;
pub mod interaction;
mod list;
mod load;

use std::collections::BTreeSet;

use liaison_domain::customer::Customer;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};

pub use list::{CustomerField, CustomerLeaf, CustomerOrder, by_ids, count, named, page};
pub use load::{all_for_change, find_for_change, of_department, of_owner, taken};

use crate::entities::{customer, customer_tag};
use crate::error::Error;
use crate::store::Connection;
use crate::unit_of_work::Stored;

impl Stored for Customer {
    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        let record = state.record();
        let row = customer::ActiveModel::from(record);
        if before.is_none() {
            customer::Entity::insert(row).exec_without_returning(db).await?;
        } else {
            let mine = customer::Column::Id.eq(record.id.uuid());
            customer::Entity::update_many().set(row).filter(mine).exec(db).await?;
        }
        write_tags(db, before, state).await
    }
}

/// Takes away the labels that are gone, and adds the new ones.
async fn write_tags(db: &Connection, before: Option<&Customer>, state: &Customer) -> Result<(), Error> {
    let of = |customer: &Customer| customer.record().tags.iter().map(ToString::to_string).collect();
    let old: BTreeSet<String> = before.map(of).unwrap_or_default();
    let new: BTreeSet<String> = of(state);
    let id = state.record().id.uuid();
    let gone: Vec<String> = old.difference(&new).cloned().collect();
    if !gone.is_empty() {
        customer_tag::Entity::delete_many()
            .filter(customer_tag::Column::Customer.eq(id))
            .filter(db.dialect().any_text(column(customer_tag::Column::Tag), &gone))
            .exec(db)
            .await?;
    }
    let come: Vec<_> = new
        .difference(&old)
        .map(|tag| customer_tag::ActiveModel { customer: Set(id), tag: Set(tag.clone()) })
        .collect();
    if !come.is_empty() {
        customer_tag::Entity::insert_many(come).exec_without_returning(db).await?;
    }
    Ok(())
}

fn column(column: impl sea_orm::ColumnTrait) -> sea_orm::sea_query::Expr {
    sea_orm::sea_query::Expr::col(column.as_column_ref())
}
