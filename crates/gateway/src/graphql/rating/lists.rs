//! Ratings by page.

use std::sync::Arc;

use async_graphql::{Context, Enum, InputObject, Object};
use liaison_domain::ids::kind;
use liaison_persistence::paging::{Direction, Filter};
use liaison_persistence::rating as stored;
use liaison_persistence::rating::{RatingField, RatingLeaf};

use super::Rating;
use crate::graphql::connection::{Connection, MOST_ROWS, Order, OrderField, PageArgs, counter};
use crate::graphql::filter::{self, BooleanFilter, DateTimeFilter, IdFilter, IntFilter, Parts};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Cursor;
use crate::graphql::scope::Scope;

/// Which ratings; everything that is set has to hold.
#[derive(InputObject, Clone, Debug)]
pub struct RatingFilter {
    /// All of these.
    pub and: Option<Vec<Self>>,
    /// At least one of these.
    pub or: Option<Vec<Self>>,
    /// Not this.
    pub not: Option<Box<Self>>,
    /// By ID.
    pub id: Option<IdFilter<kind::Rating>>,
    /// By the request it speaks of.
    pub request: Option<IdFilter<kind::Request>>,
    /// By the department rated.
    pub department: Option<IdFilter<kind::Department>>,
    /// By 响应速度.
    pub responsiveness: Option<IntFilter>,
    /// By 专业度.
    pub professionalism: Option<IntFilter>,
    /// By 配合度.
    pub cooperation: Option<IntFilter>,
    /// By whether it came after its time.
    pub late: Option<BooleanFilter>,
    /// By who gave it.
    pub given_by: Option<IdFilter<kind::Person>>,
    /// By when it was given.
    pub given_at: Option<DateTimeFilter>,
}

impl RatingFilter {
    /// The store's form of the filter.
    pub fn build(self) -> Filter<RatingLeaf> {
        let leaf = |field| move |test| RatingLeaf::Field(field, test);
        Parts::default()
            .combined(self.and, self.or, self.not, Self::build)
            .field(self.id, leaf(RatingField::Id))
            .field(self.request, leaf(RatingField::Request))
            .field(self.department, leaf(RatingField::Department))
            .field(self.responsiveness, leaf(RatingField::Responsiveness))
            .field(self.professionalism, leaf(RatingField::Professionalism))
            .field(self.cooperation, leaf(RatingField::Cooperation))
            .field(self.late, leaf(RatingField::Late))
            .field(self.given_by, leaf(RatingField::GivenBy))
            .field(self.given_at, leaf(RatingField::GivenAt))
            .finish()
    }
}

/// What ratings can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum RatingOrderField {
    /// By when they were given.
    GivenAt,
}

impl OrderField for RatingOrderField {
    const ORDER: &'static str = "RatingOrder";
}

/// The store's form of an order; newest first where none is given.
pub(super) fn direction(given: Option<Order<RatingOrderField>>) -> Direction {
    given.map_or(Direction::Descending, |order| order.direction.into())
}

/// The root field.
#[derive(Default)]
pub struct RatingQuery;

#[Object]
impl RatingQuery {
    /// Ratings that the caller may see one by one; newest first where no order is given. The figures of a department are
    /// `Department.ratingSummary`.
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
    ) -> OrNull<Connection<Rating>> {
        let found = async {
            let scope = Scope::of(ctx)?;
            let filter = Arc::new(filter::of(filter, RatingFilter::build)?);
            let request = PageArgs::new(first, after, last, before).request(MOST_ROWS)?;
            let (order, viewer) = (direction(order_by), scope.viewer());
            let db = scope.db();
            let page = stored::page(&db, viewer, &filter, order, &request);
            let page = page.await?;
            Ok(Connection::new(
                page.map(|record| Rating::new(Arc::new(record))),
                counter(scope, filter, |reader, filter, max| async move {
                    stored::count(&reader.db(), reader.actor(), &filter, max).await
                }),
            ))
        };
        OrNull::some(found).await
    }
}
