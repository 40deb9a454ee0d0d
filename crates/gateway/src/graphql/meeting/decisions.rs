//! Decisions: what meetings concluded, whether it is done, and the weekly summary.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use liaison_domain::ids::{DecisionId, MeetingId, TaskId, kind};
use liaison_domain::meeting as domain;
use liaison_domain::time::Instant;
use liaison_persistence::meeting as stored;
use liaison_persistence::meeting::{DecisionField, DecisionLeaf, DecisionOrder};
use liaison_persistence::paging::{Direction, Filter};
use liaison_persistence::task as stored_tasks;

use super::Meeting;
use crate::graphql::connection::{Connection, MOST_ROWS, Order, OrderField, PageArgs, counter};
use crate::graphql::directory::{Department, Person};
use crate::graphql::filter::{self, DateTimeFilter, IdFilter, Parts, StringFilter};
use crate::graphql::loaders::{Batch, Loading};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{Cursor, Date, DateTime};
use crate::graphql::scope::Scope;
use crate::graphql::task::Task;
use crate::operations::Reader;

/// Whether a decision is carried out. Late or not is `overdue`, computed from the clock.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionState {
    /// A task that carries it out is neither completed nor cancelled.
    Open,
    /// No task is left, or nobody answers for it: it was done by being said.
    Done,
}

/// What a meeting concluded.
#[derive(Clone)]
pub struct Decision {
    concluded: Arc<domain::Decision>,
    meeting: MeetingId,
    number: i64,
    decided_at: Instant,
    /// Known where a list asked for it.
    open: Option<bool>,
}

impl Decision {
    pub(super) fn of_minutes(
        decision: domain::Decision,
        meeting: MeetingId,
        number: i64,
        decided_at: Instant,
    ) -> Self {
        Self { concluded: Arc::new(decision), meeting, number, decided_at, open: None }
    }

    fn listed(decided: stored::Decided) -> Self {
        let stored::Decided { decision, meeting, number, decided_at, open } = decided;
        Self { open: Some(open), ..Self::of_minutes(decision, meeting, number, decided_at) }
    }

    async fn is_open(&self, scope: &Scope) -> Result<bool> {
        match self.open {
            Some(open) => Ok(open),
            None => Ok(scope.loader::<StillOpen>().get(self.concluded.id).await?.is_some()),
        }
    }
}

/// What a meeting concluded (决议事项). Seen by whoever sees the meeting.
#[Object]
impl Decision {
    /// Opaque, the same in every version of the minutes that keeps it; no node.
    async fn id(&self) -> ID {
        ID(self.concluded.id.to_string())
    }

    /// Its place in the minutes, from 1.
    async fn number(&self) -> i64 {
        self.number
    }

    /// What was concluded.
    async fn text(&self) -> &str {
        self.concluded.text.as_str()
    }

    /// The meeting that took it. Costs one batch.
    async fn meeting(&self, ctx: &Context<'_>) -> OrNull<Meeting> {
        OrNull::node(ctx, self.meeting).await
    }

    /// Who answers for it; null for what was done by being said.
    async fn owner(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.concluded.owner).await
    }

    /// Where its owner worked when it was taken.
    async fn department(&self, ctx: &Context<'_>) -> OrNull<Department> {
        OrNull::node(ctx, self.concluded.department).await
    }

    /// The instant by which it is to be carried out.
    async fn due_at(&self) -> Option<DateTime> {
        self.concluded.due.map(|due| DateTime(due.at))
    }

    /// The date by which it is to be carried out, where no time was named: the end of that working day.
    async fn due_on(&self) -> Option<Date> {
        self.concluded.due.and_then(|due| due.on).map(Date)
    }

    /// When the minutes that hold it were published.
    async fn decided_at(&self) -> DateTime {
        DateTime(self.decided_at)
    }

    /// Whether it is carried out, as its tasks say. Costs one statement for all decisions of minutes, nothing in a list of
    /// decisions.
    async fn state(&self, ctx: &Context<'_>) -> Result<DecisionState> {
        let open = self.is_open(Scope::of(ctx)?).await?;
        Ok(if open { DecisionState::Open } else { DecisionState::Done })
    }

    /// Whether it is open and its due time has passed at the instant of reading. Costs what `state` costs.
    async fn overdue(&self, ctx: &Context<'_>) -> Result<bool> {
        let scope = Scope::of(ctx)?;
        let late = self.concluded.due.is_some_and(|due| due.at < scope.now());
        Ok(late && self.is_open(scope).await?)
    }

    /// The tasks that carry it out and that the viewer may see, oldest first. Costs one statement and one batch.
    async fn tasks(&self, ctx: &Context<'_>) -> Result<Vec<Task>> {
        let scope = Scope::of(ctx)?;
        let ids = scope.loader::<CarriedOutBy>().get(self.concluded.id).await?;
        let ids: &[TaskId] = ids.as_deref().map_or(&[], Vec::as_slice);
        let found = futures_util::future::try_join_all(ids.iter().map(|id| Task::by_id(scope, *id))).await?;
        Ok(found.into_iter().flatten().collect())
    }
}

