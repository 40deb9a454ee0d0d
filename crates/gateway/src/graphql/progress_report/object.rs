//! The progress report as one object.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use liaison_domain::ids::{ProgressReportId, kind};
use liaison_domain::progress_report as domain;
use liaison_domain::progress_report::Linked;
use liaison_domain::text::Text;
use liaison_persistence::progress_report as stored;

use crate::graphql::directory::{Department, Person};
use crate::graphql::error::Fault;
use crate::graphql::loaders::{Batch, Loading};
use crate::graphql::mutation::Shown;
use crate::graphql::node::Identified;
use crate::graphql::nullable::OrNull;
use crate::graphql::request::Request;
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::scope::Scope;
use crate::graphql::task::Task;
use crate::operations::Reader;

/// Reports by their IDs.
enum ById {}

impl Batch for ById {
    type Key = ProgressReportId;
    type Value = domain::ReportRecord;

    fn load(
        reader: Arc<Reader>,
        keys: Vec<ProgressReportId>,
    ) -> Loading<ProgressReportId, domain::ReportRecord> {
        Box::pin(async move { Ok(stored::by_ids(&reader.db(), reader.actor(), &keys).await?) })
    }
}

/// A progress report, over its record.
#[derive(Clone)]
pub struct ProgressReport(Arc<domain::ReportRecord>);

impl ProgressReport {
    /// The schema's form of this report.
    pub const fn new(report: Arc<domain::ReportRecord>) -> Self {
        Self(report)
    }
}

impl Identified for ProgressReport {
    type Kind = kind::ProgressReport;

    async fn find(scope: &Scope, id: ProgressReportId) -> Result<Option<Self>, Fault> {
        Ok(scope.loader::<ById>().get(id).await?.map(Self))
    }
}

impl Shown for ProgressReport {
    type Record = domain::ReportRecord;

    fn show(_: &Scope, record: domain::ReportRecord) -> Self {
        Self(Arc::new(record))
    }
}

/// Support that a report asks for.
pub struct SupportItem(domain::SupportItem);

/// Support that a report asks for (需协同支持事项). `taskCreate` and `requestCreate` turn it into something that is followed up.
#[Object]
impl SupportItem {
    /// Its place in the report, from 1.
    async fn number(&self) -> u32 {
        self.0.number
    }

    /// Who should help.
    async fn department(&self, ctx: &Context<'_>) -> OrNull<Department> {
        OrNull::node(ctx, self.0.department).await
    }

    /// With what.
    async fn matter(&self) -> &str {
        self.0.matter.as_str()
    }

    /// By when.
    async fn due_on(&self) -> Option<Date> {
        self.0.due_on.map(Date)
    }

    /// The task it was turned into; null where there is none or the viewer may not see it.
    async fn task(&self, ctx: &Context<'_>) -> OrNull<Task> {
        OrNull::node(ctx, self.0.linked.and_then(Linked::task)).await
    }

    /// The request it was turned into; null where there is none or the viewer may not see it.
    async fn request(&self, ctx: &Context<'_>) -> OrNull<Request> {
        OrNull::node(ctx, self.0.linked.and_then(Linked::request)).await
    }
}

/// A next step of a report (下一步计划).
#[derive(SimpleObject)]
pub struct PlanItem {
    /// What.
    pub matter: String,
    /// By when.
    pub on: Option<Date>,
}

/// A periodic sheet of a whole request (进度同步), one department's. Seen by whoever sees the request.
#[Object]
impl ProgressReport {
    /// Opaque.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Rises with every change, from 1.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// The request it speaks of.
    async fn request(&self, ctx: &Context<'_>) -> OrNull<Request> {
        OrNull::node(ctx, self.0.request).await
    }

    /// Whose sheet it is (责任部门).
    async fn department(&self, ctx: &Context<'_>) -> OrNull<Department> {
        OrNull::node(ctx, self.0.department).await
    }

    /// The day it speaks of.
    async fn on(&self) -> Date {
        Date(self.0.on)
    }

    /// The present phase, such as 开发测试阶段.
    async fn phase(&self) -> &str {
        self.0.phase.as_str()
    }

    /// What was done, quantified.
    async fn done(&self) -> &str {
        self.0.done.as_str()
    }

    /// Risks and problems.
    async fn risks(&self) -> Option<&str> {
        self.0.risks.as_ref().map(Text::as_str)
    }

    /// The support needed, at most 50.
    async fn support(&self) -> Vec<SupportItem> {
        self.0.support.iter().cloned().map(SupportItem).collect()
    }

    /// The next steps, at most 50.
    async fn plan(&self) -> Vec<PlanItem> {
        let shown =
            |item: &domain::PlanItem| PlanItem { matter: item.matter.to_string(), on: item.on.map(Date) };
        self.0.plan.iter().map(shown).collect()
    }

    /// Who published it.
    async fn published_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.by).await
    }

    /// When.
    async fn published_at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}
