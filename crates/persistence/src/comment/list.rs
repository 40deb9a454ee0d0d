//! Pages, batches and counts of the comments that somebody may see: those of records that they may see.

use std::collections::HashMap;

use liaison_domain::access::Actor;
use liaison_domain::comment::CommentRecord;
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::{CommentId, Id, Kind};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryResult, QueryTrait as _};
use serde::Serialize;

use super::column;
use crate::dialect::Dialect;
use crate::entities::{comment, comment_mention};
use crate::error::Error;
use crate::paging::{self, Count, Direction, Filter, Key, Order, Page, Test};
use crate::store::Connection;
use crate::visibility;

/// A column of a comment that filters compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum CommentField {
    /// The ID.
    Id,
    /// The record it is about, by ID.
    About,
    /// What kind of record that is, by name.
    AboutKind,
    /// The request it belongs to, by ID; may be empty.
    Request,
    /// The comment it replies to, by ID; may be empty.
    ReplyTo,
    /// The employee who wrote it, by ID; nothing of what a guest wrote is theirs.
    Author,
    /// The guest who wrote it, by ID; may be empty.
    Guest,
    /// Whether it is meant for somebody outside.
    External,
    /// How soon it asks for answers, by name; may be empty.
    Urgency,
    /// Whether somebody is still to answer it.
    Waits,
    /// When it was written.
    WrittenAt,
    /// When its text was last changed; may be empty.
    EditedAt,
}

/// What a filter over comments is built of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum CommentLeaf {
    /// A comparison.
    Field(CommentField, Test),
    /// One of those whom it mentions, by ID.
    Mentions(Test),
}

impl CommentField {
    fn column(self) -> Expr {
        column(match self {
            Self::Id => comment::Column::Id,
            Self::About => comment::Column::About,
            Self::AboutKind => comment::Column::AboutKind,
            Self::Request => comment::Column::Request,
            Self::ReplyTo => comment::Column::ReplyTo,
            Self::Author => comment::Column::Author,
            Self::Guest => comment::Column::Guest,
            Self::External => comment::Column::External,
            Self::Urgency => comment::Column::Urgency,
            Self::Waits => comment::Column::Waits,
            Self::WrittenAt => comment::Column::WrittenAt,
            Self::EditedAt => comment::Column::EditedAt,
        })
    }
}

impl CommentLeaf {
    fn condition(&self, dialect: Dialect) -> Expr {
        match self {
            Self::Field(field @ CommentField::Author, test) => {
                column(comment::Column::Guest).is_null().and(test.on(dialect, field.column()))
            }
            Self::Field(field, test) => test.on(dialect, field.column()),
            Self::Mentions(test) => {
                let mentioned = Query::select()
                    .column(comment_mention::Column::Comment)
                    .from(comment_mention::Entity)
                    .and_where(test.on(dialect, column(comment_mention::Column::Person)))
                    .to_owned();
                column(comment::Column::Id).in_subquery(mentioned)
            }
        }
    }
}

fn by_time(direction: Direction) -> Order {
    let of = |column| (comment::Entity, column);
    let key = Key::int(of(comment::Column::WrittenAt), direction);
    Order::by("WRITTEN_AT", [key], of(comment::Column::Id))
}

fn select(dialect: Dialect, actor: &Actor, filter: &Filter<CommentLeaf>) -> SelectStatement {
    let mut select = comment::Entity::find().into_query();
    select.and_where(filter.condition(&mut |leaf: &CommentLeaf| leaf.condition(dialect)));
    // What was said about a draft that was thrown away is about nothing.
    let request = column(comment::Column::AboutKind).ne(SubjectKind::Request.name());
    select.and_where(request.or(column(comment::Column::Request).is_not_null()));
    select.and_where(visibility::condition(dialect, actor, column(comment::Column::About)));
    select
}

fn record(row: &QueryResult) -> Result<CommentRecord, Error> {
    comment::Model::from_query_result(row, "")?.record()
}

