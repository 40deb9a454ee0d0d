//! The table `portal_link`: of each secret its digest, and nothing more.

use liaison_domain::canonical::Digest;
use liaison_domain::ids::{PersonId, PortalLinkId, RequestId};
use liaison_domain::portal::PortalLinkRecord;
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "portal_link")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) request: Uuid,
    pub(crate) digest: String,
    pub(crate) issued_by: Option<Uuid>,
    pub(crate) issued_at: i64,
    pub(crate) expires_at: i64,
    pub(crate) revoked_at: Option<i64>,
    pub(crate) revoked_by: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&PortalLinkRecord> for ActiveModel {
    fn from(link: &PortalLinkRecord) -> Self {
        Self {
            id: Set(link.id.uuid()),
            version: Set(link.version),
            request: Set(link.request.uuid()),
            digest: Set(link.digest.as_str().to_owned()),
            issued_by: Set(link.issued_by.map(PersonId::uuid)),
            issued_at: Set(link.issued_at.micros()),
            expires_at: Set(link.expires_at.micros()),
            revoked_at: Set(link.revoked_at.map(Instant::micros)),
            revoked_by: Set(link.revoked_by.map(PersonId::uuid)),
        }
    }
}

impl Model {
    /// The link that this row keeps.
    pub(crate) fn record(self) -> Result<PortalLinkRecord, Error> {
        let digest = Digest::parse(&self.digest);
        Ok(PortalLinkRecord {
            id: PortalLinkId::from_uuid(self.id),
            version: self.version,
            request: RequestId::from_uuid(self.request),
            digest: digest.ok_or(Error::corrupt("portal_link", "digest", self.id))?,
            issued_by: self.issued_by.map(PersonId::from_uuid),
            issued_at: Instant::from_micros(self.issued_at),
            expires_at: Instant::from_micros(self.expires_at),
            revoked_at: self.revoked_at.map(Instant::from_micros),
            revoked_by: self.revoked_by.map(PersonId::from_uuid),
        })
    }
}
