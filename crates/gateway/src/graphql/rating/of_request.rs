//! The ratings of a request, as an aspect of it.

use async_graphql::{Context, Object, Result};
use liaison_domain::ids::RequestId;

use super::batches::OfRequests;
use super::lists::direction;
use super::{Rating, RatingFilter, RatingOrderField};
use crate::graphql::children::{Asked, connection};
use crate::graphql::connection::{Connection, Order, PageArgs};
use crate::graphql::filter;
use crate::graphql::scalars::Cursor;
use crate::graphql::scope::Scope;

/// The aspect: its ratings.
#[derive(Clone, Copy)]
pub struct RequestRatings(pub RequestId);

/// The aspect "ratings" of a request.
#[Object]
impl RequestRatings {
    /// Its ratings that the viewer may see, newest first where no order is given. They cost one statement for all requests that
    /// are selected with the same arguments.
    #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
    async fn ratings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<RatingFilter>,
        #[graphql(desc = "In which order; newest first where absent.")] order_by: Option<
            Order<RatingOrderField>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> Result<Connection<Rating>> {
        let scope = Scope::of(ctx)?;
        let (filter, order) = (filter::of(filter, RatingFilter::build)?, direction(order_by));
        let asked = Asked::new(scope, filter, order, PageArgs::new(first, after, last, before))?;
        Ok(connection::<OfRequests, _>(scope, self.0, asked, Rating::new).await?)
    }
}
