//! The feed, read once for all subscribers of a node.
//!
//! One task follows the settled feed and hands every event to all [`Subscription`]s as shared bytes. A subscription reads
//! what lies between its cursor and the live edge from the database, then goes on live, without gap or repeat. It holds no
//! queue of its own: a reader that falls more than [`RING`] events behind while live is told so and comes back with its
//! cursor. Who may see an event is asked by whoever reads it, not here.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use liaison_domain::event::{Envelope, SubjectKind};
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::feed::{Cursor, CursorError, Feed};
use liaison_persistence::store::{Statements, Store};
use tokio::sync::{broadcast, watch};

use super::PictureCache;
use crate::tasks::Tasks;

/// Events that are held for subscribers who are not there yet; at about a kilobyte each, some megabytes a node.
const RING: usize = 4_096;
/// Events read from the database in one statement.
const BATCH: u64 = 500;
/// How long to wait after the database could not be read.
const PAUSE: Duration = Duration::from_millis(500);

/// One step of the live feed: an event, or only the news that everything up to a position has been seen.
#[derive(Clone, Debug)]
enum Step {
    Event(Arc<Envelope>),
    Settled(i64),
}

/// The live feed of a node. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Hub {
    feed: Feed,
    steps: broadcast::Sender<Step>,
    /// The position up to which steps were handed out or are about to be; what was handed out before a subscription
    /// never lies beyond it.
    edge: watch::Receiver<i64>,
}

impl Hub {
    /// Opens the feed of `store` and follows it in a tracked task until the node stops.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn start(
        store: &Store,
        pictures: Arc<PictureCache>,
        tasks: &Tasks,
    ) -> Result<Self, StoreError> {
        let feed = Feed::open(store).await?;
        let (steps, _) = broadcast::channel(RING);
        let (moved, edge) = watch::channel(*feed.horizon().borrow());
        let follower =
            Follower { feed: feed.clone(), store: store.clone(), pictures, steps: steps.clone(), moved };
        let (following, stopping) = (feed.clone(), tasks.stopping().clone());
        drop(tasks.spawn(async move {
            tokio::select! {
                () = stopping.cancelled() => {}
                ((), ()) = async { tokio::join!(following.run(), follower.run()) } => {}
            }
        }));
        Ok(Self { feed, steps, edge })
    }

    /// The feed itself, for histories and cursors.
    pub const fn feed(&self) -> &Feed {
        &self.feed
    }

    /// The cursor after `position`.
    pub fn cursor(&self, position: i64) -> Cursor {
        self.feed.cursor(position)
    }

    /// Everything after `after`; from now on where there is no cursor.
    ///
    /// # Errors
    /// As [`Feed::position`].
    pub fn subscribe(&self, after: Option<&str>) -> Result<Subscription, CursorError> {
        let live = self.steps.subscribe();
        let edge = *self.edge.borrow();
        let seen = match after {
            Some(cursor) => self.feed.position(cursor)?,
            None => edge,
        };
        let hub = self.clone();
        Ok(Subscription { hub, live, seen, edge, read: VecDeque::new(), statements: Statements::default() })
    }
}

struct Follower {
    feed: Feed,
    store: Store,
    pictures: Arc<PictureCache>,
    steps: broadcast::Sender<Step>,
    moved: watch::Sender<i64>,
}

impl Follower {
    async fn run(self) {
        let statements = Statements::default();
        let mut horizon = self.feed.horizon();
        let mut position = *self.moved.borrow();
        while horizon.changed().await.is_ok() {
            while position < *horizon.borrow_and_update() {
                match self.step(position, &statements).await {
                    Ok(settled) => position = settled,
                    Err(error) => {
                        tracing::warn!(
                            error = &error as &dyn std::error::Error,
                            "the feed cannot be followed"
                        );
                        tokio::time::sleep(PAUSE).await;
                    }
                }
            }
        }
    }

