//! The table `problem_update`: the log of a problem, written once and never changed.

use liaison_domain::ids::{PersonId, ProblemId, ProblemUpdateId};
use liaison_domain::problem::ProblemUpdate;
use liaison_domain::text::Text;
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use super::task::date;
use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "problem_update")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) problem: Uuid,
    pub(crate) on_date: String,
    pub(crate) text: String,
    pub(crate) written_by: Option<Uuid>,
    pub(crate) written_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl ActiveModel {
    /// The row of this entry in the log of `problem`.
    pub(crate) fn of(problem: ProblemId, entry: &ProblemUpdate) -> Self {
        Self {
            id: Set(entry.id.uuid()),
            problem: Set(problem.uuid()),
            on_date: Set(entry.on.to_string()),
            text: Set(entry.text.to_string()),
            written_by: Set(entry.by.map(PersonId::uuid)),
            written_at: Set(entry.at.micros()),
        }
    }
}

impl Model {
    /// The entry that this row keeps.
    pub(crate) fn entry(self) -> Result<ProblemUpdate, Error> {
        let id = self.id;
        let corrupt = |column| Error::corrupt("problem_update", column, id);
        Ok(ProblemUpdate {
            id: ProblemUpdateId::from_uuid(id),
            on: date(Some(&self.on_date), || corrupt("on_date"))?.ok_or_else(|| corrupt("on_date"))?,
            text: Text::new(&self.text).map_err(|_| corrupt("text"))?,
            by: self.written_by.map(PersonId::from_uuid),
            at: Instant::from_micros(self.written_at),
        })
    }
}
