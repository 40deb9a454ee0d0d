//! The table `session`.

use liaison_domain::account::session::Session;
use liaison_domain::ids::{PersonId, SessionId};
use liaison_domain::text::Line;
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) person: Uuid,
    pub(crate) device: Option<String>,
    pub(crate) address: String,
    pub(crate) created_at: i64,
    pub(crate) used_at: i64,
    pub(crate) ends_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&Session> for ActiveModel {
    fn from(session: &Session) -> Self {
        Self {
            id: Set(session.id.uuid()),
            person: Set(session.person.uuid()),
            device: Set(session.device.as_ref().map(ToString::to_string)),
            address: Set(session.address.clone()),
            created_at: Set(session.created_at.micros()),
            used_at: Set(session.used_at.micros()),
            ends_at: Set(session.ends_at.micros()),
        }
    }
}

impl Model {
    /// The session that this row keeps.
    pub(crate) fn record(self) -> Result<Session, Error> {
        let device = self.device.as_deref().map(Line::new).transpose();
        Ok(Session {
            id: SessionId::from_uuid(self.id),
            person: PersonId::from_uuid(self.person),
            device: device.map_err(|_| Error::corrupt("session", "device", self.id))?,
            address: self.address,
            created_at: Instant::from_micros(self.created_at),
            used_at: Instant::from_micros(self.used_at),
            ends_at: Instant::from_micros(self.ends_at),
        })
    }
}
