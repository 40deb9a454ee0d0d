//! The table `routing_rule_version`: what was set, written once.

use liaison_domain::ids::{DepartmentId, PersonId, RoutingRuleId};
use liaison_domain::routing::{Category, RoutingRule};
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "routing_rule_version")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) rule: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) version: i64,
    pub(crate) department: Option<Uuid>,
    pub(crate) in_force_from: i64,
    pub(crate) set_at: i64,
    pub(crate) set_by: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&RoutingRule> for ActiveModel {
    fn from(rule: &RoutingRule) -> Self {
        Self {
            rule: Set(rule.id.uuid()),
            version: Set(rule.version),
            department: Set(rule.department.map(DepartmentId::uuid)),
            in_force_from: Set(rule.in_force_from.micros()),
            set_at: Set(rule.set_at.micros()),
            set_by: Set(rule.set_by.map(PersonId::uuid)),
        }
    }
}

impl Model {
    /// The version that this row keeps, of the rule of `category`.
    pub(crate) fn rule(self, category: Option<Category>) -> RoutingRule {
        RoutingRule {
            id: RoutingRuleId::from_uuid(self.rule),
            version: self.version,
            category,
            department: self.department.map(DepartmentId::from_uuid),
            in_force_from: Instant::from_micros(self.in_force_from),
            set_at: Instant::from_micros(self.set_at),
            set_by: self.set_by.map(PersonId::from_uuid),
        }
    }
}
