//! What a page asks for in one statement: deadlines by ID, those of requests and of single records, the next of each.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::Arc;

use liaison_domain::deadline::DeadlineRecord;
use liaison_domain::ids::{DeadlineId, Id, Kind, RequestId};
use liaison_persistence::deadline as stored;
use liaison_persistence::deadline::{DeadlineLeaf, DeadlineOrder};
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::paging::{Count, Filter, Page};

use crate::graphql::children::{Asked, Children, Counted};
use crate::graphql::loaders::{Batch, Loading};
use crate::operations::Reader;

/// Deadlines by their IDs.
pub(super) enum ById {}

impl Batch for ById {
    type Key = DeadlineId;
    type Value = DeadlineRecord;

    fn load(reader: Arc<Reader>, keys: Vec<DeadlineId>) -> Loading<DeadlineId, DeadlineRecord> {
        Box::pin(async move { Ok(stored::by_ids(&reader.db(), reader.actor(), &keys).await?) })
    }
}

/// The deadlines of requests, their tasks' and problems' included.
pub(super) enum OfRequests {}

impl Children for OfRequests {
    type Parent = RequestId;
    type Filter = Filter<DeadlineLeaf>;
    type Order = DeadlineOrder;
    type Child = DeadlineRecord;

    async fn pages(
        reader: &Reader,
        requests: &[RequestId],
        asked: &Asked<Filter<DeadlineLeaf>, DeadlineOrder>,
    ) -> Result<HashMap<RequestId, Page<DeadlineRecord>>, StoreError> {
        let Asked { filter, order, page, .. } = asked;
        stored::pages_of_requests(&reader.db(), reader.actor(), requests, filter, *order, page).await
    }

    async fn counts(
        reader: &Reader,
        requests: &[RequestId],
        counted: &Counted<Filter<DeadlineLeaf>>,
    ) -> Result<HashMap<RequestId, Count>, StoreError> {
        stored::counts_of_requests(&reader.db(), reader.actor(), requests, &counted.filter, counted.max).await
    }
}

/// The deadlines about records of one kind.
pub(super) struct OfSubjects<K>(PhantomData<fn() -> K>);

impl<K: Kind + 'static> Children for OfSubjects<K> {
    type Parent = Id<K>;
    type Filter = Filter<DeadlineLeaf>;
    type Order = DeadlineOrder;
    type Child = DeadlineRecord;

    async fn pages(
        reader: &Reader,
        subjects: &[Id<K>],
        asked: &Asked<Filter<DeadlineLeaf>, DeadlineOrder>,
    ) -> Result<HashMap<Id<K>, Page<DeadlineRecord>>, StoreError> {
        let Asked { filter, order, page, .. } = asked;
        stored::pages_of_subjects(&reader.db(), reader.actor(), subjects, filter, *order, page).await
    }

    async fn counts(
        reader: &Reader,
        subjects: &[Id<K>],
        counted: &Counted<Filter<DeadlineLeaf>>,
    ) -> Result<HashMap<Id<K>, Count>, StoreError> {
        stored::counts_of_subjects(&reader.db(), reader.actor(), subjects, &counted.filter, counted.max).await
    }
}

/// What is due next of requests, their tasks and problems included.
pub(super) enum NextOfRequests {}

impl Batch for NextOfRequests {
    type Key = RequestId;
    type Value = DeadlineRecord;

    fn load(reader: Arc<Reader>, keys: Vec<RequestId>) -> Loading<RequestId, DeadlineRecord> {
        Box::pin(async move { Ok(stored::next_of_requests(&reader.db(), reader.actor(), &keys).await?) })
    }
}

/// What is due next of records of one kind.
pub(super) struct NextOfSubjects<K>(PhantomData<fn() -> K>);

impl<K: Kind + 'static> Batch for NextOfSubjects<K> {
    type Key = Id<K>;
    type Value = DeadlineRecord;

    fn load(reader: Arc<Reader>, keys: Vec<Id<K>>) -> Loading<Id<K>, DeadlineRecord> {
        Box::pin(async move { Ok(stored::next_of_subjects(&reader.db(), reader.actor(), &keys).await?) })
    }
}
