//! Guests: written by record with their scopes, found by the digest of their secret, listed under what they see.
//!
//! A guest's own row of `subject` has the audience of the customer they belong to, and whoever invited them. Beside those,
//! whoever sees a record of the scope, or of something that the guest said, sees the guest.

mod load;

use std::collections::{BTreeMap, HashMap};

use liaison_domain::access::Actor;
use liaison_domain::canonical::Digest;
use liaison_domain::guest::{Guest, GuestRecord};
use liaison_domain::ids::{GuestId, Id, Kind};
use liaison_domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryFilter as _,
    QueryTrait as _,
};
use uuid::Uuid;

pub use load::{all_for_change, customer_of, find_for_change, of_inviter};

use crate::entities::{comment, guest, guest_scope};
use crate::error::Error;
use crate::sealed;
use crate::store::Connection;
use crate::unit_of_work::Stored;
use crate::visibility::{self, Scope};

impl Stored for Guest {
    fn scope(&self) -> Scope {
        let record = self.record();
        Scope::Inherited { from: record.customer.uuid(), persons: vec![record.invited_by] }
    }

    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        let record = state.record();
        sealed::insert(db, state.sealed()).await?;
        let row = guest::ActiveModel::from(record);
        let mine = record.id.uuid();
        match before {
            None => {
                guest::Entity::insert(row).exec_without_returning(db).await?;
            }
            Some(before) => {
                guest::Entity::update_many().set(row).filter(guest::Column::Id.eq(mine)).exec(db).await?;
                if before.record().scope == record.scope {
                    return Ok(());
                }
                let old = guest_scope::Column::Guest.eq(mine);
                guest_scope::Entity::delete_many().filter(old).exec(db).await?;
            }
        }
        let scope = guest_scope::ActiveModel::of(record);
        guest_scope::Entity::insert_many(scope).exec_without_returning(db).await?;
        Ok(())
    }
}

fn column(column: impl sea_orm::ColumnTrait) -> Expr {
    Expr::col(column.as_column_ref())
}

/// The guest whose secret has this digest, whether they are let in or not, whoever asks.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn by_digest(db: &Connection, digest: &Digest) -> Result<Option<GuestRecord>, Error> {
    let mine = guest::Column::Digest.eq(digest.as_str());
    guest::Entity::find().filter(mine).one(db).await?.map(|row| row.record()).transpose()
}

/// Those of these guests that `actor` may see, ended ones included.
///
/// # Errors
/// As [`by_digest`].
pub async fn by_ids(
    db: &Connection,
    actor: &Actor,
    ids: &[GuestId],
) -> Result<HashMap<GuestId, GuestRecord>, Error> {
    let visible = |id: Expr| visibility::condition(db.dialect(), actor, id);
    let id = || column(guest::Column::Id);
    let shared = Query::select()
        .expr(Expr::cust("1"))
        .from(guest_scope::Entity)
        .and_where(column(guest_scope::Column::Guest).eq(id()))
        .and_where(visible(column(guest_scope::Column::Record)))
        .to_owned();
    let heard = Query::select()
        .expr(Expr::cust("1"))
        .from(comment::Entity)
        .and_where(column(comment::Column::Guest).eq(id()))
        .and_where(visible(column(comment::Column::About)))
        .to_owned();
    let mut select = guest::Entity::find().into_query();
    select.and_where(db.dialect().any_of(id(), ids.iter().copied()));
    select.and_where(visible(id()).or(Expr::exists(shared)).or(Expr::exists(heard)));
    let found = records(db, &select).await?;
    Ok(found.into_iter().map(|guest| (guest.id, guest)).collect())
}

/// The guests who are let in to each of these records at `now`, by when they were invited, in one statement; of records that
/// `actor` may see.
///
/// # Errors
/// As [`by_digest`].
pub async fn of_records<K: Kind>(
    db: &Connection,
    actor: &Actor,
    of: &[Id<K>],
    now: Instant,
) -> Result<HashMap<Id<K>, Vec<GuestRecord>>, Error> {
    let record = || column(guest_scope::Column::Record);
    let mut select = guest::Entity::find().into_query();
    select
        .expr_as(record(), "shared")
        .inner_join(guest_scope::Entity, column(guest_scope::Column::Guest).eq(column(guest::Column::Id)))
        .and_where(db.dialect().any_of(record(), of.iter().copied()))
        .and_where(visibility::condition(db.dialect(), actor, record()))
        .and_where(holding(now));
    let mut found: HashMap<Id<K>, Vec<GuestRecord>> = HashMap::new();
    for row in db.query_all(&select).await? {
        let shared = Id::from_uuid(row.try_get::<Uuid>("", "shared")?);
        found.entry(shared).or_default().push(guest::Model::from_query_result(&row, "")?.record()?);
    }
    for guests in found.values_mut() {
        guests.sort_unstable_by_key(|guest| (guest.invited_at, guest.id));
    }
    Ok(found)
}

/// How many guests are let in to each of these records at `now`, where there are any, in one statement.
///
/// # Errors
/// As every statement.
pub async fn counts(db: &Connection, of: &[Uuid], now: Instant) -> Result<BTreeMap<Uuid, usize>, Error> {
    let select = Query::select()
        .column(guest_scope::Column::Record)
        .from(guest_scope::Entity)
        .inner_join(guest::Entity, column(guest_scope::Column::Guest).eq(column(guest::Column::Id)))
        .and_where(db.dialect().any_id(column(guest_scope::Column::Record), of.iter().copied()))
        .and_where(holding(now))
        .to_owned();
    let mut counts = BTreeMap::new();
    for row in db.query_all(&select).await? {
        *counts.entry(row.try_get::<Uuid>("", "record")?).or_default() += 1;
    }
    Ok(counts)
}

/// Whether a guest is let in at this instant.
fn holding(now: Instant) -> Expr {
    column(guest::Column::EndedAt).is_null().and(column(guest::Column::ExpiresAt).gt(now.micros()))
}

async fn records(db: &Connection, select: &SelectStatement) -> Result<Vec<GuestRecord>, Error> {
    let rows = db.query_all(select).await?;
    rows.iter().map(|row| guest::Model::from_query_result(row, "")?.record()).collect()
}
