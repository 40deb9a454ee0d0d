//! Requests by ID, by code, and by page.

use std::sync::Arc;

use async_graphql::{Context, Enum, InputObject, Object, OneofObject};
use liaison_domain::access::Actor;
use liaison_domain::ids::kind;
use liaison_persistence::paging::{Direction, Filter};
use liaison_persistence::request as stored;
use stored::{RequestField, RequestLeaf, RequestOrder};

use super::duty::RequestDuty;
use super::object::ById;
use super::party_filter::{RequestPartyFilter, present};
use super::{Priority, Request, RequestKind, RequestOutcome, RequestStage, RequestStatus, RequestVisibility};
use crate::graphql::connection::{Connection, MOST_ROWS, Order, OrderField, PageArgs, counter};
use crate::graphql::filter::{
    self, BooleanFilter, DateFilter, DateTimeFilter, EnumFilter, IdFilter, IntFilter, Parts, Related,
    StringFilter,
};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{Cursor, Key};
use crate::graphql::scope::Scope;

/// Which request: exactly one of the fields.
#[derive(OneofObject)]
pub enum RequestBy {
    /// The one with this ID.
    Id(Key<kind::Request>),
    /// The one with this code, such as `MT202405001`.
    Code(String),
}

/// Which requests; everything that is set has to hold.
#[derive(InputObject)]
pub struct RequestFilter {
    /// All of these.
    pub and: Option<Vec<Self>>,
    /// At least one of these.
    pub or: Option<Vec<Self>>,
    /// Not this.
    pub not: Option<Box<Self>>,
    /// By ID.
    pub id: Option<IdFilter<kind::Request>>,
    /// By code; drafts have none.
    pub code: Option<StringFilter>,
    /// By title.
    pub title: Option<StringFilter>,
    /// By status.
    pub status: Option<EnumFilter<RequestStatus>>,
    /// By the column of a board of four.
    pub stage: Option<EnumFilter<RequestStage>>,
    /// By how it ended.
    pub outcome: Option<EnumFilter<RequestOutcome>>,
    /// By what it is about.
    pub kind: Option<EnumFilter<RequestKind>>,
    /// By how pressing it is.
    pub priority: Option<EnumFilter<Priority>>,
    /// By how far it is seen.
    pub visibility: Option<EnumFilter<RequestVisibility>>,
    /// By who started it, or took it over.
    pub initiator: Option<IdFilter<kind::Person>>,
    /// By the department that started it.
    pub initiating_department: Option<IdFilter<kind::Department>>,
    /// By its present parties; removed ones count for nothing.
    pub parties: Option<Related<RequestPartyFilter>>,
    /// By some of its labels.
    pub tag: Option<StringFilter>,
    /// By the first day of its window.
    pub start_on: Option<DateFilter>,
    /// By the last day of its window.
    pub due_on: Option<DateFilter>,
    /// By whether it is flagged as blocked.
    pub blocked: Option<BooleanFilter>,
    /// By whether answers or signatures are owed although work has begun.
    pub agreement_pending: Option<BooleanFilter>,
    /// By when the draft was created.
    pub created_at: Option<DateTimeFilter>,
    /// By when it last changed.
    pub updated_at: Option<DateTimeFilter>,
    /// By when it was submitted.
    pub submitted_at: Option<DateTimeFilter>,
    /// By when it was confirmed.
    pub confirmed_at: Option<DateTimeFilter>,
    /// By when it was accepted.
    pub accepted_at: Option<DateTimeFilter>,
    /// By when it was closed, declined or withdrawn.
    pub ended_at: Option<DateTimeFilter>,
    /// Those on which this person is named: as initiator, acceptor, liaison or watcher, or on a task or problem.
    pub involves: Option<Key<kind::Person>>,
    /// Those that wait for the viewer to do this.
    pub awaits_viewer: Option<RequestDuty>,
    /// By whose ticket it is; null for what is no ticket.
    pub customer: Option<IdFilter<kind::Customer>>,
    /// By what a ticket is about; null for what is no ticket.
    pub category: Option<StringFilter>,
    /// By the score that the customer gave, from 1 to 5; null for none.
    pub satisfaction: Option<IntFilter>,
}

