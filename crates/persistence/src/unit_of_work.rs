//! The one way to write: rows, audience, events, numbers and the idempotency record of a change in one transaction.
//!
//! A noun's room implements [`Stored`] and reads under a lock; everything else stands here. So it looks, for a noun `Thing`:
//!
//! ```ignore
//! impl Stored for Thing {
//!     async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
//!         let row = thing::ActiveModel::from(state);
//!         if before.is_none() {
//!             thing::Entity::insert(row).exec_without_returning(db).await?;
//!         } else {
//!             thing::Entity::update_many().set(row).filter(thing::Column::Id.eq(state.id.uuid())).exec(db).await?;
//!         }
//!         Ok(()) // children: one statement each, for what differs between `before` and `state`
//!     }
//! }
//!
//! /// For a change: locks the record, then reads it. Requests are locked before tasks, tasks before problems.
//! pub async fn find_for_change(work: &mut UnitOfWork, id: ThingId) -> Result<Option<Thing>, Error> {
//!     if !work.lock(id.uuid()).await? { return Ok(None) }
//!     find(work.db(), id).await
//! }
//!
//! // in an operation of the gateway, inside `store.transact(…)`:
//! let mut work = store.begin(origin, now, &statements).await?;
//! let thing = things::find_for_change(&mut work, id).await?.ok_or(NotFound)?;
//! work.record(&thing.rename(&context, input)?).await?;
//! let cursor = work.commit().await?;
//! ```
//!
//! `record` compares the stored version with the one that the change started from, so `write` needs no check of its own.
//! Positions are taken in `commit`, when every row is written and locked (`architecture.md`, Position).

use std::collections::HashMap;
use std::future::Future;

use liaison_domain::canonical::Digest;
use liaison_domain::command::{Aggregate, Change};
use liaison_domain::event::{Envelope, Fact, NewEvent, Origin, SubjectKind};
use liaison_domain::ids::{self, EventId, GuestId, Id, Kind, PersonId, PortalLinkId};
use liaison_domain::sealed::Sealed;
use liaison_domain::time::Instant;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::Error;
use crate::notification::Telling;
use crate::sealed;
use crate::search::Pending;
use crate::store::{Connection, Statements, Store};
use crate::visibility::Scope;
use claim::Claim;

mod append;
mod claim;
mod counter;
mod head;

pub use claim::{CLAIM_DAYS, Claimed};
pub(crate) use head::Head;

/// A noun that can be recorded: what its room writes for one change.
pub trait Stored: Aggregate + Send + Sync {
    /// Whose audience it has: its own, or that of the record it hangs on with some persons more.
    fn scope(&self) -> Scope {
        Scope::Own(self.audience())
    }

    /// Writes the noun's rows and those of its children, from what they were to what they are. The version was compared
    /// and the record locked before; events are written after.
    ///
    /// # Errors
    /// [`Error::Conflict`] where a unique value is taken.
    fn write<'a>(
        db: &'a Connection,
        before: Option<&'a Self>,
        state: &'a Self,
    ) -> impl Future<Output = Result<(), Error>> + Send + 'a;
}

/// A noun that is recorded many at a time, in a fixed number of statements: it has no lock of its own, being changed under
/// that of another record, and persons of its own in its audience are never taken away.
pub trait Batched: Stored {
    /// Writes these rows, new or changed.
    ///
    /// # Errors
    /// [`Error::Conflict`] where a unique value is taken.
    fn write_all<'a>(
        db: &'a Connection,
        states: &'a [&'a Self],
    ) -> impl Future<Output = Result<(), Error>> + Send + 'a;
}

/// What an event, an answer or a lock is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// What kind of thing.
    pub kind: SubjectKind,
    /// The bits of its ID.
    pub id: Uuid,
}

/// A transaction in which an operation reads, decides and records. Dropping it rolls back.
#[derive(Debug)]
pub struct UnitOfWork {
    // The order matters: the connection rolls back before the writer's turn is given on.
    connection: Connection,
    _turn: Option<crate::store::Turn>,
    store: Store,
    origin: Origin,
    now: Instant,
    heads: HashMap<Uuid, Head>,
    pending: Vec<Envelope>,
    /// Personal values of the events that were appended last, by whose they are.
    personal: Vec<(Uuid, Sealed)>,
    telling: Telling,
    search: Pending,
    subjects: Vec<Subject>,
    position: Option<i64>,
    claim: Option<Claim>,
}

impl Store {
    /// Begins a unit of work that happens at `now`, caused by `origin`.
    ///
    /// Dropping it rolls everything back.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the queue before the writer is full (256) or took more than 5 s.
    pub async fn begin(
        &self,
        origin: Origin,
        now: Instant,
        statements: &Statements,
    ) -> Result<UnitOfWork, Error> {
        let (connection, turn) = self.write_alone(statements).await?;
        Ok(UnitOfWork {
            connection,
            _turn: turn,
            store: self.clone(),
            origin,
            now,
            heads: HashMap::new(),
            pending: Vec::new(),
            personal: Vec::new(),
            telling: Telling::default(),
            search: Pending::default(),
            subjects: Vec::new(),
            position: None,
            claim: None,
        })
    }
}

