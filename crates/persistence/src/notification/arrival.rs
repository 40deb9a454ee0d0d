//! What reaches people as the feed and the clock go on, each once and none passed over.
//!
//! A notification has arrived when its event is settled and its time has come. So a reader's [`Place`] has two sides: how far
//! it has come in the feed and how far in time. What lies below both was handed out; moving one side and then the other hands
//! out what comes between. That needs no order between commits and clocks: what is committed late, or waits for a morning,
//! is found by the side that moves last. [`arrived`] reads on for one person, [`outgoing`] for everybody, which is what a
//! channel that sends messages elsewhere needs; [`stirred`] tells a node which of its readers have something to read.

use data_encoding::BASE64URL_NOPAD;
use liaison_domain::access::{Actor, Audience};
use liaison_domain::ids::PersonId;
use liaison_domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement, UnionType};
use sea_orm::{ConnectionTrait as _, EntityTrait as _, Order, QueryTrait as _};
use uuid::Uuid;

use super::list;
use super::{NotificationRecord, Seen};
use crate::entities::event;
use crate::entities::notification::{Column, Entity};
use crate::error::Error;
use crate::feed::{CursorError, Feed};
use crate::naming::{self, Name};
use crate::store::Connection;
use crate::visibility;

/// Bytes of a place beside the position.
const TAIL: usize = 8 + 16 + 16;

/// How far a reader has come: everything up to a position of the feed, of what was due up to an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    position: i64,
    /// Up to which of the notifications at the position.
    of_position: Uuid,
    time: Instant,
    /// Up to which of those due at the instant.
    of_time: Uuid,
}

/// Why a text is no place to read on from.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// It is no cursor, or one of another time.
    #[error(transparent)]
    Cursor(#[from] CursorError),
    /// The database could not be read.
    #[error("the feed cannot be read")]
    Store(#[from] Error),
}

/// A notification with what somebody needs who sends it elsewhere: it says itself who may still be told its names.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// What was told.
    pub record: NotificationRecord,
    /// What the subject is called.
    pub name: Option<Name>,
    /// Who may see the subject now; none for a digest, and for what is gone.
    pub audience: Option<Audience>,
}

impl Place {
    /// Everything that is settled at `position` and due at `time` was handed out.
    pub const fn at(position: i64, time: Instant) -> Self {
        Self { position, of_position: Uuid::max(), time, of_time: Uuid::max() }
    }

    /// The same place, or where `other` is further on either side, there.
    #[must_use]
    pub fn forward(self, other: Self) -> Self {
        let moved = self.at_time_of(&other);
        if other.position > self.position {
            Self { position: other.position, of_position: other.of_position, ..moved }
        } else {
            moved
        }
    }

    /// How far it has come in the feed.
    pub const fn position(&self) -> i64 {
        self.position
    }

    /// How far it has come in time.
    pub const fn time(&self) -> Instant {
        self.time
    }

    /// The place as clients carry it.
    pub fn cursor(&self, feed: &Feed) -> String {
        let head = feed.cursor(self.position);
        let time = self.time.micros().to_be_bytes();
        let tail = [time.as_slice(), self.of_time.as_bytes(), self.of_position.as_bytes()].concat();
        format!("{head}.{}", BASE64URL_NOPAD.encode(&tail))
    }

    /// Reads what [`Self::cursor`] wrote. A cursor of the feed alone, such as a mutation answers, stands for what had reached
    /// people when its event was committed.
    ///
    /// # Errors
    /// As [`Feed::position`]; those of a statement, which only a cursor of the feed needs.
    pub async fn read(text: &str, feed: &Feed, db: &Connection) -> Result<Self, PlaceError> {
        let Some((head, tail)) = text.split_once('.') else {
            let position = feed.position(text)?;
            return Ok(Self::at(position, committed_at(db, position).await?));
        };
        let position = feed.position(head)?;
        let bytes = BASE64URL_NOPAD.decode(tail.as_bytes()).map_err(|_| CursorError::Invalid)?;
        let bytes: [u8; TAIL] = bytes.try_into().map_err(|_| CursorError::Invalid)?;
        let (mut time, mut of_time, mut of_position) = ([0; 8], [0; 16], [0; 16]);
        time.copy_from_slice(&bytes[..8]);
        of_time.copy_from_slice(&bytes[8..24]);
        of_position.copy_from_slice(&bytes[24..]);
        Ok(Self {
            position,
            of_position: Uuid::from_bytes(of_position),
            time: Instant::from_micros(i64::from_be_bytes(time)),
            of_time: Uuid::from_bytes(of_time),
        })
    }

