//! Notifications as they reach the viewer.

use std::sync::Arc;

use async_graphql::{Context, Result, SimpleObject, Subscription};
use futures_util::stream::Stream;

use super::Notification;
use crate::graphql::scalars::{Cursor, DateTime};
use crate::graphql::scope::Scope;
use crate::graphql::subscription::{Checkpoint, Fresh, arrivals};

/// A notification that has reached the viewer, or after 30 seconds of silence only how far the reader has come: then
/// `notification` is null.
#[derive(SimpleObject)]
pub struct NotificationMessage {
    /// How far the reader has come: subscribe again with it as `after`, and nothing is missed or repeated.
    pub cursor: Cursor,
    /// When it reached the viewer, or the checkpoint was made.
    pub occurred_at: DateTime,
    /// The notification; null for a checkpoint.
    pub notification: Option<Notification>,
}

impl Checkpoint for NotificationMessage {
    fn at(cursor: Cursor, scope: &Scope) -> Self {
        Self { cursor, occurred_at: DateTime(scope.app().clock().now()), notification: None }
    }
}

/// The root field.
#[derive(Default)]
pub struct NotificationSubscription;

#[Subscription]
impl NotificationSubscription {
    /// Everything that reaches the viewer, once and without gap: at once, or when its quiet hours end.
    async fn notification_received(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Go on after this cursor of an earlier message, or of a mutation; from now on where absent."
        )]
        after: Option<Cursor>,
    ) -> Result<impl Stream<Item = Result<Fresh<NotificationMessage>>> + use<>> {
        let message = |seen: liaison_persistence::notification::Seen, cursor| NotificationMessage {
            cursor,
            occurred_at: DateTime(seen.record.deliver_at),
            notification: Some(Notification::new(Arc::new(seen))),
        };
        Ok(arrivals::of(ctx, after, message).await?)
    }
}
