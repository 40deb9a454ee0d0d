//! The table `resource`: the register of what requests can ask for.

use liaison_domain::ids::{DepartmentId, ResourceId};
use liaison_domain::resource::{Resource, ResourceKind};
use liaison_domain::text::{self, Line, Text};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "resource")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) name: String,
    pub(crate) name_sort: String,
    pub(crate) kind: String,
    pub(crate) department: Uuid,
    pub(crate) description: Option<String>,
    pub(crate) active: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&Resource> for ActiveModel {
    fn from(resource: &Resource) -> Self {
        Self {
            id: Set(resource.id.uuid()),
            version: Set(resource.version),
            name: Set(resource.name.to_string()),
            name_sort: Set(text::sort_key(resource.name.as_str())),
            kind: Set(resource.kind.name().to_owned()),
            department: Set(resource.department.uuid()),
            description: Set(resource.description.as_ref().map(Text::to_string)),
            active: Set(resource.active),
        }
    }
}

impl Model {
    /// The resource that this row keeps.
    pub(crate) fn resource(self) -> Result<Resource, Error> {
        let corrupt = |column| Error::corrupt("resource", column, self.id);
        Ok(Resource {
            id: ResourceId::from_uuid(self.id),
            version: self.version,
            name: Line::new(&self.name).map_err(|_| corrupt("name"))?,
            kind: ResourceKind::parse(&self.kind).ok_or_else(|| corrupt("kind"))?,
            department: DepartmentId::from_uuid(self.department),
            description: Text::optional(self.description.as_deref()).map_err(|_| corrupt("description"))?,
            active: self.active,
        })
    }
}