    /// The place after one that this place came to by its time.
    const fn after_time(self, record: &NotificationRecord) -> Self {
        Self { time: record.deliver_at, of_time: record.id.uuid(), ..self }
    }

    /// The place after one that this place came to by its position.
    const fn after_position(self, record: &NotificationRecord) -> Self {
        Self { position: record.position, of_position: record.id.uuid(), ..self }
    }

    /// The same place with its time where that of `other` is, which is never earlier.
    fn at_time_of(self, other: &Self) -> Self {
        Self { time: other.time.max(self.time), of_time: Uuid::max(), ..self }
    }
}

async fn committed_at(db: &Connection, position: i64) -> Result<Instant, Error> {
    let select = Query::select()
        .column(event::Column::OccurredAt)
        .from(event::Entity)
        .and_where(Expr::col(event::Column::Position).lte(position))
        .order_by(event::Column::Position, Order::Desc)
        .limit(1)
        .to_owned();
    let row = db.query_one(&select).await?;
    let micros = row.map(|row| row.try_get("", "occurred_at")).transpose()?;
    Ok(Instant::from_micros(micros.unwrap_or_default()))
}

/// What has come to stand below `until` and was above `seen`: by its time.
fn by_time(seen: &Place, until: &Place) -> SelectStatement {
    let mut select = standing();
    select
        .and_where(pair(Column::DeliverAt).gt(values(seen.time.micros(), seen.of_time)))
        .and_where(column(Column::DeliverAt).lte(until.time.micros()))
        .and_where(pair(Column::Position).lte(values(seen.position, seen.of_position)));
    select
}

/// The same by its position, once everything was handed out by its time.
fn by_position(seen: &Place, until: &Place) -> SelectStatement {
    let mut select = standing();
    select
        .and_where(pair(Column::Position).gt(values(seen.position, seen.of_position)))
        .and_where(column(Column::Position).lte(until.position))
        .and_where(column(Column::DeliverAt).lte(until.time.micros()));
    select
}

/// All that was not folded.
fn standing() -> SelectStatement {
    let mut select = Entity::find().into_query();
    select.and_where(column(Column::Digest).is_null());
    select
}

fn column(of: Column) -> Expr {
    Expr::col((Entity, of))
}

fn pair(of: Column) -> Expr {
    Expr::tuple([column(of), column(Column::Id)])
}

fn values(number: i64, id: Uuid) -> Expr {
    Expr::tuple([Expr::val(number), Expr::val(id)])
}

fn sorted(mut select: SelectStatement, by: Column, limit: usize) -> SelectStatement {
    select.order_by((Entity, by), Order::Asc).order_by((Entity, Column::Id), Order::Asc);
    select.limit(u64::try_from(limit).unwrap_or(u64::MAX)).to_owned()
}

