//! Requests: written by record, read for a change under their lock, in pages and batches for the API.
//!
//! A request is read whole, with its parties and revisions, in three statements for any number of them. Which requests
//! compete for the same person or resource stands in `claims`; tasks, problems and ratings have rooms of their own.

mod claims;
mod list;
mod load;
mod tickets;

use std::collections::BTreeSet;

use liaison_domain::request::Request;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

pub use claims::competing;
pub use list::{
    PartyField, PartyLeaf, RequestField, RequestLeaf, RequestOrder, by_code, by_ids, condition, count, page,
};
pub(crate) use load::whole_by_ids;
pub use load::{all_for_change, find_for_change, open_of_department, open_of_person};
pub use tickets::{
    counts_of_customers, departments_of_customers, open_of_customer, pages_of_customers, scores_of_customers,
};

use crate::entities::{request, request_party, request_revision, request_tag};
use crate::error::Error;
use crate::store::Connection;
use crate::unit_of_work::Stored;

impl Stored for Request {
    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        if state.discarded {
            return remove(db, state).await;
        }
        let row = request::ActiveModel::from(state);
        if before.is_none() {
            request::Entity::insert(row).exec_without_returning(db).await?;
        } else {
            let mine = request::Column::Id.eq(state.id.uuid());
            request::Entity::update_many().set(row).filter(mine).exec(db).await?;
        }
        write_parties(db, before, state).await?;
        write_revisions(db, before, state).await?;
        write_tags(db, before, state).await?;
        claims::write(db, before, state).await
    }
}

/// A draft that was thrown away leaves its events and nothing else (resolution 54).
async fn remove(db: &Connection, state: &Request) -> Result<(), Error> {
    let id = state.id.uuid();
    crate::comment::leave_draft(db, state.id).await?;
    request_tag::Entity::delete_many().filter(request_tag::Column::Request.eq(id)).exec(db).await?;
    request_party::Entity::delete_many().filter(request_party::Column::Request.eq(id)).exec(db).await?;
    request::Entity::delete_many().filter(request::Column::Id.eq(id)).exec(db).await?;
    Ok(())
}

/// Replaces the rows of the parties that changed; a draft may also lose some.
async fn write_parties(db: &Connection, before: Option<&Request>, state: &Request) -> Result<(), Error> {
    let old = before.map_or(&[][..], |before| &before.parties);
    let changed: Vec<_> = (0_i64..)
        .zip(&state.parties)
        .filter(|(place, party)| usize::try_from(*place).ok().and_then(|place| old.get(place)) != Some(party))
        .collect();
    let stale: Vec<_> = old.iter().filter(|party| !state.parties.contains(party)).collect();
    let kept: BTreeSet<_> = stale.iter().map(|party| party.id).collect();
    let moved = changed.iter().map(|(_, party)| party.id).filter(|id| old.iter().any(|old| old.id == *id));
    let gone: BTreeSet<_> = kept.into_iter().chain(moved).collect();
    if !gone.is_empty() {
        let id = column(request_party::Column::Id);
        let stale = db.dialect().any_of(id, gone);
        request_party::Entity::delete_many().filter(stale).exec(db).await?;
    }
    let rows: Vec<_> = changed
        .into_iter()
        .map(|(place, party)| request_party::ActiveModel::of(state.id, place, party))
        .collect();
    if !rows.is_empty() {
        request_party::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Revisions are only ever added.
async fn write_revisions(db: &Connection, before: Option<&Request>, state: &Request) -> Result<(), Error> {
    let known = before.map_or(0, |before| before.revisions.len());
    let rows: Vec<_> = state
        .revisions
        .iter()
        .skip(known)
        .map(|revision| request_revision::ActiveModel::of(state.id, revision))
        .collect();
    if !rows.is_empty() {
        request_revision::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

async fn write_tags(db: &Connection, before: Option<&Request>, state: &Request) -> Result<(), Error> {
    let id = state.id.uuid();
    if before.map_or(&[][..], |before| &before.form.tags) == state.form.tags {
        return Ok(());
    }
    if before.is_some() {
        request_tag::Entity::delete_many().filter(request_tag::Column::Request.eq(id)).exec(db).await?;
    }
    let tags: BTreeSet<String> = state.form.tags.iter().map(ToString::to_string).collect();
    let rows: Vec<_> =
        tags.into_iter().map(|tag| request_tag::ActiveModel { request: Set(id), tag: Set(tag) }).collect();
    if !rows.is_empty() {
        request_tag::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

fn column(column: impl sea_orm::ColumnTrait) -> sea_orm::sea_query::Expr {
    sea_orm::sea_query::Expr::col(column.as_column_ref())
}
