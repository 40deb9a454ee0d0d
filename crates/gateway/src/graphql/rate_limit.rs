//! How much the caller may still ask.

use async_graphql::{Context, Object, SimpleObject};

use super::context::RequestContext;
use super::nullable::OrNull;
use super::scalars::DateTime;
use crate::rate::Allowance;

/// The root field.
#[derive(Default)]
pub struct RateLimitQuery;

#[Object]
impl RateLimitQuery {
    /// How much the caller may still ask of this server, after this call; `extensions.cost.rate` of every answer says the same.
    /// Null where nothing is counted. Cost: 0.
    async fn rate_limit(&self, ctx: &Context<'_>) -> OrNull<RateLimit> {
        RequestContext::of(ctx).map(|context| context.allowance().map(RateLimit::of)).into()
    }
}

fn saturating(number: u64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// How much a caller may still ask: a bucket of cost that every call takes from and that fills evenly, whole within a minute.
#[derive(SimpleObject)]
pub struct RateLimit {
    /// What the bucket holds, and what flows into it in a minute, in edges.
    pub limit: i32,
    /// What is left in it.
    pub remaining: i32,
    /// When it will be full again, unless more is asked.
    pub resets_at: DateTime,
    /// What this call was charged: its edges, and a hundredth of the values of introspection; at least 1.
    pub cost: i32,
}

impl RateLimit {
    fn of(allowance: &Allowance) -> Self {
        Self {
            limit: saturating(allowance.limit),
            remaining: saturating(allowance.remaining),
            resets_at: DateTime(allowance.resets_at),
            cost: saturating(allowance.cost),
        }
    }
}
