//! The problems of a request and of a task, as aspects of them.

use async_graphql::{Context, Object, Result};
use liaison_domain::ids::{RequestId, TaskId};
use liaison_persistence::paging::Filter;
use liaison_persistence::problem::{ProblemLeaf, ProblemOrder};

use super::batches::{OfRequests, OfTasks};
use super::lists::order;
use super::{Problem, ProblemFilter, ProblemOrderField};
use crate::graphql::children::{Asked, connection};
use crate::graphql::connection::{Connection, Order, PageArgs};
use crate::graphql::error::Fault;
use crate::graphql::filter;
use crate::graphql::scalars::Cursor;
use crate::graphql::scope::Scope;

fn asked(
    scope: &Scope,
    filter: Option<ProblemFilter>,
    order_by: Option<Order<ProblemOrderField>>,
    page: PageArgs,
) -> Result<Asked<Filter<ProblemLeaf>, ProblemOrder>, Fault> {
    Asked::new(scope, filter::of(filter, ProblemFilter::build)?, order(order_by), page)
}

/// The aspect: a request's problems.
#[derive(Clone, Copy)]
pub struct RequestProblems(pub RequestId);

/// The aspect "problems" of a request.
#[Object]
impl RequestProblems {
    /// Its problems, those of its tasks included, newest first where no order is given. They cost one statement for all
    /// requests that are selected with the same arguments.
    #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
    async fn problems(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<ProblemFilter>,
        #[graphql(desc = "In which order; newest first where absent.")] order_by: Option<
            Order<ProblemOrderField>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> Result<Connection<Problem>> {
        let scope = Scope::of(ctx)?;
        let asked = asked(scope, filter, order_by, PageArgs::new(first, after, last, before))?;
        Ok(connection::<OfRequests, _>(scope, self.0, asked, Problem::new).await?)
    }
}

/// The aspect: a task's problems.
#[derive(Clone, Copy)]
pub struct TaskProblems(pub TaskId);

/// The aspect "problems" of a task.
#[Object]
impl TaskProblems {
    /// Its problems, newest first where no order is given. They cost one statement for all tasks that are selected with the
    /// same arguments.
    #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
    async fn problems(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<ProblemFilter>,
        #[graphql(desc = "In which order; newest first where absent.")] order_by: Option<
            Order<ProblemOrderField>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> Result<Connection<Problem>> {
        let scope = Scope::of(ctx)?;
        let asked = asked(scope, filter, order_by, PageArgs::new(first, after, last, before))?;
        Ok(connection::<OfTasks, _>(scope, self.0, asked, Problem::new).await?)
    }
}
