//! The verbs that load, decide and record, and nothing else.

use liaison_domain::command::{Change, Context};
use liaison_domain::error::Refusal;
use liaison_domain::ids::PersonId;
use liaison_domain::task::{
    ExtensionDecision, ExtensionRequest, NewDeliverable, NewProgress, Task, TaskRecord, Verdict,
};
use liaison_domain::text::Text;
use serde::Serialize;

use super::{OnTask, for_change, record};
use crate::app::App;
use crate::operations::{Answer, Call};

/// Beginning work.
#[derive(Clone, Debug, Serialize)]
pub struct Start {
    /// Why it begins before what it waits for, as the lead decides.
    pub override_reason: Option<Text>,
}

/// A new assignee.
#[derive(Clone, Debug, Serialize)]
pub struct Reassignment {
    /// Who answers for the task from now on.
    pub to: PersonId,
    /// Why.
    pub reason: Text,
}

/// A delivery.
#[derive(Clone, Debug, Serialize)]
pub struct Delivery {
    /// What is attached in the same step.
    pub deliverables: Vec<NewDeliverable>,
    /// What is said of it.
    pub note: Option<Text>,
}

type Verb<I> = fn(&Task, &Context<'_>, I) -> Result<Change<Task>, Refusal>;

async fn act<I>(
    app: App,
    call: Call,
    mutation: &'static str,
    input: OnTask<I>,
    verb: Verb<I>,
) -> Answer<TaskRecord>
where
    I: Clone + Serialize + Send + Sync + 'static,
{
    app.change(call, mutation, input, move |work, input| {
        Box::pin(async move {
            let held = for_change(work, input.id).await?;
            let change = verb(&held.task, &work.context_of(&held.task), input.input.clone())?;
            Box::pin(record(work, held.request, change)).await
        })
    })
    .await
}

macro_rules! verbs {
    ($($(#[$doc:meta])* $name:ident($input:ty) as $mutation:literal = $verb:expr;)+) => {$(
        $(#[$doc])*
        pub async fn $name(app: App, call: Call, input: OnTask<$input>) -> Answer<TaskRecord> {
            act(app, call, $mutation, input, $verb).await
        }
    )+};
}

verbs! {
    /// Gives a planned task to its assignee.
    dispatch(()) as "taskDispatch" = |task, ctx, ()| task.dispatch(ctx);
    /// Confirms having taken it (S0-30).
    acknowledge(()) as "taskAcknowledge" = |task, ctx, ()| task.acknowledge(ctx);
    /// Begins work; the first task of a request takes it to `IN_PROGRESS`.
    start(Start) as "taskStart" = |task, ctx, input| task.start(ctx, input.override_reason);
    /// Adds an entry to the log.
    report_progress(NewProgress) as "taskReportProgress" = Task::report_progress;
    /// Hands it over to another assignee.
    reassign(Reassignment) as "taskReassign" = |task, ctx, input| task.reassign(ctx, input.to, input.reason);
    /// Asks for a new date.
    request_extension(ExtensionRequest) as "taskRequestExtension" = Task::request_extension;
    /// Decides on a new date asked for.
    decide_extension(ExtensionDecision) as "taskDecideExtension" =
        |task, ctx, input| task.decide_extension(ctx, &input);
    /// Attaches a deliverable.
    attach_deliverable(NewDeliverable) as "taskAttachDeliverable" = Task::attach_deliverable;
    /// Hands it over for acceptance; the last one takes the request to `DELIVERED`.
    deliver(Delivery) as "taskDeliver" = |task, ctx, input| task.deliver(ctx, input.deliverables, input.note);
    /// Judges what was delivered; rework takes the request back to `IN_PROGRESS` (resolution 11).
    accept(Verdict) as "taskAccept" = Task::accept;
}
