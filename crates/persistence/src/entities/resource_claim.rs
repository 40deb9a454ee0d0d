//! The table `resource_claim`: which person or registered resource a request asks for in which days (resolution 53).
//!
//! Only requests that compete have rows: from `SUBMITTED` to `IN_PROGRESS`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "resource_claim")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) need: Uuid,
    pub(crate) request: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) claimed: Uuid,
    pub(crate) from_on: String,
    pub(crate) until_on: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
