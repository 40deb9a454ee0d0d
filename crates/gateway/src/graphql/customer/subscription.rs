//! Customers as they change.

use async_graphql::{Context, Result, Subscription};
use futures_util::stream::Stream;
use liaison_domain::event::SubjectKind;

use super::Customer;
use crate::graphql::scalars::Cursor;
use crate::graphql::subscription::changes::{self, ChangeFilter};
use crate::graphql::subscription::{Fresh, message::Change};

/// The root field.
#[derive(Default)]
pub struct CustomerSubscription;

#[Subscription]
impl CustomerSubscription {
    /// Every committed change of a customer whose circle the viewer is of, in order and without gap; an interaction that is
    /// recorded is one. Contacts and corrected interactions change by themselves: `events` tells them. Whoever leaves the circle
    /// is told `REVOKED` and reads the card still.
    async fn customer_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<ChangeFilter>,
        #[graphql(desc = "Only what comes after this cursor; from now on where absent.")] after: Option<
            Cursor,
        >,
    ) -> Result<impl Stream<Item = Result<Fresh<Change<Customer>>>>> {
        Ok(changes::of(ctx, SubjectKind::Customer, filter, after.as_ref())?)
    }
}
