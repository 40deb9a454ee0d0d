//! The table `event`: an [`Envelope`] in columns.

use liaison_domain::canonical::Digest;
use liaison_domain::event::{Envelope, SubjectKind};
use liaison_domain::ids::{ApiKeyId, CallId, EventId, PersonId};
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::entity::prelude::*;

use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) position: i64,
    pub(crate) id: Uuid,
    pub(crate) occurred_at: i64,
    pub(crate) subject_kind: String,
    pub(crate) subject: Uuid,
    pub(crate) version: i64,
    pub(crate) ordinal: i64,
    #[sea_orm(column_name = "type")]
    pub(crate) event_type: String,
    pub(crate) payload_schema: i64,
    pub(crate) actor: Option<Uuid>,
    pub(crate) api_key: Option<Uuid>,
    pub(crate) on_behalf_of: Option<Uuid>,
    pub(crate) external: bool,
    pub(crate) audience: String,
    pub(crate) audience_before: Option<String>,
    pub(crate) call: Uuid,
    pub(crate) trace: Option<String>,
    pub(crate) caused_by: Option<Uuid>,
    pub(crate) payload: String,
    pub(crate) previous: Option<String>,
    pub(crate) digest: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&Envelope> for ActiveModel {
    fn from(event: &Envelope) -> Self {
        Self {
            position: NotSet,
            id: Set(event.id.uuid()),
            occurred_at: Set(event.occurred_at.micros()),
            subject_kind: Set(event.subject_kind.name().to_owned()),
            subject: Set(event.subject),
            version: Set(event.version),
            ordinal: Set(i64::from(event.ordinal)),
            event_type: Set(event.event_type.clone()),
            payload_schema: Set(i64::from(event.schema)),
            actor: Set(event.actor.map(PersonId::uuid)),
            api_key: Set(event.key.map(ApiKeyId::uuid)),
            on_behalf_of: Set(event.on_behalf_of.map(PersonId::uuid)),
            external: Set(event.external),
            audience: Set(liaison_domain::canonical::json(&event.audience)),
            audience_before: Set(event.audience_before.as_ref().map(liaison_domain::canonical::json)),
            call: Set(event.call.uuid()),
            trace: Set(event.trace.clone()),
            caused_by: Set(event.caused_by.map(EventId::uuid)),
            payload: Set(event.payload.clone()),
            previous: Set(event.previous.as_ref().map(|digest| digest.as_str().to_owned())),
            digest: Set(event.digest.as_str().to_owned()),
        }
    }
}

impl Model {
    /// The event that this row keeps.
    pub(crate) fn envelope(self) -> Result<Envelope, Error> {
        let id = self.id;
        let corrupt = |column| Error::corrupt("event", column, id);
        Ok(Envelope {
            position: self.position,
            id: EventId::from_uuid(id),
            occurred_at: Instant::from_micros(self.occurred_at),
            subject_kind: SubjectKind::parse(&self.subject_kind).ok_or_else(|| corrupt("subject_kind"))?,
            subject: self.subject,
            version: self.version,
            ordinal: i32::try_from(self.ordinal).map_err(|_| corrupt("ordinal"))?,
            event_type: self.event_type,
            schema: u16::try_from(self.payload_schema).map_err(|_| corrupt("payload_schema"))?,
            actor: self.actor.map(PersonId::from_uuid),
            key: self.api_key.map(ApiKeyId::from_uuid),
            on_behalf_of: self.on_behalf_of.map(PersonId::from_uuid),
            external: self.external,
            audience: serde_json::from_str(&self.audience).map_err(|_| corrupt("audience"))?,
            audience_before: self
                .audience_before
                .map(|text| serde_json::from_str(&text))
                .transpose()
                .map_err(|_| corrupt("audience_before"))?,
            call: CallId::from_uuid(self.call),
            trace: self.trace,
            caused_by: self.caused_by.map(EventId::from_uuid),
            payload: self.payload,
            previous: self
                .previous
                .map(|text| Digest::parse(&text).ok_or_else(|| corrupt("previous")))
                .transpose()?,
            digest: Digest::parse(&self.digest).ok_or_else(|| corrupt("digest"))?,
        })
    }
}
