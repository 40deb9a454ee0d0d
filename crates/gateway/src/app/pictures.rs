//! Everything that a node keeps in memory whole, asked for together: one statement tells whether any of it is old.

use std::sync::Arc;

use liaison_domain::directory::Directory;
use liaison_domain::policies::Policies;
use liaison_persistence::error::Error;
use liaison_persistence::pictures;
use liaison_persistence::store::Connection;

use super::{DirectoryCache, PolicyCache};

/// What one call decides by.
#[derive(Clone, Debug)]
pub struct Pictures {
    /// Departments and people.
    pub directory: Arc<Directory>,
    /// Packs and working calendars.
    pub policies: Arc<Policies>,
}

/// The pictures of this node.
#[derive(Debug)]
pub struct PictureCache {
    pub(super) directory: DirectoryCache,
    pub(super) policies: PolicyCache,
}

impl PictureCache {
    /// Reads all of them for the first time.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn load(db: &Connection) -> Result<Self, Error> {
        Ok(Self { directory: DirectoryCache::load(db).await?, policies: PolicyCache::load(db).await? })
    }

    /// The pictures as this node saw them last; they may lag by a moment.
    pub fn latest(&self) -> Pictures {
        Pictures { directory: self.directory.latest(), policies: self.policies.latest() }
    }

    /// The pictures as `db` sees them now: one small statement, and a reading of what has changed.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn current(&self, db: &Connection) -> Result<Pictures, Error> {
        let versions = pictures::versions(db).await?;
        Ok(Pictures {
            directory: self.directory.at(db, versions.directory).await?,
            policies: self.policies.at(db, versions.policies).await?,
        })
    }
}
