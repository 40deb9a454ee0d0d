//! Pages, batches and counts of the requests that somebody may see.

use std::collections::HashMap;

use liaison_domain::access::Actor;
use liaison_domain::ids::{PersonId, RequestId};
use liaison_domain::request::Request;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryTrait as _,
};
use serde::Serialize;
use uuid::Uuid;

use super::{column, load};
use crate::dialect::Dialect;
use crate::entities::{request, request_party, request_tag};
use crate::error::Error;
use crate::paging::{self, Count, Direction, Filter, Key, Order, Page, Quantifier, Relation, Test};
use crate::store::Connection;
use crate::visibility;

/// A column of a request that filters compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum RequestField {
    /// The ID.
    Id,
    /// The code; empty for a draft.
    Code,
    /// The title.
    Title,
    /// The status, by its name.
    Status,
    /// The stage, by its name; may be empty.
    Stage,
    /// The outcome, by its name; may be empty.
    Outcome,
    /// The kind, by its name.
    Kind,
    /// The priority, by its name.
    Priority,
    /// How far it is seen, by its name.
    Visibility,
    /// Who started it, by ID.
    Initiator,
    /// The department that started it, by ID.
    InitiatingDepartment,
    /// The first day; may be empty.
    StartOn,
    /// The last day; may be empty.
    DueOn,
    /// Whether it is flagged as blocked.
    Blocked,
    /// Whether answers or signatures are owed although work goes on.
    AgreementPending,
    /// When the draft was created.
    CreatedAt,
    /// When it last changed.
    UpdatedAt,
    /// When it was submitted; may be empty.
    SubmittedAt,
    /// When it was confirmed; may be empty.
    ConfirmedAt,
    /// When it was accepted; may be empty.
    AcceptedAt,
    /// When it was closed, declined or withdrawn; may be empty.
    EndedAt,
    /// Whose ticket it is, by ID; may be empty.
    Customer,
    /// What the ticket is about; may be empty.
    Category,
    /// What its customer gave for it, 1 to 5; may be empty.
    Satisfaction,
}

/// A column of a party that filters compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum PartyField {
    /// The department, by ID.
    Department,
    /// The part, by its name.
    Role,
    /// Where its answer stands, by its name.
    State,
    /// Whether it coordinates.
    Lead,
    /// The single contact, by ID; may be empty.
    Liaison,
}

/// What a filter over parties is built of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum PartyLeaf {
    /// A comparison.
    Field(PartyField, Test),
}

/// What a filter over requests is built of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum RequestLeaf {
    /// A comparison.
    Field(RequestField, Test),
    /// Some label.
    Tag(Test),
    /// The present and removed parties.
    Parties(Quantifier, Filter<PartyLeaf>),
    /// This person is named on it: initiator, acceptor, liaison, watcher, or somebody on its tasks and problems.
    Involves(PersonId),
}

/// How requests are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum RequestOrder {
    /// By creation.
    CreatedAt(Direction),
    /// By last change.
    UpdatedAt(Direction),
    /// By last day; those without one after all others when ascending.
    DueOn(Direction),
    /// By code; drafts before all others when ascending.
    Code(Direction),
    /// By title, Han characters by their pinyin.
    Title(Direction),
    /// By priority, most pressing first when ascending.
    Priority(Direction),
}

impl RequestField {
    fn column(self) -> Expr {
        column(match self {
            Self::Id => request::Column::Id,
            Self::Code => request::Column::Code,
            Self::Title => request::Column::Title,
            Self::Status => request::Column::Status,
            Self::Stage => request::Column::Stage,
            Self::Outcome => request::Column::Outcome,
            Self::Kind => request::Column::Kind,
            Self::Priority => request::Column::Priority,
            Self::Visibility => request::Column::Visibility,
            Self::Initiator => request::Column::Initiator,
            Self::InitiatingDepartment => request::Column::Department,
            Self::StartOn => request::Column::StartOn,
            Self::DueOn => request::Column::DueOn,
            Self::Blocked => request::Column::Blocked,
            Self::AgreementPending => request::Column::AgreementPending,
            Self::CreatedAt => request::Column::CreatedAt,
            Self::UpdatedAt => request::Column::UpdatedAt,
            Self::SubmittedAt => request::Column::SubmittedAt,
            Self::ConfirmedAt => request::Column::ConfirmedAt,
            Self::AcceptedAt => request::Column::AcceptedAt,
            Self::EndedAt => request::Column::EndedAt,
            Self::Customer => request::Column::Customer,
            Self::Category => request::Column::Category,
            Self::Satisfaction => request::Column::Satisfaction,
        })
    }
}

impl PartyField {
    fn column(self) -> Expr {
        column(match self {
            Self::Department => request_party::Column::Department,
            Self::Role => request_party::Column::Role,
            Self::State => request_party::Column::State,
            Self::Lead => request_party::Column::Lead,
            Self::Liaison => request_party::Column::Liaison,
        })
    }
}

