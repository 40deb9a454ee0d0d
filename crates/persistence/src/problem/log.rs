//! The log of a problem.

use liaison_domain::ids::{ProblemUpdateId, kind};
use liaison_domain::problem::ProblemUpdate;
use sea_orm::sea_query::IntoColumnRef as _;
use sea_orm::{EntityTrait as _, FromQueryResult as _, QueryResult, QueryTrait as _};

use crate::entities::problem_update::{Column, Entity, Model};
use crate::error::Error;
use crate::log::{Logged, Table};

impl Logged for ProblemUpdate {
    type Kind = kind::ProblemUpdate;
    type Parent = kind::Problem;

    fn table() -> Table {
        Table {
            select: Entity::find().into_query(),
            id: (Entity, Column::Id).into_column_ref(),
            parent: (Entity, Column::Problem).into_column_ref(),
            written_at: (Entity, Column::WrittenAt).into_column_ref(),
        }
    }

    fn id(&self) -> ProblemUpdateId {
        self.id
    }

    fn read(row: &QueryResult) -> Result<Self, Error> {
        Model::from_query_result(row, "")?.entry()
    }
}
