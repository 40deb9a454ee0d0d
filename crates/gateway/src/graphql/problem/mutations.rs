//! Raising problems and keeping track of them.

use async_graphql::{Context, InputObject, Object, Result};
use liaison_domain::error::{Reason, Refusal, Rule, Violations};
use liaison_domain::ids::kind;
use liaison_domain::problem::{Cooperation, Entry, NewProblem, ProblemChanges, TakeUp};
use liaison_domain::text::{Line, Text};

use super::Problem;
use crate::graphql::decode::Decode as _;
use crate::graphql::mutation::{ActionOptions, UpdateOptions, WriteOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{Date, DateTime, Key};
use crate::graphql::task::due;
use crate::operations::problem::{self as operations, Move, OnProblem, ProblemHome, ProblemRaise};
use crate::payload;

payload! {
    /// What `problemRaise` answers.
    ProblemRaisePayload {
        /// The new problem.
        problem: Problem
    }
}

payload! {
    /// What `problemTakeUp` answers.
    ProblemTakeUpPayload {
        /// The problem that was taken up.
        problem: Problem
    }
}

payload! {
    /// What `problemUpdate` answers.
    ProblemUpdatePayload {
        /// The problem after the change.
        problem: Problem
    }
}

payload! {
    /// What `problemMove` answers.
    ProblemMovePayload {
        /// The problem, open in its new department.
        problem: Problem
    }
}

/// A department that helps, and with what.
#[derive(InputObject)]
pub struct ProblemCooperationInput {
    /// Which department.
    pub department: Key<kind::Department>,
    /// With what, at most 200 characters.
    pub matter: Option<String>,
}

#[expect(clippy::option_option, reason = "refused, absent, or given")]
fn cooperating(
    found: &mut Violations,
    list: Option<Vec<ProblemCooperationInput>>,
) -> Option<Option<Vec<Cooperation>>> {
    let Some(list) = list else { return Some(None) };
    let decoded = found.each("cooperating", list, |found, path, one: ProblemCooperationInput| {
        let matter = found.take(format!("{path}.matter"), Line::optional(one.matter.as_deref()));
        Some(Cooperation { department: one.department.0, matter: matter? })
    });
    decoded.map(Some)
}

/// A problem to be raised: on a task, on a request, or between two departments where neither is given.
#[derive(InputObject)]
pub struct ProblemRaiseInput {
    /// An ID chosen by the caller, for creation while offline; made by the server where absent.
    pub id: Option<Key<kind::Problem>>,
    /// The task it is raised on; not together with `request`.
    pub task: Option<Key<kind::Task>>,
    /// The request it is raised on.
    pub request: Option<Key<kind::Request>>,
    /// Phenomenon and time.
    pub description: String,
    /// What it reaches.
    pub impact: Option<String>,
    /// For which department it is raised; the caller's own where absent.
    pub raising_department: Option<Key<kind::Department>>,
    /// Which department has to solve it.
    pub responsible_department: Key<kind::Department>,
    /// Which departments help, at most 50.
    pub cooperating: Option<Vec<ProblemCooperationInput>>,
    /// The instant by which it should be solved; not together with `plannedOn`.
    pub planned_at: Option<DateTime>,
    /// The date by which it should be solved.
    pub planned_on: Option<Date>,
    /// What is done about it.
    pub measures: Option<String>,
    /// Whether it is for both heads.
    #[graphql(default)]
    pub major: bool,
    /// The settled problem of which this is a return of the fault.
    pub return_of: Option<Key<kind::Problem>>,
    #[graphql(flatten)]
    options: WriteOptions,
}

impl ProblemRaiseInput {
    fn decode(self) -> (WriteOptions, Result<ProblemRaise, Refusal>) {
        let mut found = Violations::default();
        let home = match (self.task, self.request) {
            (Some(_), Some(_)) => {
                found.add("request", Reason::of(Rule::Malformed));
                None
            }
            (Some(task), None) => Some(ProblemHome::Task(task.0)),
            (None, Some(request)) => Some(ProblemHome::Request(request.0)),
            (None, None) => Some(ProblemHome::Departments),
        };
        let description = found.take("description", Text::new(&self.description));
        let impact = found.take("impact", Text::optional(self.impact.as_deref()));
        let cooperating = cooperating(&mut found, self.cooperating);
        let planned = due(&mut found, "planned", self.planned_at, self.planned_on);
        let measures = found.take("measures", Text::optional(self.measures.as_deref()));
        let parts = found.all((home, description, impact, cooperating, planned, measures));
        let input = parts.map(|(home, description, impact, cooperating, planned, measures)| ProblemRaise {
            home,
            problem: NewProblem {
                id: self.id.map(|key| key.0),
                description,
                impact,
                raising_department: self.raising_department.map(|key| key.0),
                responsible_department: self.responsible_department.0,
                cooperating: cooperating.unwrap_or_default(),
                planned,
                measures,
                major: self.major,
                return_of: self.return_of.map(|key| key.0),
            },
        });
        (self.options, input)
    }
}

/// A problem that is taken up.
#[derive(InputObject)]
pub struct ProblemTakeUpInput {
    /// Which problem.
    pub id: Key<kind::Problem>,
    /// Who handles it, of the responsible department; the caller where absent.
    pub handler: Option<Key<kind::Person>>,
    /// The instant by which it is to be solved; not together with `plannedOn`. A later one than planned needs the raiser.
    pub planned_at: Option<DateTime>,
    /// The date by which it is to be solved.
    pub planned_on: Option<Date>,
    /// What is done about it.
    pub measures: Option<String>,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl ProblemTakeUpInput {
    fn decode(self) -> (ActionOptions, Result<OnProblem<TakeUp>, Refusal>) {
        let mut found = Violations::default();
        let planned = due(&mut found, "planned", self.planned_at, self.planned_on);
        let measures = found.take("measures", Text::optional(self.measures.as_deref()));
        let input = found.all((planned, measures)).map(|(planned, measures)| OnProblem {
            id: self.id.0,
            input: TakeUp { handler: self.handler.map(|key| key.0), planned, measures },
        });
        (self.options, input)
    }
}

/// What is new about a problem; absent fields keep.
#[derive(InputObject)]
pub struct ProblemUpdateInput {
    /// Which problem.
    pub id: Key<kind::Problem>,
    /// An entry for its log.
    pub text: Option<String>,
    /// The date the entry speaks of; today where absent, never later.
    pub on: Option<Date>,
    /// What is done about it.
    pub measures: Option<String>,
    /// Which departments help, at most 50; replaces the list.
    pub cooperating: Option<Vec<ProblemCooperationInput>>,
    /// The instant by which it is to be solved; not together with `plannedOn`. A later one than planned is the raiser's to set.
    pub planned_at: Option<DateTime>,
    /// The date by which it is to be solved.
    pub planned_on: Option<Date>,
    /// Mark it as major: both heads are told at once.
    #[graphql(default)]
    pub mark_major: bool,
    #[graphql(flatten)]
    options: UpdateOptions,
}

impl ProblemUpdateInput {
    fn decode(self) -> (UpdateOptions, Result<OnProblem<ProblemChanges>, Refusal>) {
        let mut found = Violations::default();
        if self.on.is_some() && self.text.is_none() {
            found.add("text", Reason::of(Rule::Required));
        }
        let text = found.given("text", self.text, |raw| Text::new(&raw));
        let measures = found.take("measures", Text::optional(self.measures.as_deref()));
        let cooperating = cooperating(&mut found, self.cooperating);
        let planned = due(&mut found, "planned", self.planned_at, self.planned_on);
        let parts = found.all((text, measures, cooperating, planned));
        let on = self.on.map(|date| date.0);
        let input = parts.map(|(text, measures, cooperating, planned)| OnProblem {
            id: self.id.0,
            input: ProblemChanges {
                entry: text.map(|text| Entry { on, text }),
                measures,
                cooperating,
                planned,
                mark_major: self.mark_major,
            },
        });
        (self.options, input)
    }
}

/// A problem for another department.
#[derive(InputObject)]
pub struct ProblemMoveInput {
    /// Which problem.
    pub id: Key<kind::Problem>,
    /// Which department has to solve it from now on.
    pub responsible_department: Key<kind::Department>,
    /// Why.
    pub reason: String,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl ProblemMoveInput {
    fn decode(self) -> (ActionOptions, Result<OnProblem<Move>, Refusal>) {
        let mut found = Violations::default();
        let reason = found.take("reason", Text::new(&self.reason));
        let input = found.all((reason,)).map(|(reason,)| OnProblem {
            id: self.id.0,
            input: Move { to: self.responsible_department.0, reason },
        });
        (self.options, input)
    }
}

/// The root fields.
#[derive(Default)]
pub struct ProblemMutation;

#[Object]
impl ProblemMutation {
    /// Raises a problem. For whoever sees the task or request, for a department they belong to. A task in work needs support
    /// until somebody takes it up.
    async fn problem_raise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The problem.")] input: ProblemRaiseInput,
    ) -> OrNull<ProblemRaisePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::raise).await
    }

    /// Takes a problem up, or changes who handles it. For the responsible department's managers and editors.
    async fn problem_take_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which problem, and the plan.")] input: ProblemTakeUpInput,
    ) -> OrNull<ProblemTakeUpPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::take_up).await
    }

    /// Adds to a problem's log, changes measures, helpers and plan, for the responsible and the helping departments; marks it
    /// as major, for who raised it and the heads; sets a later plan, for who raised it.
    async fn problem_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is new.")] input: ProblemUpdateInput,
    ) -> OrNull<ProblemUpdatePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::update).await
    }

    /// Moves a problem to another department, which has to take it up anew. For the lead and the responsible department's
    /// managers.
    async fn problem_move(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which problem, where to, and why.")] input: ProblemMoveInput,
    ) -> OrNull<ProblemMovePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::move_to).await
    }
}
