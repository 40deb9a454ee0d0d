//! What a page of tasks asks for in one statement: tasks by ID, those of requests, logs, settings.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use liaison_domain::access::Actor;
use liaison_domain::ids::{RequestId, TaskId};
use liaison_domain::request::frame::Frame;
use liaison_domain::task::{Task, TaskRecord};
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::paging::{Count, Filter, Page};
use liaison_persistence::store::Connection;
use liaison_persistence::task::{TaskLeaf, TaskOrder};
use liaison_persistence::{request as stored_requests, task as stored};

use crate::graphql::children::{Asked, Children, Counted};
use crate::graphql::error::Fault;
use crate::graphql::loaders::{Batch, Loading};
use crate::graphql::scope::Scope;
use crate::operations::Reader;

/// Tasks by their IDs.
pub(super) enum ById {}

impl Batch for ById {
    type Key = TaskId;
    type Value = TaskRecord;

    fn load(reader: Arc<Reader>, keys: Vec<TaskId>) -> Loading<TaskId, TaskRecord> {
        Box::pin(async move { Ok(stored::by_ids(&reader.db(), reader.actor(), &keys).await?) })
    }
}

/// The tasks of requests.
pub(super) enum OfRequests {}

impl Children for OfRequests {
    type Parent = RequestId;
    type Filter = Filter<TaskLeaf>;
    type Order = TaskOrder;
    type Child = TaskRecord;

    async fn pages(
        reader: &Reader,
        requests: &[RequestId],
        asked: &Asked<Filter<TaskLeaf>, TaskOrder>,
    ) -> Result<HashMap<RequestId, Page<TaskRecord>>, StoreError> {
        let Asked { filter, order, page, now, .. } = asked;
        stored::pages_of_requests(&reader.db(), reader.actor(), *now, requests, filter, *order, page).await
    }

    async fn counts(
        reader: &Reader,
        requests: &[RequestId],
        counted: &Counted<Filter<TaskLeaf>>,
    ) -> Result<HashMap<RequestId, Count>, StoreError> {
        let Counted { filter, max, now, .. } = counted;
        stored::counts_of_requests(&reader.db(), reader.actor(), *now, requests, filter, *max).await
    }
}

/// Tasks with what surrounds them, for abilities.
pub(super) enum InSetting {}

impl Batch for InSetting {
    type Key = (TaskId, Option<RequestId>);
    type Value = Task;

    fn load(
        reader: Arc<Reader>,
        keys: Vec<(TaskId, Option<RequestId>)>,
    ) -> Loading<(TaskId, Option<RequestId>), Task> {
        Box::pin(async move {
            let db = reader.db();
            let frames = frames(&db, keys.iter().filter_map(|(_, request)| *request)).await?;
            let ids: Vec<TaskId> = keys.iter().map(|(task, _)| *task).collect();
            let found = stored::load(&db, &reader.directory(), &ids, &frames).await?;
            Ok(found.into_values().map(|task| ((task.record().id, task.request()), task)).collect())
        })
    }
}

/// Requests as their children see them.
enum Frames {}

impl Batch for Frames {
    type Key = RequestId;
    type Value = Frame;

    fn load(reader: Arc<Reader>, keys: Vec<RequestId>) -> Loading<RequestId, Frame> {
        Box::pin(async move { Ok(frames(&reader.db(), keys.into_iter()).await?.into_iter().collect()) })
    }
}

/// The request as its children see it, in one batch with everybody who asks now; never shown to a caller.
pub(in crate::graphql) async fn frame(
    scope: &Scope,
    request: RequestId,
) -> Result<Option<Arc<Frame>>, Fault> {
    scope.loader::<Frames>().get(request).await
}

/// The requests as their children see them, whoever asks: whether a child is seen is the child's own audience.
pub(in crate::graphql) async fn frames(
    db: &Connection,
    requests: impl Iterator<Item = RequestId>,
) -> Result<BTreeMap<RequestId, Frame>, Fault> {
    let ids: BTreeSet<RequestId> = requests.collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<RequestId> = ids.into_iter().collect();
    let found = stored_requests::by_ids(db, &Actor::Server, &ids).await?;
    Ok(found.into_iter().map(|(id, request)| (id, request.frame())).collect())
}
