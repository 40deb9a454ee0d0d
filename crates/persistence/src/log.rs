//! Dated logs: entries that hang on one record, are written once with a change of it and never change again.
//!
//! Whoever sees the record sees its log. [`pages`] and [`counts`] ask nobody, so ask for the record first;
//! [`by_ids`], which is reached without it, asks the record's policy. Which logs there are, their rooms say by [`Logged`].

use std::collections::HashMap;

use liaison_domain::access::Actor;
use liaison_domain::ids::{Id, Kind};
use sea_orm::sea_query::{ColumnRef, Expr, SelectStatement};
use sea_orm::{ConnectionTrait as _, QueryResult};

use crate::error::Error;
use crate::paging::{self, Count, Direction, Key, Order, Page};
use crate::store::Connection;
use crate::visibility;

/// The table of a log: how it is read, and the columns that every log has.
pub struct Table {
    /// All columns of all entries.
    pub select: SelectStatement,
    /// The entry's ID.
    pub id: ColumnRef,
    /// The record on which it hangs.
    pub parent: ColumnRef,
    /// When it was written.
    pub written_at: ColumnRef,
}

/// An entry of a log.
pub trait Logged: Sized {
    /// The kind of its ID.
    type Kind: Kind;
    /// The kind of the record on which it hangs.
    type Parent: Kind;

    /// Where it lies.
    fn table() -> Table;

    /// Its ID.
    fn id(&self) -> Id<Self::Kind>;

    /// The entry that a row of [`Self::table`] keeps.
    ///
    /// # Errors
    /// [`Error::Corrupt`] for a row that does not parse.
    fn read(row: &QueryResult) -> Result<Self, Error>;
}

fn newest_first(table: &Table) -> Order {
    Order::by("NEWEST", [Key::int(table.written_at.clone(), Direction::Descending)], table.id.clone())
}

/// This page of the log of each of `parents`, newest first, in one statement.
///
/// # Errors
/// [`Error::InvalidCursor`]; [`Error::Corrupt`] for a row that does not parse.
pub async fn pages<E: Logged>(
    db: &Connection,
    parents: &[Id<E::Parent>],
    request: &paging::Request,
) -> Result<HashMap<Id<E::Parent>, Page<E>>, Error> {
    let table = E::table();
    let order = newest_first(&table);
    let window = request.of(&order, &())?;
    let pages = window.pages_of_each(db, table.select, table.parent, parents).await?;
    pages.into_iter().map(|(id, page)| Ok((id, page.try_map(|row| E::read(&row))?))).collect()
}

/// How many entries each of these logs has, counted up to `max`, in one statement.
///
/// # Errors
/// As every statement.
pub async fn counts<E: Logged>(
    db: &Connection,
    parents: &[Id<E::Parent>],
    max: u64,
) -> Result<HashMap<Id<E::Parent>, Count>, Error> {
    let table = E::table();
    paging::count_of_each(db, table.select, table.parent, parents, max).await
}

/// Those of these entries whose record `actor` may see.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn by_ids<E: Logged>(
    db: &Connection,
    actor: &Actor,
    ids: &[Id<E::Kind>],
) -> Result<HashMap<Id<E::Kind>, E>, Error> {
    let mut table = E::table();
    table.select.and_where(db.dialect().any_of(Expr::col(table.id), ids.iter().copied()));
    table.select.and_where(visibility::condition(db.dialect(), actor, Expr::col(table.parent)));
    let rows = db.query_all(&table.select).await?;
    rows.iter().map(|row| E::read(row).map(|entry| (entry.id(), entry))).collect()
}
