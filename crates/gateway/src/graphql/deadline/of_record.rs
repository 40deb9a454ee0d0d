//! The deadlines of a request, of a task, of a problem, of a meeting, of a customer and of a comment, as aspects of them.

use async_graphql::{Context, Object, Result};
use liaison_domain::ids::{CommentId, CustomerId, MeetingId, ProblemId, RequestId, TaskId, kind};

use super::batches::{NextOfRequests, NextOfSubjects, OfRequests, OfSubjects};
use super::lists::order;
use super::{Deadline, DeadlineFilter, DeadlineOrderField};
use crate::graphql::children::{Asked, connection};
use crate::graphql::connection::{Connection, Order, PageArgs};
use crate::graphql::filter;
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Cursor;
use crate::graphql::scope::Scope;

macro_rules! deadlines_of {
    ($($(#[$doc:meta])* $name:ident($id:ty): $children:ty, $next:ty, $whose:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $name(pub $id);

        $(#[$doc])*
        #[Object]
        impl $name {
            #[doc = concat!($whose, " deadlines, what is due first where no order is given. They cost one statement for all rows")]
            /// that are selected with the same arguments.
            #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
            async fn deadlines(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Which; all where absent.")] filter: Option<DeadlineFilter>,
                #[graphql(desc = "In which order; what is due first where absent.")] order_by: Option<
                    Order<DeadlineOrderField>,
                >,
                #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<i32>,
                #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
                #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
                #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
            ) -> Result<Connection<Deadline>> {
                let scope = Scope::of(ctx)?;
                let filter = filter::of(filter, |filter| filter.build(scope))?;
                let page = PageArgs::new(first, after, last, before);
                let asked = Asked::new(scope, filter, order(order_by), page)?;
                Ok(connection::<$children, _>(scope, self.0, asked, Deadline::new).await?)
            }

            #[doc = concat!($whose, " running deadline that is due first; null where none runs. Costs one statement for all rows")]
            /// that are selected.
            async fn next_due(&self, ctx: &Context<'_>) -> OrNull<Deadline> {
                let next = async { Ok(Scope::of(ctx)?.loader::<$next>().get(self.0).await?.map(Deadline::new)) };
                OrNull::found(next).await
            }
        }
    )+};
}

deadlines_of! {
    /// The aspect "deadlines" of a request.
    RequestDeadlines(RequestId): OfRequests, NextOfRequests, "Its, its tasks' and its problems'";
    /// The aspect "deadlines" of a task.
    TaskDeadlines(TaskId): OfSubjects<kind::Task>, NextOfSubjects<kind::Task>, "Its";
    /// The aspect "deadlines" of a problem.
    ProblemDeadlines(ProblemId): OfSubjects<kind::Problem>, NextOfSubjects<kind::Problem>, "Its";
    /// The aspect "deadlines" of a meeting.
    MeetingDeadlines(MeetingId): OfSubjects<kind::Meeting>, NextOfSubjects<kind::Meeting>, "Its";
    /// The aspect "deadlines" of a customer.
    CustomerDeadlines(CustomerId): OfSubjects<kind::Customer>, NextOfSubjects<kind::Customer>, "Its";
    /// The aspect "deadlines" of a comment.
    CommentDeadlines(CommentId): OfSubjects<kind::Comment>, NextOfSubjects<kind::Comment>, "Its";
}
