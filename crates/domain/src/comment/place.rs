//! What a comment is about, as far as comments ask: who sees it, whether it is still spoken about, whom it concerns.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access::Audience;
use crate::command::Aggregate as _;
use crate::customer::{Customer, CustomerState};
use crate::error::{Reason, Rule};
use crate::event::SubjectKind;
use crate::ids::{CustomerId, DepartmentId, Id, MeetingId, PersonId, ProblemId, RequestId, TaskId};
use crate::meeting::Meeting;
use crate::pack::{ByPack, Governed, PackRef};
use crate::problem::{Anchor, Problem};
use crate::request::Request;
use crate::request::frame::Frame;
use crate::request::kind::RequestKind;
use crate::request::status::RequestStatus;
use crate::task::Task;

/// What a comment is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CommentSubject {
    /// A request.
    Request(RequestId),
    /// A task.
    Task(TaskId),
    /// A problem.
    Problem(ProblemId),
    /// A meeting.
    Meeting(MeetingId),
    /// A customer.
    Customer(CustomerId),
}

impl CommentSubject {
    /// The bits of its ID.
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Request(id) => id.uuid(),
            Self::Task(id) => id.uuid(),
            Self::Problem(id) => id.uuid(),
            Self::Meeting(id) => id.uuid(),
            Self::Customer(id) => id.uuid(),
        }
    }

    /// Which kind of record it is.
    pub const fn kind(self) -> SubjectKind {
        match self {
            Self::Request(_) => SubjectKind::Request,
            Self::Task(_) => SubjectKind::Task,
            Self::Problem(_) => SubjectKind::Problem,
            Self::Meeting(_) => SubjectKind::Meeting,
            Self::Customer(_) => SubjectKind::Customer,
        }
    }

    /// The record of this kind with these bits; none where nobody comments on such.
    pub const fn of(kind: SubjectKind, id: Uuid) -> Option<Self> {
        Some(match kind {
            SubjectKind::Request => Self::Request(Id::from_uuid(id)),
            SubjectKind::Task => Self::Task(Id::from_uuid(id)),
            SubjectKind::Problem => Self::Problem(Id::from_uuid(id)),
            SubjectKind::Meeting => Self::Meeting(Id::from_uuid(id)),
            SubjectKind::Customer => Self::Customer(Id::from_uuid(id)),
            _ => return None,
        })
    }
}

/// Which pack governs, kept apart from the record that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Governing {
    By(PackRef),
    Assigned { kind: Option<RequestKind>, department: Option<DepartmentId> },
}

/// What a comment is about, loaded with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which record.
    pub about: CommentSubject,
    /// The request that it belongs to, directly or through a task.
    pub request: Option<RequestId>,
    /// The customer to whom what is marked external goes, and whose contacts' values it must not tell.
    pub customer: Option<CustomerId>,
    /// The record whose audience it has: the request, or what stands alone.
    pub root: Uuid,
    /// Who sees that.
    pub root_audience: Audience,
    /// Who sees it beside those.
    pub persons: BTreeSet<PersonId>,
    /// Who sees it: all of these.
    pub audience: Audience,
    /// Who is told of what is said about it.
    pub concerned: BTreeSet<PersonId>,
    /// The status in which it, or the request above it, is only read any more.
    pub closed: Option<&'static str>,
    governing: Governing,
}

impl ByPack for Place {
    fn governed(&self) -> Governed<'_> {
        match &self.governing {
            Governing::By(pack) => Governed::By(pack),
            Governing::Assigned { kind, department } => {
                Governed::Assigned { kind: *kind, department: *department }
            }
        }
    }
}

impl Governing {
    fn of(record: &impl ByPack) -> Self {
        match record.governed() {
            Governed::By(pack) => Self::By(pack.clone()),
            Governed::Assigned { kind, department } => Self::Assigned { kind, department },
        }
    }
}

/// An archived request, and what hangs on it, is read-only (`states.md`, Request, comment).
fn closed(status: RequestStatus) -> Option<&'static str> {
    (status == RequestStatus::Archived).then(|| status.name())
}

