//! Dated logs in the schema: pages of entries in one statement for all records that are selected, single entries by ID.
//!
//! What an entry shows stands beside the noun whose log it is.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::Arc;

use liaison_domain::ids::Id;
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::log::{self as stored, Logged};
use liaison_persistence::paging::{Count, Page};

use super::children::{self, Asked, Children, Counted};
use super::connection::{Connection, PageArgs};
use super::error::Fault;
use super::loaders::{Batch, Loading};
use super::scope::Scope;
use crate::operations::Reader;

/// Entries by their IDs, of records that the caller may see.
pub struct ById<E>(PhantomData<fn() -> E>);

impl<E: Logged + Send + Sync + 'static> Batch for ById<E> {
    type Key = Id<E::Kind>;
    type Value = E;

    fn load(reader: Arc<Reader>, keys: Vec<Self::Key>) -> Loading<Self::Key, E> {
        Box::pin(async move { Ok(stored::by_ids(&reader.db(), reader.actor(), &keys).await?) })
    }
}

/// The logs of records.
struct Entries<E>(PhantomData<fn() -> E>);

impl<E: Logged + Send + Sync + 'static> Children for Entries<E> {
    type Parent = Id<E::Parent>;
    type Filter = ();
    type Order = ();
    type Child = E;

    async fn pages(
        reader: &Reader,
        records: &[Id<E::Parent>],
        asked: &Asked<(), ()>,
    ) -> Result<HashMap<Id<E::Parent>, Page<E>>, StoreError> {
        stored::pages(&reader.db(), records, &asked.page).await
    }

    async fn counts(
        reader: &Reader,
        records: &[Id<E::Parent>],
        counted: &Counted<()>,
    ) -> Result<HashMap<Id<E::Parent>, Count>, StoreError> {
        stored::counts::<E>(&reader.db(), records, counted.max).await
    }
}

/// The log of `parent`, which the caller has been shown, newest first; `show` makes the schema's form of an entry.
///
/// # Errors
/// As [`PageArgs::request`]; those of the store.
pub async fn connection<E: Logged + Send + Sync + 'static, N>(
    scope: &Scope,
    parent: Id<E::Parent>,
    page: PageArgs,
    show: impl FnMut(Arc<E>) -> N,
) -> Result<Connection<N>, Fault> {
    let asked = Asked::new(scope, (), (), page)?;
    children::connection::<Entries<E>, _>(scope, parent, asked, show).await
}
