//! The table `guest`: what lookups compare; the whole record, which holds references to name and mail, is one versioned JSON text.

use liaison_domain::guest::GuestRecord;
use liaison_domain::ids::GuestId;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use super::whole;
use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "guest")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) digest: String,
    pub(crate) customer: Uuid,
    pub(crate) invited_by: Uuid,
    pub(crate) invited_at: i64,
    pub(crate) expires_at: i64,
    /// When somebody ended it before that.
    pub(crate) ended_at: Option<i64>,
    pub(crate) body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&GuestRecord> for ActiveModel {
    fn from(guest: &GuestRecord) -> Self {
        Self {
            id: Set(guest.id.uuid()),
            version: Set(guest.version),
            digest: Set(guest.digest.as_str().to_owned()),
            customer: Set(guest.customer.uuid()),
            invited_by: Set(guest.invited_by.uuid()),
            invited_at: Set(guest.invited_at.micros()),
            expires_at: Set(guest.expires_at.micros()),
            ended_at: Set(guest.ended.as_ref().map(|ended| ended.at.micros())),
            body: Set(whole::text(guest)),
        }
    }
}

impl Model {
    /// The guest that this row keeps.
    pub(crate) fn record(&self) -> Result<GuestRecord, Error> {
        let corrupt = |column| Error::corrupt("guest", column, self.id);
        let record: GuestRecord = whole::record(&self.body).ok_or_else(|| corrupt("body"))?;
        let same = record.id == GuestId::from_uuid(self.id)
            && record.version == self.version
            && record.digest.as_str() == self.digest;
        if same { Ok(record) } else { Err(corrupt("version")) }
    }
}
