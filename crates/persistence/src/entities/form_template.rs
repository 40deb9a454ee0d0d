//! The table `form_template`: the newest version of the template of each kind.

use liaison_domain::canonical;
use liaison_domain::request::form_template::FormTemplate;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "form_template")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) kind: String,
    pub(crate) body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&FormTemplate> for ActiveModel {
    fn from(template: &FormTemplate) -> Self {
        Self {
            id: Set(template.id.uuid()),
            version: Set(template.version),
            kind: Set(template.kind.name().to_owned()),
            body: Set(canonical::json(template)),
        }
    }
}

impl Model {
    /// The template that this row keeps.
    pub(crate) fn template(&self) -> Result<FormTemplate, Error> {
        serde_json::from_str(&self.body).map_err(|_| Error::corrupt("form_template", "body", self.id))
    }
}
