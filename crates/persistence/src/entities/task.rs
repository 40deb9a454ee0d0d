//! The table `task`; what nothing lists or filters is one versioned JSON text.

use std::collections::BTreeSet;

use liaison_domain::canonical;
use liaison_domain::ids::{DecisionId, DepartmentId, MeetingId, PersonId, RequestId, TaskId};
use liaison_domain::priority::Priority;
use liaison_domain::task::{
    AcceptanceRound, Anchor, Deliverable, Due, Duties, Extension, Origin, StartOverride, TaskRecord,
    TaskState, TaskStatus,
};
use liaison_domain::text::{self, Line, Text};
use liaison_domain::time::{Date, Instant};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "task")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) code: String,
    pub(crate) request: Option<Uuid>,
    pub(crate) home: Option<Uuid>,
    pub(crate) meeting: Option<Uuid>,
    pub(crate) decision: Option<Uuid>,
    pub(crate) related_request: Option<Uuid>,
    pub(crate) department: Uuid,
    pub(crate) name: String,
    pub(crate) name_sort: String,
    pub(crate) assignee: Uuid,
    pub(crate) priority: String,
    pub(crate) priority_rank: i64,
    pub(crate) status: String,
    pub(crate) progress: i64,
    pub(crate) start_on: Option<String>,
    pub(crate) due_at: i64,
    pub(crate) due_on: Option<String>,
    pub(crate) dispatched_at: Option<i64>,
    pub(crate) acknowledged_at: Option<i64>,
    pub(crate) started_at: Option<i64>,
    pub(crate) delivered_at: Option<i64>,
    pub(crate) completed_at: Option<i64>,
    pub(crate) overdue_told_at: Option<i64>,
    pub(crate) created_at: i64,
    pub(crate) created_by: Option<Uuid>,
    pub(crate) body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What stands in `body`, in its first form.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    form: u8,
    description: Option<Text>,
    delivery_standard: Option<Text>,
    risk: Option<Text>,
    state: TaskState,
    start_override: Option<StartOverride>,
    delivered_by: Option<PersonId>,
    deliverables: Vec<Deliverable>,
    rounds: Vec<AcceptanceRound>,
    extensions: Vec<Extension>,
    #[serde(default)]
    duties: Duties,
}

const FORM: u8 = 1;

/// The place of a priority in an order, most pressing first.
fn rank(priority: Priority) -> i64 {
    match priority {
        Priority::Critical => 0,
        Priority::High => 1,
        Priority::Medium => 2,
        Priority::Low => 3,
    }
}

impl From<&TaskRecord> for ActiveModel {
    fn from(task: &TaskRecord) -> Self {
        let body = Body {
            form: FORM,
            description: task.description.clone(),
            delivery_standard: task.delivery_standard.clone(),
            risk: task.risk.clone(),
            state: task.state.clone(),
            start_override: task.start_override.clone(),
            delivered_by: task.delivered_by,
            deliverables: task.deliverables.clone(),
            rounds: task.rounds.clone(),
            extensions: task.extensions.clone(),
            duties: task.duties,
        };
        let (request, home) = match task.anchor {
            Anchor::Request(request) => (Some(request.uuid()), None),
            Anchor::Department(department) => (None, Some(department.uuid())),
            // The home says no more than that no request is there; the meeting is `origin`'s.
            Anchor::Meeting(_) => (None, Some(task.department.uuid())),
        };
        let origin = task.origin;
        let instant = |at: Option<Instant>| Set(at.map(Instant::micros));
        Self {
            id: Set(task.id.uuid()),
            version: Set(task.version),
            code: Set(task.code.clone()),
            request: Set(request),
            home: Set(home),
            meeting: Set(origin.map(|origin| origin.meeting.uuid())),
            decision: Set(origin.and_then(|origin| origin.decision).map(DecisionId::uuid)),
            related_request: Set(origin.and_then(|origin| origin.related_request).map(RequestId::uuid)),
            department: Set(task.department.uuid()),
            name: Set(task.name.to_string()),
            name_sort: Set(text::sort_key(task.name.as_str())),
            assignee: Set(task.assignee.uuid()),
            priority: Set(task.priority.name().to_owned()),
            priority_rank: Set(rank(task.priority)),
            status: Set(task.status().name().to_owned()),
            progress: Set(i64::from(task.progress)),
            start_on: Set(task.start_on.map(|date| date.to_string())),
            due_at: Set(task.due.at.micros()),
            due_on: Set(task.due.on.map(|date| date.to_string())),
            dispatched_at: instant(task.dispatched_at),
            acknowledged_at: instant(task.acknowledged_at),
            started_at: instant(task.started_at),
            delivered_at: instant(task.delivered_at),
            completed_at: instant(task.completed_at),
            overdue_told_at: instant(task.overdue_told_at),
            created_at: Set(task.created_at.micros()),
            created_by: Set(task.created_by.map(PersonId::uuid)),
            body: Set(canonical::json(&body)),
        }
    }
}

