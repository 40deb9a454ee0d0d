//! What a page of comments asks for in one statement.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::Arc;

use liaison_domain::comment::{CommentRecord, CommentSubject, Place};
use liaison_domain::ids::{CommentId, Id, Kind, RequestId, SealedId};
use liaison_persistence::comment as stored;
use liaison_persistence::comment::CommentLeaf;
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::paging::{Count, Direction, Filter, Page};
use liaison_persistence::sealed;

use crate::graphql::children::{Asked, Children, Counted};
use crate::graphql::loaders::{Batch, Loading};
use crate::operations::Reader;

/// Comments by their IDs.
pub(super) enum ById {}

impl Batch for ById {
    type Key = CommentId;
    type Value = CommentRecord;

    fn load(reader: Arc<Reader>, keys: Vec<CommentId>) -> Loading<CommentId, CommentRecord> {
        Box::pin(async move { Ok(stored::by_ids(&reader.db(), reader.actor(), &keys).await?) })
    }
}

/// The texts of comments that the caller is shown; erased ones are absent.
pub enum Texts {}

impl Batch for Texts {
    type Key = SealedId;
    type Value = String;

    fn load(reader: Arc<Reader>, keys: Vec<SealedId>) -> Loading<SealedId, String> {
        Box::pin(async move { Ok(sealed::by_ids(&reader.db(), &keys).await?) })
    }
}

/// What comments are about, for abilities: of comments that the caller is shown.
pub(super) enum Places {}

impl Batch for Places {
    type Key = (CommentSubject, Option<RequestId>);
    type Value = Place;

    fn load(reader: Arc<Reader>, keys: Vec<Self::Key>) -> Loading<Self::Key, Place> {
        Box::pin(async move {
            let mut found = stored::places(&reader.db(), &reader.directory(), &keys).await?;
            Ok(keys.into_iter().filter_map(|key| found.remove(&key.0).map(|place| (key, place))).collect())
        })
    }
}

/// The comments about records of one kind.
pub(super) struct OfSubjects<K>(PhantomData<fn() -> K>);

impl<K: Kind + 'static> Children for OfSubjects<K> {
    type Parent = Id<K>;
    type Filter = Filter<CommentLeaf>;
    type Order = Direction;
    type Child = CommentRecord;

    async fn pages(
        reader: &Reader,
        subjects: &[Id<K>],
        asked: &Asked<Filter<CommentLeaf>, Direction>,
    ) -> Result<HashMap<Id<K>, Page<CommentRecord>>, StoreError> {
        let Asked { filter, order, page, .. } = asked;
        stored::pages_of_subjects(&reader.db(), reader.actor(), subjects, filter, *order, page).await
    }

    async fn counts(
        reader: &Reader,
        subjects: &[Id<K>],
        counted: &Counted<Filter<CommentLeaf>>,
    ) -> Result<HashMap<Id<K>, Count>, StoreError> {
        stored::counts_of_subjects(&reader.db(), reader.actor(), subjects, &counted.filter, counted.max).await
    }
}

/// The replies to comments.
pub(super) enum Replies {}

impl Children for Replies {
    type Parent = CommentId;
    type Filter = Filter<CommentLeaf>;
    type Order = Direction;
    type Child = CommentRecord;

    async fn pages(
        reader: &Reader,
        comments: &[CommentId],
        asked: &Asked<Filter<CommentLeaf>, Direction>,
    ) -> Result<HashMap<CommentId, Page<CommentRecord>>, StoreError> {
        let Asked { filter, order, page, .. } = asked;
        stored::pages_of_replies(&reader.db(), reader.actor(), comments, filter, *order, page).await
    }

    async fn counts(
        reader: &Reader,
        comments: &[CommentId],
        counted: &Counted<Filter<CommentLeaf>>,
    ) -> Result<HashMap<CommentId, Count>, StoreError> {
        stored::counts_of_replies(&reader.db(), reader.actor(), comments, &counted.filter, counted.max).await
    }
}
