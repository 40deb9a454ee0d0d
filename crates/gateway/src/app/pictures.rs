//! Everything that a node keeps in memory whole, asked for together: one statement tells whether any of it is old.

use std::sync::{Arc, PoisonError, RwLock};

use liaison_domain::directory::Directory;
use liaison_domain::policies::Policies;
use liaison_persistence::error::Error;
use liaison_persistence::store::Connection;
use liaison_persistence::{directory, pictures, policies};

/// What one call decides by.
#[derive(Clone, Debug)]
pub struct Pictures {
    /// Departments and people.
    pub directory: Arc<Directory>,
    /// Packs and working calendars.
    pub policies: Arc<Policies>,
}

/// A picture of a part of the database, with the version that tells whether it is old.
pub trait Picture: Sized {
    /// The version that was read.
    fn version(&self) -> i64;

    /// The whole of it as it is committed now.
    ///
    /// # Errors
    /// Those of the store.
    fn read(db: &Connection) -> impl Future<Output = Result<Self, Error>> + Send;
}

impl Picture for Directory {
    fn version(&self) -> i64 {
        Self::version(self)
    }

    async fn read(db: &Connection) -> Result<Self, Error> {
        directory::load(db).await
    }
}

impl Picture for Policies {
    fn version(&self) -> i64 {
        Self::version(self)
    }

    async fn read(db: &Connection) -> Result<Self, Error> {
        policies::load(db).await
    }
}

/// One picture, replaced as a whole when the stored version differs.
#[derive(Debug)]
pub struct Kept<T> {
    latest: RwLock<Arc<T>>,
}

impl<T: Picture> Kept<T> {
    async fn load(db: &Connection) -> Result<Self, Error> {
        Ok(Self { latest: RwLock::new(Arc::new(T::read(db).await?)) })
    }

    /// The picture as this node saw it last; for what may lag by a moment, such as labels in a log.
    pub fn latest(&self) -> Arc<T> {
        Arc::clone(&self.latest.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The picture where `db` has it in this version.
    async fn at(&self, db: &Connection, version: i64) -> Result<Arc<T>, Error> {
        let latest = self.latest();
        if version == latest.version() {
            return Ok(latest);
        }
        let read = Arc::new(T::read(db).await?);
        let mut held = self.latest.write().unwrap_or_else(PoisonError::into_inner);
        // Two calls may read at once; the newer picture stays.
        if held.version() < read.version() {
            *held = Arc::clone(&read);
        }
        Ok(read)
    }
}

/// The pictures of this node.
#[derive(Debug)]
pub struct PictureCache {
    pub(super) directory: Kept<Directory>,
    pub(super) policies: Kept<Policies>,
}

impl PictureCache {
    /// Reads all of them for the first time.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn load(db: &Connection) -> Result<Self, Error> {
        Ok(Self { directory: Kept::load(db).await?, policies: Kept::load(db).await? })
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
