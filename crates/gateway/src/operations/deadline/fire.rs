//! Firing: what time does, in one transaction with its effects and events.
//!
//! Whatever the engine believes is read again under the lock of the record, so a deadline fires once whoever comes to it
//! (X4). Warnings, steps of chains and breaches that only tell somebody are fired many in one transaction; a breach that
//! does something to its record has one of its own, and takes what follows with it.

use std::collections::BTreeMap;

use liaison_domain::command::Change;
use liaison_domain::comment::Comment;
use liaison_domain::customer::Customer;
use liaison_domain::deadline::{Deadline, DeadlineRecord, DeadlineState, DeadlineSubject};
use liaison_domain::ids::DeadlineId;
use liaison_domain::meeting::Meeting;
use liaison_domain::problem::Problem;
use liaison_domain::request::Request;
use liaison_domain::task::Task;
use liaison_domain::time::Instant;
use liaison_persistence::deadline as stored;

use super::locked::locked;
use super::{Duties, lapse, surroundings};
use crate::app::App;
use crate::operations::task::{self, locked_request};
use crate::operations::{Answer, Call, OperationError, Work, comment, customer, meeting, problem};

/// The record that a deadline is about, locked.
pub(super) enum Held {
    Request(Box<Request>),
    Task(Box<Task>),
    Problem(Box<Problem>),
    Meeting(Box<Meeting>),
    Customer(Box<Customer>),
    Comment(Box<Comment>),
}

/// What one firing did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fired {
    /// The steps taken: which deadline, planned for when, in microseconds after which it was taken.
    pub steps: Vec<(DeadlineId, i64)>,
}

/// Whether `deadline` has to be fired by itself.
pub fn alone(deadline: &DeadlineRecord) -> bool {
    let breaches = deadline.state == DeadlineState::Running
        && deadline.next_at().is_some_and(|next| next >= deadline.due_at);
    breaches && lapse::has_consequences(deadline)
}

/// Most steps of one transaction: after an outage a record may have missed many.
const STEPS: usize = 64;

/// Fires what is due of one record, step by step in the order of their instants, each with what it does to the record and
/// what that begins or ends.
pub async fn record(app: App, call: Call, subject: DeadlineSubject) -> Answer<Fired> {
    app.change(call, "deadlineFire", subject, |work, subject| {
        Box::pin(async move {
            let mut fired = Fired::default();
            let Some(mut held) = hold(work, *subject).await? else { return Ok(fired) };
            let mut turn = Turn::begin(work, &held).await?;
            // What is owed now decides what may fire.
            turn.follow(work);
            while fired.steps.len() < STEPS {
                let Some((change, planned)) = turn.fire(work) else { break };
                fired.note(change.state.record().id, planned, work);
                let breached = Deadline::has_lapsed(&change).then(|| change.state.clone());
                turn.apply(change);
                match breached {
                    Some(breached) if breached.record().kind.recurs() => turn.follow(work),
                    Some(breached) if lapse::has_consequences(breached.record()) => {
                        turn.write(work).await?;
                        held.touch(work);
                        lapse::lapse(work, &held, &breached).await?;
                        held = held.now(work);
                        Box::pin(super::follow(work)).await?;
                        turn = Turn::begin(work, &held).await?;
                    }
                    _ => {}
                }
            }
            turn.write(work).await?;
            Ok(fired)
        })
    })
    .await
}

/// The deadlines of one record while time does to them what it has to, written when something else depends on them.
struct Turn {
    duties: Duties,
    deadlines: BTreeMap<DeadlineId, Deadline>,
    changes: Vec<Change<Deadline>>,
}

impl Turn {
    async fn begin(work: &mut Work, held: &Held) -> Result<Self, OperationError> {
        let duties = held.duties(work).await?;
        let subject = duties.about.subject.uuid();
        let known = stored::current(work.db(), &[subject]).await?.remove(&subject).unwrap_or_default();
        let audience = &duties.about.audience;
        let deadlines = known.into_iter().map(|one| (one.id, Deadline::restore(one, audience.clone())));
        Ok(Self { deadlines: deadlines.collect(), duties, changes: Vec::new() })
    }

    /// Lets the deadlines follow what is owed.
    fn follow(&mut self, work: &Work) {
        let known = self.deadlines.values().map(|deadline| deadline.record().clone()).collect();
        for change in self.duties.reconcile(work, known) {
            self.apply(change);
        }
    }

