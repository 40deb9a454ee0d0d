//! Deadlines follow every change, in the transaction of the change: no operation starts, stops or moves one.
//!
//! `follow` runs when an operation has recorded everything else; [`fire`] is the operation of the engine (`jobs`).

pub mod fire;
mod lapse;
mod locked;
pub mod recount;
mod remind;
mod surroundings;

use std::collections::BTreeMap;
use std::sync::Arc;

use liaison_domain::command::{Change, Context};
use liaison_domain::comment::Comment;
use liaison_domain::customer::Customer;
use liaison_domain::deadline::{About, Deadline, DeadlineRecord, Owed, reconcile};
use liaison_domain::ids::RequestId;
use liaison_domain::meeting::Meeting;
use liaison_domain::pack::{ByPack, Governed, PackRef};
use liaison_domain::problem::Problem;
use liaison_domain::request::Request;
use liaison_domain::request::owed::Surroundings;
use liaison_domain::task::Task;
use liaison_persistence::{deadline as stored, problem as stored_problems, task as stored_tasks};
use uuid::Uuid;

pub use remind::remind;

use super::request::SERVER;
use super::touched::Touched;
use super::{OperationError, Work};

/// Moves the deadlines of all that this unit touched to what is owed now: one statement to read them, three to write what
/// moved, whatever their number.
///
/// # Errors
/// As every statement.
pub(super) async fn follow(work: &mut Work) -> Result<(), OperationError> {
    let mut touched = work.take_touched();
    if touched.is_empty() {
        return Ok(());
    }
    widen(work, &mut touched).await?;
    let around = surroundings::of(work, touched.requests.values()).await?;
    let subjects: Vec<Uuid> = subjects(&touched);
    let mut known = stored::current(work.db(), &subjects).await?;
    let mut changes = Vec::new();
    for request in touched.requests.values() {
        let around = around.get(&request.id).cloned().unwrap_or_default();
        let known = known.remove(&request.id.uuid()).unwrap_or_default();
        changes.extend(of_request(work, request, &around).reconcile(work, known));
    }
    for task in touched.tasks.values() {
        let known = known.remove(&task.record().id.uuid()).unwrap_or_default();
        changes.extend(of_task(work, task).reconcile(work, known));
    }
    for meeting in touched.meetings.values() {
        let known = known.remove(&meeting.record().id.uuid()).unwrap_or_default();
        changes.extend(of_meeting(work, meeting).reconcile(work, known));
    }
    for problem in touched.problems.values() {
        let known = known.remove(&problem.record().id.uuid()).unwrap_or_default();
        changes.extend(of_problem(work, problem).reconcile(work, known));
    }
    for customer in touched.customers.values() {
        let known = known.remove(&customer.record().id.uuid()).unwrap_or_default();
        changes.extend(of_customer(work, customer).reconcile(work, known));
    }
    for comment in touched.comments.values() {
        let known = known.remove(&comment.record().id.uuid()).unwrap_or_default();
        changes.extend(of_comment(work, comment).reconcile(work, known));
    }
    if changes.is_empty() { Ok(()) } else { work.record_all(changes).await }
}

/// What a record owes in this unit.
struct Duties {
    about: About,
    owed: Vec<Owed>,
}

impl Duties {
    /// The changes that lead from the stored deadlines to what is owed.
    fn reconcile(&self, work: &Work, known: Vec<DeadlineRecord>) -> Vec<Change<Deadline>> {
        let known: Vec<Deadline> =
            known.into_iter().map(|record| Deadline::restore(record, self.about.audience.clone())).collect();
        reconcile(&self.about, &known, &self.owed, &server(work, &Governed::By(&self.about.pack)))
    }
}

fn of_request(work: &Work, request: &Request, around: &Surroundings) -> Duties {
    let ctx = server(work, request);
    Duties { about: request.about(governing(&ctx)), owed: request.owed(&ctx, around) }
}

fn of_task(work: &Work, task: &Task) -> Duties {
    let ctx = server(work, task);
    Duties { about: task.about(governing(&ctx)), owed: task.owed(&ctx) }
}

fn of_problem(work: &Work, problem: &Problem) -> Duties {
    let ctx = server(work, problem);
    Duties { about: problem.about(governing(&ctx)), owed: problem.owed(&ctx) }
}

fn of_meeting(work: &Work, meeting: &Meeting) -> Duties {
    Duties { about: meeting.about(), owed: meeting.owed(&server(work, meeting)) }
}

fn of_customer(work: &Work, customer: &Customer) -> Duties {
    let ctx = server(work, customer);
    Duties { about: customer.about(governing(&ctx)), owed: customer.owed(&ctx) }
}

fn of_comment(work: &Work, comment: &Comment) -> Duties {
    let ctx = server(work, comment);
    Duties { about: comment.about(governing(&ctx)), owed: comment.owed(&ctx) }
}

/// What the server decides in on this record.
fn server<'a>(work: &'a Work, record: &impl ByPack) -> Context<'a> {
    Context { actor: &SERVER, ..work.context_of(record) }
}

fn governing(ctx: &Context<'_>) -> PackRef {
    ctx.pack.reference()
}

/// Puts every record under its request as it is now, and adds what hangs on a request whose change reaches below it.
async fn widen(work: &mut Work, touched: &mut Touched) -> Result<(), OperationError> {
    for id in std::mem::take(&mut touched.reframed) {
        let Some(request) = touched.requests.get(&id) else { continue };
        let (frame, directory) = (request.frame(), Arc::clone(work.directory()));
        for task in stored_tasks::of_request_for_change(work.unit(), &directory, &frame).await? {
            touched.tasks.entry(task.record().id).or_insert(task);
        }
        for problem in stored_problems::of_request_for_change(work.unit(), &directory, &frame).await? {
            touched.problems.entry(problem.record().id).or_insert(problem);
        }
    }
    let frames: BTreeMap<RequestId, _> =
        touched.requests.iter().map(|(id, request)| (*id, Request::frame(request))).collect();
    for task in touched.tasks.values_mut() {
        if let Some(frame) = task.request().and_then(|request| frames.get(&request)) {
            *task = task.clone().reframed(frame.clone());
        }
    }
    for problem in touched.problems.values_mut() {
        if let Some(frame) = problem.record().anchor.request().and_then(|request| frames.get(&request)) {
            *problem = problem.clone().reframed(frame.clone());
        }
    }
    Ok(())
}

fn subjects(touched: &Touched) -> Vec<Uuid> {
    let requests = touched.requests.keys().map(|id| id.uuid());
    let tasks = touched.tasks.keys().map(|id| id.uuid());
    let problems = touched.problems.keys().map(|id| id.uuid());
    let meetings = touched.meetings.keys().map(|id| id.uuid());
    let customers = touched.customers.keys().map(|id| id.uuid());
    let comments = touched.comments.keys().map(|id| id.uuid());
    requests.chain(tasks).chain(problems).chain(meetings).chain(customers).chain(comments).collect()
}
