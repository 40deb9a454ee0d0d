//! Calendar feeds in the schema: secret addresses for calendar applications. Each is its person's alone.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result};
use liaison_domain::calendar_feed::{self as domain, FeedSecret, NewCalendarFeed};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::{CalendarFeedId, kind};
use liaison_domain::text::Line;
use liaison_persistence::calendar_feed as stored;

use super::decode::Decode as _;
use super::error::Fault;
use super::loaders::{Batch, Loading};
use super::mutation::{ActionOptions, Shown, WriteOptions, run};
use super::node::Identified;
use super::nullable::OrNull;
use super::payload::Ability;
use super::scalars::{DateTime, Key};
use super::scope::Scope;
use crate::operations::Reader;
use crate::operations::calendar_feed::{self as operations, CalendarFeedRevoke};
use crate::payload;

/// Where the addresses of feeds begin.
pub const FOLDER: &str = "/calendar/";
/// How they end.
pub const ENDING: &str = ".ics";

fn path(secret: &str) -> String {
    format!("{FOLDER}{secret}{ENDING}")
}

/// A secret address of a person's calendar.
#[derive(Clone)]
pub struct CalendarFeed(Arc<domain::CalendarFeed>);

/// Feeds by their IDs.
pub enum ById {}

impl Batch for ById {
    type Key = CalendarFeedId;
    type Value = domain::CalendarFeed;

    fn load(reader: Arc<Reader>, keys: Vec<CalendarFeedId>) -> Loading<CalendarFeedId, domain::CalendarFeed> {
        Box::pin(async move { Ok(stored::by_ids(&reader.db(), reader.actor(), &keys).await?) })
    }
}

impl Identified for CalendarFeed {
    type Kind = kind::CalendarFeed;

    async fn find(scope: &Scope, id: CalendarFeedId) -> Result<Option<Self>, Fault> {
        Ok(scope.loader::<ById>().get(id).await?.map(Self))
    }
}

impl Shown for CalendarFeed {
    type Record = domain::CalendarFeed;

    fn show(_: &Scope, record: domain::CalendarFeed) -> Self {
        Self(Arc::new(record))
    }
}

/// A secret address (日历订阅) under which a calendar application reads its person's meetings and deadlines, as iCalendar
/// (RFC 5545). Whoever has the address reads the calendar, so it is shown once and can be revoked. Seen by its person alone.
#[Object]
impl CalendarFeed {
    /// Opaque.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Rises with every change, from 1.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// What its person calls it, such as 手机.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// The path of the address on this server, `/calendar/….ics`; in the answer to the `calendarFeedCreate` that made it and never
    /// again, because only its digest is kept.
    async fn path(&self) -> Option<String> {
        self.0.secret.as_ref().map(FeedSecret::reveal).map(path)
    }

    /// When it was created.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was revoked; the address answers 404 since.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime)
    }

    /// What the viewer may do to this feed now, and why not; from the function that decides.
    async fn abilities(&self, ctx: &Context<'_>) -> Result<Vec<Ability>> {
        let scope = Scope::of(ctx)?;
        Ok(scope.abilities(|decision| {
            let verdicts = self.0.abilities(decision).into_iter();
            verdicts.map(|(action, verdict)| (action.name(), verdict)).collect()
        }))
    }
}

/// The viewer's feeds that have not come to their end, oldest first.
///
/// # Errors
/// Those of the store.
pub async fn of_viewer(scope: &Scope) -> Result<Vec<CalendarFeed>, Fault> {
    let Some(person) = scope.viewer().person() else { return Ok(Vec::new()) };
    let feeds = stored::live_of(&scope.db(), person).await?;
    Ok(feeds.into_iter().map(|feed| CalendarFeed(Arc::new(feed))).collect())
}

payload! {
    /// What `calendarFeedCreate` answers.
    CalendarFeedCreatePayload {
        /// The new feed, with its address.
        calendar_feed: CalendarFeed
    }
}

payload! {
    /// What `calendarFeedRevoke` answers.
    CalendarFeedRevokePayload {
        /// The feed at its end.
        calendar_feed: CalendarFeed
    }
}

/// A feed to be created.
#[derive(InputObject)]
pub struct CalendarFeedCreateInput {
    /// An ID chosen by the caller; made by the server where absent.
    pub id: Option<Key<kind::CalendarFeed>>,
    /// What the caller calls it, such as the application that will read it; at most 200 characters.
    pub name: String,
    #[graphql(flatten)]
    options: WriteOptions,
}

impl CalendarFeedCreateInput {
    fn decode(self) -> (WriteOptions, Result<NewCalendarFeed, Refusal>) {
        let mut found = Violations::default();
        let name = found.take("name", Line::new(&self.name));
        let input = found.all((name,)).map(|(name,)| NewCalendarFeed { id: self.id.map(|key| key.0), name });
        (self.options, input)
    }
}

/// Which feed ends.
#[derive(InputObject)]
pub struct CalendarFeedRevokeInput {
    /// Which feed.
    pub id: Key<kind::CalendarFeed>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// The root fields for changes.
#[derive(Default)]
pub struct CalendarFeedMutation;

#[Object]
impl CalendarFeedMutation {
    /// Makes a secret address for a calendar application: the caller's meetings and deadlines as iCalendar. At most 10 at a time.
    /// A repeated call answers the feed without its address.
    async fn calendar_feed_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The feed.")] input: CalendarFeedCreateInput,
    ) -> OrNull<CalendarFeedCreatePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::create).await
    }

    /// Ends a feed of the caller at once.
    async fn calendar_feed_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which feed.")] input: CalendarFeedRevokeInput,
    ) -> OrNull<CalendarFeedRevokePayload> {
        run(ctx, input.options, Ok(CalendarFeedRevoke { id: input.id.0 }), operations::revoke).await
    }
}
