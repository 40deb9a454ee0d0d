//! What reaches people, watched once for all who listen at a node.
//!
//! One task follows the settled feed and the clock, and rings for those of the listeners whom something has reached; each then
//! reads its own notifications from its own [`Place`]. So nobody asks the database in vain, a listener holds no queue, and a
//! ring that is missed costs time, never a notification.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use liaison_domain::ids::PersonId;
use liaison_domain::time::{Clock, Instant};
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::feed::Feed;
use liaison_persistence::notification::arrival::{self, Place};
use liaison_persistence::store::{Statements, Store};
use tokio::sync::watch;

use crate::tasks::Tasks;

/// How often the clock is looked at; without a statement, unless something is due.
const TICK: Duration = Duration::from_millis(250);
/// How long to wait after the database could not be read.
const PAUSE: Duration = Duration::from_millis(500);

type Listeners = Arc<Mutex<HashMap<PersonId, watch::Sender<()>>>>;

/// The inboxes of a node's listeners. Cheap to clone.
#[derive(Clone)]
pub struct Inboxes {
    feed: Feed,
    clock: Arc<dyn Clock>,
    listeners: Listeners,
}

impl std::fmt::Debug for Inboxes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inboxes").field("feed", &self.feed).finish_non_exhaustive()
    }
}

/// Rings when something has reached its person. Dropping it ends the listening.
#[derive(Debug)]
pub struct Bell(watch::Receiver<()>);

impl Bell {
    /// Waits for the next ring, or for one since the last call. Safe to drop while it waits.
    pub async fn rung(&mut self) {
        if self.0.changed().await.is_err() {
            // Nobody rings any more: the node stops, which its listeners hear by themselves.
            std::future::pending::<()>().await;
        }
    }
}

impl Inboxes {
    /// Follows `feed` and `clock` in a tracked task until the node stops.
    pub fn start(feed: &Feed, store: &Store, clock: &Arc<dyn Clock>, tasks: &Tasks) -> Self {
        let inboxes = Self { feed: feed.clone(), clock: Arc::clone(clock), listeners: Listeners::default() };
        let watcher = Watcher {
            inboxes: inboxes.clone(),
            store: store.clone(),
            statements: Statements::default(),
            next: NextDue::Unknown,
        };
        let stopping = tasks.stopping().clone();
        drop(tasks.spawn(async move {
            tokio::select! {
                () = stopping.cancelled() => {}
                () = watcher.run() => {}
            }
        }));
        inboxes
    }

    /// Rings for `person` from now on. Listen first and read then, so that nothing falls between.
    pub fn listen(&self, person: PersonId) -> Bell {
        let mut listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        Bell(listeners.entry(person).or_insert_with(|| watch::channel(()).0).subscribe())
    }

    /// How far reading can go now: what is settled, and what is due.
    pub fn present(&self) -> Place {
        Place::at(*self.feed.horizon().borrow(), self.clock.now())
    }

    /// Those who listen; who has gone is forgotten.
    fn people(&self) -> Vec<PersonId> {
        let mut listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        listeners.retain(|_, bell| bell.receiver_count() > 0);
        listeners.keys().copied().collect()
    }

    fn ring(&self, people: &[PersonId]) {
        let listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        for bell in people.iter().filter_map(|person| listeners.get(person)) {
            bell.send_replace(());
        }
    }
}

/// When something that waits is due next.
#[derive(Clone, Copy)]
enum NextDue {
    Unknown,
    Nothing,
    At(Instant),
}

struct Watcher {
    inboxes: Inboxes,
    store: Store,
    statements: Statements,
    /// When the next notification that waits is due; known until the feed moves.
    next: NextDue,
}

impl Watcher {
    async fn run(mut self) {
        let mut horizon = self.inboxes.feed.horizon();
        let mut seen = self.inboxes.present();
        loop {
            tokio::select! {
                moved = horizon.changed() => if moved.is_err() { return },
                () = tokio::time::sleep(TICK) => {}
            }
            let until = seen.forward(self.inboxes.present());
            let people = self.inboxes.people();
            if people.is_empty() {
                (seen, self.next) = (until, NextDue::Unknown);
                continue;
            }
            let waits = match self.next {
                NextDue::Unknown => false,
                NextDue::Nothing => true,
                NextDue::At(at) => at > until.time(),
            };
            if waits && until.position() == seen.position() {
                continue;
            }
            match self.look(&people, seen, until).await {
                Ok(()) => seen = until,
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "inboxes cannot be followed");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    async fn look(&mut self, people: &[PersonId], seen: Place, until: Place) -> Result<(), StoreError> {
        let db = self.store.read(&self.statements);
        let stirred = arrival::stirred(&db, people, seen, until).await?;
        self.inboxes.ring(&stirred);
        self.next = arrival::next_due(&db, until.time()).await?.map_or(NextDue::Nothing, NextDue::At);
        Ok(())
    }
}
