//! Pages, batches and counts of customers. The card is everybody's; what a filter says of labels and follow-ups holds for those
//! rows alone that the caller sees beyond the card, so that nothing can be told from what is missing (resolution 64).

use std::collections::HashMap;

use liaison_domain::access::Actor;
use liaison_domain::customer::CustomerRecord;
use liaison_domain::ids::CustomerId;
use liaison_domain::text::Line;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryFilter as _,
    QueryResult, QueryTrait as _,
};
use serde::Serialize;

use super::column;
use crate::dialect::Dialect;
use crate::entities::{customer, customer_tag};
use crate::error::Error;
use crate::paging::{self, Count, Direction, Filter, Key, Order, Page, Test};
use crate::store::Connection;
use crate::visibility;

/// A column of a customer's card that filters compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum CustomerField {
    /// The ID.
    Id,
    /// The name.
    Name,
    /// The trade; may be empty.
    Industry,
    /// How important it is; may be empty.
    Level,
    /// Who answers for it, by ID.
    Owner,
    /// Whose customer it is, by ID.
    Department,
    /// Whether it is worked with, by name.
    State,
    /// When it was created.
    CreatedAt,
}

/// What a filter over customers is built of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum CustomerLeaf {
    /// A comparison of the card.
    Field(CustomerField, Test),
    /// One of the labels; none for those who see the card alone.
    Tag(Test),
    /// When the customer is to be contacted next; nothing for those who see the card alone.
    NextContactAt(Test),
}

/// How customers are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum CustomerOrder {
    /// By name, Han characters by their pinyin.
    Name(Direction),
    /// By when they were created.
    CreatedAt(Direction),
}

impl CustomerField {
    fn column(self) -> Expr {
        column(match self {
            Self::Id => customer::Column::Id,
            Self::Name => customer::Column::Name,
            Self::Industry => customer::Column::Industry,
            Self::Level => customer::Column::Level,
            Self::Owner => customer::Column::Owner,
            Self::Department => customer::Column::Department,
            Self::State => customer::Column::State,
            Self::CreatedAt => customer::Column::CreatedAt,
        })
    }
}

impl CustomerLeaf {
    fn condition(&self, dialect: Dialect, actor: &Actor) -> Expr {
        let visible = || visibility::condition(dialect, actor, column(customer::Column::Id));
        match self {
            Self::Field(field, test) => test.on(dialect, field.column()),
            Self::Tag(test) => {
                let tagged = Query::select()
                    .column(customer_tag::Column::Customer)
                    .from(customer_tag::Entity)
                    .and_where(test.on(dialect, column(customer_tag::Column::Tag)))
                    .to_owned();
                visible().and(column(customer::Column::Id).in_subquery(tagged))
            }
            Self::NextContactAt(test) => {
                let seen = Expr::case(visible(), column(customer::Column::NextContactAt));
                test.on(dialect, seen.finally(Option::<i64>::None).into())
            }
        }
    }
}

impl CustomerOrder {
    fn keys(self) -> Order {
        let id = (customer::Entity, customer::Column::Id);
        let of = |column| (customer::Entity, column);
        match self {
            Self::Name(direction) => {
                Order::by("NAME", [Key::text(of(customer::Column::NameSort), direction)], id)
            }
            Self::CreatedAt(direction) => {
                Order::by("CREATED_AT", [Key::int(of(customer::Column::CreatedAt), direction)], id)
            }
        }
    }
}

fn select(dialect: Dialect, actor: &Actor, filter: &Filter<CustomerLeaf>) -> SelectStatement {
    let mut select = customer::Entity::find().into_query();
    select.and_where(filter.condition(&mut |leaf| leaf.condition(dialect, actor)));
    select
}

fn record(row: &QueryResult) -> Result<CustomerRecord, Error> {
    customer::Model::from_query_result(row, "")?.record()
}

/// A page of customers. What of them beyond the card may be shown is the caller's to ask.
///
/// # Errors
/// [`Error::InvalidCursor`]; [`Error::Corrupt`] for a row that does not parse.
pub async fn page(
    db: &Connection,
    actor: &Actor,
    filter: &Filter<CustomerLeaf>,
    order: CustomerOrder,
    request: &paging::Request,
) -> Result<Page<CustomerRecord>, Error> {
    let order = order.keys();
    let window = request.of(&order, filter)?;
    let rows = db.query_all(&window.apply(select(db.dialect(), actor, filter))).await?;
    window.finish(rows)?.try_map(|row| record(&row))
}

/// How many customers [`page`] pages through, counted up to `max`.
///
/// # Errors
/// As every statement.
pub async fn count(
    db: &Connection,
    actor: &Actor,
    filter: &Filter<CustomerLeaf>,
    max: u64,
) -> Result<Count, Error> {
    paging::count(db, select(db.dialect(), actor, filter), max).await
}

/// Those of these customers that there are.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn by_ids(
    db: &Connection,
    ids: &[CustomerId],
) -> Result<HashMap<CustomerId, CustomerRecord>, Error> {
    let mine = db.dialect().any_of(column(customer::Column::Id), ids.iter().copied());
    let rows = customer::Entity::find().filter(mine).all(db).await?;
    rows.into_iter().map(|row| row.record().map(|record| (record.id, record))).collect()
}

/// The customer with this name.
///
/// # Errors
/// As [`by_ids`].
pub async fn named(db: &Connection, name: &Line) -> Result<Option<CustomerRecord>, Error> {
    let row = customer::Entity::find().filter(customer::Column::Name.eq(name.as_str())).one(db).await?;
    row.map(customer::Model::record).transpose()
}