/// A date column; `None` for an empty one.
pub(crate) fn date(text: Option<&str>, corrupt: impl Fn() -> Error) -> Result<Option<Date>, Error> {
    text.map(|text| text.parse().map_err(|_| corrupt())).transpose()
}

/// What the columns say that a task hangs on.
pub(crate) fn anchor(request: Option<Uuid>, home: Option<Uuid>, meeting: Option<Uuid>) -> Option<Anchor> {
    match (request, home, meeting) {
        (Some(request), None, _) => Some(Anchor::Request(RequestId::from_uuid(request))),
        (None, Some(_), Some(meeting)) => Some(Anchor::Meeting(MeetingId::from_uuid(meeting))),
        (None, Some(home), None) => Some(Anchor::Department(DepartmentId::from_uuid(home))),
        _ => None,
    }
}

impl Model {
    /// The task that this row keeps, with what its two lists name.
    pub(crate) fn record(
        self,
        collaborators: BTreeSet<PersonId>,
        depends_on: BTreeSet<TaskId>,
    ) -> Result<TaskRecord, Error> {
        let id = self.id;
        let corrupt = |column| Error::corrupt("task", column, id);
        let body: Body = serde_json::from_str(&self.body).map_err(|_| corrupt("body"))?;
        let status = TaskStatus::parse(&self.status).filter(|status| *status == body.state.status());
        if status.is_none() || body.form != FORM {
            return Err(corrupt("status"));
        }
        let anchor = anchor(self.request, self.home, self.meeting).ok_or_else(|| corrupt("home"))?;
        let origin = self.meeting.map(|meeting| Origin {
            meeting: MeetingId::from_uuid(meeting),
            decision: self.decision.map(DecisionId::from_uuid),
            related_request: self.related_request.map(RequestId::from_uuid),
        });
        let instant = |at: Option<i64>| at.map(Instant::from_micros);
        Ok(TaskRecord {
            id: TaskId::from_uuid(id),
            version: self.version,
            code: self.code,
            anchor,
            origin,
            department: DepartmentId::from_uuid(self.department),
            name: Line::new(&self.name).map_err(|_| corrupt("name"))?,
            description: body.description,
            assignee: PersonId::from_uuid(self.assignee),
            collaborators,
            priority: Priority::parse(&self.priority).ok_or_else(|| corrupt("priority"))?,
            delivery_standard: body.delivery_standard,
            start_on: date(self.start_on.as_deref(), || corrupt("start_on"))?,
            due: Due {
                at: Instant::from_micros(self.due_at),
                on: date(self.due_on.as_deref(), || corrupt("due_on"))?,
            },
            state: body.state,
            progress: u8::try_from(self.progress).map_err(|_| corrupt("progress"))?,
            risk: body.risk,
            depends_on,
            dispatched_at: instant(self.dispatched_at),
            acknowledged_at: instant(self.acknowledged_at),
            started_at: instant(self.started_at),
            start_override: body.start_override,
            delivered_at: instant(self.delivered_at),
            delivered_by: body.delivered_by,
            completed_at: instant(self.completed_at),
            overdue_told_at: instant(self.overdue_told_at),
            duties: body.duties,
            deliverables: body.deliverables,
            rounds: body.rounds,
            extensions: body.extensions,
            created_at: Instant::from_micros(self.created_at),
            created_by: self.created_by.map(PersonId::from_uuid),
        })
    }
}
