//! What a unit of work recorded so far, as far as something else follows from it: the last state of each request, meeting, task,
//! problem and customer. Audiences and deadlines follow once, when everything else is recorded.

use std::collections::{BTreeMap, BTreeSet};

use liaison_domain::access::Audience;
use liaison_domain::calendar::CalendarRecord;
use liaison_domain::calendar_feed::CalendarFeed;
use liaison_domain::command::{Aggregate as _, Change};
use liaison_domain::customer::{Contact, Customer, Interaction};
use liaison_domain::directory::{Department, Person};
use liaison_domain::ids::{CustomerId, MeetingId, ProblemId, RequestId, TaskId};
use liaison_domain::meeting::Meeting;
use liaison_domain::notice::Noticed;
use liaison_domain::pack::{PackAssignment, ProcessPack};
use liaison_domain::problem::Problem;
use liaison_domain::progress_report::ProgressReport;
use liaison_domain::rating::Rating;
use liaison_domain::request::Request;
use liaison_domain::request::form_template::FormTemplate;
use liaison_domain::request::frame::Frame;
use liaison_domain::request::status::RequestStatus;
use liaison_domain::resource::Resource;
use liaison_domain::task::Task;
use liaison_persistence::unit_of_work::Stored;

/// The records whose deadlines have to follow.
#[derive(Debug, Default)]
pub struct Touched {
    pub(super) requests: BTreeMap<RequestId, Request>,
    pub(super) tasks: BTreeMap<TaskId, Task>,
    pub(super) problems: BTreeMap<ProblemId, Problem>,
    pub(super) meetings: BTreeMap<MeetingId, Meeting>,
    pub(super) customers: BTreeMap<CustomerId, Customer>,
    /// Requests of which something changed that their tasks' and problems' deadlines depend on.
    pub(super) reframed: BTreeSet<RequestId>,
    /// Requests and meetings that other people see now than before.
    pub(super) reseated: Reseated,
}

/// Requests and meetings that other people see now than before: what has an audience made from theirs follows.
#[derive(Debug, Default)]
pub(super) struct Reseated {
    pub(super) requests: BTreeMap<RequestId, Audience>,
    pub(super) meetings: BTreeSet<MeetingId>,
}

impl Touched {
    pub(super) fn request(&mut self, request: &Request) {
        if request.status != RequestStatus::Draft {
            self.requests.insert(request.id, request.clone());
        }
    }

    pub(super) fn task(&mut self, task: &Task) {
        self.tasks.insert(task.record().id, task.clone());
    }

    pub(super) fn problem(&mut self, problem: &Problem) {
        self.problems.insert(problem.record().id, problem.clone());
    }

    pub(super) fn meeting(&mut self, meeting: &Meeting) {
        self.meetings.insert(meeting.record().id, meeting.clone());
    }

    pub(super) fn customer(&mut self, customer: &Customer) {
        self.customers.insert(customer.record().id, customer.clone());
    }

    pub(super) fn is_empty(&self) -> bool {
        self.requests.is_empty()
            && self.tasks.is_empty()
            && self.problems.is_empty()
            && self.meetings.is_empty()
            && self.customers.is_empty()
    }
}

/// A noun that operations record.
pub trait Recorded: Stored + Noticed {
    /// Notes what follows the change; nothing, for most.
    fn touch(_change: &Change<Self>, _touched: &mut Touched) {}
}

impl Recorded for Department {}
impl Recorded for Person {}
impl Recorded for FormTemplate {}
impl Recorded for Resource {}
impl Recorded for ProcessPack {}
impl Recorded for PackAssignment {}
impl Recorded for CalendarRecord {}
impl Recorded for CalendarFeed {}
impl Recorded for Rating {}
impl Recorded for ProgressReport {}
impl Recorded for Contact {}
impl Recorded for Interaction {}

impl Recorded for Request {
    fn touch(change: &Change<Self>, touched: &mut Touched) {
        touched.request(&change.state);
        if change.audience_before().is_some() {
            touched.reseated.requests.insert(change.state.id, change.state.audience());
        }
        let Some(before) = change.before.as_ref().filter(|before| before.status.is_open()) else { return };
        if change.state.status.is_open() && seen_below(&before.frame()) != seen_below(&change.state.frame()) {
            touched.reframed.insert(change.state.id);
        }
    }
}

impl Recorded for Task {
    fn touch(change: &Change<Self>, touched: &mut Touched) {
        touched.task(&change.state);
    }
}

impl Recorded for Problem {
    fn touch(change: &Change<Self>, touched: &mut Touched) {
        touched.problem(&change.state);
    }
}

impl Recorded for Meeting {
    fn touch(change: &Change<Self>, touched: &mut Touched) {
        touched.meeting(&change.state);
        if change.audience_before().is_some() {
            touched.reseated.meetings.insert(change.state.record().id);
        }
    }
}

impl Recorded for Customer {
    fn touch(change: &Change<Self>, touched: &mut Touched) {
        touched.customer(&change.state);
    }
}

/// What of a request the deadlines below it depend on: who answers for it, how pressing it is, what stands still.
fn seen_below(frame: &Frame) -> impl PartialEq + use<> {
    let lead = frame.lead().map(|lead| (lead.department, lead.liaison));
    (
        (frame.initiator, frame.initiating_department, lead),
        (frame.priority, frame.blocked, frame.disputed.clone(), frame.pack.clone()),
    )
}
