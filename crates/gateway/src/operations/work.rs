//! What the body of an operation works with: its unit of work, and everything the domain asks for as values.

use std::sync::Arc;

use liaison_domain::command::{Aggregate, Change, Context};
use liaison_domain::deadline::Deadline;
use liaison_domain::directory::Directory;
use liaison_domain::error::{Reason, Refusal};
use liaison_domain::event::Envelope;
use liaison_domain::notice::{self, Noticed};
use liaison_domain::pack::{ByPack, Pack};
use liaison_domain::policies::Policies;
use liaison_persistence::feed;
use liaison_persistence::notification::Told;
use liaison_persistence::store::Connection;
use liaison_persistence::unit_of_work::{Subject, UnitOfWork};

use super::touched::{Recorded, Touched};
use super::{Call, OperationError};
use crate::app::{App, Pictures};

/// How many events a version conflict looks back over to name what changed.
const HISTORY: u32 = 50;

/// An operation at work: reads, decides and records inside one transaction.
pub struct Work {
    app: App,
    call: Call,
    unit: UnitOfWork,
    directory: Arc<Directory>,
    policies: Arc<Policies>,
    pictures_changed: bool,
    warnings: Vec<Reason>,
    touched: Touched,
}

/// What is left of an operation when its body has run.
pub(super) struct Finished {
    pub(super) unit: UnitOfWork,
    pub(super) warnings: Vec<Reason>,
    pub(super) pictures_changed: bool,
}

impl Work {
    pub(super) async fn begin(app: &App, call: &Call, unit: UnitOfWork) -> Result<Self, OperationError> {
        let Pictures { directory, policies } = app.pictures().current(unit.db()).await?;
        Ok(Self {
            app: app.clone(),
            call: call.clone(),
            unit,
            directory,
            policies,
            pictures_changed: false,
            warnings: Vec::new(),
            touched: Touched::default(),
        })
    }

    pub(super) fn finish(self) -> Finished {
        Finished { unit: self.unit, warnings: self.warnings, pictures_changed: self.pictures_changed }
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

    /// Packs and working calendars as this change sees them.
    pub const fn policies(&self) -> &Arc<Policies> {
        &self.policies
    }

    /// What a command decides in that no pack governs, or the organisation's own does: changes of the directory, of settings.
    /// What belongs to a record is decided in [`Self::context_of`] it.
    pub fn context(&self) -> Context<'_> {
        self.under(self.policies.packs().organization())
    }

    /// What a command decides in on this record, or on what hangs on it: by the pack that governs it (resolution 3).
    pub fn context_of(&self, record: &impl ByPack) -> Context<'_> {
        self.under(self.policies.pack_of(record, &self.directory))
    }

    /// What a command decides in by this pack.
    pub fn under<'a>(&'a self, pack: &'a Pack) -> Context<'a> {
        Context {
            actor: &self.call.actor,
            now: self.unit.now(),
            ids: self.app.ids(),
            directory: &self.directory,
            pack,
            hours: self.policies.hours(),
            calendars: self.policies.calendars().present(),
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

    /// The record, if the caller may know of it; for what a change needs beside the record that it is about.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn seen<T: Aggregate>(&self, record: Option<T>) -> Result<T, OperationError> {
        let known = record.filter(|record| record.is_known_to(&self.call.actor));
        known.ok_or(OperationError::Refused(Refusal::NotFound))
    }

    /// Writes the change with its events, keeps its warnings, and answers the new state. What follows for deadlines is
    /// noted and done at the end.
    ///
    /// # Errors
    /// As [`UnitOfWork::record`].
    pub async fn record<T: Recorded>(&mut self, change: Change<T>) -> Result<T, OperationError> {
        self.unit.record(&change).await?;
        self.tell(&change)?;
        T::touch(&change, &mut self.touched);
        self.warnings.extend(change.warnings);
        Ok(change.state)
    }

    /// Writes changes of deadlines with their events.
    ///
    /// # Errors
    /// As [`UnitOfWork::record_all`].
    pub(super) async fn record_all(&mut self, changes: Vec<Change<Deadline>>) -> Result<(), OperationError> {
        self.unit.record_all(&changes).await?;
        changes.iter().try_for_each(|change| self.tell(change))
    }

    /// Whom the change just recorded concerns hears of it when the unit is committed, or in the morning (resolution 43).
    fn tell<T: Noticed>(&mut self, change: &Change<T>) -> Result<(), OperationError> {
        let (ctx, quiet) = (self.context(), self.app.settings().quiet);
        let told = notice::notices(change, ctx.actor, ctx.directory).into_iter().map(|notice| Told {
            deliver_at: notice.deliver_at(&ctx, quiet),
            to: notice.to,
            fact: notice.fact,
            code: notice.code,
            params: notice.params,
            subject: Subject { kind: notice.about.kind, id: notice.about.id },
            named: notice.about.named,
            critical: notice.critical,
        });
        let told = told.collect();
        Ok(self.unit.tell(change.state.uuid(), change.state.version(), told)?)
    }

    /// Lets deadlines follow records that this unit does not change itself.
    pub(super) const fn touched(&mut self) -> &mut Touched {
        &mut self.touched
    }

    /// What was touched since the last call; audiences follow by themselves at the end.
    pub(super) fn take_touched(&mut self) -> Touched {
        self.touched.take()
    }

    /// Locks the directory until the unit ends and reads it again: for changes of the directory itself.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn lock_directory(&mut self) -> Result<(), OperationError> {
        self.directory = Arc::new(liaison_persistence::directory::load_for_change(&mut self.unit).await?);
        self.pictures_changed = true;
        Ok(())
    }

    /// Locks packs and calendars until the unit ends and reads them again: for changes of these themselves.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn lock_policies(&mut self) -> Result<(), OperationError> {
        self.policies = Arc::new(liaison_persistence::policies::load_for_change(&mut self.unit).await?);
        self.pictures_changed = true;
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
        let changed_by = newest_first.first().and_then(Envelope::doer);
        Ok(OperationError::Version { current: record.version(), changed_fields, changed_by })
    }
}
