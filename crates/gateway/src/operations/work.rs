//! What the body of an operation works with: its unit of work, and everything the domain asks for as values.

use std::sync::Arc;

use liaison_domain::access;
use liaison_domain::command::{Aggregate, Change, Context};
use liaison_domain::directory::Directory;
use liaison_domain::error::{Reason, Refusal};
use liaison_domain::event::Envelope;
use liaison_persistence::feed;
use liaison_persistence::store::Connection;
use liaison_persistence::unit_of_work::{Stored, UnitOfWork};

use super::{Call, OperationError};
use crate::app::App;

/// How many events a version conflict looks back over to name what changed.
const HISTORY: u32 = 50;

/// An operation at work: reads, decides and records inside one transaction.
pub struct Work {
    app: App,
    call: Call,
    unit: UnitOfWork,
    directory: Arc<Directory>,
    directory_locked: bool,
    warnings: Vec<Reason>,
}

/// What is left of an operation when its body has run.
pub(super) struct Finished {
    pub(super) unit: UnitOfWork,
    pub(super) warnings: Vec<Reason>,
    pub(super) directory_changed: bool,
}

impl Work {
    pub(super) async fn begin(app: &App, call: &Call, unit: UnitOfWork) -> Result<Self, OperationError> {
        let directory = app.directory().current(unit.db()).await?;
        Ok(Self {
            app: app.clone(),
            call: call.clone(),
            unit,
            directory,
            directory_locked: false,
            warnings: Vec::new(),
        })
    }

    pub(super) fn finish(self) -> Finished {
        Finished { unit: self.unit, warnings: self.warnings, directory_changed: self.directory_locked }
    }

    /// The gateway: its keys, its settings.
    pub const fn app(&self) -> &App {
        &self.app
    }

    /// The call that is served.
    pub const fn call(&self) -> &Call {
        &self.call
    }

    /// The unit of work, to lock and to draw numbers.
    pub const fn unit(&mut self) -> &mut UnitOfWork {
        &mut self.unit
    }

    /// The transaction, for a noun's reading functions.
    pub const fn db(&self) -> &Connection {
        self.unit.db()
    }

    /// Departments and people as this change sees them.
    pub const fn directory(&self) -> &Arc<Directory> {
        &self.directory
    }

    /// What a command decides in.
    pub fn context(&self) -> Context<'_> {
        let settings = self.app.settings();
        Context {
            actor: &self.call.actor,
            now: self.unit.now(),
            ids: self.app.ids(),
            directory: &self.directory,
            pack: &settings.pack,
            hours: &settings.hours,
        }
    }

    /// The record, if the caller may see it and it has the version they expect.
    ///
    /// # Errors
    /// `NotFound` for what is not there or not visible; [`OperationError::Version`] with what changed since.
    pub async fn found<T: Aggregate>(&self, record: Option<T>) -> Result<T, OperationError> {
        let record = self.seen(record)?;
        match self.call.expected_version {
            Some(expected) if expected != record.version() => Err(self.overtaken(&record, expected).await?),
            _ => Ok(record),
        }
    }

    /// The record, if the caller may see it; for what a change needs beside the record that it is about.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn seen<T: Aggregate>(&self, record: Option<T>) -> Result<T, OperationError> {
        let visible = record.filter(|record| access::may_see(&self.call.actor, &record.audience()));
        visible.ok_or(OperationError::Refused(Refusal::NotFound))
    }

    /// Writes the change with its events, keeps its warnings, and answers the new state.
    ///
    /// # Errors
    /// As [`UnitOfWork::record`].
    pub async fn record<T: Stored>(&mut self, change: Change<T>) -> Result<T, OperationError> {
        self.unit.record(&change).await?;
        self.warnings.extend(change.warnings);
        Ok(change.state)
    }

    /// Locks the directory until the unit ends and reads it again: for changes of the directory itself.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn lock_directory(&mut self) -> Result<(), OperationError> {
        self.directory = Arc::new(liaison_persistence::directory::load_for_change(&mut self.unit).await?);
        self.directory_locked = true;
        Ok(())
    }

    async fn overtaken<T: Aggregate>(
        &self,
        record: &T,
        expected: i64,
    ) -> Result<OperationError, OperationError> {
        let mut histories = feed::history(self.db(), &[record.uuid()], HISTORY).await?;
        let newest_first = histories.remove(&record.uuid()).unwrap_or_default();
        let since = newest_first.iter().filter(|event| event.version > expected);
        let mut changed_fields: Vec<String> = since.flat_map(Envelope::changed_fields).collect();
        changed_fields.sort_unstable();
        changed_fields.dedup();
        let changed_by = newest_first.first().and_then(|event| event.actor);
        Ok(OperationError::Version { current: record.version(), changed_fields, changed_by })
    }
}
