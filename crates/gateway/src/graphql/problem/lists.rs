//! Problems by page.

use std::sync::Arc;

use async_graphql::{Context, Enum, InputObject, Object};
use liaison_domain::ids::kind;
use liaison_persistence::paging::{Direction, Filter};
use liaison_persistence::problem as stored;
use liaison_persistence::problem::{ProblemField, ProblemLeaf, ProblemOrder};

use super::{Problem, ProblemStatus};
use crate::graphql::connection::{Connection, MOST_ROWS, Order, OrderField, PageArgs, counter};
use crate::graphql::filter::{
    self, BooleanFilter, DateTimeFilter, EnumFilter, IdFilter, Parts, RelatedInput, StringFilter,
};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Cursor;
use crate::graphql::scope::Scope;

/// Which problems; everything that is set has to hold.
#[derive(InputObject, Clone, Debug)]
pub struct ProblemFilter {
    /// All of these.
    pub and: Option<Vec<Self>>,
    /// At least one of these.
    pub or: Option<Vec<Self>>,
    /// Not this.
    pub not: Option<Box<Self>>,
    /// By ID.
    pub id: Option<IdFilter<kind::Problem>>,
    /// By status.
    pub status: Option<EnumFilter<ProblemStatus>>,
    /// By description.
    pub description: Option<StringFilter>,
    /// By whether it is for both heads.
    pub major: Option<BooleanFilter>,
    /// By the request it hangs on, directly or through its task; null for none.
    pub request: Option<IdFilter<kind::Request>>,
    /// By the task it hangs on; null for none.
    pub task: Option<IdFilter<kind::Task>>,
    /// By who raised it.
    pub raised_by: Option<IdFilter<kind::Person>>,
    /// By the department for which it was raised.
    pub raising_department: Option<IdFilter<kind::Department>>,
    /// By the department that has to solve it.
    pub responsible_department: Option<IdFilter<kind::Department>>,
    /// By who handles it; null while nobody does.
    pub handler: Option<IdFilter<kind::Person>>,
    /// By when it is to be solved; null without a plan.
    pub planned_at: Option<DateTimeFilter>,
    /// By when it was raised.
    pub raised_at: Option<DateTimeFilter>,
}

impl RelatedInput for ProblemFilter {
    const RELATION: &'static str = "ProblemRelationFilter";
}

impl ProblemFilter {
    /// The store's form of the filter.
    pub fn build(self) -> Filter<ProblemLeaf> {
        let leaf = |field| move |test| ProblemLeaf::Field(field, test);
        Parts::default()
            .combined(self.and, self.or, self.not, Self::build)
            .field(self.id, leaf(ProblemField::Id))
            .field(self.status, leaf(ProblemField::Status))
            .field(self.description, leaf(ProblemField::Description))
            .field(self.major, leaf(ProblemField::Major))
            .field(self.request, leaf(ProblemField::Request))
            .field(self.task, leaf(ProblemField::Task))
            .field(self.raised_by, leaf(ProblemField::RaisedBy))
            .field(self.raising_department, leaf(ProblemField::RaisingDepartment))
            .field(self.responsible_department, leaf(ProblemField::ResponsibleDepartment))
            .field(self.handler, leaf(ProblemField::Handler))
            .field(self.planned_at, leaf(ProblemField::PlannedAt))
            .field(self.raised_at, leaf(ProblemField::RaisedAt))
            .finish()
    }
}

/// What problems can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemOrderField {
    /// By when they were raised.
    RaisedAt,
    /// By when they are to be solved; those without a plan come last when ascending.
    PlannedAt,
}

impl OrderField for ProblemOrderField {
    const ORDER: &'static str = "ProblemOrder";
}

/// The store's form of an order; newest first where none is given.
pub(super) fn order(given: Option<Order<ProblemOrderField>>) -> ProblemOrder {
    let Some(Order { field, direction }) = given else {
        return ProblemOrder::RaisedAt(Direction::Descending);
    };
    match field {
        ProblemOrderField::RaisedAt => ProblemOrder::RaisedAt(direction.into()),
        ProblemOrderField::PlannedAt => ProblemOrder::PlannedAt(direction.into()),
    }
}

/// The root field.
#[derive(Default)]
pub struct ProblemQuery;

#[Object]
impl ProblemQuery {
    /// Problems that the caller may see; newest first where no order is given.
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
    ) -> OrNull<Connection<Problem>> {
        let found = async {
            let scope = Scope::of(ctx)?;
            let filter = Arc::new(filter::of(filter, ProblemFilter::build)?);
            let request = PageArgs::new(first, after, last, before).request(MOST_ROWS)?;
            let (order, viewer) = (order(order_by), scope.viewer());
            let db = scope.db();
            let page = stored::page(&db, viewer, &filter, order, &request);
            let page = page.await?;
            Ok(Connection::new(
                page.map(|record| Problem::new(Arc::new(record))),
                counter(scope, filter, |reader, filter, max| async move {
                    stored::count(&reader.db(), reader.actor(), &filter, max).await
                }),
            ))
        };
        OrNull::some(found).await
    }
}
