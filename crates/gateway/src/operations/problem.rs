//! Problems: one function a verb, over the commands of `liaison_domain::problem`.
//!
//! Owns what the domain leaves to its caller: the lock and its order (request, task, problem), who takes part in the
//! request through a problem, the status of the task it hangs on, and the request that closes with its last problem.

use std::collections::BTreeMap;
use std::sync::Arc;

use liaison_domain::command::{Aggregate as _, Change, Context};
use liaison_domain::error::{Reason, Refusal, Rule};
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::{DepartmentId, ProblemId, RequestId, TaskId};
use liaison_domain::pack::Governed;
use liaison_domain::problem::{
    Against, Anchor, NewProblem, Problem, ProblemChanges, ProblemRecord, ProblemStatus, TakeUp,
};
use liaison_domain::request::Request;
use liaison_domain::request::record::Source;
use liaison_domain::text::Text;
use liaison_persistence::unit_of_work::Subject;
use liaison_persistence::{problem as stored, task as stored_tasks};
use serde::Serialize;

use super::request::{as_server, settle};
use super::task::{beside, locked_request};
use super::{Answer, Call, OperationError, Work};
use crate::app::App;

/// What a problem is raised on.
#[derive(Clone, Copy, Debug, Serialize)]
pub enum ProblemHome {
    /// A request.
    Request(RequestId),
    /// A task.
    Task(TaskId),
    /// Nothing: it stands between two departments.
    Departments,
}

/// A problem to be raised.
#[derive(Clone, Debug, Serialize)]
pub struct ProblemRaise {
    /// On what.
    pub home: ProblemHome,
    /// The problem.
    pub problem: NewProblem,
}

/// A problem and what is to be done to it.
#[derive(Clone, Debug, Serialize)]
pub struct OnProblem<I> {
    /// Which problem.
    pub id: ProblemId,
    /// What is to be done.
    pub input: I,
}

/// Another department, and why.
#[derive(Clone, Debug, Serialize)]
pub struct Move {
    /// Which department has to solve it from now on.
    pub to: DepartmentId,
    /// Why.
    pub reason: Text,
}

/// What was done, and what came of it.
#[derive(Clone, Debug, Serialize)]
pub struct Solution {
    /// What was done.
    pub measure: Text,
    /// What came of it.
    pub result: Text,
}

/// Raises a problem; a task it is raised on needs support until somebody takes it up.
pub async fn raise(app: App, call: Call, input: ProblemRaise) -> Answer<ProblemRecord> {
    app.change(call, "problemRaise", input, |work, input| {
        Box::pin(async move {
            let new = input.problem.clone();
            let return_of = new.return_of;
            let (request, change) = match input.home {
                ProblemHome::Departments => {
                    let department = Some(new.responsible_department);
                    let governed = Governed::Assigned { kind: None, department };
                    (None, Problem::raise(&work.context_of(&governed), Against::Departments, new)?)
                }
                ProblemHome::Request(id) => {
                    let request = locked_request(work, id).await?;
                    let request = work.seen(request)?;
                    let ctx = work.context_of(&request);
                    let change = Problem::raise(&ctx, Against::Request(&request.frame()), new)?;
                    (Some(request), change)
                }
                ProblemHome::Task(id) => {
                    let held = beside(work, id).await?;
                    let ctx = work.context_of(&held.task);
                    let change = Problem::raise(&ctx, Against::Task(&held.task), new)?;
                    (held.request, change)
                }
            };
            if let Some(earlier) = return_of {
                check_return(work, earlier).await?;
            }
            Box::pin(record(work, request, change)).await
        })
    })
    .await
}

/// A return of the fault names a settled problem that the caller sees.
async fn check_return(work: &Work, earlier: ProblemId) -> Result<(), OperationError> {
    let found = stored::by_ids(work.db(), &work.call().actor, &[earlier]).await?;
    match found.get(&earlier) {
        Some(record) if record.status.is_settled() => Ok(()),
        Some(_) => Err(Refusal::from(Reason::of(Rule::WrongStatus).at("returnOf")).into()),
        None => Err(Refusal::from(Reason::of(Rule::Unknown).at("returnOf")).into()),
    }
}

