//! What a page asks for in one statement: links by ID, and those of requests.

use std::sync::Arc;

use liaison_domain::ids::{PortalLinkId, RequestId};
use liaison_domain::portal::PortalLinkRecord;
use liaison_persistence::portal as stored;

use crate::graphql::loaders::{Batch, Loading};
use crate::operations::Reader;

/// Links by their IDs.
pub(super) enum ById {}

impl Batch for ById {
    type Key = PortalLinkId;
    type Value = PortalLinkRecord;

    fn load(reader: Arc<Reader>, keys: Vec<PortalLinkId>) -> Loading<PortalLinkId, PortalLinkRecord> {
        Box::pin(async move { Ok(stored::by_ids(&reader.db(), reader.actor(), &keys).await?) })
    }
}

/// The links to requests.
pub(super) enum OfRequests {}

impl Batch for OfRequests {
    type Key = RequestId;
    type Value = Vec<Arc<PortalLinkRecord>>;

    fn load(reader: Arc<Reader>, keys: Vec<RequestId>) -> Loading<RequestId, Vec<Arc<PortalLinkRecord>>> {
        Box::pin(async move {
            let found = stored::of_requests(&reader.db(), reader.actor(), &keys).await?;
            let shared = |links: Vec<PortalLinkRecord>| links.into_iter().map(Arc::new).collect();
            Ok(found.into_iter().map(|(request, links)| (request, shared(links))).collect())
        })
    }
}
