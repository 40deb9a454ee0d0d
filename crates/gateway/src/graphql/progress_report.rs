//! Progress reports in the schema: what one shows, those of a request, and publishing one.

pub mod mutations;
pub mod object;
pub mod of_request;

pub use mutations::{ProgressReportMutation, SupportItemInput};
pub use object::ProgressReport;
pub use of_request::RequestReports;
