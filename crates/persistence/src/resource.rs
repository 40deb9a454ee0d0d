//! Registered resources: written by record, listed by page. Every employee may see the register.

use std::collections::HashMap;

use liaison_domain::ids::ResourceId;
use liaison_domain::resource::Resource;
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryFilter as _,
    QueryTrait as _,
};
use serde::Serialize;

use crate::dialect::Dialect;
use crate::entities::resource;
use crate::error::Error;
use crate::paging::{self, Count, Direction, Filter, Key, Order, Page, Test};
use crate::store::Connection;
use crate::unit_of_work::{Stored, UnitOfWork};

/// A column of a resource that filters compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ResourceField {
    /// The ID.
    Id,
    /// The name.
    Name,
    /// What kind of means it is, by its name.
    Kind,
    /// The department that gives it, by ID.
    Department,
    /// Whether new requests may ask for it.
    Active,
}

/// What a filter over resources is built of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum ResourceLeaf {
    /// A comparison.
    Field(ResourceField, Test),
}

/// How resources are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum ResourceOrder {
    /// By name, Han characters by their pinyin.
    Name(Direction),
}

impl Stored for Resource {
    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        let row = resource::ActiveModel::from(state);
        if before.is_none() {
            resource::Entity::insert(row).exec_without_returning(db).await?;
        } else {
            let mine = resource::Column::Id.eq(state.id.uuid());
            resource::Entity::update_many().set(row).filter(mine).exec(db).await?;
        }
        Ok(())
    }
}

impl ResourceField {
    fn column(self) -> Expr {
        column(match self {
            Self::Id => resource::Column::Id,
            Self::Name => resource::Column::Name,
            Self::Kind => resource::Column::Kind,
            Self::Department => resource::Column::Department,
            Self::Active => resource::Column::Active,
        })
    }
}

impl ResourceOrder {
    fn keys(self) -> Order {
        let Self::Name(direction) = self;
        let key = Key::text((resource::Entity, resource::Column::NameSort), direction);
        Order::by("NAME", [key], (resource::Entity, resource::Column::Id))
    }
}

fn column(column: resource::Column) -> Expr {
    Expr::col(column.as_column_ref())
}

fn select(dialect: Dialect, filter: &Filter<ResourceLeaf>) -> SelectStatement {
    let mut leaf = |ResourceLeaf::Field(field, test): &ResourceLeaf| test.on(dialect, field.column());
    let mut select = resource::Entity::find().into_query();
    select.and_where(filter.condition(&mut leaf));
    select
}

/// Locks the resource until the unit ends and reads it.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn find_for_change(work: &mut UnitOfWork, id: ResourceId) -> Result<Option<Resource>, Error> {
    if !work.lock(id.uuid()).await? {
        return Ok(None);
    }
    Ok(by_ids(work.db(), &[id]).await?.remove(&id))
}

/// Those of these resources that are registered.
///
/// # Errors
/// As [`find_for_change`].
pub async fn by_ids(db: &Connection, ids: &[ResourceId]) -> Result<HashMap<ResourceId, Resource>, Error> {
    let mine = db.dialect().any_of(column(resource::Column::Id), ids.iter().copied());
    let rows = resource::Entity::find().filter(mine).all(db).await?;
    rows.into_iter().map(|row| row.resource().map(|resource| (resource.id, resource))).collect()
}

/// A page of the register.
///
/// # Errors
/// [`Error::InvalidCursor`]; [`Error::Corrupt`] for a row that does not parse.
pub async fn page(
    db: &Connection,
    filter: &Filter<ResourceLeaf>,
    order: ResourceOrder,
    request: &paging::Request,
) -> Result<Page<Resource>, Error> {
    let order = order.keys();
    let window = request.of(&order, filter)?;
    let rows = db.query_all(&window.apply(select(db.dialect(), filter))).await?;
    window.finish(rows)?.try_map(|row| resource::Model::from_query_result(&row, "")?.resource())
}

/// How many resources [`page`] pages through, counted up to `max`.
///
/// # Errors
/// As every statement.
pub async fn count(db: &Connection, filter: &Filter<ResourceLeaf>, max: u64) -> Result<Count, Error> {
    paging::count(db, select(db.dialect(), filter), max).await
}
