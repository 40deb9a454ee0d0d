//! Publishing progress reports.

use async_graphql::{Context, InputObject, Object, Result};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::{ProgressReportId, kind};
use liaison_domain::progress_report::{NewReport, NewSupport, PlanItem};
use liaison_domain::text::{Line, Text};

use super::ProgressReport;
use crate::graphql::decode::{Decode as _, number};
use crate::graphql::mutation::{WriteOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{Date, Key};
use crate::operations::progress_report::{self as operations, ReportPublish};
use crate::payload;

payload! {
    /// What `progressReportPublish` answers.
    ProgressReportPublishPayload {
        /// The new report.
        progress_report: ProgressReport
    }
}

/// A support item of a progress report.
#[derive(InputObject)]
pub struct SupportItemInput {
    /// The report.
    pub report: Key<kind::ProgressReport>,
    /// The item's place in it, from 1.
    pub number: i32,
}

impl SupportItemInput {
    /// The item that something is made from, at `supportItem` in its input; violations are noted.
    #[expect(clippy::option_option, reason = "refused, absent, or given")]
    pub(in crate::graphql) fn decode(
        given: Option<Self>,
        found: &mut Violations,
    ) -> Option<Option<(ProgressReportId, u32)>> {
        found.given("supportItem.number", given, |item| Ok((item.report.0, number(item.number)?)))
    }
}

/// Support that is needed.
#[derive(InputObject)]
pub struct SupportNeededInput {
    /// Who should help.
    pub department: Key<kind::Department>,
    /// With what.
    pub matter: String,
    /// By when.
    pub due_on: Option<Date>,
}

/// A next step.
#[derive(InputObject)]
pub struct PlanItemInput {
    /// What.
    pub matter: String,
    /// By when.
    pub on: Option<Date>,
}

/// A sheet to be published.
#[derive(InputObject)]
pub struct ProgressReportPublishInput {
    /// An ID chosen by the caller, for creation while offline; made by the server where absent.
    pub id: Option<Key<kind::ProgressReport>>,
    /// Of which request.
    pub request: Key<kind::Request>,
    /// Whose sheet it is: the initiating department or that of a party.
    pub department: Key<kind::Department>,
    /// The day it speaks of; today where absent, never later.
    pub on: Option<Date>,
    /// The present phase, 1 to 200 characters.
    pub phase: String,
    /// What was done, quantified.
    pub done: String,
    /// Risks and problems.
    pub risks: Option<String>,
    /// The support needed, at most 50.
    pub support: Option<Vec<SupportNeededInput>>,
    /// The next steps, at most 50.
    pub plan: Option<Vec<PlanItemInput>>,
    #[graphql(flatten)]
    options: WriteOptions,
}

impl ProgressReportPublishInput {
    fn decode(self) -> (WriteOptions, Result<ReportPublish, Refusal>) {
        let mut found = Violations::default();
        let phase = found.take("phase", Line::new(&self.phase));
        let done = found.take("done", Text::new(&self.done));
        let risks = found.take("risks", Text::optional(self.risks.as_deref()));
        let support = found.each("support", self.support.unwrap_or_default(), |found, path, item| {
            let matter = found.take(format!("{path}.matter"), Text::new(&item.matter));
            let due_on = item.due_on.map(|date| date.0);
            Some(NewSupport { department: item.department.0, matter: matter?, due_on })
        });
        let plan = found.each("plan", self.plan.unwrap_or_default(), |found, path, item| {
            let matter = found.take(format!("{path}.matter"), Text::new(&item.matter));
            Some(PlanItem { matter: matter?, on: item.on.map(|date| date.0) })
        });
        let parts = found.all((phase, done, risks, support, plan));
        let input = parts.map(|(phase, done, risks, support, plan)| ReportPublish {
            request: self.request.0,
            report: NewReport {
                id: self.id.map(|key| key.0),
                department: self.department.0,
                on: self.on.map(|date| date.0),
                phase,
                done,
                risks,
                support,
                plan,
            },
        });
        (self.options, input)
    }
}

/// The root field.
#[derive(Default)]
pub struct ProgressReportMutation;

#[Object]
impl ProgressReportMutation {
    /// Publishes a periodic sheet of a request. For a party's liaison, managers and editors, and for the initiating side's.
    async fn progress_report_publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The sheet.")] input: ProgressReportPublishInput,
    ) -> OrNull<ProgressReportPublishPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::publish).await
    }
}
