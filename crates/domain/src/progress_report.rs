//! Progress reports: the periodic sheet of a whole request or project, one department's at a time (S3-35 to S3-42).
//!
//! Owns the [`ProgressReport`] aggregate: publishing one, and linking a support item to the task or request it was turned
//! into. A task's own dated log is [`crate::task`]'s.

mod link;
mod publish;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use publish::{MAX_ITEMS, NewReport, NewSupport, may_publish};

use crate::access::Audience;
use crate::command::Aggregate;
use crate::event::{Fact, SubjectKind};
use crate::ids::{DepartmentId, PersonId, ProgressReportId, RequestId, TaskId};
use crate::request::frame::Frame;
use crate::text::{Line, Text};
use crate::time::{Date, Instant};

/// What a support item, or a measure of an interaction, was turned into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Linked {
    /// A task.
    Task(TaskId),
    /// A request.
    Request(RequestId),
}

impl Linked {
    /// The task that it is, if it is one.
    pub const fn task(self) -> Option<TaskId> {
        match self {
            Self::Task(task) => Some(task),
            Self::Request(_) => None,
        }
    }

    /// The request that it is, if it is one.
    pub const fn request(self) -> Option<RequestId> {
        match self {
            Self::Request(request) => Some(request),
            Self::Task(_) => None,
        }
    }
}

/// Support that is needed: by whom, with what, by when (S3-40).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SupportItem {
    /// Its place in the sheet, from 1.
    pub number: u32,
    /// Who should help.
    pub department: DepartmentId,
    /// With what.
    pub matter: Text,
    /// By when.
    pub due_on: Option<Date>,
    /// What it was turned into.
    pub linked: Option<Linked>,
}

/// What comes next, by when (S3-41).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanItem {
    /// What.
    pub matter: Text,
    /// By when.
    pub on: Option<Date>,
}

/// Everything a progress report keeps, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportRecord {
    /// Its ID.
    pub id: ProgressReportId,
    /// Its version, from 1.
    pub version: i64,
    /// The request it speaks of.
    pub request: RequestId,
    /// Whose sheet it is.
    pub department: DepartmentId,
    /// The day it speaks of.
    pub on: Date,
    /// The present phase, such as 开发测试阶段; a free list (S3-37).
    pub phase: Line,
    /// What was done, quantified (S3-38).
    pub done: Text,
    /// Risks and problems (S3-39).
    pub risks: Option<Text>,
    /// The support needed.
    pub support: Vec<SupportItem>,
    /// The next steps.
    pub plan: Vec<PlanItem>,
    /// Who published it.
    pub by: PersonId,
    /// When.
    pub at: Instant,
}

/// A periodic sheet, with the request it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgressReport {
    record: ReportRecord,
    frame: Frame,
}

impl ProgressReport {
    /// The report that was stored as `record`, of the request seen as `frame`.
    pub const fn restore(record: ReportRecord, frame: Frame) -> Self {
        Self { record, frame }
    }

    /// What it keeps.
    pub const fn record(&self) -> &ReportRecord {
        &self.record
    }

    /// What it keeps, alone.
    pub fn into_record(self) -> ReportRecord {
        self.record
    }

    /// The request it speaks of.
    pub const fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// The events of a progress report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum ReportFact {
    /// A sheet was published.
    ProgressReportPublished {
        /// Of which request.
        request: RequestId,
        /// Whose sheet.
        department: DepartmentId,
        /// The present phase.
        phase: Line,
        /// Whose support is needed.
        support_from: Vec<DepartmentId>,
    },
    /// A support item was turned into something that is followed up.
    SupportItemLinked {
        /// Its place in the sheet, from 1.
        number: u32,
        /// What it was turned into.
        linked: Linked,
    },
}

impl Fact for ReportFact {
    const SUBJECT: SubjectKind = SubjectKind::ProgressReport;
}

impl Aggregate for ProgressReport {
    type Fact = ReportFact;

    fn uuid(&self) -> uuid::Uuid {
        self.record.id.uuid()
    }

    fn version(&self) -> i64 {
        self.record.version
    }

    fn set_version(&mut self, version: i64) {
        self.record.version = version;
    }

    /// Who sees the request.
    fn audience(&self) -> Audience {
        self.frame.audience.clone()
    }

    fn watched(&self) -> Map<String, Value> {
        let report = &self.record;
        let fields = json!({
            "on": report.on,
            "phase": report.phase,
            "done": report.done,
            "risks": report.risks,
            "support": report.support,
            "plan": report.plan,
        });
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }
}
