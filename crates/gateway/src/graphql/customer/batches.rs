//! What a page of customers asks for in one statement.

use std::collections::HashMap;
use std::sync::Arc;

use liaison_domain::customer::{Contact, CustomerRecord, InteractionRecord};
use liaison_domain::ids::{ContactId, CustomerId, InteractionId};
use liaison_persistence::customer as stored;
use liaison_persistence::customer::interaction::InteractionLeaf;
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::paging::{Count, Direction, Filter, Page};

use crate::graphql::children::{Asked, Children, Counted};
use crate::graphql::loaders::{Batch, Loading};
use crate::operations::Reader;

/// Customers by their IDs.
pub enum ById {}

impl Batch for ById {
    type Key = CustomerId;
    type Value = CustomerRecord;

    fn load(reader: Arc<Reader>, keys: Vec<CustomerId>) -> Loading<CustomerId, CustomerRecord> {
        Box::pin(async move { Ok(stored::by_ids(&reader.db(), &keys).await?) })
    }
}

/// Contacts by their IDs.
pub(super) enum ContactById {}

impl Batch for ContactById {
    type Key = ContactId;
    type Value = Contact;

    fn load(reader: Arc<Reader>, keys: Vec<ContactId>) -> Loading<ContactId, Contact> {
        Box::pin(async move { Ok(stored::contact::by_ids(&reader.db(), reader.actor(), &keys).await?) })
    }
}

/// The contacts that customers list.
pub(super) enum ContactsOf {}

impl Batch for ContactsOf {
    type Key = CustomerId;
    type Value = Vec<Arc<Contact>>;

    fn load(reader: Arc<Reader>, keys: Vec<CustomerId>) -> Loading<CustomerId, Vec<Arc<Contact>>> {
        Box::pin(async move {
            let found = stored::contact::of_customers(&reader.db(), reader.actor(), &keys).await?;
            let shared = |contacts: Vec<Contact>| contacts.into_iter().map(Arc::new).collect();
            Ok(found.into_iter().map(|(customer, contacts)| (customer, shared(contacts))).collect())
        })
    }
}

/// Interactions by their IDs.
pub(super) enum InteractionById {}

impl Batch for InteractionById {
    type Key = InteractionId;
    type Value = InteractionRecord;

    fn load(reader: Arc<Reader>, keys: Vec<InteractionId>) -> Loading<InteractionId, InteractionRecord> {
        Box::pin(async move { Ok(stored::interaction::by_ids(&reader.db(), reader.actor(), &keys).await?) })
    }
}

/// The interactions with customers.
pub(super) enum InteractionsOf {}

impl Children for InteractionsOf {
    type Parent = CustomerId;
    type Filter = Filter<InteractionLeaf>;
    type Order = Direction;
    type Child = InteractionRecord;

    async fn pages(
        reader: &Reader,
        customers: &[CustomerId],
        asked: &Asked<Filter<InteractionLeaf>, Direction>,
    ) -> Result<HashMap<CustomerId, Page<InteractionRecord>>, StoreError> {
        let (db, actor) = (reader.db(), reader.actor());
        let Asked { filter, order, page, .. } = asked;
        stored::interaction::pages_of_customers(&db, actor, customers, filter, *order, page).await
    }

    async fn counts(
        reader: &Reader,
        customers: &[CustomerId],
        counted: &Counted<Filter<InteractionLeaf>>,
    ) -> Result<HashMap<CustomerId, Count>, StoreError> {
        let (db, actor) = (reader.db(), reader.actor());
        stored::interaction::counts_of_customers(&db, actor, customers, &counted.filter, counted.max).await
    }
}
