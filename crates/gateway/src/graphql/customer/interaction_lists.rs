//! Interactions by page.

use std::sync::Arc;

use async_graphql::{Context, Enum, InputObject, Object};
use liaison_domain::ids::kind;
use liaison_persistence::customer::interaction as stored;
use liaison_persistence::customer::interaction::{InteractionField, InteractionLeaf};
use liaison_persistence::paging::{Direction, Filter};

use super::{Interaction, InteractionChannel};
use crate::graphql::connection::{Connection, MOST_ROWS, Order, OrderField, PageArgs, counter};
use crate::graphql::filter::{self, DateTimeFilter, EnumFilter, IdFilter, Parts, StringFilter};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Cursor;
use crate::graphql::scope::Scope;

/// Which interactions; everything that is set has to hold.
#[derive(InputObject, Clone, Debug)]
pub struct InteractionFilter {
    /// All of these.
    pub and: Option<Vec<Self>>,
    /// At least one of these.
    pub or: Option<Vec<Self>>,
    /// Not this.
    pub not: Option<Box<Self>>,
    /// By ID.
    pub id: Option<IdFilter<kind::Interaction>>,
    /// By customer.
    pub customer: Option<IdFilter<kind::Customer>>,
    /// By when it took place.
    pub at: Option<DateTimeFilter>,
    /// By how.
    pub channel: Option<EnumFilter<InteractionChannel>>,
    /// By what it was about.
    pub subject: Option<StringFilter>,
    /// By who follows up; null for nobody.
    pub follow_up_by: Option<IdFilter<kind::Person>>,
    /// By when the customer was to be contacted next; null for nothing agreed.
    pub next_contact_at: Option<DateTimeFilter>,
    /// By who recorded it.
    pub recorded_by: Option<IdFilter<kind::Person>>,
    /// By when it was recorded.
    pub recorded_at: Option<DateTimeFilter>,
}

impl InteractionFilter {
    /// The store's form of the filter.
    pub fn build(self) -> Filter<InteractionLeaf> {
        let leaf = |field| move |test| InteractionLeaf::Field(field, test);
        Parts::default()
            .combined(self.and, self.or, self.not, Self::build)
            .field(self.id, leaf(InteractionField::Id))
            .field(self.customer, leaf(InteractionField::Customer))
            .field(self.at, leaf(InteractionField::At))
            .field(self.channel, leaf(InteractionField::Channel))
            .field(self.subject, leaf(InteractionField::Subject))
            .field(self.follow_up_by, leaf(InteractionField::FollowUpBy))
            .field(self.next_contact_at, leaf(InteractionField::NextContactAt))
            .field(self.recorded_by, leaf(InteractionField::RecordedBy))
            .field(self.recorded_at, leaf(InteractionField::RecordedAt))
            .finish()
    }
}

/// What interactions can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum InteractionOrderField {
    /// By when they took place.
    At,
}

impl OrderField for InteractionOrderField {
    const ORDER: &'static str = "InteractionOrder";
}

/// The store's form of an order; latest first where none is given.
pub(super) fn order(given: Option<Order<InteractionOrderField>>) -> Direction {
    given.map_or(Direction::Descending, |order| order.direction.into())
}

/// The root field.
#[derive(Default)]
pub struct InteractionQuery;

#[Object]
impl InteractionQuery {
    /// Interactions with customers whose circle the caller is of; latest first where no order is given.
    #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
    async fn interactions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<InteractionFilter>,
        #[graphql(desc = "In which order; latest first where absent.")] order_by: Option<
            Order<InteractionOrderField>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> OrNull<Connection<Interaction>> {
        let found = async {
            let scope = Scope::of(ctx)?;
            let filter = Arc::new(filter::of(filter, InteractionFilter::build)?);
            let request = PageArgs::new(first, after, last, before).request(MOST_ROWS)?;
            let page = stored::page(&scope.db(), scope.viewer(), &filter, order(order_by), &request).await?;
            Ok(Connection::new(
                page.map(|record| Interaction::new(Arc::new(record))),
                counter(scope, filter, |reader, filter, max| async move {
                    stored::count(&reader.db(), reader.actor(), &filter, max).await
                }),
            ))
        };
        OrNull::some(found).await
    }
}
