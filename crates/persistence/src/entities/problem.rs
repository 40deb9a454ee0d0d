//! The table `problem`; what nothing lists or filters is one versioned JSON text.

use liaison_domain::canonical;
use liaison_domain::ids::{DepartmentId, PersonId, ProblemId, RequestId, TaskId};
use liaison_domain::problem::{
    Anchor, Confirmation, Cooperation, Duties, ProblemRecord, ProblemStatus, Resolution,
};
use liaison_domain::task::Due;
use liaison_domain::text::Text;
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use super::task::date;
use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "problem")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) request: Option<Uuid>,
    pub(crate) task: Option<Uuid>,
    pub(crate) description: String,
    pub(crate) impact: Option<String>,
    pub(crate) raised_by: Uuid,
    pub(crate) raising_department: Uuid,
    pub(crate) responsible_department: Uuid,
    pub(crate) handler: Option<Uuid>,
    pub(crate) planned_at: Option<i64>,
    pub(crate) planned_on: Option<String>,
    pub(crate) planned_sort: i64,
    pub(crate) measures: Option<String>,
    pub(crate) major: bool,
    pub(crate) status: String,
    pub(crate) return_of: Option<Uuid>,
    pub(crate) raised_at: i64,
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
    cooperating: Vec<Cooperation>,
    resolution: Option<Resolution>,
    confirmation: Option<Confirmation>,
    withdrawn_reason: Option<Text>,
    #[serde(default)]
    duties: Duties,
}

const FORM: u8 = 1;
/// Where a problem without a plan stands in the order of plans: last.
const UNPLANNED: i64 = i64::MAX;

impl From<&ProblemRecord> for ActiveModel {
    fn from(problem: &ProblemRecord) -> Self {
        let body = Body {
            form: FORM,
            cooperating: problem.cooperating.clone(),
            resolution: problem.resolution.clone(),
            confirmation: problem.confirmation.clone(),
            withdrawn_reason: problem.withdrawn_reason.clone(),
            duties: problem.duties,
        };
        let planned = problem.planned.map(|planned| planned.at.micros());
        Self {
            id: Set(problem.id.uuid()),
            version: Set(problem.version),
            request: Set(problem.anchor.request().map(RequestId::uuid)),
            task: Set(problem.anchor.task().map(TaskId::uuid)),
            description: Set(problem.description.to_string()),
            impact: Set(problem.impact.as_ref().map(ToString::to_string)),
            raised_by: Set(problem.raised_by.uuid()),
            raising_department: Set(problem.raising_department.uuid()),
            responsible_department: Set(problem.responsible_department.uuid()),
            handler: Set(problem.handler.map(PersonId::uuid)),
            planned_at: Set(planned),
            planned_on: Set(problem.planned.and_then(|planned| planned.on).map(|date| date.to_string())),
            planned_sort: Set(planned.unwrap_or(UNPLANNED)),
            measures: Set(problem.measures.as_ref().map(ToString::to_string)),
            major: Set(problem.major),
            status: Set(problem.status.name().to_owned()),
            return_of: Set(problem.return_of.map(ProblemId::uuid)),
            raised_at: Set(problem.raised_at.micros()),
            body: Set(canonical::json(&body)),
        }
    }
}

impl Model {
    /// The problem that this row keeps.
    pub(crate) fn record(self) -> Result<ProblemRecord, Error> {
        let id = self.id;
        let corrupt = |column| Error::corrupt("problem", column, id);
        let body: Body = serde_json::from_str(&self.body).map_err(|_| corrupt("body"))?;
        if body.form != FORM {
            return Err(corrupt("body"));
        }
        let request = self.request.map(RequestId::from_uuid);
        let anchor = match (self.task, request) {
            (Some(task), request) => Anchor::Task { task: TaskId::from_uuid(task), request },
            (None, Some(request)) => Anchor::Request { request },
            (None, None) => Anchor::Departments,
        };
        let planned_on = date(self.planned_on.as_deref(), || corrupt("planned_on"))?;
        let text = |value: Option<&str>, column| Text::optional(value).map_err(|_| corrupt(column));
        Ok(ProblemRecord {
            id: ProblemId::from_uuid(id),
            version: self.version,
            anchor,
            description: Text::new(&self.description).map_err(|_| corrupt("description"))?,
            impact: text(self.impact.as_deref(), "impact")?,
            raised_by: PersonId::from_uuid(self.raised_by),
            raising_department: DepartmentId::from_uuid(self.raising_department),
            responsible_department: DepartmentId::from_uuid(self.responsible_department),
            cooperating: body.cooperating,
            handler: self.handler.map(PersonId::from_uuid),
            planned: self.planned_at.map(|at| Due { at: Instant::from_micros(at), on: planned_on }),
            measures: text(self.measures.as_deref(), "measures")?,
            major: self.major,
            status: ProblemStatus::parse(&self.status).ok_or_else(|| corrupt("status"))?,
            resolution: body.resolution,
            confirmation: body.confirmation,
            withdrawn_reason: body.withdrawn_reason,
            return_of: self.return_of.map(ProblemId::from_uuid),
            raised_at: Instant::from_micros(self.raised_at),
            duties: body.duties,
        })
    }
}
