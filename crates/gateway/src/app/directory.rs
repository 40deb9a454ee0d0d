//! The node's picture of the directory: whole, in memory, and never older than the database's when it is asked for.

use std::sync::{Arc, PoisonError, RwLock};

use liaison_domain::directory::Directory;
use liaison_persistence::error::Error;
use liaison_persistence::store::Connection;
use liaison_persistence::{directory as stored, pictures};

/// Departments and people as one value, replaced as a whole when the stored version differs.
#[derive(Debug)]
pub struct DirectoryCache {
    latest: RwLock<Arc<Directory>>,
}

impl DirectoryCache {
    /// Reads the directory for the first time.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn load(db: &Connection) -> Result<Self, Error> {
        Ok(Self { latest: RwLock::new(Arc::new(stored::load(db).await?)) })
    }

    /// The picture of the last call to [`Self::current`]; for what may lag by a moment, such as labels in a log.
    pub fn latest(&self) -> Arc<Directory> {
        Arc::clone(&self.latest.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The directory as `db` sees it now: one small statement, and a reading of everything only when it has changed.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn current(&self, db: &Connection) -> Result<Arc<Directory>, Error> {
        let versions = pictures::versions(db).await?;
        self.at(db, versions.directory).await
    }

    /// The directory where `db` has it in this version.
    pub(super) async fn at(&self, db: &Connection, version: i64) -> Result<Arc<Directory>, Error> {
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
