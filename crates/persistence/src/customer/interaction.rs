//! Interactions: written by record, read in pages of constant cost however many a customer has.

use std::collections::HashMap;

use liaison_domain::access::Actor;
use liaison_domain::customer::{Circle, Interaction, InteractionRecord};
use liaison_domain::ids::{CustomerId, InteractionId};
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryFilter as _,
    QueryResult, QuerySelect as _, QueryTrait as _,
};
use serde::Serialize;
use uuid::Uuid;

use super::column;
use crate::dialect::Dialect;
use crate::entities::interaction;
use crate::error::Error;
use crate::paging::{self, Count, Direction, Filter, Key, Order, Page, Test};
use crate::store::Connection;
use crate::unit_of_work::{Stored, UnitOfWork};
use crate::visibility::{self, Scope};

/// A column of an interaction that filters compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum InteractionField {
    /// The ID.
    Id,
    /// With which customer, by ID.
    Customer,
    /// When it took place.
    At,
    /// How, by name.
    Channel,
    /// About what.
    Subject,
    /// Who follows up, by ID; may be empty.
    FollowUpBy,
    /// When the customer was to be contacted next; may be empty.
    NextContactAt,
    /// Who recorded it, by ID.
    RecordedBy,
    /// When.
    RecordedAt,
}

/// What a filter over interactions is built of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum InteractionLeaf {
    /// A comparison.
    Field(InteractionField, Test),
}

impl Stored for Interaction {
    fn scope(&self) -> Scope {
        Scope::Inherited { from: self.record().customer.uuid(), persons: Vec::new() }
    }

    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        let record = state.record();
        let row = interaction::ActiveModel::from(record);
        if before.is_none() {
            interaction::Entity::insert(row).exec_without_returning(db).await?;
        } else {
            let mine = interaction::Column::Id.eq(record.id.uuid());
            interaction::Entity::update_many().set(row).filter(mine).exec(db).await?;
        }
        Ok(())
    }
}

impl InteractionField {
    fn column(self) -> Expr {
        column(match self {
            Self::Id => interaction::Column::Id,
            Self::Customer => interaction::Column::Customer,
            Self::At => interaction::Column::OccurredAt,
            Self::Channel => interaction::Column::Channel,
            Self::Subject => interaction::Column::Subject,
            Self::FollowUpBy => interaction::Column::FollowUpBy,
            Self::NextContactAt => interaction::Column::NextContactAt,
            Self::RecordedBy => interaction::Column::RecordedBy,
            Self::RecordedAt => interaction::Column::RecordedAt,
        })
    }
}

fn by_time(direction: Direction) -> Order {
    let of = |column| (interaction::Entity, column);
    let key = Key::int(of(interaction::Column::OccurredAt), direction);
    Order::by("AT", [key], of(interaction::Column::Id))
}

fn select(dialect: Dialect, actor: &Actor, filter: &Filter<InteractionLeaf>) -> SelectStatement {
    let mut select = interaction::Entity::find().into_query();
    let mut leaf = |InteractionLeaf::Field(field, test): &InteractionLeaf| test.on(dialect, field.column());
    select.and_where(filter.condition(&mut leaf));
    select.and_where(visibility::condition(dialect, actor, column(interaction::Column::Id)));
    select
}

fn record(row: &QueryResult) -> Result<InteractionRecord, Error> {
    interaction::Model::from_query_result(row, "")?.record()
}

/// With which customer it was, unlocked: that never changes.
///
/// # Errors
/// As every statement.
pub async fn customer_of(db: &Connection, id: InteractionId) -> Result<Option<CustomerId>, Error> {
    let select = interaction::Entity::find_by_id(id.uuid()).select_only();
    let select = select.column(interaction::Column::Customer);
    Ok(select.into_tuple::<Uuid>().one(db).await?.map(CustomerId::from_uuid))
}

/// Locks the interaction and reads it; its customer is locked before.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn find_for_change(
    work: &mut UnitOfWork,
    id: InteractionId,
    circle: Circle,
) -> Result<Option<Interaction>, Error> {
    if !work.lock(id.uuid()).await? {
        return Ok(None);
    }
    let row = interaction::Entity::find_by_id(id.uuid()).one(work.db()).await?;
    Ok(row.map(interaction::Model::record).transpose()?.map(|record| Interaction::restore(record, circle)))
}

/// A page of the interactions that `actor` may see, by when they took place.
///
/// # Errors
/// [`Error::InvalidCursor`]; [`Error::Corrupt`] for a row that does not parse.
pub async fn page(
    db: &Connection,
    actor: &Actor,
    filter: &Filter<InteractionLeaf>,
    direction: Direction,
    request: &paging::Request,
) -> Result<Page<InteractionRecord>, Error> {
    let order = by_time(direction);
    let window = request.of(&order, filter)?;
    let rows = db.query_all(&window.apply(select(db.dialect(), actor, filter))).await?;
    window.finish(rows)?.try_map(|row| record(&row))
}

/// How many interactions [`page`] pages through, counted up to `max`.
///
/// # Errors
/// As every statement.
pub async fn count(
    db: &Connection,
    actor: &Actor,
    filter: &Filter<InteractionLeaf>,
    max: u64,
) -> Result<Count, Error> {
    paging::count(db, select(db.dialect(), actor, filter), max).await
}

/// This page of the interactions with each of these customers that `actor` may see, in one statement.
///
/// # Errors
/// As [`page`].
pub async fn pages_of_customers(
    db: &Connection,
    actor: &Actor,
    customers: &[CustomerId],
    filter: &Filter<InteractionLeaf>,
    direction: Direction,
    request: &paging::Request,
) -> Result<HashMap<CustomerId, Page<InteractionRecord>>, Error> {
    let order = by_time(direction);
    let window = request.of(&order, filter)?;
    let parent = (interaction::Entity, interaction::Column::Customer);
    let pages = window.pages_of_each(db, select(db.dialect(), actor, filter), parent, customers).await?;
    pages.into_iter().map(|(id, page)| Ok((id, page.try_map(|row| record(&row))?))).collect()
}

/// How many interactions each of these customers has on all its pages together, counted up to `max`, in one statement.
///
/// # Errors
/// As every statement.
pub async fn counts_of_customers(
    db: &Connection,
    actor: &Actor,
    customers: &[CustomerId],
    filter: &Filter<InteractionLeaf>,
    max: u64,
) -> Result<HashMap<CustomerId, Count>, Error> {
    let parent = (interaction::Entity, interaction::Column::Customer);
    paging::count_of_each(db, select(db.dialect(), actor, filter), parent, customers, max).await
}

/// Those of these interactions that `actor` may see.
///
/// # Errors
/// As [`page`].
pub async fn by_ids(
    db: &Connection,
    actor: &Actor,
    ids: &[InteractionId],
) -> Result<HashMap<InteractionId, InteractionRecord>, Error> {
    let mut select = select(db.dialect(), actor, &Filter::default());
    select.and_where(db.dialect().any_of(column(interaction::Column::Id), ids.iter().copied()));
    let rows = db.query_all(&select).await?;
    rows.iter().map(|row| record(row).map(|record| (record.id, record))).collect()
}
