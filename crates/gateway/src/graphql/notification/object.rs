//! The notification as one object.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use liaison_domain::ids::{NotificationId, kind};
use liaison_persistence::notification::Seen;

use super::batches::{ById, OfDigests};
use super::{NoticeCode, text};
use crate::graphql::children::{Asked, connection};
use crate::graphql::connection::{Connection, PageArgs};
use crate::graphql::error::Fault;
use crate::graphql::node::{self, Identified, Node};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{Cursor, DateTime, Json};
use crate::graphql::scope::Scope;

/// Reminders that a digest's sentence names.
const NAMED: i32 = 3;

/// A notification, over what the viewer sees of it.
#[derive(Clone)]
pub struct Notification(Arc<Seen>);

impl Notification {
    /// The schema's form of this notification.
    pub const fn new(seen: Arc<Seen>) -> Self {
        Self(seen)
    }

    fn is_digest(&self) -> bool {
        self.0.record.subject.is_none()
    }

    async fn reminders(&self, scope: &Scope, page: PageArgs) -> Result<Connection<Self>, Fault> {
        let asked = Asked::new(scope, (), (), page)?;
        connection::<OfDigests, _>(scope, self.0.record.id, asked, Self).await
    }
}

impl Identified for Notification {
    type Kind = kind::Notification;

    async fn find(scope: &Scope, id: NotificationId) -> Result<Option<Self>, Fault> {
        Ok(scope.loader::<ById>().get(id).await?.map(Self))
    }
}

/// One thing that the viewer was told of one event (通知). Nobody else sees it.
#[Object]
impl Notification {
    /// Opaque.
    pub async fn id(&self) -> ID {
        ID(self.0.record.id.to_string())
    }

    /// What it says, whatever the language.
    async fn code(&self) -> NoticeCode {
        self.0.record.code.into()
    }

    /// The same as a sentence in the caller's language, with the names that things have now. Where the viewer may not see the
    /// subject any more it names nothing. A digest names its newest reminders and how many more there are; that costs two
    /// statements for all digests that are selected.
    async fn text(&self, ctx: &Context<'_>) -> Result<String> {
        let scope = Scope::of(ctx)?;
        if !self.is_digest() {
            return Ok(text::sentence(scope, &self.0));
        }
        let newest = self.reminders(scope, PageArgs::new(Some(NAMED), None, None, None)).await?;
        let count = newest.count(text::MOST_COUNTED).await?;
        let named: Vec<String> = newest.rows().map(|reminder| text::short(scope, &reminder.0)).collect();
        Ok(text::digest(scope.locale(), &named, count))
    }

    /// The values in the sentence, by name: IDs, instants, dates and names of enums. Empty where the viewer may not see the
    /// subject any more.
    async fn params(&self) -> Json {
        text::params(&self.0)
    }

    /// What it speaks of: a request, a task, a problem or another node. Null for a digest, and where the viewer may not see it
    /// any more.
    async fn subject(&self, ctx: &Context<'_>) -> OrNull<Node> {
        let found = async {
            match self.0.record.subject.filter(|_| self.0.visible) {
                Some(subject) => node::of_subject(Scope::of(ctx)?, subject.kind, subject.id).await,
                None => Ok(None),
            }
        };
        OrNull::found(found).await
    }

    /// When the event was committed.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.record.created_at)
    }

    /// When it reached the viewer: at once, or at the next opening after quiet hours and days off.
    async fn delivered_at(&self) -> DateTime {
        DateTime(self.0.record.deliver_at)
    }

    /// When the viewer marked it as read; null while it is not.
    async fn read_at(&self) -> Option<DateTime> {
        self.0.record.read_at.map(DateTime)
    }

    /// Whether it waited for no morning.
    async fn critical(&self) -> bool {
        self.0.record.critical
    }

    /// The reminders of a digest, newest first; null for any other. Costs one statement for all digests that are selected with
    /// the same arguments.
    async fn items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> OrNull<Connection<Self>> {
        let found = async {
            if !self.is_digest() {
                return Ok(None);
            }
            let page = PageArgs::new(first, after, last, before);
            self.reminders(Scope::of(ctx)?, page).await.map(Some)
        };
        OrNull::found(found).await
    }
}