impl RequestFilter {
    /// The store's form, as `viewer` means it.
    pub fn build(self, viewer: &Actor) -> Filter<RequestLeaf> {
        let leaf = |field| move |test| RequestLeaf::Field(field, test);
        let duty = self.awaits_viewer.map(|duty| duty.build(viewer));
        Parts::default()
            .combined(self.and, self.or, self.not, |part| Self::build(part, viewer))
            .field(self.id, leaf(RequestField::Id))
            .field(self.code, leaf(RequestField::Code))
            .field(self.title, leaf(RequestField::Title))
            .field(self.status, leaf(RequestField::Status))
            .field(self.stage, leaf(RequestField::Stage))
            .field(self.outcome, leaf(RequestField::Outcome))
            .field(self.kind, leaf(RequestField::Kind))
            .field(self.priority, leaf(RequestField::Priority))
            .field(self.visibility, leaf(RequestField::Visibility))
            .field(self.initiator, leaf(RequestField::Initiator))
            .field(self.initiating_department, leaf(RequestField::InitiatingDepartment))
            .related(self.parties, RequestPartyFilter::build, |quantifier, filter| {
                RequestLeaf::Parties(quantifier, present(quantifier, filter))
            })
            .field(self.tag, RequestLeaf::Tag)
            .field(self.start_on, leaf(RequestField::StartOn))
            .field(self.due_on, leaf(RequestField::DueOn))
            .field(self.blocked, leaf(RequestField::Blocked))
            .field(self.agreement_pending, leaf(RequestField::AgreementPending))
            .field(self.created_at, leaf(RequestField::CreatedAt))
            .field(self.updated_at, leaf(RequestField::UpdatedAt))
            .field(self.submitted_at, leaf(RequestField::SubmittedAt))
            .field(self.confirmed_at, leaf(RequestField::ConfirmedAt))
            .field(self.accepted_at, leaf(RequestField::AcceptedAt))
            .field(self.ended_at, leaf(RequestField::EndedAt))
            .leaf(self.involves.map(|person| RequestLeaf::Involves(person.0)))
            .part(duty)
            .field(self.customer, leaf(RequestField::Customer))
            .field(self.category, leaf(RequestField::Category))
            .field(self.satisfaction, leaf(RequestField::Satisfaction))
            .finish()
    }
}

/// What requests can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestOrderField {
    /// By when the draft was created.
    CreatedAt,
    /// By when it last changed.
    UpdatedAt,
    /// By the last day of the window; without one at the end when ascending.
    DueOn,
    /// By how pressing it is, most pressing first when ascending.
    Priority,
    /// By code; drafts at the start when ascending.
    Code,
    /// By title, Chinese characters by their pinyin.
    Title,
}

impl OrderField for RequestOrderField {
    const ORDER: &'static str = "RequestOrder";
}

/// The store's form of an order; newest first where none is given.
pub fn order(given: Option<Order<RequestOrderField>>) -> RequestOrder {
    let Some(Order { field, direction }) = given else {
        return RequestOrder::CreatedAt(Direction::Descending);
    };
    let direction = Direction::from(direction);
    match field {
        RequestOrderField::CreatedAt => RequestOrder::CreatedAt(direction),
        RequestOrderField::UpdatedAt => RequestOrder::UpdatedAt(direction),
        RequestOrderField::DueOn => RequestOrder::DueOn(direction),
        RequestOrderField::Priority => RequestOrder::Priority(direction),
        RequestOrderField::Code => RequestOrder::Code(direction),
        RequestOrderField::Title => RequestOrder::Title(direction),
    }
}

/// The root fields.
#[derive(Default)]
pub struct RequestQuery;

#[Object]
impl RequestQuery {
    /// One request; null where there is none that the caller may see.
    async fn request(&self, ctx: &Context<'_>, #[graphql(desc = "Which.")] by: RequestBy) -> OrNull<Request> {
        let found = async {
            let scope = Scope::of(ctx)?;
            match by {
                RequestBy::Id(key) => Request::by_id(scope, key.0).await,
                RequestBy::Code(code) => {
                    let found = stored::by_code(&scope.db(), scope.reader().actor(), code.trim()).await?;
                    Ok(found.map(|request| Request::new(Arc::new(request))))
                }
            }
        };
        OrNull::found(found).await
    }

    /// The requests that the caller may see; newest first where no order is given.
    #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
    async fn requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<RequestFilter>,
        #[graphql(desc = "In which order; newest first where absent.")] order_by: Option<
            Order<RequestOrderField>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> OrNull<Connection<Request>> {
        let found = async {
            let scope = Scope::of(ctx)?;
            let filter = Arc::new(filter::of(filter, |filter| filter.build(scope.viewer()))?);
            let request = PageArgs::new(first, after, last, before).request(MOST_ROWS)?;
            let actor = scope.reader().actor();
            let page = stored::page(&scope.db(), actor, &filter, order(order_by), &request).await;
            let page = page?.map(Arc::new);
            let rows: Vec<_> = page.edges.iter().map(|edge| (edge.node.id, Arc::clone(&edge.node))).collect();
            scope.loader::<ById>().prime(rows).await;
            Ok(Connection::new(
                page.map(Request::new),
                counter(scope, filter, |reader, filter, max| async move {
                    stored::count(&reader.db(), reader.actor(), &filter, max).await
                }),
            ))
        };
        OrNull::some(found).await
    }
}