/// A page of the comments that `actor` may see, by when they were written.
///
/// # Errors
/// [`Error::InvalidCursor`]; [`Error::Corrupt`] for a row that does not parse.
pub async fn page(
    db: &Connection,
    actor: &Actor,
    filter: &Filter<CommentLeaf>,
    direction: Direction,
    request: &paging::Request,
) -> Result<Page<CommentRecord>, Error> {
    let order = by_time(direction);
    let window = request.of(&order, filter)?;
    let rows = db.query_all(&window.apply(select(db.dialect(), actor, filter))).await?;
    window.finish(rows)?.try_map(|row| record(&row))
}

/// How many comments [`page`] pages through, counted up to `max`.
///
/// # Errors
/// As every statement.
pub async fn count(
    db: &Connection,
    actor: &Actor,
    filter: &Filter<CommentLeaf>,
    max: u64,
) -> Result<Count, Error> {
    paging::count(db, select(db.dialect(), actor, filter), max).await
}

/// This page of the comments about each of these records that `actor` may see, in one statement.
///
/// # Errors
/// As [`page`].
pub async fn pages_of_subjects<K: Kind>(
    db: &Connection,
    actor: &Actor,
    subjects: &[Id<K>],
    filter: &Filter<CommentLeaf>,
    direction: Direction,
    request: &paging::Request,
) -> Result<HashMap<Id<K>, Page<CommentRecord>>, Error> {
    pages_of(db, actor, comment::Column::About, subjects, filter, direction, request).await
}

/// How many comments there are about each of these records, counted up to `max`, in one statement.
///
/// # Errors
/// As every statement.
pub async fn counts_of_subjects<K: Kind>(
    db: &Connection,
    actor: &Actor,
    subjects: &[Id<K>],
    filter: &Filter<CommentLeaf>,
    max: u64,
) -> Result<HashMap<Id<K>, Count>, Error> {
    let parent = (comment::Entity, comment::Column::About);
    paging::count_of_each(db, select(db.dialect(), actor, filter), parent, subjects, max).await
}

/// This page of the replies to each of these comments, in one statement.
///
/// # Errors
/// As [`page`].
pub async fn pages_of_replies(
    db: &Connection,
    actor: &Actor,
    comments: &[CommentId],
    filter: &Filter<CommentLeaf>,
    direction: Direction,
    request: &paging::Request,
) -> Result<HashMap<CommentId, Page<CommentRecord>>, Error> {
    pages_of(db, actor, comment::Column::ReplyTo, comments, filter, direction, request).await
}

/// How many replies each of these comments has, counted up to `max`, in one statement.
///
/// # Errors
/// As every statement.
pub async fn counts_of_replies(
    db: &Connection,
    actor: &Actor,
    comments: &[CommentId],
    filter: &Filter<CommentLeaf>,
    max: u64,
) -> Result<HashMap<CommentId, Count>, Error> {
    let parent = (comment::Entity, comment::Column::ReplyTo);
    paging::count_of_each(db, select(db.dialect(), actor, filter), parent, comments, max).await
}

async fn pages_of<K: Kind>(
    db: &Connection,
    actor: &Actor,
    parent: comment::Column,
    parents: &[Id<K>],
    filter: &Filter<CommentLeaf>,
    direction: Direction,
    request: &paging::Request,
) -> Result<HashMap<Id<K>, Page<CommentRecord>>, Error> {
    let order = by_time(direction);
    let window = request.of(&order, filter)?;
    let select = select(db.dialect(), actor, filter);
    let pages = window.pages_of_each(db, select, (comment::Entity, parent), parents).await?;
    pages.into_iter().map(|(id, page)| Ok((id, page.try_map(|row| record(&row))?))).collect()
}

/// Those of these comments that `actor` may see.
///
/// # Errors
/// As [`page`].
pub async fn by_ids(
    db: &Connection,
    actor: &Actor,
    ids: &[CommentId],
) -> Result<HashMap<CommentId, CommentRecord>, Error> {
    let mut select = select(db.dialect(), actor, &Filter::default());
    select.and_where(db.dialect().any_of(column(comment::Column::Id), ids.iter().copied()));
    let rows = db.query_all(&select).await?;
    rows.iter().map(|row| record(row).map(|record| (record.id, record))).collect()
}
