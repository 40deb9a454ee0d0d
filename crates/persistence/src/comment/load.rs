//! Comments as a change needs them, and those that wait for answers.

use liaison_domain::comment::{Comment, CommentRecord, CommentSubject, Place};
use liaison_domain::directory::Directory;
use liaison_domain::ids::{CommentId, PersonId};
use sea_orm::sea_query::{ExprTrait as _, Query};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _, Select};
use uuid::Uuid;

use super::{column, places};
use crate::entities::{comment, comment_mention};
use crate::error::Error;
use crate::sealed;
use crate::store::Connection;
use crate::unit_of_work::UnitOfWork;

/// What the comment is about, unlocked: that never changes.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn about_of(db: &Connection, id: CommentId) -> Result<Option<CommentSubject>, Error> {
    let row = comment::Entity::find_by_id(id.uuid()).one(db).await?;
    Ok(row.map(|row| row.record()).transpose()?.map(|record| record.about))
}

/// Locks the comment and reads it with its present text; what it is about is locked before, and is this place.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse, or a text that is not the one that was sealed.
pub async fn find_for_change(
    work: &mut UnitOfWork,
    id: CommentId,
    place: Place,
) -> Result<Option<Comment>, Error> {
    if !work.lock(id.uuid()).await? {
        return Ok(None);
    }
    let row = comment::Entity::find_by_id(id.uuid()).one(work.db()).await?;
    let Some(record) = row.map(|row| row.record()).transpose()? else { return Ok(None) };
    if record.about != place.about {
        return Ok(None);
    }
    let text = record.text().text.id;
    let shown = sealed::by_ids(work.db(), &[text]).await?.remove(&text);
    Ok(Some(Comment::restore(record, place, shown)))
}

/// Locks these comments and reads them in their places, without their texts.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn all_for_change(
    work: &mut UnitOfWork,
    directory: &Directory,
    ids: &[CommentId],
) -> Result<Vec<Comment>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let subjects: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    work.lock_all(&subjects).await?;
    let mine = work.db().dialect().any_of(column(comment::Column::Id), ids.iter().copied());
    let rows = comment::Entity::find().filter(mine).all(work.db()).await?;
    let mut records: Vec<CommentRecord> =
        rows.iter().map(comment::Model::record).collect::<Result<_, _>>()?;
    records.sort_unstable_by_key(|record| record.id);
    let about: Vec<_> = records.iter().map(|record| (record.about, record.request)).collect();
    let places = places(work.db(), directory, &about).await?;
    let restored = records.into_iter().filter_map(|record| {
        let place = places.get(&record.about)?.clone();
        Some(Comment::restore(record, place, None))
    });
    Ok(restored.collect())
}

/// The comments about these records, or about what belongs to one that is a request, that wait for answers.
///
/// # Errors
/// As every statement.
pub async fn waiting_under(db: &Connection, records: &[Uuid]) -> Result<Vec<CommentId>, Error> {
    let any = |of| db.dialect().any_id(column(of), records.iter().copied());
    let under = any(comment::Column::About).or(any(comment::Column::Request));
    waiting(db, comment::Entity::find().filter(under)).await
}

/// The comments that wait for answers and mention this person.
///
/// # Errors
/// As every statement.
pub async fn waiting_for(db: &Connection, person: PersonId) -> Result<Vec<CommentId>, Error> {
    let mentioned = Query::select()
        .column(comment_mention::Column::Comment)
        .from(comment_mention::Entity)
        .and_where(column(comment_mention::Column::Person).eq(person.uuid()))
        .to_owned();
    let mine = column(comment::Column::Id).in_subquery(mentioned);
    waiting(db, comment::Entity::find().filter(mine)).await
}

async fn waiting(db: &Connection, of: Select<comment::Entity>) -> Result<Vec<CommentId>, Error> {
    let of = of.filter(comment::Column::Waits.eq(true)).select_only().column(comment::Column::Id);
    let ids: Vec<Uuid> = of.into_tuple().all(db).await?;
    let mut ids: Vec<CommentId> = ids.into_iter().map(CommentId::from_uuid).collect();
    ids.sort_unstable();
    Ok(ids)
}
