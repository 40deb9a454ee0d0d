//! What a page of tasks asks for in one statement: tasks by ID, first tasks of requests, logs, settings.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use liaison_domain::access::Actor;
use liaison_domain::canonical;
use liaison_domain::ids::{RequestId, TaskId};
use liaison_domain::request::frame::Frame;
use liaison_domain::task::{Task, TaskRecord};
use liaison_persistence::paging::{Filter, Page, Size};
use liaison_persistence::store::Connection;
use liaison_persistence::task::{TaskLeaf, TaskOrder};
use liaison_persistence::{request as stored_requests, task as stored};

use crate::graphql::error::Fault;
use crate::graphql::loaders::{Batch, Loading, by_arguments};
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

/// The arguments of a list of children, comparable by what they say.
#[derive(Clone, Debug)]
pub(in crate::graphql) struct Arguments<L, O> {
    pub(in crate::graphql) filter: Arc<Filter<L>>,
    pub(in crate::graphql) order: O,
    pub(in crate::graphql) size: Size,
    stamp: String,
}

impl<L: serde::Serialize, O: serde::Serialize + Copy> Arguments<L, O> {
    /// These arguments.
    pub(in crate::graphql) fn new(filter: Arc<Filter<L>>, order: O, size: Size) -> Self {
        let stamp = canonical::json(&(filter.as_ref(), order, format!("{size:?}")));
        Self { filter, order, size, stamp }
    }
}

impl<L, O> PartialEq for Arguments<L, O> {
    fn eq(&self, other: &Self) -> bool {
        self.stamp == other.stamp
    }
}

impl<L, O> Eq for Arguments<L, O> {}

impl<L, O> Hash for Arguments<L, O> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.stamp.hash(state);
    }
}

/// The first tasks of requests.
pub(super) enum OfRequests {}

/// A request, and which of its tasks.
pub(super) type TasksKey = (RequestId, (Arguments<TaskLeaf, TaskOrder>, liaison_domain::time::Instant));

impl Batch for OfRequests {
    type Key = TasksKey;
    type Value = Page<Arc<TaskRecord>>;

    fn load(reader: Arc<Reader>, keys: Vec<TasksKey>) -> Loading<TasksKey, Page<Arc<TaskRecord>>> {
        Box::pin(async move {
            let mut found = HashMap::new();
            for ((arguments, now), requests) in by_arguments(keys) {
                let db = reader.db();
                let Arguments { filter, order, size, .. } = arguments.clone();
                let pages =
                    stored::first_of_requests(&db, reader.actor(), now, &requests, &filter, order, size)
                        .await?;
                for (request, page) in pages {
                    found.insert((request, (arguments.clone(), now)), page.map(Arc::new));
                }
            }
            Ok(found)
        })
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
            let found = stored::load(&db, &ids, &frames).await?;
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
