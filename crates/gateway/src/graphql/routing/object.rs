//! A routing rule with its versions.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use liaison_domain::ids::{RoutingRuleId, kind};
use liaison_domain::routing as domain;
use liaison_domain::text::Line;

use crate::graphql::connection::{Connection, PageArgs, memory};
use crate::graphql::directory::{Department, Person};
use crate::graphql::error::Fault;
use crate::graphql::mutation::Shown;
use crate::graphql::node::Identified;
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{Cursor, DateTime};
use crate::graphql::scope::Scope;

/// A routing rule, by its newest version.
#[derive(Clone)]
pub struct RoutingRule(Arc<domain::RoutingRule>);

impl RoutingRule {
    /// The rules with the keys that order them: the default route first, then by category.
    pub(super) fn all(scope: &Scope) -> Vec<(String, Self)> {
        let policies = scope.policies();
        let all = policies.routes().all();
        all.map(|rule| {
            let key = rule.category.as_ref().map(ToString::to_string).unwrap_or_default();
            (key, Self(Arc::clone(rule)))
        })
        .collect()
    }

    /// The rule of this category; of none for the default route.
    pub(super) fn of(scope: &Scope, category: Option<&domain::Category>) -> Option<Self> {
        scope.policies().routes().newest(category).map(Arc::clone).map(Self)
    }
}

impl Identified for RoutingRule {
    type Kind = kind::RoutingRule;

    async fn find(scope: &Scope, id: RoutingRuleId) -> Result<Option<Self>, Fault> {
        Ok(scope.policies().routes().by_id(id).map(Arc::clone).map(Self))
    }
}

impl Shown for RoutingRule {
    type Record = domain::RoutingRule;

    fn show(_: &Scope, record: domain::RoutingRule) -> Self {
        Self(Arc::new(record))
    }
}

/// Which department takes customers' tickets of one category that name no party (分派规则), or of every category without a rule
/// in force. What was submitted before a rule stays where it is. Everybody signed in may read it; it costs nothing.
#[Object]
impl RoutingRule {
    /// Opaque; the same in all versions.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Rises with every change, from 1.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// For which tickets; null for the default route.
    async fn category(&self) -> Option<&str> {
        self.0.category.as_ref().map(Line::as_str)
    }

    /// What is in force at an instant; null where nothing was yet.
    async fn in_force(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The instant; now where absent.")] at: Option<DateTime>,
    ) -> OrNull<RoutingRuleVersion> {
        OrNull::known(ctx, |scope| {
            let policies = scope.policies();
            let at = at.map_or(scope.now(), |at| at.0);
            let found = policies.routes().in_force(self.0.category.as_ref(), at);
            found.map(|version| RoutingRuleVersion(Arc::clone(version)))
        })
    }

    /// All its versions, the one that was set last first; none is ever changed or taken away.
    async fn versions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> Result<Connection<RoutingRuleVersion>> {
        let policies = Scope::of(ctx)?.policies();
        let versions = policies.routes().versions(self.0.category.as_ref());
        // Keys rise while versions fall.
        let list = versions
            .map(|one| (format!("{:019}", i64::MAX - one.version), RoutingRuleVersion(Arc::clone(one))))
            .collect();
        let name = format!("versions {}", self.0.id);
        Ok(memory::connection(&name, list, PageArgs::new(first, after, last, before))?)
    }
}

/// One version of a routing rule.
#[derive(Clone)]
pub struct RoutingRuleVersion(Arc<domain::RoutingRule>);

impl RoutingRuleVersion {
    /// The version by which a ticket was routed.
    pub fn by(scope: &Scope, route: domain::Route) -> Option<Self> {
        scope.policies().routes().version(route).map(Arc::clone).map(Self)
    }
}

/// What was set for a category from an instant on.
#[Object]
impl RoutingRuleVersion {
    /// Its number, from 1.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// The rule that it is a version of.
    async fn rule(&self, ctx: &Context<'_>) -> OrNull<RoutingRule> {
        OrNull::node(ctx, self.0.id).await
    }

    /// Which department takes the tickets; a closed one's go to its successor. Null where the rule is given up and the default
    /// route decides again.
    async fn department(&self, ctx: &Context<'_>) -> OrNull<Department> {
        OrNull::node(ctx, self.0.department).await
    }

    /// From when on; of two from the same instant the one set last holds.
    async fn in_force_from(&self) -> DateTime {
        DateTime(self.0.in_force_from)
    }

    /// When it was set.
    async fn set_at(&self) -> DateTime {
        DateTime(self.0.set_at)
    }

    /// Who set it; null for the server.
    async fn set_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.set_by).await
    }
}
