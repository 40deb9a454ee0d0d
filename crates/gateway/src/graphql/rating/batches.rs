//! What a page asks for in one statement: ratings by ID, those of requests, the figures of departments.

use std::collections::HashMap;
use std::sync::Arc;

use liaison_domain::ids::{DepartmentId, RatingId, RequestId};
use liaison_domain::rating::RatingRecord;
use liaison_domain::time::Instant;
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::paging::{Count, Direction, Filter, Page};
use liaison_persistence::rating as stored;
use liaison_persistence::rating::{RatingLeaf, Sum};

use crate::graphql::children::{Asked, Children, Counted};
use crate::graphql::loaders::{Batch, Loading, by_arguments};
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

/// The ratings of requests.
pub(super) enum OfRequests {}

impl Children for OfRequests {
    type Parent = RequestId;
    type Filter = Filter<RatingLeaf>;
    type Order = Direction;
    type Child = RatingRecord;

    async fn pages(
        reader: &Reader,
        requests: &[RequestId],
        asked: &Asked<Filter<RatingLeaf>, Direction>,
    ) -> Result<HashMap<RequestId, Page<RatingRecord>>, StoreError> {
        let Asked { filter, order, page, .. } = asked;
        stored::pages_of_requests(&reader.db(), reader.actor(), requests, filter, *order, page).await
    }

    async fn counts(
        reader: &Reader,
        requests: &[RequestId],
        counted: &Counted<Filter<RatingLeaf>>,
    ) -> Result<HashMap<RequestId, Count>, StoreError> {
        let Counted { filter, max, .. } = counted;
        stored::counts_of_requests(&reader.db(), reader.actor(), requests, filter, *max).await
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
