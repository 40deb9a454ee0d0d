//! Lists below the rows of a list: the tasks of every request on a page in one statement, their counts in another.
//!
//! A noun says how its children are found ([`Children`]); [`connection`] answers a row's page of them. Rows that ask with
//! the same arguments, cursors included, share a statement; the same list under another alias with other arguments has its
//! own.

use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;

use liaison_domain::canonical;
use liaison_domain::time::Instant;
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::paging::{Count, Page, Request};
use serde::Serialize;

use super::connection::{Connection, MOST_ROWS, PageArgs};
use super::error::Fault;
use super::loaders::{Batch, Loading, by_arguments};
use super::scope::Scope;
use crate::operations::Reader;

/// How the children of many parents are found. A noun implements it on an empty type for each of its lists.
pub trait Children: Send + Sync + 'static {
    /// The ID of a parent.
    type Parent: Copy + Debug + Eq + Hash + Send + Sync + 'static;
    /// Which children; `()` where a list has no filter.
    type Filter: Debug + Serialize + Send + Sync + 'static;
    /// In which order; `()` where a list has one order alone.
    type Order: Copy + Debug + Serialize + Send + Sync + 'static;
    /// A child.
    type Child: Send + Sync + 'static;

    /// The page of each of these parents, an empty one where a parent has no children.
    fn pages(
        reader: &Reader,
        parents: &[Self::Parent],
        asked: &Asked<Self::Filter, Self::Order>,
    ) -> impl Future<Output = Result<HashMap<Self::Parent, Page<Self::Child>>, StoreError>> + Send;

    /// How many children each of these parents has on all its pages together, counted up to the bound.
    fn counts(
        reader: &Reader,
        parents: &[Self::Parent],
        counted: &Counted<Self::Filter>,
    ) -> impl Future<Output = Result<HashMap<Self::Parent, Count>, StoreError>> + Send;
}

/// The arguments of a list, comparable by what they say.
#[derive(Debug)]
pub struct Asked<F, O> {
    /// Which.
    pub filter: Arc<F>,
    /// In which order.
    pub order: O,
    /// How many, from where.
    pub page: Request,
    /// The instant of the call, for what a filter says of time.
    pub now: Instant,
    stamp: String,
}

impl<F: Serialize, O: Serialize + Copy> Asked<F, O> {
    /// These arguments.
    ///
    /// # Errors
    /// As [`PageArgs::request`].
    pub fn new(scope: &Scope, filter: F, order: O, page: PageArgs) -> Result<Self, Fault> {
        let page = page.request(MOST_ROWS)?;
        let size = (page.size.rows(), page.size.is_backwards());
        let stamp = canonical::json(&(&filter, order, size, &page.after, &page.before));
        Ok(Self { filter: Arc::new(filter), order, page, now: scope.now(), stamp })
    }
}

impl<F, O: Copy> Clone for Asked<F, O> {
    fn clone(&self) -> Self {
        let (filter, page, stamp) = (Arc::clone(&self.filter), self.page.clone(), self.stamp.clone());
        Self { filter, order: self.order, page, now: self.now, stamp }
    }
}

impl<F, O> PartialEq for Asked<F, O> {
    fn eq(&self, other: &Self) -> bool {
        self.stamp == other.stamp
    }
}

impl<F, O> Eq for Asked<F, O> {}

impl<F, O> Hash for Asked<F, O> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.stamp.hash(state);
    }
}

/// What of a list is counted, comparable by what it says.
#[derive(Debug)]
pub struct Counted<F> {
    /// Which.
    pub filter: Arc<F>,
    /// Where counting stops.
    pub max: u64,
    /// The instant of the call, for what a filter says of time.
    pub now: Instant,
    stamp: String,
}

impl<F> Clone for Counted<F> {
    fn clone(&self) -> Self {
        let (filter, stamp) = (Arc::clone(&self.filter), self.stamp.clone());
        Self { filter, max: self.max, now: self.now, stamp }
    }
}

impl<F> PartialEq for Counted<F> {
    fn eq(&self, other: &Self) -> bool {
        (self.max, &self.stamp) == (other.max, &other.stamp)
    }
}

impl<F> Eq for Counted<F> {}

impl<F> Hash for Counted<F> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.max, &self.stamp).hash(state);
    }
}

/// The pages of parents. A fault, such as a wrong cursor, is that of its arguments alone.
struct Pages<C>(PhantomData<fn() -> C>);

type PageKey<C> = (<C as Children>::Parent, Asked<<C as Children>::Filter, <C as Children>::Order>);
type PageFound<C> = Result<Page<Arc<<C as Children>::Child>>, Fault>;

impl<C: Children> Batch for Pages<C> {
    type Key = PageKey<C>;
    type Value = PageFound<C>;

    fn load(reader: Arc<Reader>, keys: Vec<PageKey<C>>) -> Loading<PageKey<C>, PageFound<C>> {
        Box::pin(async move {
            let mut found = HashMap::new();
            for (asked, parents) in by_arguments(keys) {
                match C::pages(&reader, &parents, &asked).await {
                    Ok(pages) => found.extend(
                        pages
                            .into_iter()
                            .map(|(parent, page)| ((parent, asked.clone()), Ok(page.map(Arc::new)))),
                    ),
                    Err(error) => {
                        let fault = Fault::from(error);
                        let refused = parents.into_iter();
                        found.extend(refused.map(|parent| ((parent, asked.clone()), Err(fault.clone()))));
                    }
                }
            }
            Ok(found)
        })
    }
}

/// The counts of parents.
struct Counts<C>(PhantomData<fn() -> C>);

type CountKey<C> = (<C as Children>::Parent, Counted<<C as Children>::Filter>);

impl<C: Children> Batch for Counts<C> {
    type Key = CountKey<C>;
    type Value = Count;

    fn load(reader: Arc<Reader>, keys: Vec<CountKey<C>>) -> Loading<CountKey<C>, Count> {
        Box::pin(async move {
            let mut found = HashMap::new();
            for (counted, parents) in by_arguments(keys) {
                let counts = C::counts(&reader, &parents, &counted).await?;
                found.extend(counts.into_iter().map(|(parent, count)| ((parent, counted.clone()), count)));
            }
            Ok(found)
        })
    }
}

/// The page of `parent` that was asked for, each child as `show` makes it.
///
/// # Errors
/// `INVALID_CURSOR`; those of the store.
pub async fn connection<C: Children, N>(
    scope: &Scope,
    parent: C::Parent,
    asked: Asked<C::Filter, C::Order>,
    show: impl FnMut(Arc<C::Child>) -> N,
) -> Result<Connection<N>, Fault> {
    let unanswered = || Fault::internal("a parent without an answer");
    let page = scope.loader::<Pages<C>>().get((parent, asked.clone())).await?;
    let page = page.ok_or_else(unanswered)?.as_ref().clone()?;
    let counts = scope.loader::<Counts<C>>();
    let counter = move |max| {
        let stamp = canonical::json(&asked.filter);
        let counted = Counted { filter: Arc::clone(&asked.filter), max, now: asked.now, stamp };
        let counts = Arc::clone(&counts);
        let counting = async move {
            let count = counts.get((parent, counted)).await?;
            count.map(|count| *count).ok_or_else(unanswered)
        };
        Box::pin(counting) as _
    };
    Ok(Connection::new(page.map(show), Arc::new(counter)))
}
