//! The task as one object.

use std::sync::Arc;

use async_graphql::{Context, ID, MergedObject, Object, Result};
use liaison_domain::ids::{TaskId, kind};
use liaison_domain::task as domain;
use liaison_domain::task::TaskState;
use liaison_domain::text::Text;

use super::batches::{ById, InSetting};
use super::parts::{AcceptanceRound, Deliverable, Extension, ProgressUpdate, StartOverride};
use super::{TaskStatus, parts};
use crate::graphql::comment::TaskComments;
use crate::graphql::connection::{Connection, PageArgs};
use crate::graphql::deadline::TaskDeadlines;
use crate::graphql::directory::{Department, Person};
use crate::graphql::error::Fault;
use crate::graphql::log;
use crate::graphql::meeting::Meeting;
use crate::graphql::mutation::Shown;
use crate::graphql::node::Identified;
use crate::graphql::nullable::OrNull;
use crate::graphql::payload::Ability;
use crate::graphql::problem::TaskProblems;
use crate::graphql::request::{Priority, Request};
use crate::graphql::scalars::{Cursor, Date, DateTime};
use crate::graphql::scope::Scope;

/// A task (任务): a unit of work under a request, a meeting, or a department alone, with exactly one person who answers for it.
/// Seen by whoever sees what it hangs on, its assignee and its collaborators.
#[derive(MergedObject, Clone)]
pub struct Task(TaskForm, TaskWork, TaskRecord, TaskProblems, TaskDeadlines, TaskComments);

impl Task {
    /// The schema's form of this task.
    pub fn new(task: Arc<domain::TaskRecord>) -> Self {
        let id = task.id;
        Self(
            TaskForm(Arc::clone(&task)),
            TaskWork(Arc::clone(&task)),
            TaskRecord(task),
            TaskProblems(id),
            TaskDeadlines(id),
            TaskComments(id),
        )
    }

    /// The task with this ID, in one batch with everybody who asks now; null where the caller may not see it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn by_id(scope: &Scope, id: TaskId) -> Result<Option<Self>, Fault> {
        Ok(scope.loader::<ById>().get(id).await?.map(Self::new))
    }

    /// What is to be done, in a line.
    pub fn title(&self) -> &str {
        self.0.0.name.as_str()
    }

    /// The ID, as the interface `Node` asks for it; the field itself is the form's.
    pub async fn id(&self, _: &Context<'_>) -> Result<ID> {
        Ok(ID(self.0.0.id.to_string()))
    }
}

impl Identified for Task {
    type Kind = kind::Task;

    async fn find(scope: &Scope, id: TaskId) -> Result<Option<Self>, Fault> {
        Self::by_id(scope, id).await
    }
}

impl Shown for Task {
    type Record = domain::TaskRecord;

    fn show(_: &Scope, record: domain::TaskRecord) -> Self {
        Self::new(Arc::new(record))
    }
}

/// The aspect: what is to be done, by whom, by when.
#[derive(Clone)]
pub struct TaskForm(Arc<domain::TaskRecord>);

/// The aspect "form" of a task.
#[Object]
impl TaskForm {
    /// Opaque.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Rises with every change, from 1.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// Such as `MT202405001-01`; given on creation and kept for good.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// The request it hangs on; null where it stands alone under its department or its meeting.
    async fn request(&self, ctx: &Context<'_>) -> OrNull<Request> {
        OrNull::node(ctx, self.0.request()).await
    }

    /// The meeting whose minutes made it; null where none did, or the viewer may not see that meeting. Costs one batch.
    async fn meeting(&self, ctx: &Context<'_>) -> OrNull<Meeting> {
        OrNull::node(ctx, self.0.origin.map(|origin| origin.meeting)).await
    }

    /// The request that the meeting was about, where the task could not be put under it; null where the viewer may not see it.
    async fn related_request(&self, ctx: &Context<'_>) -> OrNull<Request> {
        let related = self.0.origin.and_then(|origin| origin.related_request);
        OrNull::node(ctx, related.filter(|_| self.0.request().is_none())).await
    }

    /// The department that does it.
    async fn department(&self, ctx: &Context<'_>) -> OrNull<Department> {
        OrNull::node(ctx, self.0.department).await
    }

    /// What is to be done, in a line.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// The same at length.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_ref().map(Text::as_str)
    }

    /// Who answers for it (任务负责人).
    async fn assignee(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.assignee).await
    }

    /// Who owes now what the assignee owes: the assignee, or the head who stands in for one who left.
    async fn acting_assignee(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::known(ctx, |scope| {
            let directory = scope.directory();
            let acting = if directory.is_active(self.0.assignee) {
                Some(self.0.assignee)
            } else {
                directory.head(self.0.department)
            };
            acting.and_then(|person| Person::by_id(scope, person))
        })
    }

    /// Who helps (协作人), at most 50.
    async fn collaborators(&self, ctx: &Context<'_>) -> Result<Vec<Person>> {
        let scope = Scope::of(ctx)?;
        Ok(self.0.collaborators.iter().filter_map(|person| Person::by_id(scope, *person)).collect())
    }

    /// How pressing it is.
    async fn priority(&self) -> Priority {
        self.0.priority.into()
    }

    /// What acceptance is measured against (交付标准).
    async fn delivery_standard(&self) -> Option<&str> {
        self.0.delivery_standard.as_ref().map(Text::as_str)
    }

    /// When work is planned to begin.
    async fn start_on(&self) -> Option<Date> {
        self.0.start_on.map(Date)
    }

    /// The instant at which it is due.
    async fn due_at(&self) -> DateTime {
        DateTime(self.0.due.at)
    }

    /// The date on which it is due, where no time was named: the end of that working day.
    async fn due_on(&self) -> Option<Date> {
        self.0.due.on.map(Date)
    }

    /// The tasks of the same request that come first, at most 50; what the viewer may not see is left out. Costs one batch for
    /// all tasks that are selected.
    async fn depends_on(&self, ctx: &Context<'_>) -> Result<Vec<Task>> {
        let scope = Scope::of(ctx)?;
        let ids: Vec<TaskId> = self.0.depends_on.iter().copied().collect();
        let found = scope.loader::<ById>().get_many(&ids).await?;
        Ok(found.into_iter().flatten().map(Task::new).collect())
    }

    /// Who created it; null for the server.
    async fn created_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.created_by).await
    }

    /// When it was created.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

