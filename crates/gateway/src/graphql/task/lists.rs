//! Tasks by ID, by code, and by page.

use std::sync::Arc;

use async_graphql::{Context, Enum, InputObject, Object, OneofObject};
use liaison_domain::ids::kind;
use liaison_persistence::paging::{Direction, Filter};
use liaison_persistence::task as stored;
use liaison_persistence::task::{TaskField, TaskLeaf, TaskOrder};

use super::{Task, TaskStatus};
use crate::graphql::connection::{Connection, MOST_ROWS, Order, OrderField, PageArgs, counter};
use crate::graphql::filter::{
    self, DateFilter, DateTimeFilter, EnumFilter, IdFilter, IntFilter, Parts, Related, RelatedInput,
    StringFilter,
};
use crate::graphql::nullable::OrNull;
use crate::graphql::problem::ProblemFilter;
use crate::graphql::request::Priority;
use crate::graphql::scalars::{Cursor, Key};
use crate::graphql::scope::Scope;

/// Which task: exactly one of the fields.
#[derive(OneofObject)]
pub enum TaskBy {
    /// The one with this ID.
    Id(Key<kind::Task>),
    /// The one with this code, such as `MT202405001-01`.
    Code(String),
}

/// Which tasks; everything that is set has to hold.
#[derive(InputObject, Clone, Debug)]
pub struct TaskFilter {
    /// All of these.
    pub and: Option<Vec<Self>>,
    /// At least one of these.
    pub or: Option<Vec<Self>>,
    /// Not this.
    pub not: Option<Box<Self>>,
    /// By ID.
    pub id: Option<IdFilter<kind::Task>>,
    /// By code.
    pub code: Option<StringFilter>,
    /// By name.
    pub name: Option<StringFilter>,
    /// By status.
    pub status: Option<EnumFilter<TaskStatus>>,
    /// By priority.
    pub priority: Option<EnumFilter<Priority>>,
    /// By who answers for it.
    pub assignee: Option<IdFilter<kind::Person>>,
    /// By who helps: at least one collaborator matches.
    pub collaborator: Option<IdFilter<kind::Person>>,
    /// By the department that does it.
    pub department: Option<IdFilter<kind::Department>>,
    /// By the request it hangs on; null for those that stand alone.
    pub request: Option<IdFilter<kind::Request>>,
    /// By the meeting whose minutes made it; null for none.
    pub meeting: Option<IdFilter<kind::Meeting>>,
    /// By the decision that it carries out; null for none.
    pub decision: Option<IdFilter<kind::Decision>>,
    /// By percentage done.
    pub progress: Option<IntFilter>,
    /// By when work is planned to begin.
    pub start_on: Option<DateFilter>,
    /// By when it is due.
    pub due_at: Option<DateTimeFilter>,
    /// By when it was given out; null for planned ones.
    pub dispatched_at: Option<DateTimeFilter>,
    /// By when work began.
    pub started_at: Option<DateTimeFilter>,
    /// By when it was last handed over.
    pub delivered_at: Option<DateTimeFilter>,
    /// By when it was accepted.
    pub completed_at: Option<DateTimeFilter>,
    /// By when it was created.
    pub created_at: Option<DateTimeFilter>,
    /// Whether it is late at the instant of reading.
    pub overdue: Option<bool>,
    /// By its problems that the caller may see.
    pub problems: Option<Related<ProblemFilter>>,
}

impl RelatedInput for TaskFilter {
    const RELATION: &'static str = "TaskRelationFilter";
}