/// Decisions that a task still carries out; whoever sees a decision may know that.
enum StillOpen {}

impl Batch for StillOpen {
    type Key = DecisionId;
    type Value = ();

    fn load(reader: Arc<Reader>, keys: Vec<DecisionId>) -> Loading<DecisionId, ()> {
        Box::pin(async move {
            let open = stored_tasks::open_decisions(&reader.db(), &keys).await?;
            Ok(open.into_iter().map(|decision| (decision, ())).collect())
        })
    }
}

/// The tasks that carry decisions out.
enum CarriedOutBy {}

impl Batch for CarriedOutBy {
    type Key = DecisionId;
    type Value = Vec<TaskId>;

    fn load(reader: Arc<Reader>, keys: Vec<DecisionId>) -> Loading<DecisionId, Vec<TaskId>> {
        Box::pin(async move { Ok(stored_tasks::of_decisions(&reader.db(), &keys).await?) })
    }
}

/// Which decisions; everything that is set has to hold.
#[derive(InputObject, Clone, Debug)]
pub struct DecisionFilter {
    /// All of these.
    pub and: Option<Vec<Self>>,
    /// At least one of these.
    pub or: Option<Vec<Self>>,
    /// Not this.
    pub not: Option<Box<Self>>,
    /// By ID.
    pub id: Option<IdFilter<kind::Decision>>,
    /// By what was concluded.
    pub text: Option<StringFilter>,
    /// By the meeting that took it.
    pub meeting: Option<IdFilter<kind::Meeting>>,
    /// By who answers for it; null for what was done by being said.
    pub owner: Option<IdFilter<kind::Person>>,
    /// By where its owner worked when it was taken; null for what was done by being said.
    pub department: Option<IdFilter<kind::Department>>,
    /// By due time; null for those without one.
    pub due_at: Option<DateTimeFilter>,
    /// By when the minutes that hold it were published.
    pub decided_at: Option<DateTimeFilter>,
    /// By whether it is open at the instant of reading.
    pub open: Option<bool>,
    /// By whether it is open and late at the instant of reading.
    pub overdue: Option<bool>,
}

impl DecisionFilter {
    fn build(self) -> Filter<DecisionLeaf> {
        let leaf = |field| move |test| DecisionLeaf::Field(field, test);
        Parts::default()
            .combined(self.and, self.or, self.not, Self::build)
            .field(self.id, leaf(DecisionField::Id))
            .field(self.text, leaf(DecisionField::Text))
            .field(self.meeting, leaf(DecisionField::Meeting))
            .field(self.owner, leaf(DecisionField::Owner))
            .field(self.department, leaf(DecisionField::Department))
            .field(self.due_at, leaf(DecisionField::DueAt))
            .field(self.decided_at, leaf(DecisionField::DecidedAt))
            .leaf(self.open.map(DecisionLeaf::Open))
            .leaf(self.overdue.map(DecisionLeaf::Overdue))
            .finish()
    }
}

/// What decisions can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionOrderField {
    /// By due time; those without one come last when ascending.
    DueAt,
    /// By when they were published.
    DecidedAt,
}

impl OrderField for DecisionOrderField {
    const ORDER: &'static str = "DecisionOrder";
}

