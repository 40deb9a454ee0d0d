//! Tasks: written by record, read with their setting for a change, in pages and batches for the API.
//!
//! Whoever sees a request sees its tasks, and the assignee and collaborators see theirs; every list is filtered so. A task of a
//! meeting has an audience of its own, in which the meeting's is contained; [`reseat`] brings it up to date. A change locks the
//! request, then the meeting, before its task (`unit_of_work`), so [`anchor_of`] tells first what a task hangs on. Problems
//! have a room of their own ([`crate::problem`]); here they are only counted.

mod list;
mod load;
mod log;
mod tally;

use std::collections::BTreeSet;

use liaison_domain::command::Aggregate as _;
use liaison_domain::ids::{Id, Kind};
use liaison_domain::task::Task;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

pub use list::{
    TaskField, TaskLeaf, TaskOrder, by_code, by_ids, condition, count, counts_of_requests, page,
    pages_of_requests,
};
pub use load::{anchor_of, find_for_change, load, of_request_for_change, open_of_assignee, reseat, siblings};
pub use tally::{departments, of_decisions, open_decisions, tallies, tally};

use crate::entities::{progress_update, task, task_collaborator, task_dependency};
use crate::error::Error;
use crate::store::Connection;
use crate::unit_of_work::Stored;
use crate::visibility::Scope;

impl Stored for Task {
    fn scope(&self) -> Scope {
        let record = self.record();
        match record.request() {
            Some(request) => Scope::Inherited { from: request.uuid(), persons: record.people().collect() },
            None => Scope::Own(self.audience()),
        }
    }

    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        let record = state.record();
        let row = task::ActiveModel::from(record);
        if before.is_none() {
            task::Entity::insert(row).exec_without_returning(db).await?;
        } else {
            let mine = task::Column::Id.eq(record.id.uuid());
            task::Entity::update_many().set(row).filter(mine).exec(db).await?;
        }
        let before = before.map(Task::record);
        let helped = before.map(|before| &before.collaborators);
        write_collaborators(db, state, &difference(helped, &record.collaborators)).await?;
        let awaited = before.map(|before| &before.depends_on);
        write_dependencies(db, state, &difference(awaited, &record.depends_on)).await?;
        let entries: Vec<_> =
            state.entries().iter().map(|entry| progress_update::ActiveModel::of(record.id, entry)).collect();
        if !entries.is_empty() {
            progress_update::Entity::insert_many(entries).exec_without_returning(db).await?;
        }
        Ok(())
    }
}

/// What went from a set, and what came.
struct Difference<K: Kind> {
    gone: Vec<Id<K>>,
    come: Vec<Id<K>>,
}

fn difference<K: Kind>(before: Option<&BTreeSet<Id<K>>>, after: &BTreeSet<Id<K>>) -> Difference<K> {
    let nothing = BTreeSet::new();
    let before = before.unwrap_or(&nothing);
    Difference {
        gone: before.difference(after).copied().collect(),
        come: after.difference(before).copied().collect(),
    }
}

async fn write_collaborators(
    db: &Connection,
    task: &Task,
    people: &Difference<liaison_domain::ids::kind::Person>,
) -> Result<(), Error> {
    let id = task.record().id;
    if !people.gone.is_empty() {
        let person = column(task_collaborator::Column::Person);
        task_collaborator::Entity::delete_many()
            .filter(task_collaborator::Column::Task.eq(id.uuid()))
            .filter(db.dialect().any_of(person, people.gone.iter().copied()))
            .exec(db)
            .await?;
    }
    let rows: Vec<_> =
        people.come.iter().map(|person| task_collaborator::ActiveModel::of(id, *person)).collect();
    if !rows.is_empty() {
        task_collaborator::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

async fn write_dependencies(
    db: &Connection,
    task: &Task,
    tasks: &Difference<liaison_domain::ids::kind::Task>,
) -> Result<(), Error> {
    let id = task.record().id;
    if !tasks.gone.is_empty() {
        let target = column(task_dependency::Column::DependsOn);
        task_dependency::Entity::delete_many()
            .filter(task_dependency::Column::Task.eq(id.uuid()))
            .filter(db.dialect().any_of(target, tasks.gone.iter().copied()))
            .exec(db)
            .await?;
    }
    let rows: Vec<_> =
        tasks.come.iter().map(|target| task_dependency::ActiveModel::of(id, *target)).collect();
    if !rows.is_empty() {
        task_dependency::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

fn column(column: impl sea_orm::ColumnTrait) -> sea_orm::sea_query::Expr {
    sea_orm::sea_query::Expr::col(column.as_column_ref())
}
