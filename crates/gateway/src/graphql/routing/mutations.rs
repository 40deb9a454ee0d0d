//! Setting a routing rule.

use async_graphql::{Context, InputObject, Object, Result};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::kind;
use liaison_domain::routing::SetRoute;
use liaison_domain::text::Line;

use super::RoutingRule;
use crate::graphql::decode::Decode as _;
use crate::graphql::mutation::{ActionOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{DateTime, Key};
use crate::operations::routing as operations;
use crate::payload;

payload! {
    /// What `routingRuleSet` answers.
    RoutingRuleSetPayload {
        /// The rule with its new version.
        routing_rule: RoutingRule
    }
}

/// Which department is to take tickets of a category.
#[derive(InputObject)]
pub struct RoutingRuleSetInput {
    /// For which tickets, such as 售后问题, at most 50 characters; where absent the default route: for every category without a
    /// rule in force.
    pub category: Option<String>,
    /// Which department takes them; null or absent to give the rule up.
    pub department: Option<Key<kind::Department>>,
    /// From when on, never in the past; now where absent.
    pub in_force_from: Option<DateTime>,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl RoutingRuleSetInput {
    fn decode(self) -> (ActionOptions, Result<SetRoute, Refusal>) {
        let mut found = Violations::default();
        let category = found.given("category", self.category, |raw| Line::new(&raw));
        let input = found.all((category,)).map(|(category,)| SetRoute {
            category,
            department: self.department.map(|key| key.0),
            in_force_from: self.in_force_from.map(|at| at.0),
        });
        (self.options, input)
    }
}

/// The root field for keeping rules.
#[derive(Default)]
pub struct RoutingMutation;

#[Object]
impl RoutingMutation {
    /// Sets which department takes customers' tickets of a category from an instant on, as one more version of its rule: what was
    /// in force before stays on record, and what was submitted before stays where it is. For administrators.
    async fn routing_rule_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to hold from when on.")] input: RoutingRuleSetInput,
    ) -> OrNull<RoutingRuleSetPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::set).await
    }
}
