//! The table `record_root`.

use liaison_domain::canonical::Digest;
use liaison_domain::record_root::RecordRoot;
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "record_root")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) number: i64,
    pub(crate) first: i64,
    pub(crate) last: i64,
    pub(crate) events: i64,
    pub(crate) previous: Option<String>,
    pub(crate) root: String,
    pub(crate) signed_at: i64,
    pub(crate) kid: String,
    pub(crate) signature: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&RecordRoot> for ActiveModel {
    fn from(root: &RecordRoot) -> Self {
        Self {
            number: Set(root.number),
            first: Set(root.first),
            last: Set(root.last),
            events: Set(root.events),
            previous: Set(root.previous.as_ref().map(|digest| digest.as_str().to_owned())),
            root: Set(root.root.as_str().to_owned()),
            signed_at: Set(root.signed_at.micros()),
            kid: Set(root.kid.clone()),
            signature: Set(root.signature.clone()),
        }
    }
}

impl Model {
    /// The root that this row keeps, or the name of the column that cannot be read.
    pub(crate) fn read(self) -> Result<RecordRoot, &'static str> {
        let digest = |text: &str, column| Digest::parse(text).ok_or(column);
        Ok(RecordRoot {
            number: self.number,
            first: self.first,
            last: self.last,
            events: self.events,
            previous: self.previous.as_deref().map(|text| digest(text, "previous")).transpose()?,
            root: digest(&self.root, "root")?,
            signed_at: Instant::from_micros(self.signed_at),
            kid: self.kid,
            signature: self.signature,
        })
    }

    /// The root that this row keeps. A root has no ID; its number stands for one in the error.
    pub(crate) fn record(self) -> Result<RecordRoot, Error> {
        let number = u128::try_from(self.number).unwrap_or_default();
        self.read().map_err(|column| Error::corrupt("record_root", column, Uuid::from_u128(number)))
    }
}
