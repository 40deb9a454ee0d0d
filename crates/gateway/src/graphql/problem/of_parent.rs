//! The problems of a request and of a task, as aspects of them.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use liaison_domain::ids::{RequestId, TaskId};
use liaison_domain::problem::ProblemRecord;
use liaison_persistence::paging::{Filter, Page, Request};
use liaison_persistence::problem as stored;
use liaison_persistence::problem::{ProblemLeaf, ProblemOrder, Within};

use super::batches::{OfRequests, OfTasks};
use super::lists::order;
use super::{Problem, ProblemFilter, ProblemOrderField};
use crate::graphql::connection::{Connection, MOST_ROWS, Order, PageArgs, counter};
use crate::graphql::error::Fault;
use crate::graphql::filter;
use crate::graphql::scalars::Cursor;
use crate::graphql::scope::Scope;
use crate::graphql::task::Arguments;

/// A list as it was asked for.
struct Asked {
    filter: Arc<Filter<ProblemLeaf>>,
    order: ProblemOrder,
    page: PageArgs,
}

impl Asked {
    fn of(
        given: Option<ProblemFilter>,
        order_by: Option<Order<ProblemOrderField>>,
        page: PageArgs,
    ) -> Result<Self, Fault> {
        let filter = Arc::new(filter::of(given, ProblemFilter::build)?);
        Ok(Self { filter, order: order(order_by), page })
    }

    #[expect(clippy::type_complexity, reason = "four values that are used where they are made")]
    /// The arguments of the batch where no cursor is given, and the request of a page of its own otherwise.
    fn split(self) -> Result<(Arc<Filter<ProblemLeaf>>, ProblemOrder, bool, Request), Fault> {
        let plain = self.page.after.is_none() && self.page.last.is_none() && self.page.before.is_none();
        Ok((self.filter, self.order, plain, self.page.request(MOST_ROWS)?))
    }
}

fn connection(
    scope: &Scope,
    within: Within,
    filter: Arc<Filter<ProblemLeaf>>,
    page: Page<Arc<ProblemRecord>>,
) -> Connection<Problem> {
    Connection::new(
        page.map(Problem::new),
        counter(scope, filter, move |reader, filter, max| async move {
            stored::count(&reader.db(), reader.actor(), within, &filter, max).await
        }),
    )
}

async fn own_page(
    scope: &Scope,
    within: Within,
    filter: &Filter<ProblemLeaf>,
    order: ProblemOrder,
    request: &Request,
) -> Result<Page<Arc<ProblemRecord>>, Fault> {
    let page = stored::page(&scope.db(), scope.viewer(), within, filter, order, request).await?;
    Ok(page.map(Arc::new))
}

/// The aspect: a request's problems.
#[derive(Clone, Copy)]
pub struct RequestProblems(pub RequestId);

/// The aspect "problems" of a request.
#[Object]
impl RequestProblems {
    /// Its problems, those of its tasks included, newest first where no order is given. Without cursors they cost one
    /// statement for all requests that are selected with the same arguments; with one of them a statement each.
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
        let asked = Asked::of(filter, order_by, PageArgs::new(first, after, last, before))?;
        let (filter, order, plain, request) = asked.split()?;
        let within = Within::Request(self.0);
        let page = if plain {
            let arguments = Arguments::new(Arc::clone(&filter), order, request.size);
            let page = scope.loader::<OfRequests>().get((self.0, arguments)).await?;
            page.ok_or_else(|| Fault::internal("a request without an answer"))?.as_ref().clone()
        } else {
            own_page(scope, within, &filter, order, &request).await?
        };
        Ok(connection(scope, within, filter, page))
    }
}

/// The aspect: a task's problems.
#[derive(Clone, Copy)]
pub struct TaskProblems(pub TaskId);

/// The aspect "problems" of a task.
#[Object]
impl TaskProblems {
    /// Its problems, newest first where no order is given. Without cursors they cost one statement for all tasks that are
    /// selected with the same arguments; with one of them a statement each.
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
        let asked = Asked::of(filter, order_by, PageArgs::new(first, after, last, before))?;
        let (filter, order, plain, request) = asked.split()?;
        let within = Within::Task(self.0);
        let page = if plain {
            let arguments = Arguments::new(Arc::clone(&filter), order, request.size);
            let page = scope.loader::<OfTasks>().get((self.0, arguments)).await?;
            page.ok_or_else(|| Fault::internal("a task without an answer"))?.as_ref().clone()
        } else {
            own_page(scope, within, &filter, order, &request).await?
        };
        Ok(connection(scope, within, filter, page))
    }
}
