//! Events by page, and everything that changed since a cursor.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use liaison_domain::event::Envelope;
use liaison_domain::ids::kind;
use liaison_persistence::feed::{self, CursorError};
use liaison_persistence::paging::Direction;
use liaison_persistence::visibility;

use super::{Event, SubjectKind};
use crate::graphql::connection::{Connection, MOST_ROWS, OrderDirection, PageArgs, counter};
use crate::graphql::error::Fault;
use crate::graphql::node::{self, AnyId};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{Cursor, DateTime, Key};
use crate::graphql::scope::Scope;
use crate::graphql::subscription::message::{Change, ChangeKind, NodeChange, judge};

/// Events read at once while those that the caller may see are looked for; two statements.
const BATCH: u64 = 200;
/// Most readings of one `changes` call: a caller who sees little gets a short page and goes on.
const MOST_BATCHES: usize = 5;

/// Which events; everything that is set has to hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct EventFilter {
    /// About one of these kinds of things.
    pub subject_kinds: Option<Vec<SubjectKind>>,
    /// About one of these things, by ID; at most 100.
    pub subjects: Option<Vec<AnyId>>,
    /// With one of these past-tense names; at most 100.
    pub types: Option<Vec<String>>,
    /// Caused by this person, or in their name by a system.
    pub actor: Option<Key<kind::Person>>,
    /// Whether it is communication with somebody outside.
    pub external: Option<bool>,
    /// At this instant or later.
    pub from: Option<DateTime>,
    /// Before this instant.
    pub until: Option<DateTime>,
}

impl EventFilter {
    /// The store's form.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for longer lists than a filter may have.
    pub fn stored(self) -> Result<feed::EventFilter, Fault> {
        let subjects = self.subjects.unwrap_or_default();
        let types = self.types.unwrap_or_default();
        if subjects.len().max(types.len()) > node::MOST_IDS {
            return Err(Fault::list_too_long("filter", node::MOST_IDS));
        }
        Ok(feed::EventFilter {
            kinds: self.subject_kinds.unwrap_or_default().into_iter().map(Into::into).collect(),
            subjects: subjects.into_iter().map(AnyId::uuid).collect(),
            types,
            actor: self.actor.map(|key| key.0),
            external: self.external,
            from: self.from.map(|at| at.0),
            until: self.until.map(|at| at.0),
        })
    }
}

/// Whether `event` passes the filter, as the store would say.
pub fn passes(filter: &feed::EventFilter, event: &Envelope) -> bool {
    let any = |empty: bool, found: bool| empty || found;
    any(filter.kinds.is_empty(), filter.kinds.contains(&event.subject_kind))
        && any(filter.subjects.is_empty(), filter.subjects.contains(&event.subject))
        && any(filter.types.is_empty(), filter.types.contains(&event.event_type))
        && filter.actor.is_none_or(|actor| event.doer() == Some(actor))
        && filter.external.is_none_or(|external| event.external == external)
        && filter.from.is_none_or(|from| event.occurred_at >= from)
        && filter.until.is_none_or(|until| event.occurred_at < until)
}

/// What changed after a cursor.
#[derive(SimpleObject)]
pub struct ChangeSet {
    /// One entry a change, in order. Apply them by their kind; the same node may come several times.
    pub changes: Vec<NodeChange>,
    /// Where to go on: hand it to the next `changes`, or to a subscription, as `since` or `after`.
    pub cursor: Cursor,
    /// Whether there is more already; an empty page may still have more behind it.
    pub has_more: bool,
}

impl From<CursorError> for Fault {
    fn from(error: CursorError) -> Self {
        match error {
            CursorError::Invalid => Self::invalid_cursor(),
            CursorError::Expired => Self::cursor_expired(),
        }
    }
}

/// The root fields.
#[derive(Default)]
pub struct EventQuery;

#[Object]
impl EventQuery {
    /// The record: events about everything that the caller may see now, oldest first where no order is given.
    #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<EventFilter>,
        #[graphql(desc = "Oldest first (`ASC`) or newest first (`DESC`).", default)]
        direction: OrderDirection,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> OrNull<Connection<Event>> {
        let found = async {
            let scope = Scope::of(ctx)?;
            let filter = Arc::new(filter.unwrap_or_default().stored()?);
            let direction = Direction::from(direction);
            let request = PageArgs::new(first, after, last, before).request(MOST_ROWS)?;
            let actor = scope.reader().actor();
            let page = feed::page(&scope.db(), actor, &filter, direction, &request).await?;
            let page = page.map(|event| Event::new(Arc::new(event)));
            Ok(Connection::new(
                page,
                counter(scope, filter, |reader, filter, max| async move {
                    feed::count(&reader.db(), reader.actor(), &filter, max).await
                }),
            ))
        };
        OrNull::some(found).await
    }

    /// Everything that changed since a cursor, for clients that were away: what they may see now, and what they may not see
    /// any more.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "A cursor of an earlier answer, event or payload; `CURSOR_EXPIRED` says to read afresh."
        )]
        since: Cursor,
        #[graphql(desc = "How many changes at most, from 1 to 100.", default = 50)] first: i32,
    ) -> OrNull<ChangeSet> {
        let found = async {
            let scope = Scope::of(ctx)?;
            let most = usize::try_from(first).ok().filter(|most| (1..=100).contains(most));
            let most = most.ok_or_else(|| Fault::argument_range("first", 1, 100))?;
            let feed = scope.app().hub().feed();
            let mut position = feed.position(&since.0)?;
            let mut changes = Vec::new();
            for _ in 0..MOST_BATCHES {
                let statements = scope.reader().statements();
                let batch = feed.read(position, BATCH, statements).await?;
                let actor = scope.reader().actor();
                let judged = batch.events.into_iter().map(|event| (judge(actor, &event), event));
                let judged: Vec<_> = judged.collect();
                let shown = judged.iter().filter(|(kind, _)| kind.is_some_and(ChangeKind::shows));
                let shown: BTreeSet<_> = shown.map(|(_, event)| event.subject).collect();
                let shown: Vec<_> = shown.into_iter().collect();
                let shown = visibility::visible(&scope.db(), actor, &shown).await?;
                for (kind, event) in judged {
                    if changes.len() == most {
                        break;
                    }
                    position = event.position;
                    let kind = kind.filter(|kind| !kind.shows() || shown.contains(&event.subject));
                    changes.extend(kind.map(|kind| Change::of(&Arc::new(event), kind)));
                }
                if changes.len() == most || batch.settled_up_to <= position {
                    break;
                }
                position = batch.settled_up_to;
            }
            let has_more = position < *feed.horizon().borrow();
            Ok(ChangeSet { changes, cursor: Cursor(feed.cursor(position).to_string()), has_more })
        };
        OrNull::some(found).await
    }
}
