//! The table `person_department_role`.

use liaison_domain::access::DepartmentRole;
use liaison_domain::ids::DepartmentId;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_department_role")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) person: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) department: Uuid,
    pub(crate) role: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) const fn role_name(role: DepartmentRole) -> &'static str {
    match role {
        DepartmentRole::Viewer => "VIEWER",
        DepartmentRole::Editor => "EDITOR",
        DepartmentRole::Manager => "MANAGER",
    }
}

impl ActiveModel {
    /// The row that says this.
    pub(crate) fn of(person: Uuid, department: DepartmentId, role: DepartmentRole) -> Self {
        Self {
            person: Set(person),
            department: Set(department.uuid()),
            role: Set(role_name(role).to_owned()),
        }
    }
}

impl Model {
    /// Which role, and where.
    pub(crate) fn role(&self) -> Result<(DepartmentId, DepartmentRole), Error> {
        let role = [DepartmentRole::Viewer, DepartmentRole::Editor, DepartmentRole::Manager]
            .into_iter()
            .find(|role| role_name(*role) == self.role)
            .ok_or(Error::corrupt("person_department_role", "role", self.person))?;
        Ok((DepartmentId::from_uuid(self.department), role))
    }
}