impl TaskFilter {
    /// The store's form of the filter.
    pub fn build(self) -> Filter<TaskLeaf> {
        let leaf = |field| move |test| TaskLeaf::Field(field, test);
        Parts::default()
            .combined(self.and, self.or, self.not, Self::build)
            .field(self.id, leaf(TaskField::Id))
            .field(self.code, leaf(TaskField::Code))
            .field(self.name, leaf(TaskField::Name))
            .field(self.status, leaf(TaskField::Status))
            .field(self.priority, leaf(TaskField::Priority))
            .field(self.assignee, leaf(TaskField::Assignee))
            .field(self.collaborator, TaskLeaf::Collaborator)
            .field(self.department, leaf(TaskField::Department))
            .field(self.request, leaf(TaskField::Request))
            .field(self.meeting, leaf(TaskField::Meeting))
            .field(self.decision, leaf(TaskField::Decision))
            .field(self.progress, leaf(TaskField::Progress))
            .field(self.start_on, leaf(TaskField::StartOn))
            .field(self.due_at, leaf(TaskField::DueAt))
            .field(self.dispatched_at, leaf(TaskField::DispatchedAt))
            .field(self.started_at, leaf(TaskField::StartedAt))
            .field(self.delivered_at, leaf(TaskField::DeliveredAt))
            .field(self.completed_at, leaf(TaskField::CompletedAt))
            .field(self.created_at, leaf(TaskField::CreatedAt))
            .leaf(self.overdue.map(TaskLeaf::Overdue))
            .related(self.problems, ProblemFilter::build, TaskLeaf::Problems)
            .finish()
    }
}

/// What tasks can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskOrderField {
    /// By creation.
    CreatedAt,
    /// By due time.
    DueAt,
    /// By code.
    Code,
    /// By name, Chinese characters by their pinyin.
    Name,
    /// By priority, most pressing first when ascending.
    Priority,
}

impl OrderField for TaskOrderField {
    const ORDER: &'static str = "TaskOrder";
}

/// The store's form of an order.
pub(super) fn order(given: Option<Order<TaskOrderField>>, otherwise: TaskOrder) -> TaskOrder {
    let Some(Order { field, direction }) = given else { return otherwise };
    let direction: Direction = direction.into();
    match field {
        TaskOrderField::CreatedAt => TaskOrder::CreatedAt(direction),
        TaskOrderField::DueAt => TaskOrder::DueAt(direction),
        TaskOrderField::Code => TaskOrder::Code(direction),
        TaskOrderField::Name => TaskOrder::Name(direction),
        TaskOrderField::Priority => TaskOrder::Priority(direction),
    }
}

/// The two root fields.
#[derive(Default)]
pub struct TaskQuery;

#[Object]
impl TaskQuery {
    /// One task; null where there is none or the caller may not see it.
    async fn task(&self, ctx: &Context<'_>, #[graphql(desc = "Which.")] by: TaskBy) -> OrNull<Task> {
        let found = async {
            let scope = Scope::of(ctx)?;
            match by {
                TaskBy::Id(key) => Task::by_id(scope, key.0).await,
                TaskBy::Code(code) => {
                    let found = stored::by_code(&scope.db(), scope.reader().actor(), code.trim()).await?;
                    Ok(found.map(|record| Task::new(Arc::new(record))))
                }
            }
        };
        OrNull::found(found).await
    }

    /// Tasks that the caller may see; what is due first where no order is given.
    #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
    async fn tasks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<TaskFilter>,
        #[graphql(desc = "In which order; by due time where absent.")] order_by: Option<
            Order<TaskOrderField>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> OrNull<Connection<Task>> {
        let found = async {
            let scope = Scope::of(ctx)?;
            let filter = Arc::new(filter::of(filter, TaskFilter::build)?);
            let order = order(order_by, TaskOrder::DueAt(Direction::Ascending));
            let request = PageArgs::new(first, after, last, before).request(MOST_ROWS)?;
            let (now, viewer) = (scope.now(), scope.viewer());
            let db = scope.db();
            let page = stored::page(&db, viewer, now, &filter, order, &request);
            let page = page.await?;
            Ok(Connection::new(
                page.map(|record| Task::new(Arc::new(record))),
                counter(scope, filter, move |reader, filter, max| async move {
                    stored::count(&reader.db(), reader.actor(), now, &filter, max).await
                }),
            ))
        };
        OrNull::some(found).await
    }
}