impl RequestLeaf {
    fn condition(&self, dialect: Dialect) -> Expr {
        match self {
            Self::Field(field, test) => test.on(dialect, field.column()),
            Self::Tag(test) => {
                let labelled = Query::select()
                    .column(request_tag::Column::Request)
                    .from(request_tag::Entity)
                    .and_where(test.on(dialect, column(request_tag::Column::Tag)))
                    .to_owned();
                column(request::Column::Id).in_subquery(labelled)
            }
            Self::Parties(quantifier, filter) => {
                let relation = Relation::new(
                    request_party::Entity,
                    (request_party::Entity, request_party::Column::Request),
                    (request::Entity, request::Column::Id),
                );
                let mut leaf = |PartyLeaf::Field(field, test): &PartyLeaf| test.on(dialect, field.column());
                relation.matches(*quantifier, Expr::cust("1 = 1"), filter.condition(&mut leaf))
            }
            Self::Involves(person) => {
                let named = Query::select()
                    .column("subject")
                    .from("visibility_person")
                    .and_where(Expr::col("person").eq(person.uuid()))
                    .to_owned();
                column(request::Column::Id).in_subquery(named)
            }
        }
    }
}

impl RequestOrder {
    pub(super) fn keys(self) -> Order {
        let id = (request::Entity, request::Column::Id);
        let of = |column| (request::Entity, column);
        match self {
            Self::CreatedAt(direction) => {
                Order::by("CREATED_AT", [Key::int(of(request::Column::CreatedAt), direction)], id)
            }
            Self::UpdatedAt(direction) => {
                Order::by("UPDATED_AT", [Key::int(of(request::Column::UpdatedAt), direction)], id)
            }
            Self::DueOn(direction) => {
                Order::by("DUE_ON", [Key::text(of(request::Column::DueSort), direction)], id)
            }
            Self::Code(direction) => {
                Order::by("CODE", [Key::text(of(request::Column::CodeSort), direction)], id)
            }
            Self::Title(direction) => {
                Order::by("TITLE", [Key::text(of(request::Column::TitleSort), direction)], id)
            }
            Self::Priority(direction) => {
                Order::by("PRIORITY", [Key::int(of(request::Column::PriorityRank), direction)], id)
            }
        }
    }
}

/// What `filter` says of the rows of `request`.
pub fn condition(dialect: Dialect, filter: &Filter<RequestLeaf>) -> Expr {
    filter.condition(&mut |leaf| leaf.condition(dialect))
}

pub(super) fn visible(dialect: Dialect, actor: &Actor) -> Expr {
    visibility::condition(dialect, actor, column(request::Column::Id))
}

pub(super) fn select(dialect: Dialect, actor: &Actor, filter: &Filter<RequestLeaf>) -> SelectStatement {
    let mut select = request::Entity::find().into_query();
    select.and_where(condition(dialect, filter)).and_where(visible(dialect, actor));
    select
}

/// A page of the requests that `actor` may see, in three statements.
///
/// # Errors
/// [`Error::InvalidCursor`]; [`Error::Corrupt`] for a row that does not parse.
pub async fn page(
    db: &Connection,
    actor: &Actor,
    filter: &Filter<RequestLeaf>,
    order: RequestOrder,
    request: &paging::Request,
) -> Result<Page<Request>, Error> {
    let order = order.keys();
    let window = request.of(&order, filter)?;
    let rows = db.query_all(&window.apply(select(db.dialect(), actor, filter))).await?;
    let page = window.finish(rows)?;
    let rows = page.edges.iter().map(|edge| request::Model::from_query_result(&edge.node, ""));
    let whole = load::whole(db, rows.collect::<Result<_, _>>()?).await?;
    let mut found: HashMap<Uuid, Request> =
        whole.into_iter().map(|request| (request.id.uuid(), request)).collect();
    page.try_map(|row| {
        let id: Uuid = row.try_get("", "id")?;
        found.remove(&id).ok_or(Error::corrupt("request", "id", id))
    })
}

/// How many requests [`page`] pages through, counted up to `max`.
///
/// # Errors
/// As every statement.
pub async fn count(
    db: &Connection,
    actor: &Actor,
    filter: &Filter<RequestLeaf>,
    max: u64,
) -> Result<Count, Error> {
    paging::count(db, select(db.dialect(), actor, filter), max).await
}

/// Those of these requests that `actor` may see, in three statements.
///
/// # Errors
/// As [`page`].
pub async fn by_ids(
    db: &Connection,
    actor: &Actor,
    ids: &[RequestId],
) -> Result<HashMap<RequestId, Request>, Error> {
    let mine = db.dialect().any_of(column(request::Column::Id), ids.iter().copied());
    let found = load::load(db, mine.and(visible(db.dialect(), actor))).await?;
    Ok(found.into_iter().map(|request| (request.id, request)).collect())
}

/// The request with this code, if `actor` may see it.
///
/// # Errors
/// As [`page`].
pub async fn by_code(db: &Connection, actor: &Actor, code: &str) -> Result<Option<Request>, Error> {
    let mine = request::Column::Code.eq(code).and(visible(db.dialect(), actor));
    Ok(load::load(db, mine).await?.pop())
}
