//! The table `api_key`: keys of systems, by their digests.

use std::collections::BTreeSet;

use liaison_domain::api_key::{ApiKey, KeyScope};
use liaison_domain::canonical::Digest;
use liaison_domain::ids::{ApiKeyId, PersonId};
use liaison_domain::text::Line;
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::entity::prelude::*;

use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_key")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) name: String,
    /// A JSON list of names.
    pub(crate) scopes: String,
    pub(crate) owner: Uuid,
    pub(crate) digest: String,
    pub(crate) created_by: Option<Uuid>,
    pub(crate) created_at: i64,
    pub(crate) expires_at: i64,
    pub(crate) revoked_at: Option<i64>,
    /// Written beside the versions, see `api_key::used`.
    pub(crate) used_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&ApiKey> for ActiveModel {
    fn from(key: &ApiKey) -> Self {
        Self {
            id: Set(key.id.uuid()),
            version: Set(key.version),
            name: Set(key.name.to_string()),
            scopes: Set(liaison_domain::canonical::json(&key.scopes)),
            owner: Set(key.owner.uuid()),
            digest: Set(key.digest.as_str().to_owned()),
            created_by: Set(key.created_by.map(PersonId::uuid)),
            created_at: Set(key.created_at.micros()),
            expires_at: Set(key.expires_at.micros()),
            revoked_at: Set(key.revoked_at.map(Instant::micros)),
            used_at: NotSet,
        }
    }
}

impl Model {
    /// The key that this row keeps.
    pub(crate) fn key(self) -> Result<ApiKey, Error> {
        let corrupt = |column| Error::corrupt("api_key", column, self.id);
        let scopes: BTreeSet<KeyScope> = serde_json::from_str(&self.scopes).map_err(|_| corrupt("scopes"))?;
        Ok(ApiKey {
            id: ApiKeyId::from_uuid(self.id),
            version: self.version,
            name: Line::new(&self.name).map_err(|_| corrupt("name"))?,
            scopes,
            owner: PersonId::from_uuid(self.owner),
            digest: Digest::parse(&self.digest).ok_or_else(|| corrupt("digest"))?,
            created_by: self.created_by.map(PersonId::from_uuid),
            created_at: Instant::from_micros(self.created_at),
            expires_at: Instant::from_micros(self.expires_at),
            revoked_at: self.revoked_at.map(Instant::from_micros),
            used_at: self.used_at.map(Instant::from_micros),
        })
    }
}
