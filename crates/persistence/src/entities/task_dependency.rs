//! The table `task_dependency`: which task waits for which.

use liaison_domain::ids::TaskId;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "task_dependency")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) task: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) depends_on: Uuid,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl ActiveModel {
    /// The row that says this.
    pub(crate) fn of(task: TaskId, depends_on: TaskId) -> Self {
        Self { task: Set(task.uuid()), depends_on: Set(depends_on.uuid()) }
    }
}
