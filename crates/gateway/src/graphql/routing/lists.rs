//! Routing rules by page.

use async_graphql::{Context, Object};
use liaison_domain::text::Line;

use super::RoutingRule;
use crate::graphql::connection::{Connection, PageArgs, memory};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Cursor;
use crate::graphql::scope::Scope;

/// The root fields for reading.
#[derive(Default)]
pub struct RoutingQuery;

#[Object]
impl RoutingQuery {
    /// The routing rules with their history, given up ones included: the default route first, then by category. Costs no
    /// statement. Everybody signed in may read them.
    async fn routing_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> OrNull<Connection<RoutingRule>> {
        let found = async {
            let list = RoutingRule::all(Scope::of(ctx)?);
            memory::connection("routing rules", list, PageArgs::new(first, after, last, before))
        };
        OrNull::some(found).await
    }

    /// The routing rule of one category; null where it has none of its own. Costs no statement.
    async fn routing_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which category; the default route where absent.")] category: Option<String>,
    ) -> OrNull<RoutingRule> {
        OrNull::known(ctx, |scope| match category {
            None => RoutingRule::of(scope, None),
            // What is no category has no rule.
            Some(raw) => RoutingRule::of(scope, Some(&Line::new(&raw).ok()?)),
        })
    }
}
