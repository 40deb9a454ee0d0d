//! A person's inbox by page, newest first: only what has reached them, what was folded under its digest alone.

use std::collections::HashMap;

use liaison_domain::access::Actor;
use liaison_domain::ids::{NotificationId, PersonId};
use liaison_domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait as _, IntoColumnRef as _, SelectStatement};
use sea_orm::{ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryResult, QueryTrait as _};
use serde::Serialize;
use uuid::Uuid;

use super::{NotificationRecord, Seen};
use crate::dialect::Dialect;
use crate::entities::notification::{Column, Entity, Model};
use crate::error::Error;
use crate::naming;
use crate::paging::{self, Count, Direction, Filter, Key, Order, Page, Test};
use crate::store::Connection;
use crate::visibility;

/// A column of a notification that filters compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum NotificationField {
    /// The ID.
    Id,
    /// What it says, by name.
    Code,
    /// What it speaks of, by ID.
    Subject,
    /// Whether it waited for no morning.
    Critical,
    /// When the event was committed.
    CreatedAt,
    /// When it reached the person.
    DeliveredAt,
    /// When it was read.
    ReadAt,
}

/// What a filter over notifications is built of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum NotificationLeaf {
    /// A comparison.
    Field(NotificationField, Test),
}

impl NotificationField {
    fn column(self) -> Expr {
        column(match self {
            Self::Id => Column::Id,
            Self::Code => Column::Code,
            Self::Subject => Column::Subject,
            Self::Critical => Column::Critical,
            Self::CreatedAt => Column::CreatedAt,
            Self::DeliveredAt => Column::DeliverAt,
            Self::ReadAt => Column::ReadAt,
        })
    }
}

fn column(of: Column) -> Expr {
    Expr::col((Entity, of))
}

fn newest_first() -> Order {
    let key = Key::int((Entity, Column::DeliverAt), Direction::Descending);
    Order::by("DELIVERED_AT", [key], (Entity, Column::Id))
}

/// Whose they are; the server has no inbox.
fn owner(actor: &Actor) -> Uuid {
    actor.person().map_or(Uuid::nil(), PersonId::uuid)
}

/// Everything that has reached the caller.
fn own(actor: &Actor, now: Instant) -> SelectStatement {
    let mut select = Entity::find().into_query();
    select.and_where(column(Column::Person).eq(owner(actor)));
    select.and_where(column(Column::DeliverAt).lte(now.micros()));
    select
}

fn inbox(
    dialect: Dialect,
    actor: &Actor,
    filter: &Filter<NotificationLeaf>,
    now: Instant,
) -> SelectStatement {
    let mut select = own(actor, now);
    let mut leaf = |NotificationLeaf::Field(field, test): &NotificationLeaf| test.on(dialect, field.column());
    select.and_where(column(Column::Digest).is_null()).and_where(filter.condition(&mut leaf));
    select
}

/// Adds whether what it speaks of may be seen, and what that is called.
pub(super) fn named(dialect: Dialect, actor: &Actor, mut select: SelectStatement) -> SelectStatement {
    let seen = visibility::condition(dialect, actor, column(Column::Subject));
    let seen = column(Column::Subject).is_null().or(seen);
    names(&mut select);
    select.expr_as(Expr::case(seen, 1_i64).finally(0_i64), "visible").to_owned()
}

/// Adds what it speaks of is called, whoever asks.
pub(super) fn names(select: &mut SelectStatement) {
    naming::join(select, &(Entity, Column::Named).into_column_ref());
}

pub(super) fn record(row: &QueryResult) -> Result<NotificationRecord, Error> {
    Model::from_query_result(row, "")?.record()
}

pub(super) fn seen(row: &QueryResult) -> Result<Seen, Error> {
    let visible = row.try_get::<i64>("", "visible")? == 1;
    let name = if visible { naming::read(row)? } else { None };
    Ok(Seen { record: record(row)?, visible, name })
}

/// A page of what has reached the caller by `now`, newest first, in one statement.
///
/// # Errors
/// [`Error::InvalidCursor`]; [`Error::Corrupt`] for a row that does not parse.
pub async fn page(
    db: &Connection,
    actor: &Actor,
    filter: &Filter<NotificationLeaf>,
    now: Instant,
    request: &paging::Request,
) -> Result<Page<Seen>, Error> {
    let order = newest_first();
    let window = request.of(&order, filter)?;
    let select = named(db.dialect(), actor, inbox(db.dialect(), actor, filter, now));
    let rows = db.query_all(&window.apply(select)).await?;
    window.finish(rows)?.try_map(|row| seen(&row))
}

/// How many notifications [`page`] pages through, counted up to `max`.
///
/// # Errors
/// As every statement.
pub async fn count(
    db: &Connection,
    actor: &Actor,
    filter: &Filter<NotificationLeaf>,
    now: Instant,
    max: u64,
) -> Result<Count, Error> {
    paging::count(db, inbox(db.dialect(), actor, filter, now), max).await
}

/// How many of them the caller has not read, counted up to `max`; a digest counts once.
///
/// # Errors
/// As every statement.
pub async fn unread(db: &Connection, actor: &Actor, now: Instant, max: u64) -> Result<Count, Error> {
    let mut select = own(actor, now);
    select.and_where(column(Column::Digest).is_null()).and_where(column(Column::ReadAt).is_null());
    paging::count(db, select, max).await
}

/// This page of the reminders under each of these digests of the caller's own, newest first, in one statement.
///
/// # Errors
/// As [`page`].
pub async fn pages_of_digests(
    db: &Connection,
    actor: &Actor,
    digests: &[NotificationId],
    now: Instant,
    request: &paging::Request,
) -> Result<HashMap<NotificationId, Page<Seen>>, Error> {
    let order = newest_first();
    let window = request.of(&order, &())?;
    let select = named(db.dialect(), actor, own(actor, now));
    let pages = window.pages_of_each(db, select, (Entity, Column::Digest), digests).await?;
    pages.into_iter().map(|(id, page)| Ok((id, page.try_map(|row| seen(&row))?))).collect()
}

/// How many reminders stand under each of these digests, counted up to `max`, in one statement.
///
/// # Errors
/// As every statement.
pub async fn counts_of_digests(
    db: &Connection,
    actor: &Actor,
    digests: &[NotificationId],
    now: Instant,
    max: u64,
) -> Result<HashMap<NotificationId, Count>, Error> {
    paging::count_of_each(db, own(actor, now), (Entity, Column::Digest), digests, max).await
}

/// Those of these that have reached the caller, folded ones too.
///
/// # Errors
/// As [`page`].
pub async fn by_ids(
    db: &Connection,
    actor: &Actor,
    ids: &[NotificationId],
    now: Instant,
) -> Result<HashMap<NotificationId, Seen>, Error> {
    let mut select = named(db.dialect(), actor, own(actor, now));
    select.and_where(db.dialect().any_of(column(Column::Id), ids.iter().copied()));
    let rows = db.query_all(&select).await?;
    rows.iter().map(|row| seen(row).map(|seen| (seen.record.id, seen))).collect()
}
