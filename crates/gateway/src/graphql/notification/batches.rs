//! What a page asks for in one statement: notifications by ID, the reminders under digests.

use std::collections::HashMap;
use std::sync::Arc;

use liaison_domain::ids::NotificationId;
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::notification::{self as stored, Seen};
use liaison_persistence::paging::{Count, Page};

use crate::graphql::children::{Asked, Children, Counted};
use crate::graphql::loaders::{Batch, Loading};
use crate::operations::Reader;

/// The viewer's notifications by their IDs.
pub(super) enum ById {}

impl Batch for ById {
    type Key = NotificationId;
    type Value = Seen;

    fn load(reader: Arc<Reader>, keys: Vec<NotificationId>) -> Loading<NotificationId, Seen> {
        Box::pin(async move {
            let now = reader.app().clock().now();
            Ok(stored::by_ids(&reader.db(), reader.actor(), &keys, now).await?)
        })
    }
}

/// The reminders under digests.
pub(super) enum OfDigests {}

impl Children for OfDigests {
    type Parent = NotificationId;
    type Filter = ();
    type Order = ();
    type Child = Seen;

    async fn pages(
        reader: &Reader,
        digests: &[NotificationId],
        asked: &Asked<(), ()>,
    ) -> Result<HashMap<NotificationId, Page<Seen>>, StoreError> {
        let Asked { page, now, .. } = asked;
        stored::pages_of_digests(&reader.db(), reader.actor(), digests, *now, page).await
    }

    async fn counts(
        reader: &Reader,
        digests: &[NotificationId],
        counted: &Counted<()>,
    ) -> Result<HashMap<NotificationId, Count>, StoreError> {
        let Counted { max, now, .. } = counted;
        stored::counts_of_digests(&reader.db(), reader.actor(), digests, *now, *max).await
    }
}
