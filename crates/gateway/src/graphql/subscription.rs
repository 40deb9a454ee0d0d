//! Live reading: every message of the feed that concerns a caller, in order, without gap, as long as they may see it.
//!
//! [`watch`] is the one loop behind every subscription field. It asks `access::may_see` for every event against who the
//! caller is at that moment, and of what lies in the past whether its subject is still shown to them. It resolves each
//! message over a [`Scope`] of its own, and ends with an error that a client can resume from when the reader is too slow,
//! the account ends or the node stops. Reading the feed once for all subscribers is the [`Hub`](crate::app::Hub)'s; sockets
//! are the transports'. A message is made from the event and the rights of one viewer alone, so that equal ones can be
//! shared.

pub mod arrivals;
pub mod changes;
pub mod events;
pub mod message;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    Context, ContextSelectionSet, Data, OutputType, Positioned, Result, ServerResult, Value,
};
use futures_util::stream::Stream;
use liaison_domain::access::Actor;
use liaison_domain::event::Envelope;
use liaison_persistence::visibility;
use uuid::Uuid;

use super::error::Fault;
use super::scalars::Cursor;
use super::scope::Scope;
use crate::app::{App, Interrupted, Subscription};

/// A message with the scope that its fields are resolved over.
pub struct Fresh<M> {
    scope: Arc<Scope>,
    message: M,
}

impl<M: OutputType> OutputType for Fresh<M> {
    fn type_name() -> Cow<'static, str> {
        M::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        M::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        let mut data = Data::default();
        data.insert(Arc::clone(&self.scope));
        let mut fresh: ContextSelectionSet<'_> = ctx.clone();
        fresh.execute_data = Some(&data);
        self.message.resolve(&fresh, field).await
    }
}

/// A message that says nothing but how far the reader has come.
pub trait Checkpoint {
    /// The message at this cursor.
    fn at(cursor: Cursor, scope: &Scope) -> Self;
}

/// A message made from an event.
pub trait Message: Checkpoint {
    /// The subject that it shows something of; none for what tells an end, and for a checkpoint.
    fn shows(&self) -> Option<Uuid>;
}

/// What a reader may see now of what happened before they came. The audience of the event is that of its time: since then a
/// request may have become one that only its participants see.
struct Past {
    /// The last position of what was read at once: up to there it is known what is shown.
    until: i64,
    /// The subjects there that are shown.
    shown: HashSet<Uuid>,
}

impl Past {
    /// The subjects to be asked about before something of this one is told: all of what is read at once, none where they are
    /// known.
    fn unknown(&mut self, subject: Option<Uuid>, subscription: &Subscription) -> Vec<Uuid> {
        let position = subscription.position();
        let Some(subject) = subject.filter(|_| position > self.until) else { return Vec::new() };
        self.until = subscription.upcoming().next_back().map_or(position, |event| event.position);
        let asked: BTreeSet<_> =
            subscription.upcoming().map(|event| event.subject).chain([subject]).collect();
        asked.into_iter().collect()
    }

    /// Asks about them; a statement, none for none.
    ///
    /// # Errors
    /// Those of the store.
    async fn ask(&mut self, subjects: Vec<Uuid>, actor: &Actor, scope: &Scope) -> Result<(), Fault> {
        if !subjects.is_empty() {
            self.shown = visibility::visible(&scope.db(), actor, &subjects).await?;
        }
        Ok(())
    }

    /// Whether something of it is told.
    fn tells(&self, subject: Option<Uuid>) -> bool {
        subject.is_none_or(|subject| self.shown.contains(&subject))
    }
}

/// Who watches, followed through the changes of the directory.
struct Watcher {
    app: App,
    actor: Arc<Actor>,
    directory_version: i64,
}

impl Watcher {
    /// Takes the rights of this moment.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` once the account has ended.
    fn look_again(&mut self) -> Result<(), Fault> {
        let directory = self.app.directory().latest();
        if directory.version() == self.directory_version {
            return Ok(());
        }
        self.actor = Arc::new(directory.present(&self.actor).ok_or_else(Fault::unauthenticated)?);
        self.directory_version = directory.version();
        Ok(())
    }
}

/// The messages that `select` makes of the events after `after`, from now on where there is no cursor.
///
/// # Errors
/// `INVALID_CURSOR`, `CURSOR_EXPIRED`, `UNAUTHENTICATED`; the stream ends with `UNAVAILABLE` where it can be resumed.
pub fn watch<M, S>(
    ctx: &Context<'_>,
    after: Option<&Cursor>,
    select: S,
) -> Result<impl Stream<Item = Result<Fresh<M>>> + Send + use<M, S>, Fault>
where
    M: Message + Send + 'static,
    S: Fn(&Actor, &Arc<Envelope>) -> Option<M> + Send + 'static,
{
    let first = Arc::clone(ctx.data_opt::<Arc<Scope>>().ok_or_else(Fault::unauthenticated)?);
    let app = first.app().clone();
    let mut subscription = app.hub().subscribe(after.map(|cursor| cursor.0.as_str()))?;
    let silence = app.limits().checkpoint_interval;
    let actor = Arc::clone(first.viewer());
    let mut watcher = Watcher { directory_version: -1, actor, app };
    Ok(async_stream::stream! {
        let stopping = watcher.app.tasks().stopping().clone();
        let mut past = Past { until: i64::MIN, shown: HashSet::new() };
        let mut quiet_until = tokio::time::Instant::now() + silence;
        loop {
            let message = tokio::select! {
                () = stopping.cancelled() => Err(Fault::stopping()),
                event = subscription.next() => match event {
                    Ok(event) => watcher.look_again().map(|()| select(&watcher.actor, &event)),
                    Err(interrupted) => Err(interrupted.into()),
                },
                () = tokio::time::sleep_until(quiet_until) => watcher.look_again().map(|()| {
                    Some(M::at(Cursor(subscription.cursor().to_string()), &first))
                }),
            };
            match message {
                Ok(None) => {}
                Ok(Some(message)) => {
                    let subject = message.shows().filter(|_| !subscription.is_live());
                    let unknown = past.unknown(subject, &subscription);
                    match past.ask(unknown, &watcher.actor, &first).await {
                        Ok(()) if past.tells(subject) => {
                            let scope = Arc::new(first.renewed(Arc::clone(&watcher.actor)));
                            yield Ok(Fresh { scope, message });
                            quiet_until = tokio::time::Instant::now() + silence;
                        }
                        Ok(()) => {}
                        Err(fault) => {
                            yield Err(fault.into());
                            break;
                        }
                    }
                }
                Err(fault) => {
                    yield Err(fault.into());
                    break;
                }
            }
        }
    })
}

impl From<Interrupted> for Fault {
    fn from(interrupted: Interrupted) -> Self {
        match interrupted {
            Interrupted::Behind => Self::slow_reader(),
            Interrupted::Stopping => Self::stopping(),
            Interrupted::Store(error) => error.into(),
        }
    }
}
