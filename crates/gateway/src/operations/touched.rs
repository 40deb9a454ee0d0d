//! What a unit of work recorded so far, as far as something else follows from it: the last state of each request, meeting, task,
//! problem, customer and comment. Audiences and deadlines follow once, when everything else is recorded.

use std::collections::{BTreeMap, BTreeSet};

use liaison_domain::access::Audience;
use liaison_domain::api_key::ApiKey;
use liaison_domain::calendar::CalendarRecord;
use liaison_domain::calendar_feed::CalendarFeed;
use liaison_domain::command::{Aggregate, Change};
use liaison_domain::comment::Comment;
use liaison_domain::customer::{Contact, Customer, Interaction};
use liaison_domain::directory::{Department, Person};
use liaison_domain::guest::Guest;
use liaison_domain::ids::{CommentId, CustomerId, DepartmentId, MeetingId, ProblemId, RequestId, TaskId};
use liaison_domain::meeting::Meeting;
use liaison_domain::notice::Noticed;
use liaison_domain::pack::{PackAssignment, ProcessPack};
use liaison_domain::portal::PortalLink;
use liaison_domain::problem::Problem;
use liaison_domain::progress_report::ProgressReport;
use liaison_domain::rating::Rating;
use liaison_domain::request::Request;
use liaison_domain::request::form_template::FormTemplate;
use liaison_domain::request::frame::Frame;
use liaison_domain::request::status::RequestStatus;
use liaison_domain::resource::Resource;
use liaison_domain::routing::RoutingRule;
use liaison_domain::task::Task;
use liaison_persistence::unit_of_work::Stored;
use uuid::Uuid;

use super::ticket::Concern;

/// The records whose deadlines have to follow.
#[derive(Debug, Default)]
pub struct Touched {
    pub(super) requests: BTreeMap<RequestId, Request>,
    pub(super) tasks: BTreeMap<TaskId, Task>,
    pub(super) problems: BTreeMap<ProblemId, Problem>,
    pub(super) meetings: BTreeMap<MeetingId, Meeting>,
    pub(super) customers: BTreeMap<CustomerId, Customer>,
    pub(super) comments: BTreeMap<CommentId, Comment>,
    /// Requests of which something changed that their tasks' and problems' deadlines depend on.
    pub(super) reframed: BTreeSet<RequestId>,
    /// Requests and meetings that other people see now than before.
    pub(super) reseated: Reseated,
    /// Records whose comments have to follow.
    pub(super) spoken: Spoken,
    /// Customers of whose open tickets something changed that their circle depends on.
    pub(super) concerns: BTreeMap<CustomerId, Concern>,
}

/// Requests and meetings that other people see now than before: what has an audience made from theirs follows.
#[derive(Debug, Default)]
pub(super) struct Reseated {
    pub(super) requests: BTreeMap<RequestId, Audience>,
    pub(super) meetings: BTreeSet<MeetingId>,
}

/// Records that other people see now than before, or about which nothing is said any more: what was said follows.
#[derive(Debug, Default)]
pub(super) struct Spoken {
    pub(super) records: BTreeSet<Uuid>,
    /// Those of them that have people of their own in the audience of another record.
    pub(super) peopled: BTreeSet<Uuid>,
}

impl Spoken {
    /// Notes the record where other people see it than before.
    fn about<T: Aggregate>(&mut self, change: &Change<T>) {
        if change.audience_before().is_some() {
            self.records.insert(change.state.uuid());
        }
    }

    /// The same for a record that may have people of its own in the audience of another, though they see that already.
    fn about_part<T: Stored>(&mut self, change: &Change<T>) {
        self.about(change);
        if change.before.as_ref().is_some_and(|before| before.scope() != change.state.scope()) {
            self.records.insert(change.state.uuid());
            self.peopled.insert(change.state.uuid());
        }
    }
}

impl Touched {
    /// What is touched, leaving behind the audiences that follow at the end alone.
    pub(super) fn take(&mut self) -> Self {
        let (reseated, spoken) = (std::mem::take(&mut self.reseated), std::mem::take(&mut self.spoken));
        std::mem::replace(self, Self { reseated, spoken, ..Self::default() })
    }

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

    pub(super) fn comment(&mut self, comment: &Comment) {
        self.comments.insert(comment.record().id, comment.clone());
    }

    /// Notes what a change of a ticket means for its customer.
    fn concern(&mut self, before: Option<&Request>, after: &Request) {
        let (before, after) = (before.and_then(|before| before.concerns()), after.concerns());
        if before == after {
            return;
        }
        let of = |side: &Option<(CustomerId, BTreeSet<DepartmentId>)>| {
            side.as_ref().map(|(_, departments)| departments.clone()).unwrap_or_default()
        };
        let (old, new) = (of(&before), of(&after));
        if let Some((customer, _)) = after.or(before) {
            let concern = self.concerns.entry(customer).or_default();
            concern.came.extend(new.difference(&old));
            concern.went |= !old.is_subset(&new);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.requests.is_empty()
            && self.tasks.is_empty()
            && self.problems.is_empty()
            && self.meetings.is_empty()
            && self.customers.is_empty()
            && self.comments.is_empty()
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
impl Recorded for ApiKey {}
impl Recorded for Rating {}
impl Recorded for ProgressReport {}
impl Recorded for Contact {}
impl Recorded for Interaction {}
impl Recorded for RoutingRule {}
impl Recorded for PortalLink {}
impl Recorded for Guest {}

impl Recorded for Request {
    fn touch(change: &Change<Self>, touched: &mut Touched) {
        touched.request(&change.state);
        touched.spoken.about(change);
        let archived = |request: &Self| request.status == RequestStatus::Archived;
        if archived(&change.state) && !change.before.as_ref().is_some_and(archived) {
            touched.spoken.records.insert(change.state.uuid());
        }
        touched.concern(change.before.as_ref(), &change.state);
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
        touched.spoken.about_part(change);
    }
}

impl Recorded for Problem {
    fn touch(change: &Change<Self>, touched: &mut Touched) {
        touched.problem(&change.state);
        touched.spoken.about_part(change);
    }
}

impl Recorded for Meeting {
    fn touch(change: &Change<Self>, touched: &mut Touched) {
        touched.meeting(&change.state);
        touched.spoken.about(change);
        if change.audience_before().is_some() {
            touched.reseated.meetings.insert(change.state.record().id);
        }
    }
}

impl Recorded for Customer {
    fn touch(change: &Change<Self>, touched: &mut Touched) {
        touched.customer(&change.state);
        touched.spoken.about(change);
        let state = |customer: &Self| customer.record().state;
        if change.before.as_ref().is_some_and(|before| state(before) != state(&change.state)) {
            touched.spoken.records.insert(change.state.uuid());
        }
    }
}

impl Recorded for Comment {
    fn touch(change: &Change<Self>, touched: &mut Touched) {
        touched.comment(&change.state);
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
