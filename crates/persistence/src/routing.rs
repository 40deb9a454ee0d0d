//! Routing rules: every version in a row of its own, read with the other policies as one picture.

use std::collections::HashMap;

use liaison_domain::routing::{Category, Routes, RoutingRule};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::entities::{routing_rule, routing_rule_version};
use crate::error::Error;
use crate::policies;
use crate::store::Connection;
use crate::unit_of_work::Stored;

/// All rules with all their versions, in two statements.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub(crate) async fn load(db: &Connection) -> Result<Routes, Error> {
    let mut categories = HashMap::new();
    for rule in routing_rule::Entity::find().all(db).await? {
        let category = rule.category.as_deref().map(Category::new).transpose();
        let category = category.map_err(|_| Error::corrupt("routing_rule", "category", rule.id))?;
        categories.insert(rule.id, category);
    }
    let versions = routing_rule_version::Entity::find().all(db).await?;
    let rules = versions.into_iter().filter_map(|row| {
        let category = categories.get(&row.rule)?.clone();
        Some(row.rule(category))
    });
    Ok(Routes::new(rules))
}

impl Stored for RoutingRule {
    /// A version is added; none is ever changed.
    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        policies::raise_version(db).await?;
        let rule = routing_rule::ActiveModel::from(state);
        if before.is_none() {
            routing_rule::Entity::insert(rule).exec_without_returning(db).await?;
        } else {
            let mine = routing_rule::Column::Id.eq(state.id.uuid());
            routing_rule::Entity::update_many().set(rule).filter(mine).exec(db).await?;
        }
        let version = routing_rule_version::ActiveModel::from(state);
        routing_rule_version::Entity::insert(version).exec_without_returning(db).await?;
        Ok(())
    }
}
