//! Deadlines: written in batches beside the record they are about, found by the engine when their time has come, listed for
//! the API.
//!
//! A deadline is seen by whoever sees the record at its root, and an answer by whoever owes it. It is changed under the lock of that record alone, so it has
//! no lock of its own. What it means is `liaison-domain`'s, `deadline`.

mod due;
mod filter;
mod list;
mod load;
mod recount;

use liaison_domain::deadline::Deadline;
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait as _, Iterable as _};

pub use due::{Earliest, claim, earliest, postpone};
pub use filter::{DeadlineField, DeadlineLeaf, DeadlineOrder};
pub use list::{
    by_ids, count, counts_of_requests, counts_of_subjects, next_of_requests, next_of_subjects, page,
    pages_of_requests, pages_of_subjects,
};
pub use load::{current, find};
pub use recount::{Recount, note_recount, recount, recount_for_change, running};

use crate::entities::deadline;
use crate::error::Error;
use crate::store::Connection;
use crate::unit_of_work::{Batched, Stored};
use crate::visibility::Scope;

/// Rows in one statement: 23 columns each, well under SQLite's 32,766 parameters.
const ROWS: usize = 500;

impl Stored for Deadline {
    fn scope(&self) -> Scope {
        let persons = self.record().owed_beside_the_root().into_iter().collect();
        Scope::Inherited { from: self.record().root, persons }
    }

    async fn write(db: &Connection, _before: Option<&Self>, state: &Self) -> Result<(), Error> {
        Self::write_all(db, &[state]).await
    }
}

impl Batched for Deadline {
    async fn write_all(db: &Connection, states: &[&Self]) -> Result<(), Error> {
        let changed = deadline::Column::iter().filter(|column| !matches!(column, deadline::Column::Id));
        let replace = OnConflict::column(deadline::Column::Id).update_columns(changed).to_owned();
        for rows in states.chunks(ROWS) {
            let rows = rows.iter().map(|state| deadline::ActiveModel::from(state.record()));
            deadline::Entity::insert_many(rows)
                .on_conflict(replace.clone())
                .exec_without_returning(db)
                .await?;
        }
        Ok(())
    }
}

fn column(column: impl sea_orm::ColumnTrait) -> sea_orm::sea_query::Expr {
    sea_orm::sea_query::Expr::col(column.as_column_ref())
}
