//! Deadlines by page.

use std::sync::Arc;

use async_graphql::{Context, Enum, InputObject, Object};
use liaison_domain::ids::kind;
use liaison_persistence::deadline as stored;
use liaison_persistence::deadline::{DeadlineField, DeadlineLeaf, DeadlineOrder};
use liaison_persistence::paging::{Direction, Filter, Scalar, Test};

use super::{Deadline, DeadlineKind, DeadlineState};
use crate::graphql::connection::{Connection, MOST_ROWS, Order, OrderField, PageArgs, counter};
use crate::graphql::error::Fault;
use crate::graphql::filter::{self, BooleanFilter, DateTimeFilter, EnumFilter, IdFilter, Parts};
use crate::graphql::node::AnyId;
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Cursor;
use crate::graphql::scope::Scope;

/// Which deadlines; everything that is set has to hold.
#[derive(InputObject, Clone, Debug)]
pub struct DeadlineFilter {
    /// All of these.
    pub and: Option<Vec<Self>>,
    /// At least one of these.
    pub or: Option<Vec<Self>>,
    /// Not this.
    pub not: Option<Box<Self>>,
    /// By ID.
    pub id: Option<IdFilter<kind::Deadline>>,
    /// By what is owed.
    pub kind: Option<EnumFilter<DeadlineKind>>,
    /// By state.
    pub state: Option<EnumFilter<DeadlineState>>,
    /// By whether something may still happen to it: it runs, is paused, or is breached and not yet fulfilled.
    pub live: Option<BooleanFilter>,
    /// By the department that answers for it.
    pub department: Option<IdFilter<kind::Department>>,
    /// By the person who owes it; null where whoever decides for the department does.
    pub owner: Option<IdFilter<kind::Person>>,
    /// By the request that it belongs to, directly or through a task or problem; null for none.
    pub request: Option<IdFilter<kind::Request>>,
    /// About this request, task or problem itself.
    pub subject: Option<AnyId>,
    /// By when it is or was due; of a paused one, by when it would have been.
    pub due_at: Option<DateTimeFilter>,
    /// By when it began.
    pub started_at: Option<DateTimeFilter>,
    /// By when it was found breached; null where it was not.
    pub breached_at: Option<DateTimeFilter>,
    /// By when it was fulfilled after the breach; null where it was not.
    pub settled_at: Option<DateTimeFilter>,
    /// Whether the viewer owes it: by name, or because they decide now for the department that does.
    pub mine: Option<bool>,
    /// Whether it is late at the instant of reading, as the field `overdue` says.
    pub overdue: Option<bool>,
}

impl DeadlineFilter {
    /// The store's form, as the viewer of `scope` means it.
    pub fn build(self, scope: &Scope) -> Filter<DeadlineLeaf> {
        let leaf = |field| move |test| DeadlineLeaf::Field(field, test);
        let mine = self.mine.map(|wanted| {
            let owed = owed_by_viewer(scope);
            if wanted { owed } else { Filter::Not(Box::new(owed)) }
        });
        let subject = self.subject.map(|id| leaf(DeadlineField::Subject)(Test::Eq(Scalar::Id(id.uuid()))));
        Parts::default()
            .combined(self.and, self.or, self.not, |part| Self::build(part, scope))
            .field(self.id, leaf(DeadlineField::Id))
            .field(self.kind, leaf(DeadlineField::Kind))
            .field(self.state, leaf(DeadlineField::State))
            .field(self.live, leaf(DeadlineField::Live))
            .field(self.department, leaf(DeadlineField::OwnerDepartment))
            .field(self.owner, leaf(DeadlineField::OwnerPerson))
            .field(self.request, leaf(DeadlineField::Request))
            .leaf(subject)
            .field(self.due_at, leaf(DeadlineField::DueAt))
            .field(self.started_at, leaf(DeadlineField::StartedAt))
            .field(self.breached_at, leaf(DeadlineField::BreachedAt))
            .field(self.settled_at, leaf(DeadlineField::SettledAt))
            .part(mine)
            .leaf(self.overdue.map(|wanted| DeadlineLeaf::Overdue { wanted, now: scope.now() }))
            .finish()
    }
}

/// What the viewer owes; nothing for a caller who is nobody.
fn owed_by_viewer(scope: &Scope) -> Filter<DeadlineLeaf> {
    let Some(person) = scope.viewer().person() else { return Filter::Any(Vec::new()) };
    let departments = scope.directory().decided_by(person).into_iter().collect();
    Filter::Leaf(DeadlineLeaf::OwedBy { person, departments })
}

/// What deadlines can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadlineOrderField {
    /// By when they are or were due.
    DueAt,
    /// By when they began.
    StartedAt,
}

impl OrderField for DeadlineOrderField {
    const ORDER: &'static str = "DeadlineOrder";
}

/// The store's form of an order; what is due first where none is given.
pub(super) fn order(given: Option<Order<DeadlineOrderField>>) -> DeadlineOrder {
    let Some(Order { field, direction }) = given else {
        return DeadlineOrder::DueAt(Direction::Ascending);
    };
    match field {
        DeadlineOrderField::DueAt => DeadlineOrder::DueAt(direction.into()),
        DeadlineOrderField::StartedAt => DeadlineOrder::StartedAt(direction.into()),
    }
}

async fn page(
    scope: &Scope,
    filter: Filter<DeadlineLeaf>,
    order: DeadlineOrder,
    args: PageArgs,
) -> Result<Connection<Deadline>, Fault> {
    let (filter, request) = (Arc::new(filter), args.request(MOST_ROWS)?);
    let page = stored::page(&scope.db(), scope.reader().actor(), &filter, order, &request).await?;
    Ok(Connection::new(
        page.map(|record| Deadline::new(Arc::new(record))),
        counter(scope, filter, |reader, filter, max| async move {
            stored::count(&reader.db(), reader.actor(), &filter, max).await
        }),
    ))
}

/// All that the viewer owes and has not done, and which of it; what is due first comes first (resolution 78).
///
/// # Errors
/// As [`PageArgs::request`] and [`filter::of`]; those of the store.
pub async fn obligations(
    scope: &Scope,
    filter: Option<DeadlineFilter>,
    args: PageArgs,
) -> Result<Connection<Deadline>, Fault> {
    let live = DeadlineLeaf::Field(DeadlineField::Live, Test::Eq(Scalar::Bool(true)));
    let asked = filter::of(filter, |filter| filter.build(scope))?;
    let owed = Filter::All(vec![Filter::Leaf(live), owed_by_viewer(scope), asked]);
    page(scope, owed, DeadlineOrder::DueAt(Direction::Ascending), args).await
}

/// The root field.
#[derive(Default)]
pub struct DeadlineQuery;

#[Object]
impl DeadlineQuery {
    /// Deadlines that the caller may see; what is due first where no order is given.
    #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
    async fn deadlines(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<DeadlineFilter>,
        #[graphql(desc = "In which order; what is due first where absent.")] order_by: Option<
            Order<DeadlineOrderField>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> OrNull<Connection<Deadline>> {
        let found = async {
            let scope = Scope::of(ctx)?;
            let filter = filter::of(filter, |filter| filter.build(scope))?;
            page(scope, filter, order(order_by), PageArgs::new(first, after, last, before)).await
        };
        OrNull::some(found).await
    }
}
