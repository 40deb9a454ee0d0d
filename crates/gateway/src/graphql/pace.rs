//! When batches go to the database: once the call can do nothing more without them.
//!
//! Waiting for a moment, or giving way a fixed number of times, sends a batch off before everybody who wants something of
//! it has said so: the library polls long lists in portions, and whoever is woken one after the other asks one after the
//! other. Here the call itself is watched. It stands still when it waits, nobody has woken it, and no statement of it is
//! under way; then all batches that were gathered go at once. So a level of a document costs the same statements for one
//! row as for fifty, whatever the timing.
//!
//! The runtime's own portions are switched off inside ([`unconstrained`]): whoever has used one up is woken later, unseen
//! here, and the call would seem to stand still.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::stream::{self, BoxStream, Stream, StreamExt as _};
use futures_util::task::AtomicWaker;
use liaison_persistence::store::Statements;
use tokio::task::unconstrained;

/// The pace of one call, shared by all its loaders. Everything that asks them runs inside the call's own future: what another
/// task does is not seen.
#[derive(Debug, Default)]
pub struct Pace {
    statements: Statements,
    alarm: Arc<Alarm>,
    /// Whether somebody watches the call; without, nobody would say when it stands still.
    watched: AtomicBool,
    /// How often the batches that waited were sent off.
    turns: AtomicU64,
    waiting: Mutex<Vec<Waker>>,
}

/// Wakes the call, and remembers that it did.
#[derive(Debug, Default)]
struct Alarm {
    rung: AtomicBool,
    call: AtomicWaker,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.rung.store(true, Ordering::SeqCst);
        self.call.wake();
    }
}

impl Pace {
    /// Where the statements of the call are counted.
    pub const fn statements(&self) -> &Statements {
        &self.statements
    }

    /// Runs the call, or what is left of it, and sends batches off whenever it stands still.
    pub async fn watch<T>(&self, call: impl Future<Output = T>) -> T {
        let mut call = pin!(unconstrained(call));
        poll_fn(|cx| self.step(cx, |cx| call.as_mut().poll(cx))).await
    }

    /// The same for a call that answers many times.
    pub fn watch_each<T: 'static>(
        self: Arc<Self>,
        mut answers: impl Stream<Item = T> + Send + Unpin + 'static,
    ) -> BoxStream<'static, T> {
        stream::poll_fn(move |cx| self.step(cx, |cx| Pin::new(&mut unconstrained(answers.next())).poll(cx)))
            .boxed()
    }

    fn step<T>(&self, cx: &Context<'_>, mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>) -> Poll<T> {
        self.watched.store(true, Ordering::SeqCst);
        self.alarm.call.register(cx.waker());
        let waker = Waker::from(Arc::clone(&self.alarm));
        loop {
            self.alarm.rung.store(false, Ordering::SeqCst);
            if let Poll::Ready(answer) = poll(&mut Context::from_waker(&waker)) {
                return Poll::Ready(answer);
            }
            let stands_still = !self.alarm.rung.load(Ordering::SeqCst) && self.statements.under_way() == 0;
            if !stands_still || !self.send_off() {
                return Poll::Pending;
            }
        }
    }

    /// Sends all waiting batches off; false where none waits.
    fn send_off(&self) -> bool {
        let waiting = std::mem::take(&mut *self.waiting());
        if waiting.is_empty() {
            return false;
        }
        self.turns.fetch_add(1, Ordering::SeqCst);
        waiting.into_iter().for_each(Waker::wake);
        true
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<Waker>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends when the batches that wait now are to be sent; soon, where nobody watches the call.
    pub async fn turn(&self) {
        if !self.watched.load(Ordering::SeqCst) {
            return tokio::task::yield_now().await;
        }
        let turn = self.turns.load(Ordering::SeqCst);
        let mut waits: Option<Waker> = None;
        poll_fn(|cx| {
            if self.turns.load(Ordering::SeqCst) != turn {
                return Poll::Ready(());
            }
            if waits.as_ref().is_none_or(|waker| !waker.will_wake(cx.waker())) {
                waits = Some(cx.waker().clone());
                self.waiting().push(cx.waker().clone());
            }
            Poll::Pending
        })
        .await;
    }
}
