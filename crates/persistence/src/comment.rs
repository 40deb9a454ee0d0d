//! Comments: references in rows, texts sealed beside them; written by record, read in pages and batches for the API.
//!
//! Whoever sees what a comment is about sees the comment: lists ask that record's policy. Its own row of `subject`, which the
//! feed asks, has the audience of the record at the root and the persons of the record between; [`reseat()`] brings these up to
//! date. A change locks what a comment is about before the comment, and the comment after everything else.

mod list;
mod load;
mod place;
mod reseat;

use std::collections::BTreeSet;

use liaison_domain::comment::Comment;
use liaison_domain::ids::{PersonId, RequestId};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _};

pub use list::{
    CommentField, CommentLeaf, by_ids, count, counts_of_replies, counts_of_subjects, page, pages_of_replies,
    pages_of_subjects,
};
pub use load::{about_of, all_for_change, find_for_change, waiting_for, waiting_under};
pub use place::places;
pub use reseat::reseat;

use crate::entities::{comment, comment_mention};
use crate::error::Error;
use crate::sealed;
use crate::search;
use crate::store::Connection;
use crate::unit_of_work::Stored;
use crate::visibility::Scope;

impl Stored for Comment {
    fn scope(&self) -> Scope {
        let place = self.place();
        Scope::Inherited { from: place.root, persons: place.persons.iter().copied().collect() }
    }

    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        let record = state.record();
        sealed::insert(db, state.sealed()).await?;
        let row = comment::ActiveModel::from(record);
        if before.is_none() {
            comment::Entity::insert(row).exec_without_returning(db).await?;
        } else {
            let mine = comment::Column::Id.eq(record.id.uuid());
            comment::Entity::update_many().set(row).filter(mine).exec(db).await?;
        }
        write_mentions(db, before, state).await
    }
}

/// Takes away those who are no longer mentioned, and adds the new ones.
async fn write_mentions(db: &Connection, before: Option<&Comment>, state: &Comment) -> Result<(), Error> {
    let of = |comment: &Comment| comment.record().mentions.iter().copied().collect::<BTreeSet<PersonId>>();
    let (old, new) = (before.map(of).unwrap_or_default(), of(state));
    let id = state.record().id;
    let gone: Vec<PersonId> = old.difference(&new).copied().collect();
    if !gone.is_empty() {
        let person = column(comment_mention::Column::Person);
        comment_mention::Entity::delete_many()
            .filter(comment_mention::Column::Comment.eq(id.uuid()))
            .filter(db.dialect().any_of(person, gone))
            .exec(db)
            .await?;
    }
    let come: Vec<_> =
        new.difference(&old).map(|person| comment_mention::ActiveModel::of(id, *person)).collect();
    if !come.is_empty() {
        comment_mention::Entity::insert_many(come).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Takes what was said about a draft that is thrown away out of all lists; it stays where its events say it is (resolution 54).
pub(crate) async fn leave_draft(db: &Connection, draft: RequestId) -> Result<(), Error> {
    let of_draft = comment::Entity::find().select_only().column(comment::Column::Id);
    let said: Vec<uuid::Uuid> =
        of_draft.filter(comment::Column::Request.eq(draft.uuid())).into_tuple().all(db).await?;
    comment::Entity::update_many()
        .col_expr(comment::Column::Request, sea_orm::sea_query::Expr::value(Option::<uuid::Uuid>::None))
        .filter(comment::Column::Request.eq(draft.uuid()))
        .exec(db)
        .await?;
    search::leave(db, said).await
}

fn column(column: impl sea_orm::ColumnTrait) -> sea_orm::sea_query::Expr {
    sea_orm::sea_query::Expr::col(column.as_column_ref())
}
