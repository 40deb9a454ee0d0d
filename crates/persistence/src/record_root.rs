//! Signed roots over spans of the record, beside the feed: written once by whichever node is first, never changed.
//!
//! What a root is over and when a span ends is the domain's; checking the whole record is [`crate::integrity`]'s.

use liaison_domain::canonical::Digest;
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::EventId;
use liaison_domain::record_root::{Leaf, RecordRoot};
use liaison_domain::time::Instant;
use sea_orm::sea_query::{Expr, OnConflict, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryFilter as _,
    QueryOrder as _, QueryResult, QuerySelect as _, QueryTrait as _,
};
use serde::Serialize;
use uuid::Uuid;

use crate::dialect::Dialect;
use crate::entities::event;
use crate::entities::record_root::{ActiveModel, Column, Entity, Model};
use crate::error::Error;
use crate::paging::{self, Count, Direction, Filter, Key, Order, Page, Test};
use crate::store::{Connection, Statements, Store};

/// A column of a root that filters compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum RootField {
    /// Its place among all roots.
    Number,
    /// When it was signed.
    SignedAt,
}

/// What a filter over roots is built of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum RootLeaf {
    /// A comparison.
    Field(RootField, Test),
}

/// The last root; none before the first.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn last(db: &Connection) -> Result<Option<RecordRoot>, Error> {
    let row = Entity::find().order_by_desc(Column::Number).limit(1).one(db).await?;
    row.map(Model::record).transpose()
}

/// What a root would bind of at most `most` events after `after` and not beyond `up_to`, with when the first of them occurred, in
/// one statement.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse: nothing is signed that cannot be read.
pub async fn leaves(
    db: &Connection,
    after: i64,
    up_to: i64,
    most: usize,
) -> Result<(Vec<Leaf>, Option<Instant>), Error> {
    use event::Column as E;
    let select = event::Entity::find()
        .select_only()
        .columns([
            E::Position,
            E::Id,
            E::OccurredAt,
            E::SubjectKind,
            E::Subject,
            E::Version,
            E::Ordinal,
            E::Digest,
        ])
        .filter(E::Position.gt(after))
        .filter(E::Position.lte(up_to))
        .order_by_asc(E::Position)
        .limit(u64::try_from(most).unwrap_or(u64::MAX));
    let rows = db.query_all(select.as_query()).await?;
    let oldest =
        rows.first().map(|row| row.try_get("", "occurred_at")).transpose()?.map(Instant::from_micros);
    let leaves = rows.iter().map(leaf).collect::<Result<_, _>>()?;
    Ok((leaves, oldest))
}

fn leaf(row: &QueryResult) -> Result<Leaf, Error> {
    let id: Uuid = row.try_get("", "id")?;
    let corrupt = |column| Error::corrupt("event", column, id);
    let (kind, digest): (String, String) = (row.try_get("", "subject_kind")?, row.try_get("", "digest")?);
    let ordinal: i64 = row.try_get("", "ordinal")?;
    Ok(Leaf {
        position: row.try_get("", "position")?,
        event: EventId::from_uuid(id),
        subject_kind: SubjectKind::parse(&kind).ok_or_else(|| corrupt("subject_kind"))?,
        subject: row.try_get("", "subject")?,
        version: row.try_get("", "version")?,
        ordinal: i32::try_from(ordinal).map_err(|_| corrupt("ordinal"))?,
        digest: Digest::parse(&digest).ok_or_else(|| corrupt("digest"))?,
    })
}

impl Store {
    /// Keeps the root unless another node has kept one of its number or over a part of its span; whether it was this one. Nobody
    /// waits longer than the other's statement takes.
    ///
    /// # Errors
    /// As [`Store::begin`].
    pub async fn keep_root(&self, root: &RecordRoot, statements: &Statements) -> Result<bool, Error> {
        let (db, _turn) = self.write_alone(statements).await?;
        let mut insert = Entity::insert(ActiveModel::from(root)).into_query();
        insert.on_conflict(OnConflict::new().do_nothing().to_owned());
        let kept = db.execute(&insert).await?.rows_affected() == 1;
        db.commit().await?;
        Ok(kept)
    }
}

fn newest_first() -> Order {
    Order::by_unique("NEWEST", Key::int((Entity, Column::Number), Direction::Descending))
}

fn select(dialect: Dialect, filter: &Filter<RootLeaf>) -> SelectStatement {
    let mut select = Entity::find().into_query();
    let mut leaf = |RootLeaf::Field(field, test): &RootLeaf| {
        let column = match field {
            RootField::Number => Column::Number,
            RootField::SignedAt => Column::SignedAt,
        };
        test.on(dialect, Expr::col(column.as_column_ref()))
    };
    select.and_where(filter.condition(&mut leaf));
    select
}

/// A page of the roots, newest first, in one statement. Who may ask is decided before.
///
/// # Errors
/// [`Error::InvalidCursor`]; [`Error::Corrupt`] for a row that does not parse.
pub async fn page(
    db: &Connection,
    filter: &Filter<RootLeaf>,
    request: &paging::Request,
) -> Result<Page<RecordRoot>, Error> {
    let order = newest_first();
    let window = request.of(&order, filter)?;
    let rows = db.query_all(&window.apply(select(db.dialect(), filter))).await?;
    window.finish(rows)?.try_map(|row| Model::from_query_result(&row, "")?.record())
}

/// How many roots [`page`] pages through, counted up to `max`.
///
/// # Errors
/// As every statement.
pub async fn count(db: &Connection, filter: &Filter<RootLeaf>, max: u64) -> Result<Count, Error> {
    paging::count(db, select(db.dialect(), filter), max).await
}
