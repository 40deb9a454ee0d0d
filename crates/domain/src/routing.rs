//! Routing rules (分派规则): which department takes a customer's ticket of a category, and since when (S1-40, resolution 65).
//!
//! Owns the [`RoutingRule`], one a category and one for all others, whose versions stay for good, and [`Routes`], which says
//! what is in force at an instant. Where a ticket goes is asked by its submission (`request`, `ticket`).

mod routes;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use routes::{Route, Routes};

use crate::access::Audience;
use crate::authority::{administers, only_server};
use crate::command::{Aggregate, Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::event::{Fact, SubjectKind};
use crate::ids::{self, DepartmentId, PersonId, RoutingRuleId};
use crate::text::Line;
use crate::time::Instant;

/// What a customer's wish or complaint is about, in the company's own words, such as 产品需求 or 售后问题.
pub type Category = Line<50>;

/// One version of a rule; as a record, the one set last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoutingRule {
    /// Its ID, the same in all versions.
    pub id: RoutingRuleId,
    /// Its version, from 1.
    pub version: i64,
    /// For which tickets; none for those of every category without a rule in force.
    pub category: Option<Category>,
    /// Which department takes them; none where the rule is given up and the default route decides again.
    pub department: Option<DepartmentId>,
    /// From when on.
    pub in_force_from: Instant,
    /// When it was set.
    pub set_at: Instant,
    /// Who set it; none for the server.
    pub set_by: Option<PersonId>,
}

/// What happens to a rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum RoutingRuleFact {
    /// Tickets submitted from an instant on go to another department; what was submitted before stays where it is.
    RoutingRuleSet {
        /// The category; none for the default route.
        category: Option<Category>,
        /// The department; none where the rule is given up.
        department: Option<DepartmentId>,
        /// From when on.
        in_force_from: Instant,
        /// What would hold then without this.
        previous: Option<DepartmentId>,
    },
}

impl Fact for RoutingRuleFact {
    const SUBJECT: SubjectKind = SubjectKind::RoutingRule;
}

/// A rule to be set.
#[derive(Clone, Debug, Serialize)]
pub struct SetRoute {
    /// For which tickets; none for the default route.
    pub category: Option<Category>,
    /// Which department takes them; none to give the rule up.
    pub department: Option<DepartmentId>,
    /// From when on, never in the past; now where absent.
    pub in_force_from: Option<Instant>,
}

impl RoutingRule {
    /// Most categories of one organisation.
    pub const MOST: usize = 500;

    /// Sets what holds for a category from an instant on. Administrators only.
    ///
    /// # Errors
    /// `Invalid`: `UNKNOWN` or `DEPARTMENT_CLOSED` for the department, `IN_THE_PAST`, `NOTHING_CHANGED`, `TOO_MANY` above
    /// [`Self::MOST`].
    pub fn set(ctx: &Context<'_>, routes: &Routes, input: SetRoute) -> Result<Change<Self>, Refusal> {
        administers(ctx)?;
        let from = input.in_force_from.unwrap_or(ctx.now);
        let mut found = Violations::default();
        if let Some(department) = input.department {
            let there = ctx.directory.department(department).is_some();
            found.check(there, "department", Rule::Unknown);
            let closed = there && !ctx.directory.is_open(department);
            found.check(!closed, "department", Rule::DepartmentClosed);
        }
        // What was routed before now stays true: the rules of the past are history (append only).
        found.check(from >= ctx.now, "inForceFrom", Rule::InThePast);
        let newest = routes.newest(input.category.as_ref());
        if newest.is_none() && routes.count() >= Self::MOST {
            found.add("", Reason::of(Rule::TooMany).with("max", Self::MOST));
        }
        found.finish()?;
        let previous = routes.holds(input.category.as_ref(), from);
        if previous == input.department {
            return Err(Reason::of(Rule::NothingChanged).at("").into());
        }
        Ok(appended(ctx, newest.map(AsRef::as_ref), (input.category, input.department, from, previous)))
    }

    /// The department `from` was merged into another, which takes its tickets from now on, and those planned for it
    /// (resolution 21). For the server alone.
    pub fn department_merged(
        ctx: &Context<'_>,
        routes: &Routes,
        from: DepartmentId,
        into: DepartmentId,
    ) -> Result<Vec<Change<Self>>, Refusal> {
        only_server(ctx, &Audience::everybody())?;
        let mut changes: Vec<Change<Self>> = Vec::new();
        for rule in routes.all() {
            let mut last = rule.as_ref().clone();
            for (since, department) in routes.holding_from(rule.category.as_ref(), ctx.now) {
                if department == Some(from) {
                    let holds = (rule.category.clone(), Some(into), since, department);
                    let change = appended(ctx, Some(&last), holds);
                    last = change.state.clone();
                    changes.push(change);
                }
            }
        }
        Ok(changes)
    }
}

/// One more version behind `newest`: of which category, for which department, from when on, and what held then before.
fn appended(
    ctx: &Context<'_>,
    newest: Option<&RoutingRule>,
    (category, department, from, previous): (
        Option<Category>,
        Option<DepartmentId>,
        Instant,
        Option<DepartmentId>,
    ),
) -> Change<RoutingRule> {
    let fact = RoutingRuleFact::RoutingRuleSet {
        category: category.clone(),
        department,
        in_force_from: from,
        previous,
    };
    let next = RoutingRule {
        id: newest.map_or_else(|| ids::fresh(ctx.ids), |newest| newest.id),
        version: 0,
        category,
        department,
        in_force_from: from,
        set_at: ctx.now,
        set_by: ctx.actor.person(),
    };
    match newest {
        Some(newest) => Change::of(newest, next, vec![fact]),
        None => Change::created(next, vec![fact]),
    }
}

impl Aggregate for RoutingRule {
    type Fact = RoutingRuleFact;

    fn uuid(&self) -> uuid::Uuid {
        self.id.uuid()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn set_version(&mut self, version: i64) {
        self.version = version;
    }

    fn audience(&self) -> Audience {
        Audience::everybody()
    }

    fn watched(&self) -> Map<String, Value> {
        let fields = json!({ "department": self.department, "inForceFrom": self.in_force_from });
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }
}
