//! The record read back: single events, histories of subjects, and the `events` connection with its filter.
//!
//! All show a record's past to whoever may see the record now; streams, which have to be right at the instant, ask the
//! audience of each event too.

use std::collections::HashMap;

use liaison_domain::access::Actor;
use liaison_domain::event::{Envelope, SubjectKind};
use liaison_domain::ids::{EventId, PersonId};
use liaison_domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryResult, QueryTrait as _};
use serde::Serialize;
use uuid::Uuid;

use super::event;
use crate::error::Error;
use crate::paging::{self, Direction, Key, Order, Page};
use crate::store::Connection;
use crate::visibility;

/// Which events of the feed; all that is set has to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EventFilter {
    /// About one of these kinds of things; any, if empty.
    pub kinds: Vec<SubjectKind>,
    /// About one of these things, by the bits of their IDs; any, if empty.
    pub subjects: Vec<Uuid>,
    /// One of these past-tense names; any, if empty.
    pub types: Vec<String>,
    /// Caused by this person.
    pub actor: Option<PersonId>,
    /// Whether it is communication with somebody outside.
    pub external: Option<bool>,
    /// At this instant or later.
    pub from: Option<Instant>,
    /// Before this instant.
    pub until: Option<Instant>,
}

/// A page of the events that `actor` may see, in the order of the feed (or backwards).
///
/// # Errors
/// [`Error::InvalidCursor`]; as every statement.
pub async fn page(
    db: &Connection,
    actor: &Actor,
    filter: &EventFilter,
    direction: Direction,
    request: &paging::Request,
) -> Result<Page<Envelope>, Error> {
    let name = if direction == Direction::Ascending { "OLDEST" } else { "NEWEST" };
    let order = Order::by_unique(name, Key::int((event::Entity, event::Column::Position), direction));
    let window = request.of(&order, filter)?;
    let mut select = event::Entity::find().into_query();
    select.and_where(filter.condition(db));
    select.and_where(visibility::condition(
        db.dialect(),
        actor,
        Expr::col((event::Entity, event::Column::Subject)),
    ));
    let rows = db.query_all(&window.apply(select)).await?;
    window.finish(rows)?.try_map(|row| envelope(&row))
}

/// Counts what [`page`] would page through, up to `max`.
///
/// # Errors
/// As every statement.
pub async fn count(
    db: &Connection,
    actor: &Actor,
    filter: &EventFilter,
    max: u64,
) -> Result<paging::Count, Error> {
    let mut select = event::Entity::find().into_query();
    select.and_where(filter.condition(db));
    select.and_where(visibility::condition(
        db.dialect(),
        actor,
        Expr::col((event::Entity, event::Column::Subject)),
    ));
    paging::count(db, select, max).await
}

/// The last `limit` events of each subject, newest first, in one statement. Whoever may see the subject may see them.
///
/// # Errors
/// As every statement; [`Error::Corrupt`] for a row that does not parse.
pub async fn history(
    db: &Connection,
    subjects: &[Uuid],
    limit: u32,
) -> Result<HashMap<Uuid, Vec<Envelope>>, Error> {
    let order =
        Order::by_unique("NEWEST", Key::int((event::Entity, event::Column::Position), Direction::Descending));
    let select = event::Entity::find().into_query();
    let parent = (event::Entity, event::Column::Subject);
    let statement = paging::first_of_each(db.dialect(), select, parent, subjects, &order, false, limit);
    let mut found: HashMap<Uuid, Vec<Envelope>> = HashMap::new();
    for row in db.query_all(&statement).await? {
        let event = envelope(&row)?;
        found.entry(event.subject).or_default().push(event);
    }
    Ok(found)
}

/// Those of these events whose subject `actor` may see.
///
/// # Errors
/// As every statement; [`Error::Corrupt`] for a row that does not parse.
pub async fn by_ids(
    db: &Connection,
    actor: &Actor,
    ids: &[EventId],
) -> Result<HashMap<EventId, Envelope>, Error> {
    let column = |column: event::Column| Expr::col((event::Entity, column));
    let mut select = event::Entity::find().into_query();
    select.and_where(db.dialect().any_of(column(event::Column::Id), ids.iter().copied()));
    select.and_where(visibility::condition(db.dialect(), actor, column(event::Column::Subject)));
    let rows = db.query_all(&select).await?;
    rows.iter().map(|row| envelope(row).map(|event| (event.id, event))).collect()
}

fn envelope(row: &QueryResult) -> Result<Envelope, Error> {
    event::Model::from_query_result(row, "")?.envelope()
}

impl EventFilter {
    fn condition(&self, db: &Connection) -> Expr {
        let dialect = db.dialect();
        let column = |column: event::Column| Expr::col((event::Entity, column));
        let mut parts = vec![Expr::cust("1 = 1")];
        if !self.kinds.is_empty() {
            let names: Vec<String> = self.kinds.iter().map(|kind| kind.name().to_owned()).collect();
            parts.push(dialect.any_text(column(event::Column::SubjectKind), &names));
        }
        if !self.subjects.is_empty() {
            parts.push(dialect.any_id(column(event::Column::Subject), self.subjects.iter().copied()));
        }
        if !self.types.is_empty() {
            parts.push(dialect.any_text(column(event::Column::EventType), &self.types));
        }
        parts.extend(self.actor.map(|actor| {
            let in_their_name = column(event::Column::OnBehalfOf).eq(actor.uuid());
            let through = column(event::Column::ApiKey).is_not_null().and(in_their_name);
            column(event::Column::Actor).eq(actor.uuid()).or(through)
        }));
        parts.extend(self.external.map(|external| column(event::Column::External).eq(external)));
        parts.extend(self.from.map(|from| column(event::Column::OccurredAt).gte(from.micros())));
        parts.extend(self.until.map(|until| column(event::Column::OccurredAt).lt(until.micros())));
        parts.into_iter().reduce(sea_orm::sea_query::ExprTrait::and).unwrap_or_else(|| Expr::cust("1 = 1"))
    }
}
