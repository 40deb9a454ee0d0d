//! The table `task_collaborator`: who helps with which task.

use liaison_domain::ids::{PersonId, TaskId};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "task_collaborator")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) task: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) person: Uuid,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl ActiveModel {
    /// The row that says this.
    pub(crate) fn of(task: TaskId, person: PersonId) -> Self {
        Self { task: Set(task.uuid()), person: Set(person.uuid()) }
    }
}
