//! Meetings as they change.

use async_graphql::{Context, Result, Subscription};
use futures_util::stream::Stream;
use liaison_domain::event::SubjectKind;

use super::Meeting;
use crate::graphql::scalars::Cursor;
use crate::graphql::subscription::changes::{self, ChangeFilter};
use crate::graphql::subscription::{Fresh, message::Change};

/// The root field.
#[derive(Default)]
pub struct MeetingSubscription;

#[Subscription]
impl MeetingSubscription {
    /// Every committed change of a meeting that the viewer may see, in order and without gap.
    async fn meeting_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<ChangeFilter>,
        #[graphql(desc = "Only what comes after this cursor; from now on where absent.")] after: Option<
            Cursor,
        >,
    ) -> Result<impl Stream<Item = Result<Fresh<Change<Meeting>>>>> {
        Ok(changes::of(ctx, SubjectKind::Meeting, filter, after.as_ref())?)
    }
}
