//! The comments about a request, a task, a problem, a meeting and a customer, as aspects of them.

use async_graphql::{Context, Object, Result};
use liaison_domain::ids::{CustomerId, MeetingId, ProblemId, RequestId, TaskId, kind};

use super::batches::OfSubjects;
use super::lists::asked;
use super::{Comment, CommentFilter, CommentOrderField};
use crate::graphql::children::connection;
use crate::graphql::connection::{Connection, Order, PageArgs};
use crate::graphql::scalars::Cursor;
use crate::graphql::scope::Scope;

macro_rules! comments_of {
    ($($(#[$doc:meta])* $name:ident($id:ty): $kind:ty, $what:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $name(pub $id);

        $(#[$doc])*
        #[Object]
        impl $name {
            #[doc = concat!("What was said about ", $what, ", replies included; oldest first where no order is given. They cost one")]
            /// statement for all rows that are selected with the same arguments.
            #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
            async fn comments(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Which; all where absent.")] filter: Option<CommentFilter>,
                #[graphql(desc = "In which order; oldest first where absent.")] order_by: Option<
                    Order<CommentOrderField>,
                >,
                #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<i32>,
                #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
                #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
                #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
            ) -> Result<Connection<Comment>> {
                let scope = Scope::of(ctx)?;
                let asked = asked(scope, filter, order_by, PageArgs::new(first, after, last, before))?;
                Ok(connection::<OfSubjects<$kind>, _>(scope, self.0, asked, Comment::new).await?)
            }
        }
    )+};
}

comments_of! {
    /// The aspect "comments" of a request.
    RequestComments(RequestId): kind::Request, "it; of its tasks and problems they say themselves";
    /// The aspect "comments" of a task.
    TaskComments(TaskId): kind::Task, "it";
    /// The aspect "comments" of a problem.
    ProblemComments(ProblemId): kind::Problem, "it";
    /// The aspect "comments" of a meeting.
    MeetingComments(MeetingId): kind::Meeting, "it";
    /// The aspect "comments" of a customer.
    CustomerComments(CustomerId): kind::Customer, "it, for the circle; empty to others";
}
