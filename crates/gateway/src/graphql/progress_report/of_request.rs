//! The progress reports of a request, as an aspect of it.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use liaison_domain::ids::RequestId;
use liaison_domain::progress_report::ReportRecord;
use liaison_persistence::paging::{Page, Size};
use liaison_persistence::progress_report as stored;

use super::ProgressReport;
use crate::graphql::connection::{Connection, DEFAULT_ROWS, MOST_ROWS, PageArgs, counter};
use crate::graphql::error::Fault;
use crate::graphql::loaders::{Batch, Loading, by_arguments};
use crate::graphql::scalars::Cursor;
use crate::graphql::scope::Scope;
use crate::operations::Reader;

/// The latest reports of requests.
enum LatestOfRequests {}

impl Batch for LatestOfRequests {
    type Key = (RequestId, u32);
    type Value = Page<Arc<ReportRecord>>;

    fn load(
        reader: Arc<Reader>,
        keys: Vec<(RequestId, u32)>,
    ) -> Loading<(RequestId, u32), Page<Arc<ReportRecord>>> {
        Box::pin(async move {
            let mut found = HashMap::new();
            for (rows, requests) in by_arguments(keys) {
                let size = Size::first(rows).ok_or_else(|| Fault::internal("a page above the bound"))?;
                let pages = stored::latest_of_requests(&reader.db(), reader.actor(), &requests, size).await?;
                found.extend(pages.into_iter().map(|(id, page)| ((id, rows), page.map(Arc::new))));
            }
            Ok(found)
        })
    }
}

/// The aspect: its progress reports.
#[derive(Clone, Copy)]
pub struct RequestReports(pub RequestId);

/// The aspect "progress reports" of a request.
#[Object]
impl RequestReports {
    /// Its periodic sheets, newest first. Without cursors they cost one statement for all requests that are selected, with one
    /// of them a statement each.
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
        let plain = after.is_none() && last.is_none() && before.is_none();
        let rows = first.and_then(|first| u32::try_from(first).ok()).unwrap_or(DEFAULT_ROWS);
        let request = PageArgs::new(first, after, last, before).request(MOST_ROWS)?;
        let page = if plain {
            let page = scope.loader::<LatestOfRequests>().get((self.0, rows)).await?;
            page.ok_or_else(|| Fault::internal("a request without an answer"))?.as_ref().clone()
        } else {
            let db = scope.db();
            let page = stored::page(&db, scope.viewer(), self.0, &request);
            page.await.map_err(Fault::from)?.map(Arc::new)
        };
        Ok(Connection::new(
            page.map(ProgressReport::new),
            counter(scope, Arc::new(self.0), |reader, request, max| async move {
                stored::count(&reader.db(), reader.actor(), *request, max).await
            }),
        ))
    }
}
