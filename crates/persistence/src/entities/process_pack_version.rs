//! The table `process_pack_version`: what was published, written once.

use std::sync::Arc;

use liaison_domain::canonical;
use liaison_domain::ids::{PersonId, ProcessPackId};
use liaison_domain::pack::{Pack, ProcessPack, PublishedPack};
use liaison_domain::text::Text;
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "process_pack_version")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) pack: Uuid,
    /// The record's version; the pack's own number stands in the body.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) version: i64,
    pub(crate) note: Option<String>,
    pub(crate) published_by: Option<Uuid>,
    pub(crate) published_at: i64,
    pub(crate) body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl ActiveModel {
    /// The row of a version that was published.
    pub(crate) fn of(pack: &ProcessPack, published: &PublishedPack) -> Self {
        Self {
            pack: Set(pack.id.uuid()),
            version: Set(pack.version),
            note: Set(published.note.as_ref().map(ToString::to_string)),
            published_by: Set(published.by.map(PersonId::uuid)),
            published_at: Set(published.at.micros()),
            body: Set(canonical::json(&*pack.pack)),
        }
    }
}

impl Model {
    /// The version that this row keeps.
    pub(crate) fn pack(self) -> Result<ProcessPack, Error> {
        let corrupt = |column| Error::corrupt("process_pack_version", column, self.pack);
        let pack: Pack = serde_json::from_str(&self.body).map_err(|_| corrupt("body"))?;
        Ok(ProcessPack {
            id: ProcessPackId::from_uuid(self.pack),
            version: self.version,
            pack: Arc::new(pack),
            published: Some(PublishedPack {
                note: Text::optional(self.note.as_deref()).map_err(|_| corrupt("note"))?,
                at: Instant::from_micros(self.published_at),
                by: self.published_by.map(PersonId::from_uuid),
            }),
        })
    }
}
