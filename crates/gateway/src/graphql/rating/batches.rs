//! What a page asks for in one statement: ratings by ID, those of requests, the figures of departments.

use std::collections::HashMap;
use std::sync::Arc;

use liaison_domain::ids::{DepartmentId, RatingId, RequestId};
use liaison_domain::rating::RatingRecord;
use liaison_domain::time::Instant;
use liaison_persistence::paging::{Direction, Page};
use liaison_persistence::rating as stored;
use liaison_persistence::rating::{RatingLeaf, Sum};

use crate::graphql::loaders::{Batch, Loading, by_arguments};
use crate::graphql::task::Arguments;
use crate::operations::Reader;

/// Ratings by their IDs.
pub(super) enum ById {}

impl Batch for ById {
    type Key = RatingId;
    type Value = RatingRecord;

    fn load(reader: Arc<Reader>, keys: Vec<RatingId>) -> Loading<RatingId, RatingRecord> {
        Box::pin(async move { Ok(stored::by_ids(&reader.db(), reader.actor(), &keys).await?) })
    }
}

/// The first ratings of requests.
pub(super) enum OfRequests {}

type Key = (RequestId, Arguments<RatingLeaf, Direction>);

impl Batch for OfRequests {
    type Key = Key;
    type Value = Page<Arc<RatingRecord>>;

    fn load(reader: Arc<Reader>, keys: Vec<Key>) -> Loading<Key, Page<Arc<RatingRecord>>> {
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

/// The figures of departments in a period.
pub(super) enum Sums {}

/// A department, from when on, and before when.
pub(super) type SumKey = (DepartmentId, (Option<Instant>, Option<Instant>));

impl Batch for Sums {
    type Key = SumKey;
    type Value = Sum;

    fn load(reader: Arc<Reader>, keys: Vec<SumKey>) -> Loading<SumKey, Sum> {
        Box::pin(async move {
            let mut found = HashMap::new();
            for (period, departments) in by_arguments(keys) {
                let (from, until) = period;
                let sums = stored::sums(&reader.db(), reader.actor(), &departments, from, until).await?;
                for department in departments {
                    let sum = sums.get(&department).copied().unwrap_or_default();
                    found.insert((department, period), sum);
                }
            }
            Ok(found)
        })
    }
}
