//! The table `routing_rule`: one row a category, and one for all others.

use liaison_domain::routing::{Category, RoutingRule};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "routing_rule")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) category: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&RoutingRule> for ActiveModel {
    fn from(rule: &RoutingRule) -> Self {
        Self {
            id: Set(rule.id.uuid()),
            version: Set(rule.version),
            category: Set(rule.category.as_ref().map(Category::to_string)),
        }
    }
}