impl UnitOfWork {
    /// The transaction, for a noun's reading functions. Statements that write belong into [`Stored::write`].
    pub const fn db(&self) -> &Connection {
        &self.connection
    }

    /// The instant of the whole unit.
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// Who caused it.
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Locks one record until the unit ends; whether it is there.
    ///
    /// # Errors
    /// [`Error::Conflict`] (contention) when the database had to break a deadlock.
    pub async fn lock(&mut self, id: Uuid) -> Result<bool, Error> {
        Ok(self.lock_all(&[id]).await? == 1)
    }

    /// Locks these records in the order of their IDs, in one statement; how many of them are there.
    ///
    /// # Errors
    /// As [`Self::lock`].
    pub async fn lock_all(&mut self, ids: &[Uuid]) -> Result<usize, Error> {
        let missing: Vec<Uuid> = ids.iter().filter(|id| !self.heads.contains_key(id)).copied().collect();
        if !missing.is_empty() {
            self.heads.extend(head::lock(&self.connection, &missing).await?);
        }
        Ok(ids.iter().filter(|id| self.heads.contains_key(id)).count())
    }

    /// Writes what `change` did: the audience, the noun's rows, and its events when the unit is committed.
    ///
    /// # Errors
    /// [`Error::Conflict`]: the record has another version than the change started from, or a unique value is taken.
    pub async fn record<T: Stored>(&mut self, change: &Change<T>) -> Result<(), Error> {
        let subject = Subject { kind: <T::Fact as Fact>::SUBJECT, id: change.state.uuid() };
        let previous = match &change.before {
            None => None,
            Some(before) => Some(self.checked_head(subject, before.version()).await?),
        };
        let digest = self.append(subject, change, previous);
        let head = Head { version: change.state.version(), digest };
        head::write(&self.connection, subject, change, &head).await?;
        self.keep_personal().await?;
        T::write(&self.connection, change.before.as_ref(), &change.state).await?;
        self.search.note(subject, change);
        self.heads.insert(subject.id, head);
        self.subjects.push(subject);
        Ok(())
    }

    /// As [`Self::record`] for many changes of a kind, of the same record in their order: three statements for any number, and
    /// one more where some have persons of their own in their audience.
    ///
    /// # Errors
    /// As [`Self::record`].
    pub async fn record_all<T: Batched>(&mut self, changes: &[Change<T>]) -> Result<(), Error> {
        let known = changes.iter().filter_map(|change| change.before.as_ref()).map(Aggregate::uuid);
        let known: Vec<Uuid> = known.filter(|id| !self.heads.contains_key(id)).collect();
        let made =
            |id: &Uuid| changes.iter().any(|change| change.before.is_none() && change.state.uuid() == *id);
        let known: Vec<Uuid> = known.into_iter().filter(|id| !made(id)).collect();
        self.lock_all(&known).await?;
        let mut last: HashMap<Uuid, &Change<T>> = HashMap::new();
        for change in changes {
            let subject = Subject { kind: <T::Fact as Fact>::SUBJECT, id: change.state.uuid() };
            let previous = match &change.before {
                None => None,
                Some(before) => Some(self.checked_head(subject, before.version()).await?),
            };
            let digest = self.append(subject, change, previous);
            // They follow from what the call is about and are no part of its answer.
            self.heads.insert(subject.id, Head { version: change.state.version(), digest });
            last.insert(subject.id, change);
        }
        let mut states: Vec<&T> = last.into_values().map(|change| &change.state).collect();
        states.sort_by_key(|state| state.uuid());
        head::write_all(&self.connection, &states, &self.heads).await?;
        self.keep_personal().await?;
        T::write_all(&self.connection, &states).await
    }

    /// Puts `subject` first among those that a repeated call answers; without it they stand as they were recorded.
    pub fn answers_with(&mut self, subject: Subject) {
        self.subjects.retain(|other| *other != subject);
        self.subjects.insert(0, subject);
    }

    /// Writes the pending events with what they tell people and what can be found of their records, and takes their positions. `commit` does it last, which is when it should be done; only
    /// a test that holds a unit open after its positions were taken calls it earlier.
    ///
    /// # Errors
    /// [`Error::Conflict`] when another unit wrote the same version of a record.
    pub async fn flush(&mut self) -> Result<(), Error> {
        // Turns are waited for before a position is taken, so that nobody waits for this unit's.
        self.telling.fold(&self.connection, self.store.ids()).await?;
        self.search.write(&self.connection).await?;
        let positions = append::insert(&self.connection, &self.pending).await?;
        self.position = positions.values().copied().max().or(self.position);
        self.telling.write(&self.connection, self.now, &positions).await?;
        self.pending.clear();
        Ok(())
    }

