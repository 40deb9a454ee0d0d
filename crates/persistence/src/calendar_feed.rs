//! Calendar feeds: found by ID for their person, and by the digest of a secret for whoever has it.

use std::collections::HashMap;

use liaison_domain::access::Actor;
use liaison_domain::calendar_feed::CalendarFeed;
use liaison_domain::canonical::Digest;
use liaison_domain::ids::{CalendarFeedId, PersonId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use crate::entities::calendar_feed;
use crate::error::Error;
use crate::store::Connection;
use crate::unit_of_work::{Stored, UnitOfWork};
use crate::visibility;

impl Stored for CalendarFeed {
    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        let row = calendar_feed::ActiveModel::from(state);
        if before.is_none() {
            calendar_feed::Entity::insert(row).exec_without_returning(db).await?;
        } else {
            let mine = calendar_feed::Column::Id.eq(state.id.uuid());
            calendar_feed::Entity::update_many().set(row).filter(mine).exec(db).await?;
        }
        Ok(())
    }
}

/// Locks the feed until the unit ends and reads it.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn find_for_change(
    work: &mut UnitOfWork,
    id: CalendarFeedId,
) -> Result<Option<CalendarFeed>, Error> {
    if !work.lock(id.uuid()).await? {
        return Ok(None);
    }
    let row = calendar_feed::Entity::find_by_id(id.uuid()).one(work.db()).await?;
    row.map(calendar_feed::Model::feed).transpose()
}

/// Those of these feeds that `actor` may see, ended ones included.
///
/// # Errors
/// As [`find_for_change`].
pub async fn by_ids(
    db: &Connection,
    actor: &Actor,
    ids: &[CalendarFeedId],
) -> Result<HashMap<CalendarFeedId, CalendarFeed>, Error> {
    let id = Expr::col(calendar_feed::Column::Id.as_column_ref());
    let mine = db.dialect().any_of(id.clone(), ids.iter().copied());
    let visible = visibility::condition(db.dialect(), actor, id);
    let rows = calendar_feed::Entity::find().filter(mine).filter(visible).all(db).await?;
    rows.into_iter().map(|row| row.feed().map(|feed| (feed.id, feed))).collect()
}

/// The feeds of this person that have not come to their end, oldest first.
///
/// # Errors
/// As [`find_for_change`].
pub async fn live_of(db: &Connection, person: PersonId) -> Result<Vec<CalendarFeed>, Error> {
    let rows = calendar_feed::Entity::find()
        .filter(calendar_feed::Column::Person.eq(person.uuid()))
        .filter(calendar_feed::Column::RevokedAt.is_null())
        .order_by_asc(calendar_feed::Column::CreatedAt)
        .order_by_asc(calendar_feed::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(calendar_feed::Model::feed).collect()
}

/// All feeds that this person ever had, to be erased with them, locked by its caller's lock of the person.
///
/// # Errors
/// As [`find_for_change`].
pub async fn all_of(work: &mut UnitOfWork, person: PersonId) -> Result<Vec<CalendarFeed>, Error> {
    let mine = calendar_feed::Column::Person.eq(person.uuid());
    let rows = calendar_feed::Entity::find().filter(mine).all(work.db()).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    work.lock_all(&ids).await?;
    // Read again: one may have come to its end before it was locked.
    let mine = calendar_feed::Column::Person.eq(person.uuid());
    let rows = calendar_feed::Entity::find().filter(mine).all(work.db()).await?;
    rows.into_iter().map(calendar_feed::Model::feed).collect()
}

/// The feed whose secret has this digest, if it has not come to its end.
///
/// # Errors
/// As [`find_for_change`].
pub async fn by_digest(db: &Connection, digest: &Digest) -> Result<Option<CalendarFeed>, Error> {
    let row = calendar_feed::Entity::find()
        .filter(calendar_feed::Column::Digest.eq(digest.as_str()))
        .filter(calendar_feed::Column::RevokedAt.is_null())
        .one(db)
        .await?;
    row.map(calendar_feed::Model::feed).transpose()
}
