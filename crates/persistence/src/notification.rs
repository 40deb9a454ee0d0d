//! What people were told (通知): written with the event that tells it, kept as code and params, read by the person alone.
//!
//! A unit of work is given what its changes tell ([`UnitOfWork::tell`]) and writes all of it in one statement when it is
//! committed; the key of person, event and code lets nothing be told twice (X18). A row is not changed after that, but for when
//! it was read and the digest it was folded under ([`digest`](liaison_domain::notice::digest)). Lists for the person stand in
//! `list`, what reaches people as time and the feed go on in [`arrival`], reading marks in `mark`, the writing in `write`.
//! Whom an event concerns and when they hear of it was decided before (`liaison-domain`, `notice`).

pub mod arrival;
mod list;
mod mark;
mod write;

use std::collections::HashMap;

use liaison_domain::ids::{EventId, NotificationId, PersonId};
use liaison_domain::notice::{NoticeCode, Params};
use liaison_domain::time::Instant;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

pub use list::{
    NotificationField, NotificationLeaf, by_ids, count, counts_of_digests, page, pages_of_digests, unread,
};
pub use mark::{Marked, mark_read};
pub(crate) use write::Telling;

use crate::entities::notification;
use crate::error::Error;
use crate::naming::Name;
use crate::store::Connection;
use crate::unit_of_work::{Subject, UnitOfWork};

/// One person to be told of one fact of a change that was recorded just before.
#[derive(Clone, Debug)]
pub struct Told {
    /// Who.
    pub to: PersonId,
    /// The fact's place in the change, from 0.
    pub fact: usize,
    /// What it says.
    pub code: NoticeCode,
    /// With which values.
    pub params: Params,
    /// What it speaks of.
    pub subject: Subject,
    /// The request, task or problem that names it.
    pub named: Option<Uuid>,
    /// Whether it waited for no morning.
    pub critical: bool,
    /// When it reaches them.
    pub deliver_at: Instant,
}

/// Takes away everything this person was told: nobody else reads it (resolution 79).
///
/// # Errors
/// As every statement.
pub(crate) async fn forget(db: &Connection, person: PersonId) -> Result<(), Error> {
    let theirs = notification::Column::Person.eq(person.uuid());
    notification::Entity::delete_many().filter(theirs).exec(db).await?;
    Ok(())
}

/// A row to be written.
#[derive(Clone, Debug)]
pub(crate) struct NewNotification {
    pub(crate) id: NotificationId,
    pub(crate) to: PersonId,
    pub(crate) event: EventId,
    pub(crate) code: NoticeCode,
    pub(crate) params: Params,
    pub(crate) subject: Option<Subject>,
    pub(crate) named: Option<Uuid>,
    pub(crate) critical: bool,
    pub(crate) deliver_at: Instant,
    pub(crate) digest: Option<NotificationId>,
}

impl NewNotification {
    /// Whether many of it become a digest.
    pub(crate) const fn folds(&self) -> bool {
        self.code.is_reminder() && !self.critical
    }
}

/// What one person was told, without its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationRecord {
    /// Its ID.
    pub id: NotificationId,
    /// Who was told.
    pub person: PersonId,
    /// Of which event.
    pub event: EventId,
    /// The event's position in the feed.
    pub position: i64,
    /// What it says.
    pub code: NoticeCode,
    /// What it speaks of; none for a digest.
    pub subject: Option<Subject>,
    /// The values of its sentence.
    pub params: Params,
    /// Whether it waited for no morning.
    pub critical: bool,
    /// When the event was committed.
    pub created_at: Instant,
    /// When it reaches the person.
    pub deliver_at: Instant,
    /// When they read it.
    pub read_at: Option<Instant>,
    /// The digest it was folded under.
    pub digest: Option<NotificationId>,
}

/// A notification as the person may see it now: what they may not see any more has no name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What was told.
    pub record: NotificationRecord,
    /// Whether the person may still see what it speaks of; a digest speaks of nothing, and is.
    pub visible: bool,
    /// What the subject is called; none where it may not be seen or has no name of its own.
    pub name: Option<Name>,
}

impl UnitOfWork {
    /// Notes what the last recorded change of `subject`, now at `version`, tells; written with the unit's events.
    ///
    /// # Errors
    /// [`Error::Corrupt`] where no such change waits to be written: it is the caller's fault.
    pub fn tell(&mut self, subject: Uuid, version: i64, told: Vec<Told>) -> Result<(), Error> {
        if told.is_empty() {
            return Ok(());
        }
        let events: HashMap<usize, EventId> = self.facts_of(subject, version).collect();
        for one in told {
            let event = events.get(&one.fact).ok_or(Error::corrupt("notification", "event", subject))?;
            let new = NewNotification {
                id: self.fresh_id(),
                to: one.to,
                event: *event,
                code: one.code,
                params: one.params,
                subject: Some(one.subject),
                named: one.named,
                critical: one.critical,
                deliver_at: one.deliver_at,
                digest: None,
            };
            self.telling().add(new);
        }
        Ok(())
    }
}
