//! Working on tasks: what assignees and collaborators do.

use async_graphql::{Context, InputObject, Object, Result};
use liaison_domain::error::{Reason, Refusal, Rule, Violations};
use liaison_domain::ids::kind;
use liaison_domain::task::{ExtensionRequest, NewDeliverable, NewProgress};
use liaison_domain::text::Text;

use super::inputs::{DeliverableInput, required_due};
use super::{ProgressHealth, Task};
use crate::graphql::decode::Decode as _;
use crate::graphql::mutation::{ActionOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{Date, DateTime, Key};
use crate::operations::task::{self as operations, Delivery, OnTask, Start};
use crate::payload;

payload! {
    /// What `taskAcknowledge` answers.
    TaskAcknowledgePayload {
        /// The task that was taken.
        task: Task
    }
}

payload! {
    /// What `taskStart` answers.
    TaskStartPayload {
        /// The task in progress.
        task: Task
    }
}

payload! {
    /// What `taskReportProgress` answers.
    TaskReportProgressPayload {
        /// The task after the entry.
        task: Task
    }
}

payload! {
    /// What `taskRequestExtension` answers.
    TaskRequestExtensionPayload {
        /// The task with the extension that is open.
        task: Task
    }
}

payload! {
    /// What `taskAttachDeliverable` answers.
    TaskAttachDeliverablePayload {
        /// The task with the deliverable.
        task: Task
    }
}

payload! {
    /// What `taskDeliver` answers.
    TaskDeliverPayload {
        /// The task that waits for acceptance.
        task: Task
    }
}

/// A task that its assignee takes.
#[derive(InputObject)]
pub struct TaskAcknowledgeInput {
    /// Which task.
    pub id: Key<kind::Task>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// A task whose work begins.
#[derive(InputObject)]
pub struct TaskStartInput {
    /// Which task.
    pub id: Key<kind::Task>,
    /// Why it begins before what it waits for is delivered; with it the lead starts the task, not the assignee.
    pub override_reason: Option<String>,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl TaskStartInput {
    fn decode(self) -> (ActionOptions, Result<OnTask<Start>, Refusal>) {
        let mut found = Violations::default();
        let reason = found.take("overrideReason", Text::optional(self.override_reason.as_deref()));
        let input = found
            .all((reason,))
            .map(|(override_reason,)| OnTask { id: self.id.0, input: Start { override_reason } });
        (self.options, input)
    }
}

/// An entry for the log of a task.
#[derive(InputObject)]
pub struct TaskReportProgressInput {
    /// Which task.
    pub id: Key<kind::Task>,
    /// The date it speaks of; today where absent, never later.
    pub on: Option<Date>,
    /// What was done.
    pub text: String,
    /// Percentage done, 0 to 100; it may fall.
    pub progress: i32,
    /// How it goes. `DELAYED` with its text counts as the explanation of a delay.
    #[graphql(default_with = "ProgressHealth::OnTrack")]
    pub health: ProgressHealth,
    /// What may go wrong.
    pub risk: Option<String>,
    /// What comes next.
    pub next_step: Option<String>,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl TaskReportProgressInput {
    fn decode(self) -> (ActionOptions, Result<OnTask<NewProgress>, Refusal>) {
        let mut found = Violations::default();
        let text = found.take("text", Text::new(&self.text));
        let progress = u8::try_from(self.progress).ok().filter(|progress| *progress <= 100);
        let range = || Reason::of(Rule::OutOfRange).with("min", 0).with("max", 100);
        let progress = found.take("progress", progress.ok_or_else(range));
        let risk = found.take("risk", Text::optional(self.risk.as_deref()));
        let next_step = found.take("nextStep", Text::optional(self.next_step.as_deref()));
        let parts = found.all((text, progress, risk, next_step));
        let input = parts.map(|(text, progress, risk, next_step)| OnTask {
            id: self.id.0,
            input: NewProgress {
                on: self.on.map(|date| date.0),
                text,
                progress,
                health: self.health.into(),
                risk,
                next_step,
            },
        });
        (self.options, input)
    }
}

/// A new date asked for.
#[derive(InputObject)]
pub struct TaskRequestExtensionInput {
    /// Which task.
    pub id: Key<kind::Task>,
    /// Why.
    pub reason: String,
    /// How the work goes on.
    pub plan: String,
    /// The instant asked for; not together with `dueOn`.
    pub due_at: Option<DateTime>,
    /// The date asked for.
    pub due_on: Option<Date>,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl TaskRequestExtensionInput {
    fn decode(self) -> (ActionOptions, Result<OnTask<ExtensionRequest>, Refusal>) {
        let mut found = Violations::default();
        let reason = found.take("reason", Text::new(&self.reason));
        let plan = found.take("plan", Text::new(&self.plan));
        let due = required_due(&mut found, self.due_at, self.due_on);
        let input = found.all((reason, plan, due)).map(|(reason, plan, due)| OnTask {
            id: self.id.0,
            input: ExtensionRequest { reason, plan, due },
        });
        (self.options, input)
    }
}

/// A task and what is attached to it.
#[derive(InputObject)]
pub struct TaskAttachDeliverableInput {
    /// Which task.
    pub id: Key<kind::Task>,
    /// What is attached.
    pub deliverable: DeliverableInput,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl TaskAttachDeliverableInput {
    fn decode(self) -> (ActionOptions, Result<OnTask<NewDeliverable>, Refusal>) {
        let mut found = Violations::default();
        let deliverable = self.deliverable.decode(&mut found, "deliverable");
        let input =
            found.all((deliverable,)).map(|(deliverable,)| OnTask { id: self.id.0, input: deliverable });
        (self.options, input)
    }
}

/// A task to be handed over.
#[derive(InputObject)]
pub struct TaskDeliverInput {
    /// Which task.
    pub id: Key<kind::Task>,
    /// What is attached in the same step, at most 50.
    pub deliverables: Option<Vec<DeliverableInput>>,
    /// What is said of it; it stands in the log too.
    pub note: Option<String>,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl TaskDeliverInput {
    fn decode(self) -> (ActionOptions, Result<OnTask<Delivery>, Refusal>) {
        let mut found = Violations::default();
        let list = self.deliverables.unwrap_or_default();
        if list.len() > liaison_domain::task::MAX_ITEMS {
            let max = liaison_domain::task::MAX_ITEMS;
            found.add("deliverables", Reason::of(Rule::TooMany).with("max", max));
        }
        let deliverables = found.each("deliverables", list, |found, path, one| one.decode(found, path));
        let note = found.take("note", Text::optional(self.note.as_deref()));
        let input = found
            .all((deliverables, note))
            .map(|(deliverables, note)| OnTask { id: self.id.0, input: Delivery { deliverables, note } });
        (self.options, input)
    }
}

/// The root fields.
#[derive(Default)]
pub struct TaskWorkMutation;

#[Object]
impl TaskWorkMutation {
    /// Confirms having taken a task. For its assignee.
    async fn task_acknowledge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which task.")] input: TaskAcknowledgeInput,
    ) -> OrNull<TaskAcknowledgePayload> {
        let input_on = OnTask { id: input.id.0, input: () };
        run(ctx, input.options, Ok(input_on), operations::acknowledge).await
    }

    /// Begins work. For the assignee, once what the task waits for is delivered or cancelled; with a reason for the lead,
    /// before. The first task takes its request to `IN_PROGRESS`.
    async fn task_start(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which task.")] input: TaskStartInput,
    ) -> OrNull<TaskStartPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::start).await
    }

    /// Adds an entry to the log; the first starts the task. For the assignee and the collaborators.
    async fn task_report_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The entry.")] input: TaskReportProgressInput,
    ) -> OrNull<TaskReportProgressPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::report_progress).await
    }

    /// Asks for a new date, before or within 24 hours after the due time. For the assignee.
    async fn task_request_extension(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked for.")] input: TaskRequestExtensionInput,
    ) -> OrNull<TaskRequestExtensionPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::request_extension).await
    }

    /// Attaches a deliverable, or a new version of one. For the assignee and the collaborators, until it is accepted.
    async fn task_attach_deliverable(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is attached.")] input: TaskAttachDeliverableInput,
    ) -> OrNull<TaskAttachDeliverablePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::attach_deliverable).await
    }

    /// Hands the task over for acceptance, with at least one deliverable where it has a standard. For the assignee. Writes an
    /// entry of 100 % into the log; the last one takes its request to `DELIVERED`.
    async fn task_deliver(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The delivery.")] input: TaskDeliverInput,
    ) -> OrNull<TaskDeliverPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::deliver).await
    }
}