fn order(given: Option<Order<DecisionOrderField>>) -> DecisionOrder {
    match given {
        None => DecisionOrder::DueAt(Direction::Ascending),
        Some(Order { field: DecisionOrderField::DueAt, direction }) => DecisionOrder::DueAt(direction.into()),
        Some(Order { field: DecisionOrderField::DecidedAt, direction }) => {
            DecisionOrder::DecidedAt(direction.into())
        }
    }
}

/// How the decisions of one department stand.
#[derive(SimpleObject)]
pub struct DecisionSummaryRow {
    /// Where their owners worked when they were taken.
    pub department: Option<Department>,
    /// Taken in the week.
    pub taken: u64,
    /// Taken in the week and carried out.
    pub done: u64,
    /// Open at the instant of reading, whenever they were taken.
    pub open: u64,
    /// Those of the open ones that are late.
    pub overdue: u64,
}

/// How decisions stand in one week: the sheet that administrators go through every week.
#[derive(SimpleObject)]
pub struct DecisionSummary {
    /// The Monday on which the week begins.
    pub week_of: Date,
    /// A row for each department that has any, by the department's code.
    pub departments: Vec<DecisionSummaryRow>,
}

/// The root fields.
#[derive(Default)]
pub struct DecisionQuery;

#[Object]
impl DecisionQuery {
    /// What meetings that the caller may see decided, in the minutes that hold; what is due first where no order is given.
    #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
    async fn decisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<DecisionFilter>,
        #[graphql(desc = "In which order; by due time where absent.")] order_by: Option<
            Order<DecisionOrderField>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> OrNull<Connection<Decision>> {
        let found = async {
            let scope = Scope::of(ctx)?;
            let filter = Arc::new(filter::of(filter, DecisionFilter::build)?);
            let request = PageArgs::new(first, after, last, before).request(MOST_ROWS)?;
            let (now, db) = (scope.now(), scope.db());
            let page =
                stored::decisions(&db, scope.viewer(), &filter, order(order_by), &request, now).await?;
            Ok(Connection::new(
                page.map(Decision::listed),
                counter(scope, filter, move |reader, filter, max| async move {
                    stored::count_decisions(&reader.db(), reader.actor(), &filter, max, now).await
                }),
            ))
        };
        OrNull::some(found).await
    }

    /// How the decisions that the caller may see and somebody answers for stand in one week, by department. One statement.
    async fn decision_summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "A day of the week, Monday to Sunday in the organisation's zone; today where absent."
        )]
        on: Option<Date>,
    ) -> OrNull<DecisionSummary> {
        let found = async {
            let scope = Scope::of(ctx)?;
            let (policies, now) = (scope.policies(), scope.now());
            let zone = policies.hours().zone();
            let day = on.map_or_else(|| now.date_in(zone), |on| on.0);
            let monday = day.saturating_sub(jiff::Span::new().days(day.weekday().to_monday_zero_offset()));
            let midnight = |date| Instant::at(date, jiff::civil::Time::midnight(), zone);
            let next = monday.saturating_add(jiff::Span::new().days(7));
            let db = scope.db();
            let tallies = stored::tally(&db, scope.viewer(), midnight(monday), midnight(next), now).await?;
            Ok(DecisionSummary { week_of: Date(monday), departments: rows(scope, &tallies) })
        };
        OrNull::some(found).await
    }
}

fn rows(
    scope: &Scope,
    tallies: &HashMap<liaison_domain::ids::DepartmentId, stored::DecisionTally>,
) -> Vec<DecisionSummaryRow> {
    let directory = scope.directory();
    let mut sorted: Vec<_> = tallies.iter().collect();
    sorted.sort_by_key(|(id, _)| (directory.department(**id).map(|found| found.code.clone()), **id));
    let row =
        |(id, tally): (&liaison_domain::ids::DepartmentId, &stored::DecisionTally)| DecisionSummaryRow {
            department: Department::by_id(scope, *id),
            taken: tally.taken,
            done: tally.done,
            open: tally.open,
            overdue: tally.overdue,
        };
    sorted.into_iter().map(row).collect()
}
