//! What a page asks for in one statement: the tickets of customers, their scores, and customers' own words.

use std::collections::HashMap;
use std::sync::Arc;

use liaison_domain::ids::{CustomerId, SealedId};
use liaison_domain::request::Request;
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::paging::{Count, Filter, Page};
use liaison_persistence::request::{self as stored, RequestLeaf, RequestOrder};
use liaison_persistence::sealed;

use crate::graphql::children::{Asked, Children, Counted};
use crate::graphql::loaders::{Batch, Loading};
use crate::operations::Reader;

/// The tickets of customers.
pub(super) enum TicketsOf {}

impl Children for TicketsOf {
    type Parent = CustomerId;
    type Filter = Filter<RequestLeaf>;
    type Order = RequestOrder;
    type Child = Request;

    async fn pages(
        reader: &Reader,
        customers: &[CustomerId],
        asked: &Asked<Filter<RequestLeaf>, RequestOrder>,
    ) -> Result<HashMap<CustomerId, Page<Request>>, StoreError> {
        let (db, actor) = (reader.db(), reader.actor());
        let Asked { filter, order, page, .. } = asked;
        stored::pages_of_customers(&db, actor, customers, filter, *order, page).await
    }

    async fn counts(
        reader: &Reader,
        customers: &[CustomerId],
        counted: &Counted<Filter<RequestLeaf>>,
    ) -> Result<HashMap<CustomerId, Count>, StoreError> {
        let (db, actor) = (reader.db(), reader.actor());
        stored::counts_of_customers(&db, actor, customers, &counted.filter, counted.max).await
    }
}

/// How often customers gave each score for the tickets that the caller may see.
pub(super) enum Scores {}

impl Batch for Scores {
    type Key = CustomerId;
    type Value = [u64; 5];

    fn load(reader: Arc<Reader>, keys: Vec<CustomerId>) -> Loading<CustomerId, [u64; 5]> {
        Box::pin(async move { Ok(stored::scores_of_customers(&reader.db(), reader.actor(), &keys).await?) })
    }
}

/// What customers said in their own words, of tickets that the caller sees already; erased words are not there.
pub(super) enum Words {}

impl Batch for Words {
    type Key = SealedId;
    type Value = String;

    fn load(reader: Arc<Reader>, keys: Vec<SealedId>) -> Loading<SealedId, String> {
        Box::pin(async move { Ok(sealed::by_ids(&reader.db(), &keys).await?) })
    }
}
