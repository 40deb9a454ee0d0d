//! Problems: written by record, read with their setting for a change, in pages and batches for the API.
//!
//! Whoever sees what a problem hangs on sees it, and so do who raised it, who handles it and the heads of the responsible
//! and cooperating departments as they were when it was last written. A change locks the request, then the task, then the
//! problem, so [`anchor_of`] tells first what it hangs on.

mod list;
mod load;
mod log;

use liaison_domain::command::Aggregate as _;
use liaison_domain::problem::{Anchor, Problem};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

pub use list::{
    ProblemField, ProblemLeaf, ProblemOrder, by_ids, condition, count, counts_of_requests, counts_of_tasks,
    page, pages_of_requests, pages_of_tasks, visible,
};
pub use load::{
    Unsettled, anchor_of, find_for_change, load, of_request_for_change, of_task_for_change, unsettled,
};

use crate::entities::{problem, problem_update};
use crate::error::Error;
use crate::store::Connection;
use crate::unit_of_work::Stored;
use crate::visibility::Scope;

impl Stored for Problem {
    fn scope(&self) -> Scope {
        let record = self.record();
        let from = match record.anchor {
            Anchor::Request { request } | Anchor::Task { request: Some(request), .. } => request.uuid(),
            Anchor::Task { task, request: None } => task.uuid(),
            Anchor::Departments => return Scope::Own(self.audience()),
        };
        let heads = self.setting().heads.iter().copied();
        let persons = heads.chain(record.handler).chain([record.raised_by]).collect();
        Scope::Inherited { from, persons }
    }

    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        let record = state.record();
        let row = problem::ActiveModel::from(record);
        if before.is_none() {
            problem::Entity::insert(row).exec_without_returning(db).await?;
        } else {
            let mine = problem::Column::Id.eq(record.id.uuid());
            problem::Entity::update_many().set(row).filter(mine).exec(db).await?;
        }
        let entries: Vec<_> =
            state.entries().iter().map(|entry| problem_update::ActiveModel::of(record.id, entry)).collect();
        if !entries.is_empty() {
            problem_update::Entity::insert_many(entries).exec_without_returning(db).await?;
        }
        Ok(())
    }
}

fn column(column: impl sea_orm::ColumnTrait) -> sea_orm::sea_query::Expr {
    sea_orm::sea_query::Expr::col(column.as_column_ref())
}
