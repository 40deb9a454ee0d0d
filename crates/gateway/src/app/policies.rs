//! The node's picture of packs and working calendars, kept like that of the directory next door.

use std::sync::{Arc, PoisonError, RwLock};

use liaison_domain::policies::Policies;
use liaison_persistence::error::Error;
use liaison_persistence::policies as stored;
use liaison_persistence::store::Connection;

/// Packs and calendars in all their versions as one value, replaced as a whole when the stored version differs.
#[derive(Debug)]
pub struct PolicyCache {
    latest: RwLock<Arc<Policies>>,
}

impl PolicyCache {
    /// Reads everything for the first time.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn load(db: &Connection) -> Result<Self, Error> {
        Ok(Self { latest: RwLock::new(Arc::new(stored::load(db).await?)) })
    }

    /// The picture as this node saw it last; it may lag by a moment.
    pub fn latest(&self) -> Arc<Policies> {
        Arc::clone(&self.latest.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The policies where `db` has them in this version.
    pub(super) async fn at(&self, db: &Connection, version: i64) -> Result<Arc<Policies>, Error> {
        let latest = self.latest();
        if version == latest.version() {
            return Ok(latest);
        }
        let read = Arc::new(stored::load(db).await?);
        let mut held = self.latest.write().unwrap_or_else(PoisonError::into_inner);
        // Two calls may read at once; the newer picture stays.
        if held.version() < read.version() {
            *held = Arc::clone(&read);
        }
        Ok(read)
    }
}
