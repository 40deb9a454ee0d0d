//! Batches for what look-ahead cannot see: one loader per batch and call, over the store's `by_ids`.
//!
//! The only module that names `dataloader`. That crate loses a batch when the caller that leads it is dropped (a failing
//! sibling field is enough), so [`Loader::get`] asks again: a lost batch is then an ordinary answer. Every key of a batch
//! is answered, found or not, and a fault reaches every caller of its batch. Loaders live as long as one call and are made
//! for one caller, so nothing is shared between people.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use dataloader::BatchFn;
use dataloader::cached;
use futures_util::future::BoxFuture;

use super::error::Fault;
use crate::operations::Reader;

/// Most keys of one statement.
const MOST_KEYS: usize = 1_000;
/// How often a caller whose leader was dropped asks again before it gives up.
const TRIES: usize = 4;

/// What a batch has found.
pub type Loading<K, V> = BoxFuture<'static, Result<HashMap<K, V>, Fault>>;

/// One way to load many things at once. A noun implements it on an empty type for each of its batches.
///
/// A key may carry arguments beside the parent (the first five tasks of a request): [`Batch::load`] is then called with
/// keys of all arguments and asks one statement for each of them; [`by_arguments`] sorts the keys.
pub trait Batch: Send + Sync + 'static {
    /// What is asked for.
    type Key: Clone + Debug + Eq + Hash + Send + Sync + 'static;
    /// What is found.
    type Value: Send + Sync + 'static;

    /// All that is found of these keys, as far as the reader may see it; a missing key is not there.
    fn load(reader: Arc<Reader>, keys: Vec<Self::Key>) -> Loading<Self::Key, Self::Value>;
}

type Found<V> = Result<Option<Arc<V>>, Arc<Fault>>;

struct Runner<B> {
    reader: Arc<Reader>,
    batch: std::marker::PhantomData<fn() -> B>,
}

impl<B: Batch> BatchFn<B::Key, Found<B::Value>> for Runner<B> {
    async fn load(&mut self, keys: &[B::Key]) -> HashMap<B::Key, Found<B::Value>> {
        match B::load(Arc::clone(&self.reader), keys.to_vec()).await {
            Ok(mut found) => {
                keys.iter().map(|key| (key.clone(), Ok(found.remove(key).map(Arc::new)))).collect()
            }
            Err(fault) => {
                let fault = Arc::new(fault);
                keys.iter().map(|key| (key.clone(), Err(Arc::clone(&fault)))).collect()
            }
        }
    }
}

/// The loader of one batch in one call.
pub struct Loader<B: Batch> {
    inner: cached::Loader<B::Key, Found<B::Value>, Runner<B>>,
}

impl<B: Batch> Loader<B> {
    fn new(reader: Arc<Reader>) -> Self {
        let runner = Runner { reader, batch: std::marker::PhantomData };
        let inner = cached::Loader::new(runner).with_max_batch_size(MOST_KEYS).with_yield_count(1);
        Self { inner }
    }

    /// What is found under `key`, in one statement with everybody who asks now.
    ///
    /// # Errors
    /// The fault of the batch; `UNAVAILABLE` if its leader was dropped time and again.
    pub async fn get(&self, key: B::Key) -> Result<Option<Arc<B::Value>>, Fault> {
        for _ in 0..TRIES {
            // An error can only mean that the leader was dropped with the batch.
            if let Ok(found) = self.inner.try_load(key.clone()).await {
                return found.map_err(|fault| Fault::clone(&fault));
            }
        }
        Err(Fault::unavailable(std::time::Duration::ZERO, "a batch was dropped by each of its leaders"))
    }

    /// What is found under each of `keys`, in their order.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn get_many(&self, keys: &[B::Key]) -> Result<Vec<Option<Arc<B::Value>>>, Fault> {
        futures_util::future::try_join_all(keys.iter().map(|key| self.get(key.clone()))).await
    }

    /// Notes what a page has loaded already, so that nobody asks for it again.
    pub async fn prime(&self, found: impl IntoIterator<Item = (B::Key, Arc<B::Value>)>) {
        self.inner.prime_many(found.into_iter().map(|(key, value)| (key, Ok(Some(value))))).await;
    }
}

/// The loaders of one call, made when first asked for.
pub struct Loaders {
    reader: Arc<Reader>,
    made: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl Loaders {
    /// No loaders yet, for the caller of `reader`.
    pub fn new(reader: Arc<Reader>) -> Self {
        Self { reader, made: Mutex::default() }
    }

    /// The loader of this batch.
    ///
    /// # Panics
    /// Never: a loader is filed under the type of its own batch.
    pub fn of<B: Batch>(&self) -> Arc<Loader<B>> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let loader = made.entry(TypeId::of::<B>()).or_insert_with(|| {
            Arc::new(Loader::<B>::new(Arc::clone(&self.reader))) as Arc<dyn Any + Send + Sync>
        });
        Arc::clone(loader).downcast().expect("a loader is filed under the type of its batch")
    }
}

/// Keys of the form (parent, arguments), sorted by their arguments: one statement for each.
pub fn by_arguments<P, A: Eq + Hash>(keys: Vec<(P, A)>) -> HashMap<A, Vec<P>> {
    let mut sorted: HashMap<A, Vec<P>> = HashMap::new();
    for (parent, arguments) in keys {
        sorted.entry(arguments).or_default().push(parent);
    }
    sorted
}
