//! Progress reports: written by record, read by request. Whoever sees a request sees its reports.

use std::collections::HashMap;

use liaison_domain::access::Actor;
use liaison_domain::ids::{ProgressReportId, RequestId};
use liaison_domain::progress_report::{ProgressReport, ReportRecord};
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryFilter as _,
    QueryResult, QuerySelect as _, QueryTrait as _,
};
use uuid::Uuid;

use crate::dialect::Dialect;
use crate::entities::progress_report;
use crate::error::Error;
use crate::paging::{self, Count, Direction, Key, Order, Page};
use crate::store::Connection;
use crate::unit_of_work::{Stored, UnitOfWork};
use crate::visibility::{self, Scope};

impl Stored for ProgressReport {
    fn scope(&self) -> Scope {
        Scope::Inherited { from: self.record().request.uuid(), persons: Vec::new() }
    }

    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        let row = progress_report::ActiveModel::from(state.record());
        if before.is_none() {
            progress_report::Entity::insert(row).exec_without_returning(db).await?;
        } else {
            let mine = progress_report::Column::Id.eq(state.record().id.uuid());
            progress_report::Entity::update_many().set(row).filter(mine).exec(db).await?;
        }
        Ok(())
    }
}

fn column(column: impl sea_orm::ColumnTrait) -> Expr {
    Expr::col(column.as_column_ref())
}

fn newest_first() -> Order {
    let of = |column| (progress_report::Entity, column);
    let key = Key::int(of(progress_report::Column::PublishedAt), Direction::Descending);
    Order::by("NEWEST", [key], of(progress_report::Column::Id))
}

fn select(dialect: Dialect, actor: &Actor) -> SelectStatement {
    let mut select = progress_report::Entity::find().into_query();
    select.and_where(visibility::condition(dialect, actor, column(progress_report::Column::Id)));
    select
}

fn record(row: &QueryResult) -> Result<ReportRecord, Error> {
    progress_report::Model::from_query_result(row, "")?.record()
}

/// Which request the report speaks of, unlocked: it never changes.
///
/// # Errors
/// As every statement.
pub async fn request_of(db: &Connection, id: ProgressReportId) -> Result<Option<RequestId>, Error> {
    let select =
        progress_report::Entity::find_by_id(id.uuid()).select_only().column(progress_report::Column::Request);
    Ok(select.into_tuple::<Uuid>().one(db).await?.map(RequestId::from_uuid))
}

/// Locks the report and reads it; its request is locked before.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn find_for_change(
    work: &mut UnitOfWork,
    id: ProgressReportId,
) -> Result<Option<ReportRecord>, Error> {
    if !work.lock(id.uuid()).await? {
        return Ok(None);
    }
    let row = progress_report::Entity::find_by_id(id.uuid()).one(work.db()).await?;
    row.map(progress_report::Model::record).transpose()
}

/// This page of the reports of each of these requests that `actor` may see, newest first, in one statement.
///
/// # Errors
/// [`Error::InvalidCursor`]; [`Error::Corrupt`] for a row that does not parse.
pub async fn pages_of_requests(
    db: &Connection,
    actor: &Actor,
    requests: &[RequestId],
    request: &paging::Request,
) -> Result<HashMap<RequestId, Page<ReportRecord>>, Error> {
    let order = newest_first();
    let window = request.of(&order, &())?;
    let parent = (progress_report::Entity, progress_report::Column::Request);
    let pages = window.pages_of_each(db, select(db.dialect(), actor), parent, requests).await?;
    pages.into_iter().map(|(id, page)| Ok((id, page.try_map(|row| record(&row))?))).collect()
}

/// How many reports each of these requests has, counted up to `max`, in one statement.
///
/// # Errors
/// As every statement.
pub async fn counts_of_requests(
    db: &Connection,
    actor: &Actor,
    requests: &[RequestId],
    max: u64,
) -> Result<HashMap<RequestId, Count>, Error> {
    let parent = (progress_report::Entity, progress_report::Column::Request);
    paging::count_of_each(db, select(db.dialect(), actor), parent, requests, max).await
}

/// Those of these reports that `actor` may see.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn by_ids(
    db: &Connection,
    actor: &Actor,
    ids: &[ProgressReportId],
) -> Result<HashMap<ProgressReportId, ReportRecord>, Error> {
    let mut select = select(db.dialect(), actor);
    select.and_where(db.dialect().any_of(column(progress_report::Column::Id), ids.iter().copied()));
    let rows = db.query_all(&select).await?;
    rows.iter().map(|row| record(row).map(|record| (record.id, record))).collect()
}