/// Why nothing is said any more about what hangs on this request.
pub(crate) fn archived(frame: &Frame) -> Option<Reason> {
    closed(frame.status).map(|status| Reason::of(Rule::RequestNotWorkable).with("status", status))
}

fn closed_above(frame: Option<&Frame>) -> Option<&'static str> {
    frame.and_then(|frame| closed(frame.status))
}

impl From<&Request> for Place {
    /// Told are the initiator, the liaisons and the watchers (resolution 69).
    fn from(request: &Request) -> Self {
        let liaisons = request.present().filter_map(|party| party.liaison);
        Self {
            about: CommentSubject::Request(request.id),
            request: Some(request.id),
            customer: request.ticket.as_ref().and_then(|ticket| ticket.customer),
            root: request.uuid(),
            root_audience: request.audience(),
            persons: BTreeSet::new(),
            audience: request.audience(),
            concerned: liaisons.chain(request.watchers.iter().copied()).chain([request.initiator]).collect(),
            closed: closed(request.status),
            governing: Governing::of(request),
        }
    }
}

impl From<&Task> for Place {
    /// Told are the assignee and the collaborators.
    fn from(task: &Task) -> Self {
        let frame = task.setting().frame.as_ref();
        let people: BTreeSet<PersonId> = task.record().people().collect();
        let inherited = task.request().zip(frame);
        Self {
            about: CommentSubject::Task(task.record().id),
            request: task.request(),
            customer: None,
            root: inherited.map_or(task.uuid(), |(request, _)| request.uuid()),
            root_audience: inherited.map_or_else(|| task.audience(), |(_, frame)| frame.audience.clone()),
            persons: if inherited.is_some() { people.clone() } else { BTreeSet::new() },
            audience: task.audience(),
            concerned: people,
            closed: closed_above(frame),
            governing: Governing::of(task),
        }
    }
}

impl From<&Problem> for Place {
    /// Told are who raised it and who handles it.
    fn from(problem: &Problem) -> Self {
        let (record, setting) = (problem.record(), problem.setting());
        let frame = setting.frame.as_ref();
        let people: BTreeSet<PersonId> = record.handler.into_iter().chain([record.raised_by]).collect();
        let above = match (record.anchor, frame, &setting.task_audience) {
            (Anchor::Departments, ..) => None,
            (_, Some(frame), _) => Some((frame.request.uuid(), frame.audience.clone())),
            (Anchor::Task { task, .. }, None, Some(audience)) => Some((task.uuid(), audience.clone())),
            (_, None, _) => None,
        };
        let persons = setting.heads.iter().copied().chain(people.iter().copied());
        Self {
            about: CommentSubject::Problem(record.id),
            request: record.anchor.request(),
            customer: None,
            persons: if above.is_some() { persons.collect() } else { BTreeSet::new() },
            root: above.as_ref().map_or(problem.uuid(), |(root, _)| *root),
            root_audience: above.map_or_else(|| problem.audience(), |(_, audience)| audience),
            audience: problem.audience(),
            concerned: people,
            closed: closed_above(frame),
            governing: Governing::of(problem),
        }
    }
}

impl From<&Meeting> for Place {
    /// Told are the host and the recorder.
    fn from(meeting: &Meeting) -> Self {
        let record = meeting.record();
        Self {
            about: CommentSubject::Meeting(record.id),
            request: record.request,
            customer: None,
            root: meeting.uuid(),
            root_audience: meeting.audience(),
            persons: BTreeSet::new(),
            audience: meeting.audience(),
            concerned: [record.host, record.recorder].into(),
            closed: None,
            governing: Governing::of(meeting),
        }
    }
}

impl From<&Customer> for Place {
    /// Its comments are the circle's, whoever reads the card; told is the owner.
    fn from(customer: &Customer) -> Self {
        let record = customer.record();
        let archived = record.state == CustomerState::Archived;
        Self {
            about: CommentSubject::Customer(record.id),
            request: None,
            customer: Some(record.id),
            root: customer.uuid(),
            root_audience: customer.audience(),
            persons: BTreeSet::new(),
            audience: customer.audience(),
            concerned: [record.owner].into(),
            closed: archived.then(|| CustomerState::Archived.name()),
            governing: Governing::of(customer),
        }
    }
}
