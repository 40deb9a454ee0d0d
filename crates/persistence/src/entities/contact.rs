//! The table `contact`: references to sealed values in one versioned JSON text, never a value, so that nothing personal can be
//! filtered, ordered or found here.

use liaison_domain::canonical;
use liaison_domain::customer::ContactRecord;
use liaison_domain::ids::{ContactId, CustomerId};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) customer: Uuid,
    pub(crate) listed: bool,
    pub(crate) added_at: i64,
    pub(crate) body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What stands in `body`, in its first form.
#[derive(Serialize, Deserialize)]
struct Body<T> {
    form: u8,
    record: T,
}

const FORM: u8 = 1;

impl From<&ContactRecord> for ActiveModel {
    fn from(contact: &ContactRecord) -> Self {
        Self {
            id: Set(contact.id.uuid()),
            version: Set(contact.version),
            customer: Set(contact.customer.uuid()),
            listed: Set(contact.is_live()),
            added_at: Set(contact.added_at.micros()),
            body: Set(canonical::json(&Body { form: FORM, record: contact })),
        }
    }
}

impl Model {
    /// The contact that this row keeps.
    pub(crate) fn record(&self) -> Result<ContactRecord, Error> {
        let corrupt = |column| Error::corrupt("contact", column, self.id);
        let body: Body<ContactRecord> = serde_json::from_str(&self.body).map_err(|_| corrupt("body"))?;
        let record = body.record;
        let same = body.form == FORM
            && record.id == ContactId::from_uuid(self.id)
            && record.version == self.version
            && record.customer == CustomerId::from_uuid(self.customer);
        if same { Ok(record) } else { Err(corrupt("version")) }
    }
}
