//! What a page of problems asks for in one statement.

use std::collections::HashMap;
use std::sync::Arc;

use liaison_domain::ids::{ProblemId, RequestId, TaskId};
use liaison_domain::problem::{Problem, ProblemRecord};
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::paging::{Count, Filter, Page};
use liaison_persistence::problem as stored;
use liaison_persistence::problem::{ProblemLeaf, ProblemOrder};

use crate::graphql::children::{Asked, Children, Counted};
use crate::graphql::loaders::{Batch, Loading};
use crate::graphql::task::frames;
use crate::operations::Reader;

/// Problems by their IDs.
pub(super) enum ById {}

impl Batch for ById {
    type Key = ProblemId;
    type Value = ProblemRecord;

    fn load(reader: Arc<Reader>, keys: Vec<ProblemId>) -> Loading<ProblemId, ProblemRecord> {
        Box::pin(async move { Ok(stored::by_ids(&reader.db(), reader.actor(), &keys).await?) })
    }
}

/// The problems of requests, their tasks' included.
pub(super) enum OfRequests {}

impl Children for OfRequests {
    type Parent = RequestId;
    type Filter = Filter<ProblemLeaf>;
    type Order = ProblemOrder;
    type Child = ProblemRecord;

    async fn pages(
        reader: &Reader,
        requests: &[RequestId],
        asked: &Asked<Filter<ProblemLeaf>, ProblemOrder>,
    ) -> Result<HashMap<RequestId, Page<ProblemRecord>>, StoreError> {
        let Asked { filter, order, page, .. } = asked;
        stored::pages_of_requests(&reader.db(), reader.actor(), requests, filter, *order, page).await
    }

    async fn counts(
        reader: &Reader,
        requests: &[RequestId],
        counted: &Counted<Filter<ProblemLeaf>>,
    ) -> Result<HashMap<RequestId, Count>, StoreError> {
        stored::counts_of_requests(&reader.db(), reader.actor(), requests, &counted.filter, counted.max).await
    }
}

/// The problems of tasks.
pub(super) enum OfTasks {}

impl Children for OfTasks {
    type Parent = TaskId;
    type Filter = Filter<ProblemLeaf>;
    type Order = ProblemOrder;
    type Child = ProblemRecord;

    async fn pages(
        reader: &Reader,
        tasks: &[TaskId],
        asked: &Asked<Filter<ProblemLeaf>, ProblemOrder>,
    ) -> Result<HashMap<TaskId, Page<ProblemRecord>>, StoreError> {
        let Asked { filter, order, page, .. } = asked;
        stored::pages_of_tasks(&reader.db(), reader.actor(), tasks, filter, *order, page).await
    }

    async fn counts(
        reader: &Reader,
        tasks: &[TaskId],
        counted: &Counted<Filter<ProblemLeaf>>,
    ) -> Result<HashMap<TaskId, Count>, StoreError> {
        stored::counts_of_tasks(&reader.db(), reader.actor(), tasks, &counted.filter, counted.max).await
    }
}

/// Problems with what surrounds them, for abilities.
pub(super) enum InSetting {}

impl Batch for InSetting {
    type Key = (ProblemId, Option<RequestId>);
    type Value = Problem;

    fn load(
        reader: Arc<Reader>,
        keys: Vec<(ProblemId, Option<RequestId>)>,
    ) -> Loading<(ProblemId, Option<RequestId>), Problem> {
        Box::pin(async move {
            let db = reader.db();
            let frames = frames(&db, keys.iter().filter_map(|(_, request)| *request)).await?;
            let ids: Vec<ProblemId> = keys.iter().map(|(problem, _)| *problem).collect();
            let mut found = stored::load(&db, &reader.directory(), &ids, &frames).await?;
            Ok(keys
                .into_iter()
                .filter_map(|key| found.remove(&key.0).map(|problem| (key, problem)))
                .collect())
        })
    }
}
