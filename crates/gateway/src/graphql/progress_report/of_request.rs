//! The progress reports of a request, as an aspect of it.

use std::collections::HashMap;

use async_graphql::{Context, Object, Result};
use liaison_domain::ids::RequestId;
use liaison_domain::progress_report::ReportRecord;
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::paging::{Count, Page};
use liaison_persistence::progress_report as stored;

use super::ProgressReport;
use crate::graphql::children::{Asked, Children, Counted, connection};
use crate::graphql::connection::{Connection, PageArgs};
use crate::graphql::scalars::Cursor;
use crate::graphql::scope::Scope;
use crate::operations::Reader;

/// The reports of requests.
enum OfRequests {}

impl Children for OfRequests {
    type Parent = RequestId;
    type Filter = ();
    type Order = ();
    type Child = ReportRecord;

    async fn pages(
        reader: &Reader,
        requests: &[RequestId],
        asked: &Asked<(), ()>,
    ) -> Result<HashMap<RequestId, Page<ReportRecord>>, StoreError> {
        stored::pages_of_requests(&reader.db(), reader.actor(), requests, &asked.page).await
    }

    async fn counts(
        reader: &Reader,
        requests: &[RequestId],
        counted: &Counted<()>,
    ) -> Result<HashMap<RequestId, Count>, StoreError> {
        stored::counts_of_requests(&reader.db(), reader.actor(), requests, counted.max).await
    }
}

/// The aspect: its progress reports.
#[derive(Clone, Copy)]
pub struct RequestReports(pub RequestId);

/// The aspect "progress reports" of a request.
#[Object]
impl RequestReports {
    /// Its periodic sheets, newest first. They cost one statement for all requests that are selected with the same arguments.
    async fn progress_reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> Result<Connection<ProgressReport>> {
        let scope = Scope::of(ctx)?;
        let asked = Asked::new(scope, (), (), PageArgs::new(first, after, last, before))?;
        Ok(connection::<OfRequests, _>(scope, self.0, asked, ProgressReport::new).await?)
    }
}
