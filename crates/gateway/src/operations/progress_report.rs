//! Progress reports: publishing one, and linking what its support items were turned into.

use liaison_domain::event::SubjectKind;
use liaison_domain::ids::{ProgressReportId, RequestId};
use liaison_domain::progress_report::{Linked, NewReport, ProgressReport, ReportRecord};
use liaison_persistence::progress_report as stored;
use liaison_persistence::unit_of_work::Subject;
use serde::Serialize;

use super::task::{locked_request, not_found};
use super::{Answer, Call, OperationError, Work};
use crate::app::App;

/// A report to be published.
#[derive(Clone, Debug, Serialize)]
pub struct ReportPublish {
    /// Of which request.
    pub request: RequestId,
    /// The sheet.
    pub report: NewReport,
}

/// Publishes a sheet.
pub async fn publish(app: App, call: Call, input: ReportPublish) -> Answer<ReportRecord> {
    app.change(call, "progressReportPublish", input, |work, input| {
        Box::pin(async move {
            let request = locked_request(work, input.request).await?;
            let request = work.seen(request)?;
            let change = {
                let ctx = work.context_of(&request);
                ProgressReport::publish(&ctx, &request.frame(), input.report.clone())?
            };
            let report = work.record(change).await?;
            let looked = request.report_published(&work.context_of(&request), report.record().department);
            if let Some(looked) = looked {
                work.record(looked).await?;
            }
            let subject = Subject { kind: SubjectKind::ProgressReport, id: report.record().id.uuid() };
            work.unit().answers_with(subject);
            Ok(report.into_record())
        })
    })
    .await
}

/// Links a support item to the task or request that was made from it, in the same change (S3-40).
///
/// # Errors
/// `NotFound`; as the domain's `link`.
pub(super) async fn link_support_item(
    work: &mut Work,
    report: ProgressReportId,
    number: u32,
    linked: Linked,
) -> Result<(), OperationError> {
    let request = stored::request_of(work.db(), report).await?.ok_or_else(not_found)?;
    let request = locked_request(work, request).await?.ok_or_else(not_found)?;
    let record = stored::find_for_change(work.unit(), report).await?;
    let report = record.map(|record| ProgressReport::restore(record, request.frame()));
    let report = work.seen(report)?;
    let change = report.link(&work.context_of(&report), number, linked)?;
    work.record(change).await?;
    Ok(())
}
