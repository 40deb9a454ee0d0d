//! What a page asks for in one statement: guests by ID, and those of records.

use std::marker::PhantomData;
use std::sync::Arc;

use liaison_domain::guest::GuestRecord;
use liaison_domain::ids::{GuestId, Id, Kind};
use liaison_persistence::guest as stored;

use crate::graphql::loaders::{Batch, Loading};
use crate::operations::Reader;

/// Guests by their IDs.
pub(super) enum ById {}

impl Batch for ById {
    type Key = GuestId;
    type Value = GuestRecord;

    fn load(reader: Arc<Reader>, keys: Vec<GuestId>) -> Loading<GuestId, GuestRecord> {
        Box::pin(async move { Ok(stored::by_ids(&reader.db(), reader.actor(), &keys).await?) })
    }
}

/// The guests who are let in to records of one kind.
pub(super) struct OfRecords<K>(PhantomData<fn() -> K>);

impl<K: Kind> Batch for OfRecords<K> {
    type Key = Id<K>;
    type Value = Vec<Arc<GuestRecord>>;

    fn load(reader: Arc<Reader>, keys: Vec<Id<K>>) -> Loading<Id<K>, Vec<Arc<GuestRecord>>> {
        Box::pin(async move {
            let now = reader.app().clock().now();
            let found = stored::of_records(&reader.db(), reader.actor(), &keys, now).await?;
            let shared = |guests: Vec<GuestRecord>| guests.into_iter().map(Arc::new).collect();
            Ok(found.into_iter().map(|(record, guests)| (record, shared(guests))).collect())
        })
    }
}
