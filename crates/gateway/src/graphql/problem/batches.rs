//! What a page of problems asks for in one statement.

use std::collections::HashMap;
use std::sync::Arc;

use liaison_domain::ids::{ProblemId, RequestId, TaskId};
use liaison_domain::problem::{Problem, ProblemRecord};
use liaison_persistence::paging::Page;
use liaison_persistence::problem as stored;
use liaison_persistence::problem::{ProblemLeaf, ProblemOrder};

use crate::graphql::loaders::{Batch, Loading, by_arguments};
use crate::graphql::task::{Arguments, frames};
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

type First = Page<Arc<ProblemRecord>>;
type Key<P> = (P, Arguments<ProblemLeaf, ProblemOrder>);

/// The first problems of requests, their tasks' included.
pub(super) enum OfRequests {}

impl Batch for OfRequests {
    type Key = Key<RequestId>;
    type Value = First;

    fn load(reader: Arc<Reader>, keys: Vec<Key<RequestId>>) -> Loading<Key<RequestId>, First> {
        Box::pin(async move {
            let mut found = HashMap::new();
            for (arguments, requests) in by_arguments(keys) {
                let (db, actor) = (reader.db(), reader.actor());
                let Arguments { filter, order, size, .. } = &arguments;
                let pages = stored::first_of_requests(&db, actor, &requests, filter, *order, *size).await?;
                found.extend(
                    pages.into_iter().map(|(id, page)| ((id, arguments.clone()), page.map(Arc::new))),
                );
            }
            Ok(found)
        })
    }
}

/// The first problems of tasks.
pub(super) enum OfTasks {}

impl Batch for OfTasks {
    type Key = Key<TaskId>;
    type Value = First;

    fn load(reader: Arc<Reader>, keys: Vec<Key<TaskId>>) -> Loading<Key<TaskId>, First> {
        Box::pin(async move {
            let mut found = HashMap::new();
            for (arguments, tasks) in by_arguments(keys) {
                let (db, actor) = (reader.db(), reader.actor());
                let Arguments { filter, order, size, .. } = &arguments;
                let pages = stored::first_of_tasks(&db, actor, &tasks, filter, *order, *size).await?;
                found.extend(
                    pages.into_iter().map(|(id, page)| ((id, arguments.clone()), page.map(Arc::new))),
                );
            }
            Ok(found)
        })
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
