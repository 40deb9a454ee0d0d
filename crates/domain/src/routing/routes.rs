//! All rules with all their versions, and what is in force at an instant.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Category, RoutingRule};
use crate::directory::Directory;
use crate::ids::{DepartmentId, RoutingRuleId};
use crate::time::Instant;

/// By which version of which rule a ticket found its party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Route {
    /// The rule.
    pub rule: RoutingRuleId,
    /// Its version.
    pub version: i64,
    /// Where the ticket went: the rule's department, or the one that took over from it.
    pub department: DepartmentId,
}

/// Every version of every rule.
#[derive(Clone, Debug, Default)]
pub struct Routes {
    /// By category, the default route first; versions in the order of setting, never none.
    rules: BTreeMap<Option<Category>, Vec<Arc<RoutingRule>>>,
}

impl Routes {
    /// These versions, in any order.
    pub fn new(set: impl IntoIterator<Item = RoutingRule>) -> Self {
        let mut rules = BTreeMap::<_, Vec<_>>::new();
        for rule in set {
            rules.entry(rule.category.clone()).or_default().push(Arc::new(rule));
        }
        for versions in rules.values_mut() {
            versions.sort_unstable_by_key(|rule| rule.version);
        }
        Self { rules }
    }

    /// How many rules there are, given up ones included.
    pub fn count(&self) -> usize {
        self.rules.len()
    }

    /// The rules in their newest versions, the default route first, then by category.
    pub fn all(&self) -> impl Iterator<Item = &Arc<RoutingRule>> {
        self.rules.values().filter_map(|versions| versions.last())
    }

    /// The rule with this ID in its newest version.
    pub fn by_id(&self, id: RoutingRuleId) -> Option<&Arc<RoutingRule>> {
        self.all().find(|rule| rule.id == id)
    }

    /// The newest version of the rule of this category; none for the default route.
    pub fn newest(&self, category: Option<&Category>) -> Option<&Arc<RoutingRule>> {
        self.of(category).last()
    }

    /// The versions of the rule of this category, newest first.
    pub fn versions(&self, category: Option<&Category>) -> impl Iterator<Item = &Arc<RoutingRule>> {
        self.of(category).iter().rev()
    }

    /// The version with this number.
    pub fn version(&self, route: Route) -> Option<&Arc<RoutingRule>> {
        let rule = self.by_id(route.rule)?;
        self.of(rule.category.as_ref()).iter().find(|one| one.version == route.version)
    }

    /// The version of this category's own rule that is in force at `at`: of those that had begun the one that began last, of
    /// several from the same instant the one set last.
    pub fn in_force(&self, category: Option<&Category>, at: Instant) -> Option<&Arc<RoutingRule>> {
        let begun = self.of(category).iter().filter(|rule| rule.in_force_from <= at);
        begun.max_by_key(|rule| (rule.in_force_from, rule.version))
    }

    /// Which department takes tickets of the category at `at` by its own rule.
    pub(super) fn holds(&self, category: Option<&Category>, at: Instant) -> Option<DepartmentId> {
        self.in_force(category, at)?.department
    }

    /// What holds for the category at `now`, and from each later instant at which something else is to begin.
    pub(super) fn holding_from(
        &self,
        category: Option<&Category>,
        now: Instant,
    ) -> Vec<(Instant, Option<DepartmentId>)> {
        let begins = self.of(category).iter().map(|rule| rule.in_force_from.max(now));
        let begins: BTreeSet<Instant> = begins.collect();
        begins.into_iter().map(|at| (at, self.holds(category, at))).collect()
    }

    /// Where a ticket of this category goes at `at`: by the category's own rule, else by the default route; for a closed
    /// department to the one that took over. None where nothing is in force, or nobody took over.
    pub fn route(&self, category: &Category, at: Instant, directory: &Directory) -> Option<Route> {
        let own = self.in_force(Some(category), at).filter(|rule| rule.department.is_some());
        let rule = own.or_else(|| self.in_force(None, at))?;
        let department = directory.standing(rule.department?);
        directory.is_open(department).then_some(Route { rule: rule.id, version: rule.version, department })
    }

    fn of(&self, category: Option<&Category>) -> &[Arc<RoutingRule>] {
        self.rules.get(&category.cloned()).map_or(&[], Vec::as_slice)
    }
}
