//! Reading for one call: a counted way to the store, and who looks.

use std::sync::{Arc, PoisonError, RwLock};

use liaison_domain::access::Actor;
use liaison_domain::directory::Directory;
use liaison_domain::policies::Policies;
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::store::{Connection, Statements};

use crate::app::{App, Pictures};

/// The eyes of one caller: every list and lookup takes its connection and its actor from here.
pub struct Reader {
    app: App,
    actor: Arc<Actor>,
    pictures: RwLock<Pictures>,
    statements: Statements,
}

impl Reader {
    /// What `actor` sees through `app`, with the node's pictures at this moment.
    pub fn new(app: App, actor: Arc<Actor>, statements: Statements) -> Self {
        let pictures = RwLock::new(app.pictures().latest());
        Self { app, actor, pictures, statements }
    }

    /// A connection for reading; its statements are counted for the call.
    pub fn db(&self) -> Connection {
        self.app.store().read(&self.statements)
    }

    /// Who looks.
    pub const fn actor(&self) -> &Arc<Actor> {
        &self.actor
    }

    /// Departments and people, without a statement: the same picture for the whole call, unless the call changes it.
    pub fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.pictures.read().unwrap_or_else(PoisonError::into_inner).directory)
    }

    /// Packs and working calendars, without a statement: the same picture for the whole call, unless the call changes it.
    pub fn policies(&self) -> Arc<Policies> {
        Arc::clone(&self.pictures.read().unwrap_or_else(PoisonError::into_inner).policies)
    }

    /// Makes sure that the pictures are not older than what is committed.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn catch_up(&self) -> Result<(), StoreError> {
        self.app.pictures().current(&self.db()).await?;
        self.refresh();
        Ok(())
    }

    /// Looks at the node's present pictures from here on, after a change.
    pub fn refresh(&self) {
        *self.pictures.write().unwrap_or_else(PoisonError::into_inner) = self.app.pictures().latest();
    }

    /// The gateway.
    pub const fn app(&self) -> &App {
        &self.app
    }

    /// Where the call's statements are counted.
    pub const fn statements(&self) -> &Statements {
        &self.statements
    }
}
