//! The table `pack_assignment`: one row a scope.

use liaison_domain::ids::{DepartmentId, PackAssignmentId, PersonId};
use liaison_domain::pack::{AssignmentScope, PackAssignment};
use liaison_domain::request::kind::RequestKind;
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pack_assignment")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) department: Option<Uuid>,
    pub(crate) kind: Option<String>,
    pub(crate) pack: Option<String>,
    pub(crate) assigned_by: Option<Uuid>,
    pub(crate) assigned_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&PackAssignment> for ActiveModel {
    fn from(assignment: &PackAssignment) -> Self {
        Self {
            id: Set(assignment.id.uuid()),
            version: Set(assignment.version),
            department: Set(assignment.scope.department.map(DepartmentId::uuid)),
            kind: Set(assignment.scope.kind.map(|kind| kind.name().to_owned())),
            pack: Set(assignment.pack.clone()),
            assigned_by: Set(assignment.assigned_by.map(PersonId::uuid)),
            assigned_at: Set(assignment.assigned_at.micros()),
        }
    }
}

impl Model {
    /// The assignment that this row keeps.
    pub(crate) fn assignment(self) -> Result<PackAssignment, Error> {
        let parse = |kind: &String| {
            RequestKind::parse(kind).ok_or(Error::corrupt("pack_assignment", "kind", self.id))
        };
        let kind = self.kind.as_ref().map(parse).transpose()?;
        Ok(PackAssignment {
            id: PackAssignmentId::from_uuid(self.id),
            version: self.version,
            scope: AssignmentScope { department: self.department.map(DepartmentId::from_uuid), kind },
            pack: self.pack,
            assigned_at: Instant::from_micros(self.assigned_at),
            assigned_by: self.assigned_by.map(PersonId::from_uuid),
        })
    }
}
