//! The ratings of a request, as an aspect of it.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use liaison_domain::ids::RequestId;
use liaison_persistence::rating as stored;
use liaison_persistence::rating::Within;

use super::batches::OfRequests;
use super::lists::direction;
use super::{Rating, RatingFilter, RatingOrderField};
use crate::graphql::connection::{Connection, MOST_ROWS, Order, PageArgs, counter};
use crate::graphql::error::Fault;
use crate::graphql::filter;
use crate::graphql::scalars::Cursor;
use crate::graphql::scope::Scope;
use crate::graphql::task::Arguments;

/// The aspect: its ratings.
#[derive(Clone, Copy)]
pub struct RequestRatings(pub RequestId);

/// The aspect "ratings" of a request.
#[Object]
impl RequestRatings {
    /// Its ratings that the viewer may see, newest first where no order is given. Without cursors they cost one statement for
    /// all requests that are selected with the same arguments; with one of them a statement each.
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
        let filter = Arc::new(filter::of(filter, RatingFilter::build)?);
        let plain = after.is_none() && last.is_none() && before.is_none();
        let request = PageArgs::new(first, after, last, before).request(MOST_ROWS)?;
        let (order, within) = (direction(order_by), Within::Request(self.0));
        let page = if plain {
            let arguments = Arguments::new(Arc::clone(&filter), order, request.size);
            let page = scope.loader::<OfRequests>().get((self.0, arguments)).await?;
            page.ok_or_else(|| Fault::internal("a request without an answer"))?.as_ref().clone()
        } else {
            let db = scope.db();
            let page = stored::page(&db, scope.viewer(), within, &filter, order, &request);
            page.await.map_err(Fault::from)?.map(Arc::new)
        };
        Ok(Connection::new(
            page.map(Rating::new),
            counter(scope, filter, move |reader, filter, max| async move {
                stored::count(&reader.db(), reader.actor(), within, &filter, max).await
            }),
        ))
    }
}
