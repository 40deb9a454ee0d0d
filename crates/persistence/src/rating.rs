//! Ratings: written by record, listed for who may see them, summed up over all of them (resolution 19).

use std::collections::HashMap;

use liaison_domain::access::Actor;
use liaison_domain::ids::{DepartmentId, RatingId, RequestId};
use liaison_domain::rating::{Rating, RatingRecord, Tally};
use liaison_domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryFilter as _,
    QueryResult, QuerySelect as _, QueryTrait as _,
};
use serde::Serialize;
use uuid::Uuid;

use crate::dialect::Dialect;
use crate::entities::rating;
use crate::error::Error;
use crate::paging::{self, Count, Direction, Filter, Key, Order, Page, Test};
use crate::store::Connection;
use crate::unit_of_work::{Stored, UnitOfWork};
use crate::visibility;

/// A column of a rating that filters compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum RatingField {
    /// The ID.
    Id,
    /// The request it speaks of, by ID.
    Request,
    /// The party rated, by ID.
    Department,
    /// 响应速度, 1 to 5.
    Responsiveness,
    /// 专业度, 1 to 5.
    Professionalism,
    /// 配合度, 1 to 5.
    Cooperation,
    /// Whether it came after its time.
    Late,
    /// Who gave it, by ID.
    GivenBy,
    /// When.
    GivenAt,
}

/// What a filter over ratings is built of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum RatingLeaf {
    /// A comparison.
    Field(RatingField, Test),
}

/// Ratings of a department in a period, summed up; `visible` counts those that the caller may see one by one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How often each mark was given.
    pub tally: Tally,
    /// How many of them the caller may see.
    pub visible: u64,
}

impl Stored for Rating {
    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        let row = rating::ActiveModel::from(state.record());
        if before.is_none() {
            rating::Entity::insert(row).exec_without_returning(db).await?;
        } else {
            let mine = rating::Column::Id.eq(state.record().id.uuid());
            rating::Entity::update_many().set(row).filter(mine).exec(db).await?;
        }
        Ok(())
    }
}

impl RatingField {
    fn column(self) -> Expr {
        column(match self {
            Self::Id => rating::Column::Id,
            Self::Request => rating::Column::Request,
            Self::Department => rating::Column::Department,
            Self::Responsiveness => rating::Column::Responsiveness,
            Self::Professionalism => rating::Column::Professionalism,
            Self::Cooperation => rating::Column::Cooperation,
            Self::Late => rating::Column::Late,
            Self::GivenBy => rating::Column::GivenBy,
            Self::GivenAt => rating::Column::GivenAt,
        })
    }
}

fn column(column: impl sea_orm::ColumnTrait) -> Expr {
    Expr::col(column.as_column_ref())
}

fn by_time(direction: Direction) -> Order {
    let of = |column| (rating::Entity, column);
    Order::by("GIVEN_AT", [Key::int(of(rating::Column::GivenAt), direction)], of(rating::Column::Id))
}

fn visible(dialect: Dialect, actor: &Actor) -> Expr {
    visibility::condition(dialect, actor, column(rating::Column::Id))
}

fn select(dialect: Dialect, actor: &Actor, filter: &Filter<RatingLeaf>) -> SelectStatement {
    let mut select = rating::Entity::find().into_query();
    let mut leaf = |RatingLeaf::Field(field, test): &RatingLeaf| test.on(dialect, field.column());
    select.and_where(filter.condition(&mut leaf)).and_where(visible(dialect, actor));
    select
}

fn record(row: &QueryResult) -> Result<RatingRecord, Error> {
    rating::Model::from_query_result(row, "")?.record()
}

/// Which request the rating speaks of, unlocked: it never changes.
///
/// # Errors
/// As every statement.
pub async fn request_of(db: &Connection, id: RatingId) -> Result<Option<RequestId>, Error> {
    let select = rating::Entity::find_by_id(id.uuid()).select_only().column(rating::Column::Request);
    Ok(select.into_tuple::<Uuid>().one(db).await?.map(RequestId::from_uuid))
}

/// Locks the rating and reads it; its request is locked before.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn find_for_change(work: &mut UnitOfWork, id: RatingId) -> Result<Option<RatingRecord>, Error> {
    if !work.lock(id.uuid()).await? {
        return Ok(None);
    }
    rating::Entity::find_by_id(id.uuid()).one(work.db()).await?.map(rating::Model::record).transpose()
}

/// The departments that each of these requests has rated.
///
/// # Errors
/// As every statement.
pub async fn rated(
    db: &Connection,
    requests: &[RequestId],
) -> Result<HashMap<RequestId, Vec<DepartmentId>>, Error> {
    let mine = db.dialect().any_of(column(rating::Column::Request), requests.iter().copied());
    let rows: Vec<(Uuid, Uuid)> = rating::Entity::find()
        .select_only()
        .columns([rating::Column::Request, rating::Column::Department])
        .filter(mine)
        .into_tuple()
        .all(db)
        .await?;
    let mut found: HashMap<RequestId, Vec<DepartmentId>> = HashMap::new();
    for (request, department) in rows {
        let rated = found.entry(RequestId::from_uuid(request)).or_default();
        rated.push(DepartmentId::from_uuid(department));
    }
    Ok(found)
}

