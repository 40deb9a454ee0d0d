//! The request as one object: merged from its aspects, found by ID, one batch a page.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, ID, MergedObject};
use liaison_domain::ids::{RequestId, kind};
use liaison_domain::request as domain;
use liaison_domain::request::close::Settlement;
use liaison_persistence::request as stored;

use super::closing::RequestClosing;
use super::documents::RequestDocuments;
use super::form::RequestForm;
use super::people::RequestPeople;
use super::progress::RequestProgress;
use super::record::RequestRecord;
use crate::graphql::comment::RequestComments;
use crate::graphql::deadline::RequestDeadlines;
use crate::graphql::error::Fault;
use crate::graphql::guest::RequestGuests;
use crate::graphql::loaders::{Batch, Loading};
use crate::graphql::meeting::RequestMeetings;
use crate::graphql::mutation::Shown;
use crate::graphql::node::Identified;
use crate::graphql::problem::RequestProblems;
use crate::graphql::progress_report::RequestReports;
use crate::graphql::rating::RequestRatings;
use crate::graphql::scope::Scope;
use crate::graphql::task::RequestTasks;
use crate::graphql::ticket::RequestTicket;
use crate::operations::{Reader, request as operations};

/// A request (需求): one cross-department matter from registration to archive. Seen by whom its visibility names, a draft by
/// its initiator alone.
#[derive(MergedObject, Clone)]
pub struct Request(
    RequestForm,
    RequestPeople,
    RequestProgress,
    RequestRecord,
    RequestClosing,
    RequestDocuments,
    RequestTasks,
    RequestProblems,
    RequestRatings,
    RequestReports,
    RequestDeadlines,
    RequestMeetings,
    RequestComments,
    RequestTicket,
    RequestGuests,
);

impl Request {
    /// The schema's form of this request.
    pub fn new(request: Arc<domain::Request>) -> Self {
        let id = request.id;
        Self(
            RequestForm(Arc::clone(&request)),
            RequestPeople(Arc::clone(&request)),
            RequestProgress(Arc::clone(&request)),
            RequestRecord(Arc::clone(&request)),
            RequestClosing(Arc::clone(&request)),
            RequestDocuments(Arc::clone(&request)),
            RequestTasks(id),
            RequestProblems(id),
            RequestRatings(id),
            RequestReports(id),
            RequestDeadlines(id),
            RequestMeetings(id),
            RequestComments(id),
            RequestTicket(request),
            RequestGuests(id),
        )
    }

    /// The request with this ID, in one statement with everybody who asks now; null where the caller may not see it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn by_id(scope: &Scope, id: RequestId) -> Result<Option<Self>, Fault> {
        Ok(scope.loader::<ById>().get(id).await?.map(Self::new))
    }

    /// The ID, as the interface `Node` asks for it; the field itself is the form's.
    pub async fn id(&self, _: &Context<'_>) -> async_graphql::Result<ID> {
        Ok(ID(self.0.0.id.to_string()))
    }
}

impl Identified for Request {
    type Kind = kind::Request;

    async fn find(scope: &Scope, id: RequestId) -> Result<Option<Self>, Fault> {
        Self::by_id(scope, id).await
    }
}

impl Shown for Request {
    type Record = domain::Request;

    fn show(_: &Scope, record: domain::Request) -> Self {
        Self::new(Arc::new(record))
    }
}

/// Requests by their IDs.
pub enum ById {}

impl Batch for ById {
    type Key = RequestId;
    type Value = domain::Request;

    fn load(reader: Arc<Reader>, keys: Vec<RequestId>) -> Loading<RequestId, domain::Request> {
        Box::pin(async move { Ok(stored::by_ids(&reader.db(), reader.actor(), &keys).await?) })
    }
}

/// What tasks, problems and ratings say of requests.
pub enum Settlements {}

/// A request as a key: told apart by ID and version.
#[derive(Clone, Debug)]
pub struct Subject(pub Arc<domain::Request>);

impl PartialEq for Subject {
    fn eq(&self, other: &Self) -> bool {
        (self.0.id, self.0.version) == (other.0.id, other.0.version)
    }
}

impl Eq for Subject {}

impl std::hash::Hash for Subject {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.0.id, self.0.version).hash(state);
    }
}

impl Batch for Settlements {
    type Key = Subject;
    type Value = Settlement;

    fn load(reader: Arc<Reader>, keys: Vec<Subject>) -> Loading<Subject, Settlement> {
        Box::pin(async move {
            let requests: Vec<&domain::Request> = keys.iter().map(|key| key.0.as_ref()).collect();
            let mut found: HashMap<RequestId, Settlement> =
                operations::settlements(&reader.db(), &requests).await?;
            let of = |key: Subject| found.remove(&key.0.id).map(|settlement| (key, settlement));
            Ok(keys.into_iter().filter_map(of).collect())
        })
    }
}
