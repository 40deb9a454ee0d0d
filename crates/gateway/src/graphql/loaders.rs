//! Batches: what many rows ask for one by one, in one statement; a loader for each batch and call, over the store's `by_ids`.
//!
//! The only module that names `dataloader`, which runs a batch and keeps its answers. When a batch goes is [`Pace`]'s to
//! say: everybody who asks while the call is still moving is in the same one. Whoever asks runs the batch together with all
//! others that wait for it: that crate loses a batch when the caller that leads it is dropped (a failing sibling field is
//! enough); here the rest go on, and a batch that all have left is dropped with its statement and asked for anew. Every key
//! of a batch is answered, found or not, and a fault reaches every caller of its batch. Loaders live as long as one call
//! and are made for one caller, so nothing is shared between people.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use dataloader::{BatchFn, cached};
use futures_util::future::{BoxFuture, FutureExt as _, Shared, WeakShared};

use super::error::Fault;
use super::pace::Pace;
use crate::operations::Reader;

/// What a batch has found.
pub type Loading<K, V> = BoxFuture<'static, Result<HashMap<K, V>, Fault>>;

/// One way to load many things at once. A noun implements it on an empty type for each of its batches.
///
/// A key may carry arguments beside the parent (the first five tasks of a request): [`Batch::load`] is then called with
/// keys of all arguments and asks one statement for each of them; [`by_arguments`] sorts the keys. Lists below rows are made
/// of such batches already: [`super::children`].
pub trait Batch: Send + Sync + 'static {
    /// What is asked for.
    type Key: Clone + Debug + Eq + Hash + Send + Sync + 'static;
    /// What is found.
    type Value: Send + Sync + 'static;

    /// All that is found of these keys, as far as the reader may see it; a missing key is not there.
    fn load(reader: Arc<Reader>, keys: Vec<Self::Key>) -> Loading<Self::Key, Self::Value>;
}

type Found<V> = Result<Option<Arc<V>>, Arc<Fault>>;
type Running = BoxFuture<'static, ()>;
type Cached<B> = cached::Loader<<B as Batch>::Key, Found<<B as Batch>::Value>, Runner<B>>;

/// Runs the batches of one loader.
struct Runner<B> {
    reader: Arc<Reader>,
    batch: PhantomData<fn() -> B>,
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
    answers: Arc<Cached<B>>,
    pace: Arc<Pace>,
    state: Arc<Mutex<State<B>>>,
}

/// What was asked for so far; the answers themselves are kept by `dataloader`.
struct State<B: Batch> {
    asked: HashMap<B::Key, Asked>,
    /// The keys of the next batch, and the batch itself, kept by those who wait for it.
    gathered: Vec<B::Key>,
    next: Option<WeakShared<Running>>,
}

enum Asked {
    Known,
    Awaited(WeakShared<Running>),
}

impl<B: Batch> Loader<B> {
    fn new(reader: Arc<Reader>, pace: Arc<Pace>) -> Self {
        let runner = Runner { reader, batch: PhantomData };
        // One statement however many keys: the cost of a document bounds them, and each is 16 bytes of one parameter.
        let answers = cached::Loader::new(runner).with_max_batch_size(usize::MAX).with_yield_count(0);
        let state = State { asked: HashMap::new(), gathered: Vec::new(), next: None };
        Self { answers: Arc::new(answers), pace, state: Arc::new(Mutex::new(state)) }
    }

    /// What is found under `key`, in one statement with everybody who asks before the call stands still.
    ///
    /// # Errors
    /// The fault of the batch.
    pub async fn get(&self, key: B::Key) -> Result<Option<Arc<B::Value>>, Fault> {
        while let Some(running) = self.ask(&key) {
            running.await;
        }
        let unanswered = |_| Fault::internal("a key of a batch without an answer");
        self.answers.try_load(key).await.map_err(unanswered)?.map_err(|fault| Fault::clone(&fault))
    }

    /// The batch that will have the answer; none where it is known.
    fn ask(&self, key: &B::Key) -> Option<Shared<Running>> {
        let mut state = lock(&self.state);
        match state.asked.get(key) {
            Some(Asked::Known) => return None,
            // A batch that everybody has left is gone: it is asked for anew.
            Some(Asked::Awaited(running)) => {
                if let Some(running) = running.upgrade() {
                    return Some(running);
                }
            }
            None => {}
        }
        let running = state.next.as_ref().and_then(WeakShared::upgrade).unwrap_or_else(|| {
            let (answers, pace) = (Arc::clone(&self.answers), Arc::clone(&self.pace));
            let running = run::<B>(answers, pace, Arc::downgrade(&self.state)).boxed().shared();
            state.gathered.clear();
            state.next = running.downgrade();
            running
        });
        state.gathered.push(key.clone());
        if let Some(running) = running.downgrade() {
            state.asked.insert(key.clone(), Asked::Awaited(running));
        }
        Some(running)
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
        let found: Vec<_> = found.into_iter().collect();
        self.answers
            .prime_many(found.iter().map(|(key, value)| (key.clone(), Ok(Some(Arc::clone(value))))))
            .await;
        lock(&self.state).asked.extend(found.into_iter().map(|(key, _)| (key, Asked::Known)));
    }
}

/// Waits for its turn, then loads what was gathered until then. It holds no loader that holds it.
async fn run<B: Batch>(answers: Arc<Cached<B>>, pace: Arc<Pace>, state: Weak<Mutex<State<B>>>) {
    pace.turn().await;
    let keys = {
        let Some(state) = state.upgrade() else { return };
        let mut state = lock(&state);
        state.next = None;
        std::mem::take(&mut state.gathered)
    };
    // It answers every key, so that nothing is left to be said here.
    let _ = answers.try_load_many(keys.clone()).await;
    let Some(state) = state.upgrade() else { return };
    lock(&state).asked.extend(keys.into_iter().map(|key| (key, Asked::Known)));
}

fn lock<B: Batch>(state: &Mutex<State<B>>) -> MutexGuard<'_, State<B>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The loaders of one call, made when first asked for.
pub struct Loaders {
    reader: Arc<Reader>,
    pace: Arc<Pace>,
    made: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl Loaders {
    /// No loaders yet, for the caller of `reader` in the call whose pace this is.
    pub fn new(reader: Arc<Reader>, pace: Arc<Pace>) -> Self {
        Self { reader, pace, made: Mutex::default() }
    }

    /// The loader of this batch.
    ///
    /// # Panics
    /// Never: a loader is filed under the type of its own batch.
    pub fn of<B: Batch>(&self) -> Arc<Loader<B>> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let loader = made.entry(TypeId::of::<B>()).or_insert_with(|| {
            Arc::new(Loader::<B>::new(Arc::clone(&self.reader), Arc::clone(&self.pace)))
                as Arc<dyn Any + Send + Sync>
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

#[cfg(test)]
mod tests;
