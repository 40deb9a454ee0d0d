//! Planning tasks: what leads, heads and liaisons do.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result};
use liaison_domain::error::{Reason, Refusal, Rule, Violations};
use liaison_domain::ids::kind;
use liaison_domain::task::{ExtensionDecision, NewTask, Plan};
use liaison_domain::text::{Line, Text};

use super::Task;
use super::inputs::due;
use crate::graphql::decode::{Decode as _, ids, patch};
use crate::graphql::mutation::{ActionOptions, UpdateOptions, WriteOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::origin::OriginInput;
use crate::graphql::request::Priority;
use crate::graphql::scalars::{Date, DateTime, Key};
use crate::operations::task::{self as operations, OnTask, Reassignment, TaskCreate, TaskHome, TaskUpdate};
use crate::payload;

payload! {
    /// What `taskCreate` answers.
    TaskCreatePayload {
        /// The new task.
        task: Task
    }
}

payload! {
    /// What `taskUpdate` answers.
    TaskUpdatePayload {
        /// The task after the change.
        task: Task
    }
}

payload! {
    /// What `taskDispatch` answers.
    TaskDispatchPayload {
        /// The task, given to its assignee.
        task: Task
    }
}

payload! {
    /// What `taskReassign` answers.
    TaskReassignPayload {
        /// The task with its new assignee.
        task: Task
    }
}

payload! {
    /// What `taskDecideExtension` answers.
    TaskDecideExtensionPayload {
        /// The task; approved, with its new date.
        task: Task
    }
}

payload! {
    /// What `taskCancel` answers.
    TaskCancelPayload {
        /// The task that was given up.
        task: Task
    }
}

/// A task to be created, under a request or a department: exactly one of the two is given. Under a request what is left out
/// is taken from it: the title as name, its deliverables' standards, its `dueOn`, its priority, the lead's liaison.
#[derive(InputObject)]
pub struct TaskCreateInput {
    /// An ID chosen by the caller, for creation while offline; made by the server where absent.
    pub id: Option<Key<kind::Task>>,
    /// The request it hangs on.
    pub request: Option<Key<kind::Request>>,
    /// The department under which it stands alone.
    pub department: Option<Key<kind::Department>>,
    /// What is to be done, 1 to 200 characters.
    pub name: Option<String>,
    /// The same at length.
    pub description: Option<String>,
    /// Who answers for it: somebody of an involved department, or of one below it.
    pub assignee: Option<Key<kind::Person>>,
    /// Who helps, at most 50.
    pub collaborators: Option<Vec<Key<kind::Person>>>,
    /// How pressing it is.
    pub priority: Option<Priority>,
    /// What acceptance is measured against.
    pub delivery_standard: Option<String>,
    /// When work is planned to begin.
    pub start_on: Option<Date>,
    /// The instant at which it is due; not together with `dueOn`.
    pub due_at: Option<DateTime>,
    /// The date at the end of whose working day it is due.
    pub due_on: Option<Date>,
    /// Tasks of the same request that come first, at most 50.
    pub depends_on: Option<Vec<Key<kind::Task>>>,
    /// Keep it planned although it could be given out at once.
    #[graphql(default)]
    pub keep_planned: bool,
    #[graphql(flatten)]
    origin: OriginInput,
    #[graphql(flatten)]
    options: WriteOptions,
}

impl TaskCreateInput {
    fn decode(self) -> (WriteOptions, Result<TaskCreate, Refusal>) {
        let mut found = Violations::default();
        let home = match (self.request, self.department) {
            (Some(request), None) => Some(TaskHome::Request(request.0)),
            (None, Some(department)) => Some(TaskHome::Department(department.0)),
            (given, _) => {
                let rule = if given.is_some() { Rule::Malformed } else { Rule::Required };
                found.add("request", Reason::of(rule));
                None
            }
        };
        let name = found.given("name", self.name, |raw| Line::new(&raw));
        let description = found.take("description", Text::optional(self.description.as_deref()));
        let standard = found.take("deliveryStandard", Text::optional(self.delivery_standard.as_deref()));
        let due = due(&mut found, "due", self.due_at, self.due_on);
        let origin = self.origin.decode(&mut found);
        let parts = found.all((home, name, description, standard, due, origin));
        let input = parts.map(|(home, name, description, delivery_standard, due, origin)| TaskCreate {
            home,
            task: NewTask {
                id: self.id.map(|key| key.0),
                name,
                description,
                assignee: self.assignee.map(|key| key.0),
                collaborators: ids(self.collaborators.unwrap_or_default()).into_iter().collect(),
                priority: self.priority.map(Into::into),
                delivery_standard,
                start_on: self.start_on.map(|date| date.0),
                due,
                depends_on: ids(self.depends_on.unwrap_or_default()).into_iter().collect(),
                keep_planned: self.keep_planned,
            },
            origin,
        });
        (self.options, input)
    }
}

/// Changes of a task: an absent field keeps, null clears.
#[derive(InputObject)]
pub struct TaskUpdateInput {
    /// Which task.
    pub id: Key<kind::Task>,
    /// What is to be done, 1 to 200 characters.
    pub name: Option<String>,
    /// The same at length.
    pub description: MaybeUndefined<String>,
    /// Who helps, at most 50; replaces the list.
    pub collaborators: Option<Vec<Key<kind::Person>>>,
    /// How pressing it is.
    pub priority: Option<Priority>,
    /// What acceptance is measured against.
    pub delivery_standard: MaybeUndefined<String>,
    /// When work is planned to begin.
    pub start_on: MaybeUndefined<Date>,
    /// Tasks of the same request that come first, at most 50; replaces the list. A cycle is refused with its path.
    pub depends_on: Option<Vec<Key<kind::Task>>>,
    /// The new instant at which it is due, set by the lead; not together with `dueOn`.
    pub due_at: Option<DateTime>,
    /// The new date at the end of whose working day it is due, set by the lead.
    pub due_on: Option<Date>,
    /// Why the due time changes; required for it.
    pub reason: Option<String>,
    #[graphql(flatten)]
    options: UpdateOptions,
}

impl TaskUpdateInput {
    fn decode(self) -> (UpdateOptions, Result<TaskUpdate, Refusal>) {
        let mut found = Violations::default();
        let name = found.given("name", self.name, |raw| Line::new(&raw));
        let description = found.patched("description", self.description, |raw| Text::new(&raw));
        let standard = found.patched("deliveryStandard", self.delivery_standard, |raw| Text::new(&raw));
        let due = due(&mut found, "due", self.due_at, self.due_on);
        let reason = found.take("reason", Text::optional(self.reason.as_deref()));
        let start_on = patch(self.start_on).try_map(|date| Ok::<_, Reason>(date.0));
        let start_on = found.take("startOn", start_on);
        let parts = found.all((name, description, standard, due, reason, start_on));
        let input = parts.map(|(name, description, delivery_standard, due, reason, start_on)| TaskUpdate {
            id: self.id.0,
            plan: Plan {
                name,
                description,
                collaborators: self.collaborators.map(|list| ids(list).into_iter().collect()),
                priority: self.priority.map(Into::into),
                delivery_standard,
                start_on,
                depends_on: self.depends_on.map(|list| ids(list).into_iter().collect()),
            },
            due,
            reason,
        });
        (self.options, input)
    }
}

/// A planned task to be given out.
#[derive(InputObject)]
pub struct TaskDispatchInput {
    /// Which task.
    pub id: Key<kind::Task>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// A task and who answers for it from now on.
#[derive(InputObject)]
pub struct TaskReassignInput {
    /// Which task.
    pub id: Key<kind::Task>,
    /// Who answers for it from now on: somebody of an involved department, or of one below it.
    pub assignee: Key<kind::Person>,
    /// Why.
    pub reason: String,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl TaskReassignInput {
    fn decode(self) -> (ActionOptions, Result<OnTask<Reassignment>, Refusal>) {
        let mut found = Violations::default();
        let reason = found.take("reason", Text::new(&self.reason));
        let input = found
            .all((reason,))
            .map(|(reason,)| OnTask { id: self.id.0, input: Reassignment { to: self.assignee.0, reason } });
        (self.options, input)
    }
}

/// The lead's decision on the extension that is open.
#[derive(InputObject)]
pub struct TaskDecideExtensionInput {
    /// Which task.
    pub id: Key<kind::Task>,
    /// Whether the new date holds.
    pub approved: bool,
    /// Whether the delay hits the goal of the request.
    pub goal_hit: bool,
    /// Why.
    pub comment: Option<String>,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl TaskDecideExtensionInput {
    fn decode(self) -> (ActionOptions, Result<OnTask<ExtensionDecision>, Refusal>) {
        let mut found = Violations::default();
        let comment = found.take("comment", Text::optional(self.comment.as_deref()));
        let input = found.all((comment,)).map(|(comment,)| OnTask {
            id: self.id.0,
            input: ExtensionDecision { approved: self.approved, goal_hit: self.goal_hit, comment },
        });
        (self.options, input)
    }
}

/// A task to be given up.
#[derive(InputObject)]
pub struct TaskCancelInput {
    /// Which task.
    pub id: Key<kind::Task>,
    /// Why.
    pub reason: String,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl TaskCancelInput {
    fn decode(self) -> (ActionOptions, Result<OnTask<Text>, Refusal>) {
        let mut found = Violations::default();
        let reason = found.take("reason", Text::new(&self.reason));
        let input = found.all((reason,)).map(|(reason,)| OnTask { id: self.id.0, input: reason });
        (self.options, input)
    }
}

/// The root fields.
#[derive(Default)]
pub struct TaskPlanMutation;

#[Object]
impl TaskPlanMutation {
    /// Creates a task. Under a request for a party's liaison, managers and editors among the party's people, for the lead among
    /// all parties', for the initiator among the initiating side's; alone for a department's managers and editors. Given out
    /// at once where the request is confirmed.
    async fn task_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The task.")] input: TaskCreateInput,
    ) -> OrNull<TaskCreatePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::create).await
    }

    /// Changes a task that is not delivered: its plan, for the lead and the department's managers; its due time, for the lead.
    async fn task_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: TaskUpdateInput,
    ) -> OrNull<TaskUpdatePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::update).await
    }

    /// Gives a planned task to its assignee. For the lead, and for who represents the party that does it.
    async fn task_dispatch(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which task.")] input: TaskDispatchInput,
    ) -> OrNull<TaskDispatchPayload> {
        let input_on = OnTask { id: input.id.0, input: () };
        run(ctx, input.options, Ok(input_on), operations::dispatch).await
    }

    /// Hands a task over to another assignee, who acknowledges it anew. For the lead and the assignee's managers.
    async fn task_reassign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The task and its new assignee.")] input: TaskReassignInput,
    ) -> OrNull<TaskReassignPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::reassign).await
    }

    /// Decides on the extension that is open. For the lead, never on their own.
    async fn task_decide_extension(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The decision.")] input: TaskDecideExtensionInput,
    ) -> OrNull<TaskDecideExtensionPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::decide_extension).await
    }

    /// Gives a task up; its problems move to the request. For the lead.
    async fn task_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which task, and why.")] input: TaskCancelInput,
    ) -> OrNull<TaskCancelPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::cancel).await
    }
}