    /// Hands out one batch after `position`; answers where it ends.
    async fn step(&self, position: i64, statements: &Statements) -> Result<i64, StoreError> {
        let batch = self.feed.read(position, BATCH, statements).await?;
        if batch.events.iter().any(of_pictures) {
            // Before anybody is handed an event that a change of roles or of a pack came before.
            self.pictures.current(&self.store.read(statements)).await?;
        }
        // The edge first: who subscribes while the batch is handed out misses its beginning live, and has to read it.
        self.moved.send_replace(batch.settled_up_to);
        // A step nobody receives is no fault: there are no subscribers then.
        for event in batch.events {
            let _ = self.steps.send(Step::Event(Arc::new(event)));
        }
        let _ = self.steps.send(Step::Settled(batch.settled_up_to));
        Ok(batch.settled_up_to)
    }
}

/// Why a subscription cannot go on; a new one with the last cursor can.
#[derive(Debug, thiserror::Error)]
pub enum Interrupted {
    /// The reader was too slow for the live feed.
    #[error("the reader fell behind the live feed")]
    Behind,
    /// The node is stopping.
    #[error("the node stops")]
    Stopping,
    /// The database could not be read.
    #[error("the feed cannot be read")]
    Store(#[from] StoreError),
}

/// One reader of the feed, at its own place. Dropping it costs nothing.
pub struct Subscription {
    hub: Hub,
    live: broadcast::Receiver<Step>,
    /// Everything up to here was handed to the reader.
    seen: i64,
    /// Where the live feed stood when `live` was opened: what lies before comes from the database.
    edge: i64,
    read: VecDeque<Envelope>,
    statements: Statements,
}

impl Subscription {
    /// The cursor after all that was handed out and all that was passed over.
    pub fn cursor(&self) -> Cursor {
        self.hub.cursor(self.seen)
    }

    /// The next event. Safe to drop while it waits.
    ///
    /// # Errors
    /// See [`Interrupted`].
    pub async fn next(&mut self) -> Result<Arc<Envelope>, Interrupted> {
        loop {
            if let Some(event) = self.read.pop_front() {
                self.seen = event.position;
                return Ok(Arc::new(event));
            }
            if self.seen < self.edge {
                self.catch_up().await?;
                continue;
            }
            match self.live.recv().await {
                Ok(Step::Event(event)) if event.position > self.seen => {
                    self.seen = event.position;
                    self.edge = i64::MIN;
                    return Ok(event);
                }
                Ok(Step::Event(_)) => {}
                Ok(Step::Settled(position)) => self.seen = position.max(self.seen),
                // Nothing live was read yet: the ring ran over while the past was read, and the database has it.
                Err(broadcast::error::RecvError::Lagged(_)) if self.edge > i64::MIN => self.reopen(),
                Err(broadcast::error::RecvError::Lagged(_)) => return Err(Interrupted::Behind),
                Err(broadcast::error::RecvError::Closed) => return Err(Interrupted::Stopping),
            }
        }
    }

    /// Whether the event that was handed out last came live. Who might have seen one of the past may by now see its subject no
    /// more.
    pub const fn is_live(&self) -> bool {
        self.edge == i64::MIN
    }

    /// Where it stands: at what was handed out last, or beyond what was passed over.
    pub const fn position(&self) -> i64 {
        self.seen
    }

    /// What is handed out next without waiting.
    pub fn upcoming(&self) -> impl DoubleEndedIterator<Item = &Envelope> {
        self.read.iter()
    }

    fn reopen(&mut self) {
        self.live = self.hub.steps.subscribe();
        self.edge = *self.hub.edge.borrow();
    }

    async fn catch_up(&mut self) -> Result<(), StoreError> {
        let batch = self.hub.feed.read(self.seen, BATCH, &self.statements).await?;
        if batch.events.is_empty() {
            self.seen = batch.settled_up_to.max(self.edge);
        }
        self.read = batch.events.into();
        Ok(())
    }
}

/// Whether what is kept in memory is old after it.
const fn of_pictures(event: &Envelope) -> bool {
    matches!(
        event.subject_kind,
        SubjectKind::Department
            | SubjectKind::Person
            | SubjectKind::ProcessPack
            | SubjectKind::PackAssignment
            | SubjectKind::WorkingCalendar
            | SubjectKind::RoutingRule
    )
}
