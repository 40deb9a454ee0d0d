//! One change of one node, as subscriptions and `changes` tell it.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, OutputType, Result, TypeName};
use liaison_domain::access::{self, Actor};
use liaison_domain::event::{Envelope, SubjectKind};
use liaison_domain::ids::Id;
use liaison_domain::time::Instant;
use uuid::Uuid;

use super::{Checkpoint, Message};
use crate::graphql::directory::Person;
use crate::graphql::error::Fault;
use crate::graphql::event::Event;
use crate::graphql::node::{self, Identified, Node};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{Cursor, DateTime};
use crate::graphql::scope::Scope;

/// Types of events after which there is nothing left to show.
const DELETIONS: &[&str] = &["RequestDiscarded"];

/// Whether the event ends its subject.
pub fn deletes(event: &Envelope) -> bool {
    DELETIONS.contains(&event.event_type.as_str())
}

/// What a change means for the one who is told.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// It is new, or new to the viewer.
    Created,
    /// It has changed.
    Updated,
    /// It is gone; `deletedId` says which.
    Deleted,
    /// The viewer may not see it any more; `deletedId` says which.
    Revoked,
}

impl ChangeKind {
    /// Whether the node is shown with it.
    pub const fn shows(self) -> bool {
        matches!(self, Self::Created | Self::Updated)
    }
}

/// What the event means for this actor; nothing where it does not concern them, or is not the first event of its change.
pub fn judge(actor: &Actor, event: &Envelope) -> Option<ChangeKind> {
    if event.ordinal != 1 {
        return None;
    }
    let now = access::may_see(actor, &event.audience);
    let before = event.audience_before.as_ref().map_or(now, |before| access::may_see(actor, before));
    match (before, now) {
        (false, false) => None,
        _ if deletes(event) => Some(ChangeKind::Deleted),
        (true, false) => Some(ChangeKind::Revoked),
        (false, true) => Some(ChangeKind::Created),
        (true, true) if event.version == 1 => Some(ChangeKind::Created),
        (true, true) => Some(ChangeKind::Updated),
    }
}

/// What stands in a message: one type of node, or any.
pub trait Changing: OutputType + Sized {
    /// The name of the message's type.
    fn message_name() -> Cow<'static, str>;

    /// The node as it is now.
    fn load(
        scope: &Scope,
        kind: SubjectKind,
        id: Uuid,
    ) -> impl Future<Output = Result<Option<Self>, Fault>> + Send;
}

impl<N: Identified> Changing for N {
    fn message_name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Change", N::type_name()))
    }

    async fn load(scope: &Scope, _: SubjectKind, id: Uuid) -> Result<Option<Self>, Fault> {
        N::find(scope, Id::from_uuid(id)).await
    }
}

impl Changing for Node {
    fn message_name() -> Cow<'static, str> {
        Cow::Borrowed("NodeChange")
    }

    async fn load(scope: &Scope, kind: SubjectKind, id: Uuid) -> Result<Option<Self>, Fault> {
        node::of_subject(scope, kind, id).await
    }
}

/// A change of any node.
pub type NodeChange = Change<Node>;

/// A change, or only a place in the feed.
pub struct Change<N> {
    what: What,
    node: PhantomData<fn() -> N>,
}

enum What {
    Event(Arc<Envelope>, ChangeKind),
    Checkpoint(Cursor, Instant),
}

impl<N> Change<N> {
    /// The message that tells this event.
    pub fn of(event: &Arc<Envelope>, kind: ChangeKind) -> Self {
        Self { what: What::Event(Arc::clone(event), kind), node: PhantomData }
    }

    const fn told(&self) -> Option<(&Arc<Envelope>, ChangeKind)> {
        match &self.what {
            What::Event(event, kind) => Some((event, *kind)),
            What::Checkpoint(..) => None,
        }
    }
}

impl<N> Message for Change<N> {
    fn shows(&self) -> Option<Uuid> {
        self.told().filter(|(_, kind)| kind.shows()).map(|(event, _)| event.subject)
    }
}

impl<N> Checkpoint for Change<N> {
    fn at(cursor: Cursor, scope: &Scope) -> Self {
        Self { what: What::Checkpoint(cursor, scope.app().clock().now()), node: PhantomData }
    }
}

impl<N: Changing> TypeName for Change<N> {
    fn type_name() -> Cow<'static, str> {
        N::message_name()
    }
}

/// One change, or after 30 seconds of silence only the place in the feed: then everything but `cursor` and `occurredAt` is
/// null.
#[Object(name_type)]
impl<N: Changing> Change<N> {
    /// The place in the feed: subscribe again with it as `after`, and nothing is missed or repeated.
    async fn cursor(&self, ctx: &Context<'_>) -> Result<Cursor> {
        match &self.what {
            What::Event(event, _) => {
                Ok(Cursor(Scope::of(ctx)?.app().hub().cursor(event.position).to_string()))
            }
            What::Checkpoint(cursor, _) => Ok(cursor.clone()),
        }
    }

    /// When the change was committed.
    async fn occurred_at(&self) -> DateTime {
        match &self.what {
            What::Event(event, _) => DateTime(event.occurred_at),
            What::Checkpoint(_, at) => DateTime(*at),
        }
    }

    /// What the change means for the viewer.
    async fn kind(&self) -> Option<ChangeKind> {
        self.told().map(|(_, kind)| kind)
    }

    /// Who made it; null for the server itself.
    async fn actor(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.told().and_then(|(event, _)| event.doer())).await
    }

    /// The fields that changed, as the schema names them; empty for a node that the viewer may not see any more.
    async fn changed_fields(&self) -> Vec<String> {
        match self.told() {
            Some((event, kind)) if kind.shows() => event.changed_fields(),
            _ => Vec::new(),
        }
    }

    /// The first event of the change, as the record keeps it; null for a node that the viewer may not see any more.
    async fn event(&self) -> Option<Event> {
        match self.told() {
            Some((event, kind)) if kind.shows() => Some(Event::new(Arc::clone(event))),
            _ => None,
        }
    }

    /// The node as it is now, which may be after later changes; null where it is gone or may not be seen.
    async fn node(&self, ctx: &Context<'_>) -> OrNull<N> {
        let found = async {
            match self.told() {
                Some((event, kind)) if kind.shows() => {
                    N::load(Scope::of(ctx)?, event.subject_kind, event.subject).await
                }
                _ => Ok(None),
            }
        };
        OrNull::found(found).await
    }

    /// The ID of what is gone, or may not be seen any more.
    async fn deleted_id(&self) -> Option<ID> {
        match self.told() {
            Some((event, kind)) if !kind.shows() => Some(node::id_of(event.subject_kind, event.subject)),
            _ => None,
        }
    }
}