/// A page of the ratings that `actor` may see, by when they were given.
///
/// # Errors
/// [`Error::InvalidCursor`]; [`Error::Corrupt`] for a row that does not parse.
pub async fn page(
    db: &Connection,
    actor: &Actor,
    filter: &Filter<RatingLeaf>,
    direction: Direction,
    request: &paging::Request,
) -> Result<Page<RatingRecord>, Error> {
    let order = by_time(direction);
    let window = request.of(&order, filter)?;
    let rows = db.query_all(&window.apply(select(db.dialect(), actor, filter))).await?;
    window.finish(rows)?.try_map(|row| record(&row))
}

/// How many ratings [`page`] pages through, counted up to `max`.
///
/// # Errors
/// As every statement.
pub async fn count(
    db: &Connection,
    actor: &Actor,
    filter: &Filter<RatingLeaf>,
    max: u64,
) -> Result<Count, Error> {
    paging::count(db, select(db.dialect(), actor, filter), max).await
}

/// This page of the ratings of each of these requests that `actor` may see, in one statement.
///
/// # Errors
/// As [`page`].
pub async fn pages_of_requests(
    db: &Connection,
    actor: &Actor,
    requests: &[RequestId],
    filter: &Filter<RatingLeaf>,
    direction: Direction,
    request: &paging::Request,
) -> Result<HashMap<RequestId, Page<RatingRecord>>, Error> {
    let order = by_time(direction);
    let window = request.of(&order, filter)?;
    let select = select(db.dialect(), actor, filter);
    let pages = window.pages_of_each(db, select, (rating::Entity, rating::Column::Request), requests).await?;
    pages.into_iter().map(|(id, page)| Ok((id, page.try_map(|row| record(&row))?))).collect()
}

/// How many ratings each of these requests has on all its pages together, counted up to `max`, in one statement.
///
/// # Errors
/// As every statement.
pub async fn counts_of_requests(
    db: &Connection,
    actor: &Actor,
    requests: &[RequestId],
    filter: &Filter<RatingLeaf>,
    max: u64,
) -> Result<HashMap<RequestId, Count>, Error> {
    let parent = (rating::Entity, rating::Column::Request);
    paging::count_of_each(db, select(db.dialect(), actor, filter), parent, requests, max).await
}

/// Those of these ratings that `actor` may see.
///
/// # Errors
/// As [`page`].
pub async fn by_ids(
    db: &Connection,
    actor: &Actor,
    ids: &[RatingId],
) -> Result<HashMap<RatingId, RatingRecord>, Error> {
    let mut select = rating::Entity::find().into_query();
    select.and_where(db.dialect().any_of(column(rating::Column::Id), ids.iter().copied()));
    select.and_where(visible(db.dialect(), actor));
    let rows = db.query_all(&select).await?;
    rows.iter().map(|row| record(row).map(|record| (record.id, record))).collect()
}

/// The ratings of each of these departments given from `from` on and before `until`, summed up over all of them, hidden
/// ones included. Who may be shown the figures is [`Tally::shown_to`].
///
/// # Errors
/// As every statement.
pub async fn sums(
    db: &Connection,
    actor: &Actor,
    departments: &[DepartmentId],
    from: Option<Instant>,
    until: Option<Instant>,
) -> Result<HashMap<DepartmentId, Sum>, Error> {
    let seen = Query::select()
        .columns([
            rating::Column::Department,
            rating::Column::Responsiveness,
            rating::Column::Professionalism,
            rating::Column::Cooperation,
        ])
        .expr_as(Expr::case(visible(db.dialect(), actor), 1_i64).finally(0_i64), "seen")
        .from(rating::Entity)
        .and_where(db.dialect().any_of(column(rating::Column::Department), departments.iter().copied()))
        .and_where(from.map_or(Expr::cust("1 = 1"), |at| column(rating::Column::GivenAt).gte(at.micros())))
        .and_where(until.map_or(Expr::cust("1 = 1"), |at| column(rating::Column::GivenAt).lt(at.micros())))
        .to_owned();
    let mut select = Query::select();
    select.column("department").from_subquery(seen, "given").group_by_col("department");
    select.expr_as(Expr::cust("count(CASE WHEN seen = 1 THEN 1 END)"), "visible");
    for criterion in CRITERIA {
        for mark in 1..=5 {
            let count = format!("count(CASE WHEN {criterion} = {mark} THEN 1 END)");
            select.expr_as(Expr::cust(count), format!("{criterion}_{mark}"));
        }
    }
    let mut found = HashMap::new();
    for row in db.query_all(&select).await? {
        let department = DepartmentId::from_uuid(row.try_get("", "department")?);
        let visible = u64::try_from(row.try_get::<i64>("", "visible")?).unwrap_or_default();
        let [responsiveness, professionalism, cooperation] = CRITERIA.map(|name| distribution(&row, name));
        let tally = Tally {
            responsiveness: responsiveness?,
            professionalism: professionalism?,
            cooperation: cooperation?,
        };
        found.insert(department, Sum { tally, visible });
    }
    Ok(found)
}

const CRITERIA: [&str; 3] = ["responsiveness", "professionalism", "cooperation"];

fn distribution(row: &QueryResult, criterion: &str) -> Result<[u64; 5], Error> {
    let mut marks = [0; 5];
    for (mark, count) in (1..).zip(&mut marks) {
        let column = format!("{criterion}_{mark}");
        *count = u64::try_from(row.try_get::<i64>("", &column)?).unwrap_or_default();
    }
    Ok(marks)
}
