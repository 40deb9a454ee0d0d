//! The table `request_revision`: one row a version of the binding content, never changed.

use liaison_domain::canonical;
use liaison_domain::ids::RequestId;
use liaison_domain::request::record::Revision;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request_revision")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) request: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) number: i64,
    pub(crate) body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl ActiveModel {
    /// The row of this revision.
    pub(crate) fn of(request: RequestId, revision: &Revision) -> Self {
        Self {
            request: Set(request.uuid()),
            number: Set(i64::from(revision.number)),
            body: Set(canonical::json(revision)),
        }
    }
}

impl Model {
    /// The revision that this row keeps.
    pub(crate) fn revision(&self) -> Result<Revision, Error> {
        serde_json::from_str(&self.body).map_err(|_| Error::corrupt("request_revision", "body", self.request))
    }
}
