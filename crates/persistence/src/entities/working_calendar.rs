//! The table `working_calendar`: whose calendar was ever set.

use liaison_domain::calendar::CalendarRecord;
use liaison_domain::ids::DepartmentId;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "working_calendar")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) department: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&CalendarRecord> for ActiveModel {
    fn from(record: &CalendarRecord) -> Self {
        Self {
            id: Set(record.id.uuid()),
            version: Set(record.version),
            department: Set(record.department.map(DepartmentId::uuid)),
        }
    }
}
