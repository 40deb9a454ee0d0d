//! One running node: the store, the clock, IDs, the signing key, tasks, limits, settings, and what is kept in memory.
//!
//! Made by [`App::start`] for the binary, `demo` and the tests alike; everything a call needs is reached from here and
//! nothing is global. It opens no socket and parses no configuration; `http` and the command line do.

mod accounts;
mod attest;
mod hub;
mod inboxes;
mod passwords;
mod pictures;

use std::sync::Arc;
use std::time::Duration;

use liaison_domain::calendar::QuietHours;
use liaison_domain::directory::Directory;
use liaison_domain::ids::IdSource;
use liaison_domain::policies::Policies;
use liaison_domain::text::Line;
use liaison_domain::time::Clock;
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::store::{Statements, Store};

use crate::address::Proxies;
use crate::auth::{Issuer, Keys, Trust};
use crate::config::DEFAULT_PASSWORD_DAYS;
use crate::exposure::Exposure;
use crate::limits::Limits;
use crate::locale::Locale;
use crate::tasks::Tasks;

pub use attest::{Attested, Attestor};
pub use hub::{Hub, Interrupted, Subscription};
pub use inboxes::{Bell, Inboxes};
pub use passwords::{HashFault, Hasher};
pub use pictures::{Kept, Picture, PictureCache, Pictures};

/// The organisation's own settings (组织), until they are data.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The organisation's name.
    pub name: Line,
    /// The language of messages where nobody has said otherwise.
    pub locale: Locale,
    /// When nobody is told anything that can wait.
    pub quiet: QuietHours,
    /// After how many days a password has to be changed (S1-102); 0 for never.
    pub password_days: i64,
    /// Whose word on where a call comes from is taken.
    pub proxies: Proxies,
    /// The identity provider whose tokens are taken beside ours.
    pub trust: Option<Trust>,
    /// What the server shows to whom.
    pub exposure: Exposure,
}

impl Default for Settings {
    /// A nameless organisation in zh-CN.
    fn default() -> Self {
        Self {
            name: Line::new("Liaison").expect("a short line"),
            locale: Locale::default(),
            quiet: QuietHours::default(),
            password_days: DEFAULT_PASSWORD_DAYS,
            proxies: Proxies::default(),
            trust: None,
            exposure: Exposure::default(),
        }
    }
}

/// What a node is made of.
pub struct Parts {
    /// The database, migrated.
    pub store: Store,
    /// Where the present comes from.
    pub clock: Arc<dyn Clock>,
    /// Where IDs and secrets come from; the same that the store was given.
    pub ids: Arc<dyn IdSource>,
    /// The keys of tokens and sign-offs.
    pub keys: Arc<Keys>,
    /// What callers may send, hold open and cost.
    pub limits: Arc<Limits>,
    /// The organisation's settings.
    pub settings: Settings,
}

struct Inner {
    parts: Parts,
    tasks: Tasks,
    pictures: Arc<PictureCache>,
    hub: Hub,
    inboxes: Inboxes,
    passwords: Hasher,
    issuer: Option<Arc<Issuer>>,
}

/// A running node. Cheap to clone; clones are the same node.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("store", &self.inner.parts.store).finish_non_exhaustive()
    }
}

impl App {
    /// Starts a node over these parts: reads what is kept in memory, and begins to follow the feed.
    ///
    /// # Errors
    /// Those of the store: the database cannot be read.
    pub async fn start(parts: Parts) -> Result<Self, StoreError> {
        let tasks = Tasks::new();
        let statements = Statements::default();
        let pictures = Arc::new(PictureCache::load(&parts.store.read(&statements)).await?);
        let hub = Hub::start(&parts.store, Arc::clone(&pictures), &tasks).await?;
        let inboxes = Inboxes::start(hub.feed(), &parts.store, &parts.clock, &tasks);
        let passwords = Hasher::default();
        let trust = parts.settings.trust.clone();
        let issuer = trust.map(|trust| Arc::new(Issuer::new(trust, Arc::clone(&parts.clock), tasks.clone())));
        Ok(Self { inner: Arc::new(Inner { parts, tasks, pictures, hub, inboxes, passwords, issuer }) })
    }

    /// Ends the node: takes no new work, tells streams to reconnect, waits at most `patience` for what runs, closes the
    /// store. Whether everything had ended by then.
    pub async fn stop(&self, patience: Duration) -> bool {
        let finished = self.tasks().finish(patience).await;
        finished & self.store().close().await.is_ok()
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.inner.parts.store
    }

    /// Where the present comes from.
    pub fn clock(&self) -> &dyn Clock {
        self.inner.parts.clock.as_ref()
    }

    /// Where IDs and secrets come from.
    pub fn ids(&self) -> &dyn IdSource {
        self.inner.parts.ids.as_ref()
    }

    /// The clock, for parts that outlive a call.
    pub fn shared_clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.inner.parts.clock)
    }

    /// The source of IDs, for parts that outlive a call.
    pub fn shared_ids(&self) -> Arc<dyn IdSource> {
        Arc::clone(&self.inner.parts.ids)
    }

    /// The keys of tokens and sign-offs.
    pub fn keys(&self) -> &Arc<Keys> {
        &self.inner.parts.keys
    }

    /// The one that signs now, as the domain asks for it.
    pub fn attestor(&self, what: Attested) -> Attestor {
        Attestor { key: self.keys().current(), what }
    }

    /// The identity provider whose tokens are taken beside ours.
    pub fn issuer(&self) -> Option<&Arc<Issuer>> {
        self.inner.issuer.as_ref()
    }

    /// What callers may send, hold open and cost.
    pub fn limits(&self) -> &Arc<Limits> {
        &self.inner.parts.limits
    }

    /// The organisation's settings.
    pub fn settings(&self) -> &Settings {
        &self.inner.parts.settings
    }

    /// Work that outlives the call that began it.
    pub fn tasks(&self) -> &Tasks {
        &self.inner.tasks
    }

    /// Departments and people, in memory.
    pub fn directory(&self) -> &Kept<Directory> {
        &self.inner.pictures.directory
    }

    /// Packs and working calendars, in memory.
    pub fn policies(&self) -> &Kept<Policies> {
        &self.inner.pictures.policies
    }

    /// Both, asked for together.
    pub fn pictures(&self) -> &PictureCache {
        &self.inner.pictures
    }

    /// What reaches people, watched once for all who listen at this node.
    pub fn inboxes(&self) -> &Inboxes {
        &self.inner.inboxes
    }

    /// What hashes passwords, few at a time.
    pub fn passwords(&self) -> &Hasher {
        &self.inner.passwords
    }

    /// The feed, read once for all subscribers of this node.
    pub fn hub(&self) -> &Hub {
        &self.inner.hub
    }
}
