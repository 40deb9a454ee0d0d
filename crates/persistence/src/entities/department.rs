//! The table `department`.

use liaison_domain::directory::Department;
use liaison_domain::ids::{DepartmentId, PersonId};
use liaison_domain::text::{self, Code, Line};
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "department")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) name_sort: String,
    pub(crate) short_name: String,
    pub(crate) parent: Option<Uuid>,
    pub(crate) head: Option<Uuid>,
    pub(crate) executive: Option<Uuid>,
    pub(crate) closed_at: Option<i64>,
    pub(crate) successor: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&Department> for ActiveModel {
    fn from(department: &Department) -> Self {
        Self {
            id: Set(department.id.uuid()),
            version: Set(department.version),
            code: Set(department.code.to_string()),
            name: Set(department.name.to_string()),
            name_sort: Set(text::sort_key(department.name.as_str())),
            short_name: Set(department.short_name.to_string()),
            parent: Set(department.parent.map(DepartmentId::uuid)),
            head: Set(department.head.map(PersonId::uuid)),
            executive: Set(department.executive.map(PersonId::uuid)),
            closed_at: Set(department.closed_at.map(Instant::micros)),
            successor: Set(department.successor.map(DepartmentId::uuid)),
        }
    }
}

impl Model {
    /// The department that this row keeps.
    pub(crate) fn department(self) -> Result<Department, Error> {
        let corrupt = |column| Error::corrupt("department", column, self.id);
        Ok(Department {
            id: DepartmentId::from_uuid(self.id),
            version: self.version,
            code: Code::new(&self.code).map_err(|_| corrupt("code"))?,
            name: Line::new(&self.name).map_err(|_| corrupt("name"))?,
            short_name: Line::new(&self.short_name).map_err(|_| corrupt("short_name"))?,
            parent: self.parent.map(DepartmentId::from_uuid),
            head: self.head.map(PersonId::from_uuid),
            executive: self.executive.map(PersonId::from_uuid),
            closed_at: self.closed_at.map(Instant::from_micros),
            successor: self.successor.map(DepartmentId::from_uuid),
        })
    }
}