type Verb<I> = fn(&Problem, &Context<'_>, I) -> Result<Change<Problem>, Refusal>;

async fn act<I>(
    app: App,
    call: Call,
    mutation: &'static str,
    input: OnProblem<I>,
    verb: Verb<I>,
) -> Answer<ProblemRecord>
where
    I: Clone + Serialize + Send + Sync + 'static,
{
    app.change(call, mutation, input, move |work, input| {
        Box::pin(async move {
            let (request, problem) = for_change(work, input.id).await?;
            let change = verb(&problem, &work.context_of(&problem), input.input.clone())?;
            Box::pin(record(work, request, change)).await
        })
    })
    .await
}

macro_rules! verbs {
    ($($(#[$doc:meta])* $name:ident($input:ty) as $mutation:literal = $verb:expr;)+) => {$(
        $(#[$doc])*
        pub async fn $name(app: App, call: Call, input: OnProblem<$input>) -> Answer<ProblemRecord> {
            act(app, call, $mutation, input, $verb).await
        }
    )+};
}

verbs! {
    /// Takes a problem up; a task whose problems are all taken up goes on.
    take_up(TakeUp) as "problemTakeUp" = Problem::take_up;
    /// Adds to its log, changes measures, helpers or plan, or marks it as major.
    update(ProblemChanges) as "problemUpdate" = Problem::update;
    /// Moves it to another department.
    move_to(Move) as "problemMove" = |problem, ctx, input| problem.hand_to(ctx, input.to, input.reason);
    /// Says that it is solved.
    resolve(Solution) as "problemResolve" = |problem, ctx, input| problem.resolve(ctx, input.measure, input.result);
    /// Says that it is not solved (resolution 58).
    reject(Text) as "problemReject" = Problem::reject;
    /// Confirms the result (S3-68).
    confirm(Text) as "problemConfirm" = Problem::confirm;
    /// Withdraws it (resolution 58).
    withdraw(Text) as "problemWithdraw" = Problem::withdraw;
}

/// The problem that the call is about, with the request it hangs on, if the caller may see it and it has the version they
/// expect.
async fn for_change(work: &mut Work, id: ProblemId) -> Result<(Option<Request>, Problem), OperationError> {
    let (request, problem) = load(work, id).await?;
    Ok((request, work.found(problem).await?))
}

/// The problem with the request it hangs on, whoever asks; request, task and problem are locked in this order.
///
/// # Errors
/// As every statement.
pub(super) async fn load(
    work: &mut Work,
    id: ProblemId,
) -> Result<(Option<Request>, Option<Problem>), OperationError> {
    let Some(anchor) = stored::anchor_of(work.db(), id).await? else { return Ok((None, None)) };
    let request = match anchor.request() {
        Some(request) => locked_request(work, request).await?,
        None => None,
    };
    if let Some(task) = anchor.task() {
        work.unit().lock(task.uuid()).await?;
    }
    let directory = Arc::clone(work.directory());
    let frame = request.as_ref().map(Request::frame);
    let problem = stored::find_for_change(work.unit(), &directory, id, frame).await?;
    Ok((request, problem))
}

/// Writes the change and what follows: who takes part in the request, the task's need of support, the request that waits
/// for its last problem to close. A repeated call answers the problem.
async fn record(
    work: &mut Work,
    request: Option<Request>,
    mut change: Change<Problem>,
) -> Result<ProblemRecord, OperationError> {
    let record = change.state.record();
    let (id, source) = (record.id, Source::Problem(record.id));
    work.unit().answers_with(Subject { kind: SubjectKind::Problem, id: id.uuid() });
    let people: Vec<_> =
        record.participants(work.directory()).into_iter().chain([record.raised_by]).collect();
    let joined =
        request.as_ref().and_then(|request| request.take_part(&as_server(work, &request), source, &people));
    if let Some(joined) = &joined {
        let version = change.state.version();
        let mut state = change.state.reframed(joined.state.frame());
        state.set_version(version);
        change = Change { state, ..change };
    }
    let before = change.before.as_ref().map(Problem::status);
    let problem = work.record(change).await?;
    let request = match joined {
        Some(joined) => Some(work.record(joined).await?),
        None => request,
    };
    if let Anchor::Task { task, .. } = problem.record().anchor {
        support(work, request.as_ref(), task, before, problem.status()).await?;
    }
    if let Some(request) = request.filter(|_| problem.status().is_settled()) {
        settle(work, request).await?;
    }
    Ok(problem.into_record())
}

/// Lets the task need support, or go on, after a problem on it has changed.
async fn support(
    work: &mut Work,
    request: Option<&Request>,
    task: TaskId,
    before: Option<ProblemStatus>,
    after: ProblemStatus,
) -> Result<(), OperationError> {
    let waits = after == ProblemStatus::Open && before != Some(ProblemStatus::Open);
    let attended = before == Some(ProblemStatus::Open) && after != ProblemStatus::Open;
    if !waits && !attended {
        return Ok(());
    }
    work.unit().lock(task.uuid()).await?;
    let frames = request.map(|request| (request.id, request.frame())).into_iter().collect::<BTreeMap<_, _>>();
    let Some(task) = stored_tasks::load(work.db(), work.directory(), &[task], &frames).await?.remove(&task)
    else {
        return Ok(());
    };
    let open = task.setting().unattended_problems > 0;
    let change = match (open, task.status().is_final()) {
        (true, false) => task.problem_raised(&as_server(work, &task))?,
        (false, false) if task.status() == liaison_domain::task::TaskStatus::NeedsSupport => {
            task.problems_attended(&as_server(work, &task))?
        }
        _ => None,
    };
    if let Some(change) = change {
        work.record(change).await?;
    }
    Ok(())
}
