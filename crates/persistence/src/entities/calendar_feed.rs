//! The table `calendar_feed`: secret addresses of people's calendars, by their digests.

use liaison_domain::calendar_feed::CalendarFeed;
use liaison_domain::canonical::Digest;
use liaison_domain::ids::{CalendarFeedId, PersonId};
use liaison_domain::text::Line;
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_feed")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) person: Uuid,
    pub(crate) name: String,
    pub(crate) digest: String,
    pub(crate) created_at: i64,
    pub(crate) revoked_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&CalendarFeed> for ActiveModel {
    fn from(feed: &CalendarFeed) -> Self {
        Self {
            id: Set(feed.id.uuid()),
            version: Set(feed.version),
            person: Set(feed.person.uuid()),
            name: Set(feed.name.to_string()),
            digest: Set(feed.digest.as_str().to_owned()),
            created_at: Set(feed.created_at.micros()),
            revoked_at: Set(feed.revoked_at.map(Instant::micros)),
        }
    }
}

impl Model {
    /// The feed that this row keeps, without its secret.
    pub(crate) fn feed(self) -> Result<CalendarFeed, Error> {
        let corrupt = |column| Error::corrupt("calendar_feed", column, self.id);
        Ok(CalendarFeed {
            id: CalendarFeedId::from_uuid(self.id),
            version: self.version,
            person: PersonId::from_uuid(self.person),
            name: Line::new(&self.name).map_err(|_| corrupt("name"))?,
            digest: Digest::parse(&self.digest).ok_or_else(|| corrupt("digest"))?,
            created_at: Instant::from_micros(self.created_at),
            revoked_at: self.revoked_at.map(Instant::from_micros),
            secret: None,
        })
    }
}
