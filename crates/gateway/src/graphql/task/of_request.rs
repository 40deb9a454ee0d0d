//! The tasks of a request, as an aspect of it.

use async_graphql::{Context, Object, Result};
use liaison_domain::ids::RequestId;
use liaison_persistence::paging::Direction;
use liaison_persistence::task::TaskOrder;

use super::batches::OfRequests;
use super::lists::order;
use super::{Task, TaskFilter, TaskOrderField};
use crate::graphql::children::{Asked, connection};
use crate::graphql::connection::{Connection, Order, PageArgs};
use crate::graphql::filter;
use crate::graphql::scalars::Cursor;
use crate::graphql::scope::Scope;

/// The aspect: its tasks.
#[derive(Clone, Copy)]
pub struct RequestTasks(pub RequestId);

/// The aspect "tasks" of a request.
#[Object]
impl RequestTasks {
    /// Its tasks, oldest first where no order is given. They cost three statements for all requests that are selected with the
    /// same arguments.
    #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
    async fn tasks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<TaskFilter>,
        #[graphql(desc = "In which order; by creation where absent.")] order_by: Option<
            Order<TaskOrderField>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> Result<Connection<Task>> {
        let scope = Scope::of(ctx)?;
        let filter = filter::of(filter, TaskFilter::build)?;
        let order = order(order_by, TaskOrder::CreatedAt(Direction::Ascending));
        let asked = Asked::new(scope, filter, order, PageArgs::new(first, after, last, before))?;
        Ok(connection::<OfRequests, _>(scope, self.0, asked, Task::new).await?)
    }
}
