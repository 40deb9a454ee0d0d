//! The log of a task.

use liaison_domain::ids::{ProgressUpdateId, kind};
use liaison_domain::task::ProgressUpdate;
use sea_orm::sea_query::IntoColumnRef as _;
use sea_orm::{EntityTrait as _, FromQueryResult as _, QueryResult, QueryTrait as _};

use crate::entities::progress_update::{Column, Entity, Model};
use crate::error::Error;
use crate::log::{Logged, Table};

impl Logged for ProgressUpdate {
    type Kind = kind::ProgressUpdate;
    type Parent = kind::Task;

    fn table() -> Table {
        Table {
            select: Entity::find().into_query(),
            id: (Entity, Column::Id).into_column_ref(),
            parent: (Entity, Column::Task).into_column_ref(),
            written_at: (Entity, Column::WrittenAt).into_column_ref(),
        }
    }

    fn id(&self) -> ProgressUpdateId {
        self.id
    }

    fn read(row: &QueryResult) -> Result<Self, Error> {
        Model::from_query_result(row, "")?.entry()
    }
}
