//! The table `progress_report`; what nothing lists or filters is one versioned JSON text.

use liaison_domain::canonical;
use liaison_domain::ids::{DepartmentId, PersonId, ProgressReportId, RequestId};
use liaison_domain::progress_report::{PlanItem, ReportRecord, SupportItem};
use liaison_domain::text::{Line, Text};
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use super::task::date;
use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "progress_report")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) request: Uuid,
    pub(crate) department: Uuid,
    pub(crate) on_date: String,
    pub(crate) phase: String,
    pub(crate) published_by: Uuid,
    pub(crate) published_at: i64,
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
    done: Text,
    risks: Option<Text>,
    support: Vec<SupportItem>,
    plan: Vec<PlanItem>,
}

const FORM: u8 = 1;

impl From<&ReportRecord> for ActiveModel {
    fn from(report: &ReportRecord) -> Self {
        let body = Body {
            form: FORM,
            done: report.done.clone(),
            risks: report.risks.clone(),
            support: report.support.clone(),
            plan: report.plan.clone(),
        };
        Self {
            id: Set(report.id.uuid()),
            version: Set(report.version),
            request: Set(report.request.uuid()),
            department: Set(report.department.uuid()),
            on_date: Set(report.on.to_string()),
            phase: Set(report.phase.to_string()),
            published_by: Set(report.by.uuid()),
            published_at: Set(report.at.micros()),
            body: Set(canonical::json(&body)),
        }
    }
}

impl Model {
    /// The report that this row keeps.
    pub(crate) fn record(self) -> Result<ReportRecord, Error> {
        let id = self.id;
        let corrupt = |column| Error::corrupt("progress_report", column, id);
        let body: Body = serde_json::from_str(&self.body).map_err(|_| corrupt("body"))?;
        if body.form != FORM {
            return Err(corrupt("body"));
        }
        Ok(ReportRecord {
            id: ProgressReportId::from_uuid(id),
            version: self.version,
            request: RequestId::from_uuid(self.request),
            department: DepartmentId::from_uuid(self.department),
            on: date(Some(&self.on_date), || corrupt("on_date"))?.ok_or_else(|| corrupt("on_date"))?,
            phase: Line::new(&self.phase).map_err(|_| corrupt("phase"))?,
            done: body.done,
            risks: body.risks,
            support: body.support,
            plan: body.plan,
            by: PersonId::from_uuid(self.published_by),
            at: Instant::from_micros(self.published_at),
        })
    }
}
