//! `notificationReceived`: what reaches the caller, live and after an absence.
//!
//! Not [`watch`](super::watch): a notification may reach its person long after its event, so the reader's place has a side in
//! time beside the one in the feed (`liaison-persistence`, `notification::arrival`).

use std::collections::VecDeque;
use std::sync::Arc;

use async_graphql::{Context, Result};
use futures_util::stream::Stream;
use liaison_persistence::feed::CursorError;
use liaison_persistence::notification::Seen;
use liaison_persistence::notification::arrival::{Place, PlaceError, arrived};

use super::{Checkpoint, Fresh, Watcher};
use crate::app::Bell;
use crate::graphql::error::Fault;
use crate::graphql::scalars::Cursor;
use crate::graphql::scope::Scope;

/// Notifications read in one go.
const BATCH: usize = 100;

/// One reader of its own inbox.
struct Arrivals {
    watcher: Watcher,
    first: Arc<Scope>,
    bell: Bell,
    place: Place,
    read: VecDeque<(Seen, Place)>,
}

impl Arrivals {
    /// The next notification for the reader; none where nothing has come. Rights are those of the moment of reading.
    async fn next(&mut self) -> Result<Option<Seen>, Fault> {
        if self.read.is_empty() {
            self.watcher.look_again()?;
            let until = self.place.forward(self.watcher.app.inboxes().present());
            let db = self.first.db();
            let found = arrived(&db, &self.watcher.actor, self.place, until, BATCH).await?;
            if found.is_empty() {
                self.place = until;
            }
            self.read = found.into();
        }
        let next = self.read.pop_front();
        Ok(next.map(|(seen, place)| {
            self.place = place;
            seen
        }))
    }

    fn cursor(&self) -> Cursor {
        Cursor(self.place.cursor(self.watcher.app.hub().feed()))
    }
}

/// The messages that `show` makes of what reaches the caller after `after`, from now on where there is no cursor.
///
/// # Errors
/// `INVALID_CURSOR`, `CURSOR_EXPIRED`, `UNAUTHENTICATED`; the stream ends with `UNAVAILABLE` where it can be resumed.
pub async fn of<M>(
    ctx: &Context<'_>,
    after: Option<Cursor>,
    show: fn(Seen, Cursor) -> M,
) -> Result<impl Stream<Item = Result<Fresh<M>>> + Send + use<M>, Fault>
where
    M: Checkpoint + Send + 'static,
{
    let first = Arc::clone(ctx.data_opt::<Arc<Scope>>().ok_or_else(Fault::unauthenticated)?);
    let app = first.app().clone();
    let actor = Arc::clone(first.viewer());
    let person = actor.person().ok_or_else(Fault::unauthenticated)?;
    // The bell first: what comes while the place is found is read with the first reading.
    let bell = app.inboxes().listen(person);
    let place = match after {
        Some(cursor) => Place::read(&cursor.0, app.hub().feed(), &first.db()).await?,
        None => app.inboxes().present(),
    };
    let silence = app.limits().checkpoint_interval;
    let watcher = Watcher { directory_version: -1, actor, app };
    let mut arrivals = Arrivals { watcher, first, bell, place, read: VecDeque::new() };
    Ok(async_stream::stream! {
        let stopping = arrivals.watcher.app.tasks().stopping().clone();
        let mut quiet_until = tokio::time::Instant::now() + silence;
        loop {
            let message = match arrivals.next().await {
                Ok(Some(seen)) => Some(show(seen, arrivals.cursor())),
                Ok(None) => tokio::select! {
                    () = stopping.cancelled() => {
                        yield Err(Fault::stopping().into());
                        break;
                    }
                    () = arrivals.bell.rung() => None,
                    () = tokio::time::sleep_until(quiet_until) => {
                        Some(M::at(arrivals.cursor(), &arrivals.first))
                    }
                },
                Err(fault) => {
                    yield Err(fault.into());
                    break;
                }
            };
            if let Some(message) = message {
                let scope = Arc::new(arrivals.first.renewed(Arc::clone(&arrivals.watcher.actor)));
                yield Ok(Fresh { scope, message });
                quiet_until = tokio::time::Instant::now() + silence;
            }
        }
    })
}

impl From<PlaceError> for Fault {
    fn from(error: PlaceError) -> Self {
        match error {
            PlaceError::Cursor(CursorError::Invalid) => CursorError::Invalid.into(),
            PlaceError::Cursor(CursorError::Expired) => CursorError::Expired.into(),
            PlaceError::Store(error) => error.into(),
        }
    }
}
