//! The meetings of a request, as an aspect of it.

use async_graphql::{Context, Object, Result};
use liaison_domain::ids::RequestId;

use super::batches::OfRequests;
use super::lists::order;
use super::{Meeting, MeetingFilter, MeetingOrderField};
use crate::graphql::children::{Asked, connection};
use crate::graphql::connection::{Connection, Order, PageArgs};
use crate::graphql::filter;
use crate::graphql::scalars::Cursor;
use crate::graphql::scope::Scope;

/// The aspect: a request's meetings.
#[derive(Clone, Copy)]
pub struct RequestMeetings(pub RequestId);

/// The aspect "meetings" of a request.
#[Object]
impl RequestMeetings {
    /// The meetings about it that the viewer may see, the earliest first where no order is given. They cost one statement for all
    /// requests that are selected with the same arguments.
    #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
    async fn meetings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<MeetingFilter>,
        #[graphql(desc = "In which order; by start where absent.")] order_by: Option<
            Order<MeetingOrderField>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> Result<Connection<Meeting>> {
        let scope = Scope::of(ctx)?;
        let filter = filter::of(filter, MeetingFilter::build)?;
        let asked = Asked::new(scope, filter, order(order_by), PageArgs::new(first, after, last, before))?;
        Ok(connection::<OfRequests, _>(scope, self.0, asked, Meeting::new).await?)
    }
}
