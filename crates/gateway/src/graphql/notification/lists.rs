//! The inbox by page.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object};
use liaison_domain::ids::kind;
use liaison_persistence::notification::{self as stored, NotificationField, NotificationLeaf};
use liaison_persistence::paging::{Filter, Scalar, Test};

use super::{NoticeCode, Notification};
use crate::graphql::connection::{Connection, MOST_ROWS, PageArgs, counter};
use crate::graphql::filter::{self, BooleanFilter, DateTimeFilter, EnumFilter, IdFilter, Parts};
use crate::graphql::node::AnyId;
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Cursor;
use crate::graphql::scope::Scope;

/// Which notifications; everything that is set has to hold.
#[derive(InputObject, Clone, Debug)]
pub struct NotificationFilter {
    /// All of these.
    pub and: Option<Vec<Self>>,
    /// At least one of these.
    pub or: Option<Vec<Self>>,
    /// Not this.
    pub not: Option<Box<Self>>,
    /// By ID.
    pub id: Option<IdFilter<kind::Notification>>,
    /// Whether it has not been read.
    pub unread: Option<bool>,
    /// By what it says.
    pub code: Option<EnumFilter<NoticeCode>>,
    /// By what it speaks of: the ID of a request, task or other node.
    pub subject: Option<AnyId>,
    /// By whether it waited for no morning.
    pub critical: Option<BooleanFilter>,
    /// By when its event was committed.
    pub created_at: Option<DateTimeFilter>,
    /// By when it reached the viewer.
    pub delivered_at: Option<DateTimeFilter>,
}

impl NotificationFilter {
    /// The store's form of the filter.
    pub fn build(self) -> Filter<NotificationLeaf> {
        let leaf = |field| move |test| NotificationLeaf::Field(field, test);
        let unread = self.unread.map(|unread| leaf(NotificationField::ReadAt)(Test::IsNull(unread)));
        let subject =
            self.subject.map(|id| leaf(NotificationField::Subject)(Test::Eq(Scalar::Id(id.uuid()))));
        Parts::default()
            .combined(self.and, self.or, self.not, Self::build)
            .field(self.id, leaf(NotificationField::Id))
            .leaf(unread)
            .field(self.code, leaf(NotificationField::Code))
            .leaf(subject)
            .field(self.critical, leaf(NotificationField::Critical))
            .field(self.created_at, leaf(NotificationField::CreatedAt))
            .field(self.delivered_at, leaf(NotificationField::DeliveredAt))
            .finish()
    }
}

/// The root field.
#[derive(Default)]
pub struct NotificationQuery;

#[Object]
impl NotificationQuery {
    /// What has reached the viewer, newest first. What waits for a morning is not there yet; reminders of a digest stand
    /// under it.
    async fn notifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<NotificationFilter>,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> OrNull<Connection<Notification>> {
        let found = async {
            let scope = Scope::of(ctx)?;
            let filter = Arc::new(filter::of(filter, NotificationFilter::build)?);
            let request = PageArgs::new(first, after, last, before).request(MOST_ROWS)?;
            let (now, viewer, db) = (scope.now(), scope.viewer(), scope.db());
            let page = stored::page(&db, viewer, &filter, now, &request).await?;
            Ok(Connection::new(
                page.map(|seen| Notification::new(Arc::new(seen))),
                counter(scope, filter, move |reader, filter, max| async move {
                    stored::count(&reader.db(), reader.actor(), &filter, now, max).await
                }),
            ))
        };
        OrNull::some(found).await
    }
}
