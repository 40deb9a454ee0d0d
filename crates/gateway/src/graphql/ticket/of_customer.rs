//! The tickets of a customer, and what it said of them, as an aspect of it.

use async_graphql::{Context, Object, Result, SimpleObject};
use liaison_domain::ids::CustomerId;

use super::batches::{Scores, TicketsOf};
use crate::graphql::children::{Asked, connection};
use crate::graphql::connection::{Connection, Order, PageArgs};
use crate::graphql::filter;
use crate::graphql::nullable::OrNull;
use crate::graphql::rating::RatingDistribution;
use crate::graphql::request::lists::{RequestOrderField, order};
use crate::graphql::request::{Request, RequestFilter};
use crate::graphql::scalars::Cursor;
use crate::graphql::scope::Scope;

/// The aspect: its tickets.
#[derive(Clone, Copy)]
pub struct CustomerTickets(pub CustomerId);

/// The scores that a customer gave its tickets, summed up.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct TicketSatisfactionSummary {
    /// How many tickets have a score.
    pub count: i32,
    /// The mean score, from 1 to 5; null without any.
    pub average: Option<f64>,
    /// How often each score was given.
    pub distribution: RatingDistribution,
}

impl TicketSatisfactionSummary {
    fn over(given: [u64; 5]) -> Self {
        let count: u64 = given.iter().sum();
        let points: u64 = given.iter().zip(1..).map(|(times, score)| times * score).sum();
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52 tickets")]
        let average = (count > 0).then(|| points as f64 / count as f64);
        Self {
            count: i32::try_from(count).unwrap_or(i32::MAX),
            average,
            distribution: RatingDistribution::of(given),
        }
    }
}

/// The aspect "tickets" of a customer.
#[Object]
impl CustomerTickets {
    /// Its tickets that the viewer may see, newest first where no order is given. They cost three statements for all customers
    /// that are selected with the same arguments.
    #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
    async fn tickets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<RequestFilter>,
        #[graphql(desc = "In which order; newest first where absent.")] order_by: Option<
            Order<RequestOrderField>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> Result<Connection<Request>> {
        let scope = Scope::of(ctx)?;
        let page = PageArgs::new(first, after, last, before);
        let filter = filter::of(filter, |filter| filter.build(scope.viewer()))?;
        let asked = Asked::new(scope, filter, order(order_by), page)?;
        Ok(connection::<TicketsOf, _>(scope, self.0, asked, Request::new).await?)
    }

    /// How content it was with those of its tickets that the viewer may see. Costs one statement for all customers that are
    /// selected.
    async fn ticket_satisfaction(&self, ctx: &Context<'_>) -> OrNull<TicketSatisfactionSummary> {
        let found = async {
            let given = Scope::of(ctx)?.loader::<Scores>().get(self.0).await?;
            Ok(TicketSatisfactionSummary::over(given.map(|given| *given).unwrap_or_default()))
        };
        OrNull::some(found).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_summed_up() {
        let summary = TicketSatisfactionSummary::over([1, 0, 0, 2, 1]);
        assert_eq!((summary.count, summary.average), (4, Some(3.5)));
        assert_eq!(summary.distribution.fours, 2);
        assert_eq!(TicketSatisfactionSummary::over([0; 5]).average, None);
    }
}
