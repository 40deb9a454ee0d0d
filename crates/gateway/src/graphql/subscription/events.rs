//! `events`: the feed itself, live.

use std::sync::Arc;

use async_graphql::{Context, Object, Result, Subscription};
use futures_util::stream::Stream;
use liaison_domain::access::{self, Actor};
use liaison_domain::event::Envelope;
use liaison_domain::time::Instant;
use uuid::Uuid;

use super::message::deletes;
use super::{Checkpoint, Fresh, Message, watch};
use crate::graphql::event::Event;
use crate::graphql::event::lists::{EventFilter, passes};
use crate::graphql::scalars::{Cursor, DateTime};
use crate::graphql::scope::Scope;

/// An event, or only a place in the feed.
pub enum EventMessage {
    /// An event.
    Event(Arc<Envelope>),
    /// Nothing happened that concerns the reader, up to here.
    Checkpoint(Cursor, Instant),
}

impl Message for EventMessage {
    fn shows(&self) -> Option<Uuid> {
        match self {
            Self::Event(event) if !deletes(event) => Some(event.subject),
            Self::Event(_) | Self::Checkpoint(..) => None,
        }
    }
}

impl Checkpoint for EventMessage {
    fn at(cursor: Cursor, scope: &Scope) -> Self {
        Self::Checkpoint(cursor, scope.app().clock().now())
    }
}

/// An event of the live feed, or after 30 seconds of silence only the place in it: then `event` is null.
#[Object]
impl EventMessage {
    /// The place in the feed: subscribe again with it as `after`, and nothing is missed or repeated.
    async fn cursor(&self, ctx: &Context<'_>) -> Result<Cursor> {
        match self {
            Self::Event(event) => Ok(Cursor(Scope::of(ctx)?.app().hub().cursor(event.position).to_string())),
            Self::Checkpoint(cursor, _) => Ok(cursor.clone()),
        }
    }

    /// When the event was committed, or the checkpoint made.
    async fn occurred_at(&self) -> DateTime {
        match self {
            Self::Event(event) => DateTime(event.occurred_at),
            Self::Checkpoint(_, at) => DateTime(*at),
        }
    }

    /// The event; null for a checkpoint.
    async fn event(&self) -> Option<Event> {
        match self {
            Self::Event(event) => Some(Event::new(Arc::clone(event))),
            Self::Checkpoint(..) => None,
        }
    }
}

/// The root field.
#[derive(Default)]
pub struct EventSubscription;

#[Subscription]
impl EventSubscription {
    /// Every event that the caller may see at the moment it is read, in the order of the record. Of what happened before the
    /// subscription only that whose subject they may see now.
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<EventFilter>,
        #[graphql(desc = "Go on after this place of the feed; from now on where absent.")] after: Option<
            Cursor,
        >,
    ) -> Result<impl Stream<Item = Result<Fresh<EventMessage>>> + use<>> {
        let filter = filter.unwrap_or_default().stored()?;
        Ok(watch(ctx, after.as_ref(), move |actor: &Actor, event: &Arc<Envelope>| {
            let wanted = passes(&filter, event) && access::may_see(actor, &event.audience);
            wanted.then(|| EventMessage::Event(Arc::clone(event)))
        })?)
    }
}
