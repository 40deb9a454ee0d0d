//! Dated logs in the schema: pages of entries in one statement for all records that are selected, single entries by ID.
//!
//! What an entry shows stands beside the noun whose log it is.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::Arc;

use liaison_domain::ids::Id;
use liaison_persistence::log::{self as stored, Logged};
use liaison_persistence::paging::{Page, Size};

use super::connection::{Connection, PageArgs, counter};
use super::error::Fault;
use super::loaders::{Batch, Loading, by_arguments};
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

/// The latest entries of the logs of records, and how many.
struct Latest<E>(PhantomData<fn() -> E>);

impl<E: Logged + Send + Sync + 'static> Batch for Latest<E> {
    type Key = (Id<E::Parent>, u32);
    type Value = Page<Arc<E>>;

    fn load(reader: Arc<Reader>, keys: Vec<Self::Key>) -> Loading<Self::Key, Self::Value> {
        Box::pin(async move {
            let mut found = HashMap::new();
            for (rows, parents) in by_arguments(keys) {
                let size = Size::first(rows).ok_or_else(|| Fault::internal("a page above the bound"))?;
                let pages = stored::latest(&reader.db(), &parents, size).await?;
                found.extend(pages.into_iter().map(|(id, page)| ((id, rows), page.map(Arc::new))));
            }
            Ok(found)
        })
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
    let asked = page.of_children()?;
    let db = scope.db();
    let own = async { Ok(stored::page(&db, parent, &asked.request).await?.map(Arc::new)) };
    let page = asked.page::<Latest<E>, _>(scope, (parent, asked.request.size.rows()), own).await?;
    Ok(Connection::new(
        page.map(show),
        counter(scope, Arc::new(parent), |reader, parent, max| async move {
            stored::count::<E>(&reader.db(), *parent, max).await
        }),
    ))
}