/// The aspect: where the work stands.
#[derive(Clone)]
pub struct TaskWork(Arc<domain::TaskRecord>);

/// The aspect "work" of a task.
#[Object]
impl TaskWork {
    /// Where it is.
    async fn status(&self) -> TaskStatus {
        self.0.status().into()
    }

    /// What people read for the status, in the language of the call.
    async fn status_label(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(TaskStatus::from(self.0.status()).label(Scope::of(ctx)?.locale()))
    }

    /// What a task in need of support returns to; null in every other status.
    async fn resumes_as(&self) -> Option<TaskStatus> {
        match self.0.state {
            TaskState::NeedsSupport { from } => Some(from.state().status().into()),
            _ => None,
        }
    }

    /// Percentage done, 0 to 100; moved by entries of the log alone, and may fall.
    async fn progress(&self) -> i32 {
        i32::from(self.0.progress)
    }

    /// The last stated risk.
    async fn risk(&self) -> Option<&str> {
        self.0.risk.as_ref().map(Text::as_str)
    }

    /// Whether it is late at the instant of reading: due and neither delivered nor at an end.
    async fn overdue(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.0.overdue(Scope::of(ctx)?.now()))
    }

    /// When it was given to its assignee; null while it is only planned.
    async fn dispatched_at(&self) -> Option<DateTime> {
        self.0.dispatched_at.map(DateTime)
    }

    /// When the assignee confirmed having taken it; null again after it was handed over.
    async fn acknowledged_at(&self) -> Option<DateTime> {
        self.0.acknowledged_at.map(DateTime)
    }

    /// When work began.
    async fn started_at(&self) -> Option<DateTime> {
        self.0.started_at.map(DateTime)
    }

    /// The lead's decision that it starts before what it waits for, where there was one.
    async fn start_override(&self, ctx: &Context<'_>) -> OrNull<StartOverride> {
        OrNull::known(ctx, |scope| {
            self.0.start_override.as_ref().map(|given| parts::StartOverride {
                decided_by: Person::by_id(scope, given.by),
                reason: given.reason.to_string(),
            })
        })
    }

    /// When it was last handed over.
    async fn delivered_at(&self) -> Option<DateTime> {
        self.0.delivered_at.map(DateTime)
    }

    /// Who handed it over; they give no verdict on it.
    async fn delivered_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.delivered_by).await
    }

    /// When it was accepted.
    async fn completed_at(&self) -> Option<DateTime> {
        self.0.completed_at.map(DateTime)
    }

    /// Why it was given up; null where it was not, or ended with its request.
    async fn cancel_reason(&self) -> Option<&str> {
        match &self.0.state {
            TaskState::Cancelled { reason } => reason.as_ref().map(Text::as_str),
            _ => None,
        }
    }
}

/// The aspect: what is kept of the work.
#[derive(Clone)]
pub struct TaskRecord(Arc<domain::TaskRecord>);

/// The aspect "record" of a task.
#[Object]
impl TaskRecord {
    /// What was handed over, every version, oldest first; at most 200.
    async fn deliverables(&self) -> Vec<Deliverable> {
        Deliverable::all(&self.0)
    }

    /// The name that a deliverable attached without one gets now: `department-project-version-date`.
    async fn proposed_deliverable_name(&self, ctx: &Context<'_>) -> Result<String> {
        let task = domain::Task::restore(self.0.as_ref().clone(), domain::Setting::default());
        Ok(Scope::of(ctx)?.decide(|decision| task.proposed_deliverable_name(decision)))
    }

    /// The verdicts on its deliveries, oldest first.
    async fn acceptance_rounds(&self, ctx: &Context<'_>) -> Result<Vec<AcceptanceRound>> {
        let scope = Scope::of(ctx)?;
        Ok(self.0.rounds.iter().map(|round| AcceptanceRound::of(scope, round)).collect())
    }

    /// The new dates asked for, oldest first.
    async fn extensions(&self, ctx: &Context<'_>) -> Result<Vec<Extension>> {
        let scope = Scope::of(ctx)?;
        Ok(self.0.extensions.iter().map(|extension| Extension::of(scope, extension)).collect())
    }

    /// Its dated log, newest first. It costs one statement for all tasks that are selected with the same arguments.
    async fn progress_updates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> Result<Connection<ProgressUpdate>> {
        let page = PageArgs::new(first, after, last, before);
        Ok(log::connection(Scope::of(ctx)?, self.0.id, page, ProgressUpdate).await?)
    }

    /// What the viewer may do to this task now, and why not; from the function that decides. Costs seven statements for all
    /// tasks that are selected.
    async fn abilities(&self, ctx: &Context<'_>) -> Result<Vec<Ability>> {
        let scope = Scope::of(ctx)?;
        let task = scope.loader::<InSetting>().get((self.0.id, self.0.request())).await?;
        let Some(task) = task else { return Ok(Vec::new()) };
        Ok(scope.abilities_on(&*task, |decision| {
            let verdicts = task.abilities(decision).into_iter();
            verdicts.map(|(action, verdict)| (action.name(), verdict)).collect()
        }))
    }
}
