//! Calendar feeds: creating one, and ending it.

use liaison_domain::calendar_feed::{CalendarFeed, NewCalendarFeed};
use liaison_domain::ids::CalendarFeedId;
use liaison_persistence::calendar_feed as stored;
use serde::Serialize;

use super::{Answer, Call};
use crate::app::App;

/// A feed to be ended.
#[derive(Clone, Debug, Serialize)]
pub struct CalendarFeedRevoke {
    /// Which.
    pub id: CalendarFeedId,
}

/// Creates a feed for the caller; the answer alone knows its secret.
pub async fn create(app: App, call: Call, input: NewCalendarFeed) -> Answer<CalendarFeed> {
    app.change(call, "calendarFeedCreate", input, |work, input| {
        Box::pin(async move {
            let live = match work.call().actor.person() {
                Some(person) => {
                    // Two calls at once would both count what was there before them.
                    work.unit().lock(person.uuid()).await?;
                    stored::live_of(work.db(), person).await?.len()
                }
                None => 0,
            };
            let change = CalendarFeed::create(&work.context(), live, input.clone())?;
            work.record(change).await
        })
    })
    .await
}

/// Ends a feed: its address answers nothing any more.
pub async fn revoke(app: App, call: Call, input: CalendarFeedRevoke) -> Answer<CalendarFeed> {
    app.change(call, "calendarFeedRevoke", input, |work, input| {
        Box::pin(async move {
            let feed = stored::find_for_change(work.unit(), input.id).await?;
            let feed = work.found(feed).await?;
            let change = feed.revoke(&work.context())?;
            work.record(change).await
        })
    })
    .await
}
