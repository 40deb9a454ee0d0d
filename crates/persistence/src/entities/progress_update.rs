//! The table `progress_update`: the log of a task, written once and never changed.

use liaison_domain::ids::{PersonId, ProgressUpdateId, TaskId};
use liaison_domain::task::{Health, ProgressUpdate};
use liaison_domain::text::Text;
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use super::task::date;
use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "progress_update")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) task: Uuid,
    pub(crate) on_date: String,
    pub(crate) text: Option<String>,
    pub(crate) progress: i64,
    pub(crate) health: String,
    pub(crate) risk: Option<String>,
    pub(crate) next_step: Option<String>,
    pub(crate) written_by: Option<Uuid>,
    pub(crate) written_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl ActiveModel {
    /// The row of this entry in the log of `task`.
    pub(crate) fn of(task: TaskId, entry: &ProgressUpdate) -> Self {
        Self {
            id: Set(entry.id.uuid()),
            task: Set(task.uuid()),
            on_date: Set(entry.on.to_string()),
            text: Set(entry.text.as_ref().map(ToString::to_string)),
            progress: Set(i64::from(entry.progress)),
            health: Set(entry.health.name().to_owned()),
            risk: Set(entry.risk.as_ref().map(ToString::to_string)),
            next_step: Set(entry.next_step.as_ref().map(ToString::to_string)),
            written_by: Set(entry.by.map(PersonId::uuid)),
            written_at: Set(entry.at.micros()),
        }
    }
}

impl Model {
    /// The entry that this row keeps.
    pub(crate) fn entry(self) -> Result<ProgressUpdate, Error> {
        let id = self.id;
        let corrupt = |column| Error::corrupt("progress_update", column, id);
        let text =
            |value: Option<String>, column| Text::optional(value.as_deref()).map_err(|_| corrupt(column));
        Ok(ProgressUpdate {
            id: ProgressUpdateId::from_uuid(id),
            on: date(Some(&self.on_date), || corrupt("on_date"))?.ok_or_else(|| corrupt("on_date"))?,
            text: text(self.text, "text")?,
            progress: u8::try_from(self.progress).map_err(|_| corrupt("progress"))?,
            health: Health::parse(&self.health).ok_or_else(|| corrupt("health"))?,
            risk: text(self.risk, "risk")?,
            next_step: text(self.next_step, "next_step")?,
            by: self.written_by.map(PersonId::from_uuid),
            at: Instant::from_micros(self.written_at),
        })
    }
}
