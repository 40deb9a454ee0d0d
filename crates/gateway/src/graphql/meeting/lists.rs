//! Meetings by ID, by code, and by page.

use std::sync::Arc;

use async_graphql::{Context, Enum, InputObject, Object, OneofObject};
use liaison_domain::ids::kind;
use liaison_persistence::meeting as stored;
use liaison_persistence::meeting::{MeetingField, MeetingLeaf, MeetingOrder};
use liaison_persistence::paging::{Direction, Filter};

use super::{Meeting, MeetingKind, MeetingStatus};
use crate::graphql::connection::{Connection, MOST_ROWS, Order, OrderField, PageArgs, counter};
use crate::graphql::filter::{self, DateTimeFilter, EnumFilter, IdFilter, Parts, StringFilter};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{Cursor, Key};
use crate::graphql::scope::Scope;

/// Which meeting: exactly one of the fields.
#[derive(OneofObject)]
pub enum MeetingBy {
    /// The one with this ID.
    Id(Key<kind::Meeting>),
    /// The one with this code, such as `HY202405001`.
    Code(String),
}

/// Which meetings; everything that is set has to hold.
#[derive(InputObject, Clone, Debug)]
pub struct MeetingFilter {
    /// All of these.
    pub and: Option<Vec<Self>>,
    /// At least one of these.
    pub or: Option<Vec<Self>>,
    /// Not this.
    pub not: Option<Box<Self>>,
    /// By ID.
    pub id: Option<IdFilter<kind::Meeting>>,
    /// By code.
    pub code: Option<StringFilter>,
    /// By what it is about.
    pub subject: Option<StringFilter>,
    /// By kind.
    pub kind: Option<EnumFilter<MeetingKind>>,
    /// By status.
    pub status: Option<EnumFilter<MeetingStatus>>,
    /// By when it starts.
    pub starts_at: Option<DateTimeFilter>,
    /// By when it is planned to end.
    pub ends_at: Option<DateTimeFilter>,
    /// By when it ended; null for what has not.
    pub ended_at: Option<DateTimeFilter>,
    /// By who leads it.
    pub host: Option<IdFilter<kind::Person>>,
    /// By who writes the minutes.
    pub recorder: Option<IdFilter<kind::Person>>,
    /// By who takes part: at least one of host, recorder and attendees matches.
    pub participant: Option<IdFilter<kind::Person>>,
    /// By the department for which it is held.
    pub department: Option<IdFilter<kind::Department>>,
    /// By the request it is about; null for none.
    pub request: Option<IdFilter<kind::Request>>,
    /// By the series that it belongs to; null for what does not repeat.
    pub series: Option<IdFilter<kind::MeetingSeries>>,
    /// By when it was scheduled.
    pub created_at: Option<DateTimeFilter>,
}

impl MeetingFilter {
    /// The store's form of the filter.
    pub fn build(self) -> Filter<MeetingLeaf> {
        let leaf = |field| move |test| MeetingLeaf::Field(field, test);
        Parts::default()
            .combined(self.and, self.or, self.not, Self::build)
            .field(self.id, leaf(MeetingField::Id))
            .field(self.code, leaf(MeetingField::Code))
            .field(self.subject, leaf(MeetingField::Subject))
            .field(self.kind, leaf(MeetingField::Kind))
            .field(self.status, leaf(MeetingField::Status))
            .field(self.starts_at, leaf(MeetingField::StartsAt))
            .field(self.ends_at, leaf(MeetingField::EndsAt))
            .field(self.ended_at, leaf(MeetingField::EndedAt))
            .field(self.host, leaf(MeetingField::Host))
            .field(self.recorder, leaf(MeetingField::Recorder))
            .field(self.participant, MeetingLeaf::Person)
            .field(self.department, leaf(MeetingField::Department))
            .field(self.request, leaf(MeetingField::Request))
            .field(self.series, leaf(MeetingField::Series))
            .field(self.created_at, leaf(MeetingField::CreatedAt))
            .finish()
    }
}

/// What meetings can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeetingOrderField {
    /// By when they start.
    StartsAt,
    /// By when they were scheduled.
    CreatedAt,
    /// By code.
    Code,
}

impl OrderField for MeetingOrderField {
    const ORDER: &'static str = "MeetingOrder";
}

/// The store's form of an order; by start where none is given.
pub(super) fn order(given: Option<Order<MeetingOrderField>>) -> MeetingOrder {
    let Some(Order { field, direction }) = given else { return MeetingOrder::StartsAt(Direction::Ascending) };
    match field {
        MeetingOrderField::StartsAt => MeetingOrder::StartsAt(direction.into()),
        MeetingOrderField::CreatedAt => MeetingOrder::CreatedAt(direction.into()),
        MeetingOrderField::Code => MeetingOrder::Code(direction.into()),
    }
}

/// The root fields.
#[derive(Default)]
pub struct MeetingQuery;

#[Object]
impl MeetingQuery {
    /// One meeting; null where there is none or the caller may not see it.
    async fn meeting(&self, ctx: &Context<'_>, #[graphql(desc = "Which.")] by: MeetingBy) -> OrNull<Meeting> {
        let found = async {
            let scope = Scope::of(ctx)?;
            match by {
                MeetingBy::Id(key) => Meeting::by_id(scope, key.0).await,
                MeetingBy::Code(code) => {
                    let found = stored::by_code(&scope.db(), scope.reader().actor(), code.trim()).await?;
                    Ok(found.map(|record| Meeting::new(Arc::new(record))))
                }
            }
        };
        OrNull::found(found).await
    }

    /// Meetings that the caller may see; the earliest first where no order is given.
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
    ) -> OrNull<Connection<Meeting>> {
        let found = async {
            let scope = Scope::of(ctx)?;
            let filter = Arc::new(filter::of(filter, MeetingFilter::build)?);
            let request = PageArgs::new(first, after, last, before).request(MOST_ROWS)?;
            let (order, viewer) = (order(order_by), scope.viewer());
            let db = scope.db();
            let page = stored::page(&db, viewer, &filter, order, &request);
            let page = page.await?;
            Ok(Connection::new(
                page.map(|record| Meeting::new(Arc::new(record))),
                counter(scope, filter, |reader, filter, max| async move {
                    stored::count(&reader.db(), reader.actor(), &filter, max).await
                }),
            ))
        };
        OrNull::some(found).await
    }
}