    /// The step whose instant has come first, and that instant.
    fn fire(&self, work: &mut Work) -> Option<(Change<Deadline>, Option<Instant>)> {
        let now = work.unit().now();
        let due = self.deadlines.values().filter(|due| due.record().next_at().is_some_and(|at| at <= now));
        let due = due.min_by_key(|due| (due.record().next_at(), due.record().id))?;
        let planned = due.record().next_at();
        due.fire(&super::server(work, due.record())).map(|change| (change, planned))
    }

    fn apply(&mut self, change: Change<Deadline>) {
        self.deadlines.insert(change.state.record().id, change.state.clone());
        self.changes.push(change);
    }

    async fn write(&mut self, work: &mut Work) -> Result<(), OperationError> {
        match std::mem::take(&mut self.changes) {
            changes if changes.is_empty() => Ok(()),
            changes => work.record_all(changes).await,
        }
    }
}

/// Fires one step of each of these, none of which moves its record.
pub async fn many(app: App, call: Call, ids: Vec<DeadlineId>) -> Answer<Fired> {
    app.change(call, "deadlineFire", ids, |work, ids| {
        Box::pin(async move {
            let (mut fired, mut changes) = (Fired::default(), Vec::new());
            for deadline in locked(work, ids).await? {
                let due = deadline.record();
                if alone(due) {
                    continue;
                }
                if let Some(change) = deadline.fire(&super::server(work, due)) {
                    fired.note(due.id, due.next_at(), work);
                    changes.push(change);
                }
            }
            if !changes.is_empty() {
                work.record_all(changes).await?;
            }
            Ok(fired)
        })
    })
    .await
}

impl Fired {
    fn note(&mut self, id: DeadlineId, planned: Option<Instant>, work: &mut Work) {
        let now = work.unit().now();
        let planned = planned.unwrap_or(now);
        self.steps.push((id, now.micros() - planned.micros()));
    }
}

impl Held {
    /// What the record owes, with what its tasks and ratings say.
    async fn duties(&self, work: &Work) -> Result<Duties, OperationError> {
        Ok(match self {
            Self::Request(request) => {
                let around = surroundings::of(work, std::iter::once(request.as_ref())).await?;
                super::of_request(work, request, &around.get(&request.id).cloned().unwrap_or_default())
            }
            Self::Task(task) => super::of_task(work, task),
            Self::Problem(problem) => super::of_problem(work, problem),
            Self::Meeting(meeting) => super::of_meeting(work, meeting),
            Self::Customer(customer) => super::of_customer(work, customer),
            Self::Comment(comment) => super::of_comment(work, comment),
        })
    }

    /// The record as this unit last recorded it.
    fn now(self, work: &mut Work) -> Self {
        let touched = work.touched();
        match self {
            Self::Request(request) => {
                Self::Request(touched.requests.get(&request.id).cloned().map_or(request, Box::new))
            }
            Self::Task(task) => {
                Self::Task(touched.tasks.get(&task.record().id).cloned().map_or(task, Box::new))
            }
            Self::Problem(problem) => Self::Problem(problem),
            Self::Meeting(meeting) => {
                Self::Meeting(touched.meetings.get(&meeting.record().id).cloned().map_or(meeting, Box::new))
            }
            Self::Customer(customer) => Self::Customer(customer),
            Self::Comment(comment) => Self::Comment(comment),
        }
    }

    fn touch(&self, work: &mut Work) {
        match self {
            Self::Request(request) => work.touched().request(request),
            Self::Task(task) => work.touched().task(task),
            Self::Problem(problem) => work.touched().problem(problem),
            Self::Meeting(meeting) => work.touched().meeting(meeting),
            Self::Customer(customer) => work.touched().customer(customer),
            Self::Comment(comment) => work.touched().comment(comment),
        }
    }
}

/// The record, locked after what it hangs on.
async fn hold(work: &mut Work, subject: DeadlineSubject) -> Result<Option<Held>, OperationError> {
    Ok(match subject {
        DeadlineSubject::Request(id) => locked_request(work, id).await?.map(Box::new).map(Held::Request),
        DeadlineSubject::Task(id) => task::load(work, id).await?.1.map(Box::new).map(Held::Task),
        DeadlineSubject::Problem(id) => problem::load(work, id).await?.1.map(Box::new).map(Held::Problem),
        DeadlineSubject::Meeting(id) => meeting::load(work, id).await?.1.map(Box::new).map(Held::Meeting),
        DeadlineSubject::Customer(id) => customer::load(work, id).await?.map(Box::new).map(Held::Customer),
        DeadlineSubject::Comment(id) => comment::load(work, id).await?.map(Box::new).map(Held::Comment),
    })
}
