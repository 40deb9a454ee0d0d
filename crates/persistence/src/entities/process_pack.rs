//! The table `process_pack`: a pack that was published at least once.

use liaison_domain::pack::ProcessPack;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "process_pack")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) name: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&ProcessPack> for ActiveModel {
    fn from(pack: &ProcessPack) -> Self {
        Self { id: Set(pack.id.uuid()), version: Set(pack.version), name: Set(pack.pack.name.clone()) }
    }
}