    /// Makes everything durable, wakes the feed, and answers the position of the last event; `None` if nothing was
    /// recorded.
    ///
    /// # Errors
    /// [`Error::Conflict`] where the database ended the unit in favour of another; [`Error::Unavailable`] when it is not
    /// known whether the unit was committed: the idempotency key tells.
    pub async fn commit(mut self) -> Result<Option<i64>, Error> {
        self.flush().await?;
        if let Some(claim) = &self.claim {
            claim.settle(&self.connection, &self.subjects, self.position).await?;
        }
        self.connection.commit().await?;
        if let Some(position) = self.position {
            self.store.committed(position);
        }
        Ok(self.position)
    }

    async fn checked_head(&mut self, subject: Subject, version: i64) -> Result<Digest, Error> {
        self.lock(subject.id).await?;
        match self.heads.get(&subject.id) {
            Some(head) if head.version == version => Ok(head.digest.clone()),
            _ => Err(crate::error::Conflict::Stale { kind: subject.kind, id: subject.id }.into()),
        }
    }

    /// Keeps the personal values of the events that were appended since the last call, before what erases them.
    async fn keep_personal(&mut self) -> Result<(), Error> {
        let personal = std::mem::take(&mut self.personal);
        sealed::insert_of(&self.connection, &personal).await
    }

    /// Chains the events of `change` to `previous` and answers the last digest.
    fn append<T: Stored>(
        &mut self,
        subject: Subject,
        change: &Change<T>,
        previous: Option<Digest>,
    ) -> Digest {
        let audience = change.state.audience();
        let audience_before = change.audience_before();
        let mut last = previous;
        let (events, personal) = change.sealed_events(self.store.ids());
        let whose = change.state.personal_of();
        self.personal.extend(personal.into_iter().map(|sealed| (whose, sealed)));
        for (ordinal, event) in (1..).zip(events) {
            let envelope = self.envelope(subject, change.state.version(), ordinal, event);
            let envelope = append::sealed(Envelope {
                audience: audience.clone(),
                audience_before: audience_before.clone(),
                previous: last,
                ..envelope
            });
            last = Some(envelope.digest.clone());
            self.pending.push(envelope);
        }
        last.unwrap_or_else(append::nothing)
    }

    fn envelope(&self, subject: Subject, version: i64, ordinal: i32, event: NewEvent) -> Envelope {
        let payload = event.payload();
        Envelope {
            position: 0,
            id: ids::fresh(self.store.ids()),
            occurred_at: self.now,
            subject_kind: subject.kind,
            subject: subject.id,
            version,
            ordinal,
            event_type: event.event_type,
            schema: event.schema,
            actor: self.origin.actor,
            key: self.origin.key,
            on_behalf_of: self.origin.on_behalf_of,
            external: self.origin.external || event.external,
            audience: liaison_domain::access::Audience::everybody(),
            audience_before: None,
            call: self.origin.call,
            trace: self.origin.trace.clone(),
            caused_by: self.origin.caused_by,
            payload,
            previous: None,
            digest: append::nothing(),
        }
    }

    /// The events that wait to be written for this version of a record, by the place of their fact in its change.
    pub(crate) fn facts_of(&self, subject: Uuid, version: i64) -> impl Iterator<Item = (usize, EventId)> {
        let last_first = self.pending.iter().rev();
        let others = last_first.skip_while(move |event| event.subject != subject || event.version != version);
        let own = others.take_while(move |event| event.subject == subject && event.version == version);
        own.filter_map(|event| Some((usize::try_from(event.ordinal - 1).ok()?, event.id)))
    }

    /// A new ID.
    pub(crate) fn fresh_id<K: Kind>(&self) -> Id<K> {
        ids::fresh(self.store.ids())
    }

    /// The bits of a new ID, for a row that no kind of ID names.
    pub(crate) fn fresh_bits(&self) -> Uuid {
        self.store.ids().next()
    }

    /// What the unit tells people.
    pub(crate) const fn telling(&mut self) -> &mut Telling {
        &mut self.telling
    }

    /// The actor under whom claims are kept: a person, the portal link of a customer, a guest, or a system with the person in whose
    /// name it acts; all zeros for the server itself.
    fn claimant(&self) -> Uuid {
        if let Some(key) = self.origin.key {
            let person = self.origin.on_behalf_of.map_or(0, |person| person.uuid().as_u128());
            return Uuid::from_u128(key.uuid().as_u128() ^ person);
        }
        let portal = self.origin.portal.map(PortalLinkId::uuid);
        let guest = self.origin.guest.map(GuestId::uuid);
        self.origin.actor.map(PersonId::uuid).or(portal).or(guest).unwrap_or(Uuid::nil())
    }
}