/// At most `limit` notifications that have reached the caller between `seen` and `until`, each with the place after it, in at
/// most two statements. Fewer than `limit`: there are no more, and the reader stands at `until`.
///
/// # Errors
/// As every statement; [`Error::Corrupt`] for a row that does not parse.
pub async fn arrived(
    db: &Connection,
    actor: &Actor,
    seen: Place,
    until: Place,
    limit: usize,
) -> Result<Vec<(Seen, Place)>, Error> {
    let Some(person) = actor.person() else { return Ok(Vec::new()) };
    let own = |mut select: SelectStatement| {
        select.and_where(column(Column::Person).eq(person.uuid()));
        list::named(db.dialect(), actor, select)
    };
    let mut found = Vec::new();
    let rows = db.query_all(&sorted(own(by_time(&seen, &until)), Column::DeliverAt, limit)).await?;
    for row in rows {
        let told = list::seen(&row)?;
        let place = seen.after_time(&told.record);
        found.push((told, place));
    }
    if found.len() < limit {
        let seen = seen.at_time_of(&until);
        let rest = limit - found.len();
        for row in db.query_all(&sorted(own(by_position(&seen, &until)), Column::Position, rest)).await? {
            let told = list::seen(&row)?;
            let place = seen.after_position(&told.record);
            found.push((told, place));
        }
    }
    Ok(found)
}

/// As [`arrived`] for everybody: what a channel outside sends, in at most six statements. Who may be told a name is for the
/// channel to ask of the audience, at the moment of sending.
///
/// # Errors
/// As [`arrived`].
pub async fn outgoing(
    db: &Connection,
    seen: Place,
    until: Place,
    limit: usize,
) -> Result<Vec<(Outgoing, Place)>, Error> {
    let named = |mut select: SelectStatement| {
        list::names(&mut select);
        select
    };
    let mut found = Vec::new();
    for row in db.query_all(&sorted(named(by_time(&seen, &until)), Column::DeliverAt, limit)).await? {
        let record = list::record(&row)?;
        let place = seen.after_time(&record);
        found.push((record, naming::read(&row)?, place));
    }
    if found.len() < limit {
        let seen = seen.at_time_of(&until);
        let rest = limit - found.len();
        for row in db.query_all(&sorted(named(by_position(&seen, &until)), Column::Position, rest)).await? {
            let record = list::record(&row)?;
            let place = seen.after_position(&record);
            found.push((record, naming::read(&row)?, place));
        }
    }
    let subjects: Vec<Uuid> = found.iter().filter_map(|(record, ..)| Some(record.subject?.id)).collect();
    let audiences = if subjects.is_empty() {
        std::collections::HashMap::new()
    } else {
        visibility::audiences(db, &subjects).await?
    };
    let with_audience = |(record, name, place): (NotificationRecord, Option<Name>, Place)| {
        let audience = record.subject.and_then(|subject| audiences.get(&subject.id).cloned());
        (Outgoing { record, name, audience }, place)
    };
    Ok(found.into_iter().map(with_audience).collect())
}

/// Which of these people something has reached between `seen` and `until`, in one statement.
///
/// # Errors
/// As every statement.
pub async fn stirred(
    db: &Connection,
    people: &[PersonId],
    seen: Place,
    until: Place,
) -> Result<Vec<PersonId>, Error> {
    let of_these = |mut select: SelectStatement| {
        select.clear_selects().column((Entity, Column::Person));
        select.and_where(db.dialect().any_of(column(Column::Person), people.iter().copied())).to_owned()
    };
    let mut select = of_these(by_time(&seen, &until));
    select.union(UnionType::Distinct, of_these(by_position(&seen.at_time_of(&until), &until)));
    let rows = db.query_all(&select).await?;
    rows.iter().map(|row| Ok(PersonId::from_uuid(row.try_get("", "person")?))).collect()
}

/// When the next notification is due after `after`, whosever it is; none where nothing waits.
///
/// # Errors
/// As every statement.
pub async fn next_due(db: &Connection, after: Instant) -> Result<Option<Instant>, Error> {
    let select = Query::select()
        .column(Column::DeliverAt)
        .from(Entity)
        .and_where(Expr::col(Column::DeliverAt).gt(after.micros()))
        .order_by(Column::DeliverAt, Order::Asc)
        .limit(1)
        .to_owned();
    let row = db.query_one(&select).await?;
    Ok(row.map(|row| row.try_get("", "deliver_at")).transpose()?.map(Instant::from_micros))
}
