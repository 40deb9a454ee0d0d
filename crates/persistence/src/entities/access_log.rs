//! The table `access_log`.

use liaison_domain::access_log::AccessKind;
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::PersonId;
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::access_log::{AccessRecord, NewAccess};
use crate::error::Error;
use crate::unit_of_work::Subject;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_log")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) at: i64,
    pub(crate) person: Uuid,
    pub(crate) action: String,
    pub(crate) subject_kind: String,
    pub(crate) subject: Uuid,
    pub(crate) request_id: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl ActiveModel {
    /// The row of this access to one record.
    pub(crate) fn of(id: Uuid, access: &NewAccess<'_>, subject: Subject) -> Self {
        Self {
            id: Set(id),
            at: Set(access.at.micros()),
            person: Set(access.person.uuid()),
            action: Set(access.kind.name().to_owned()),
            subject_kind: Set(subject.kind.name().to_owned()),
            subject: Set(subject.id),
            request_id: Set(access.request_id.to_owned()),
        }
    }
}

impl Model {
    /// The access that this row keeps.
    pub(crate) fn record(self) -> Result<AccessRecord, Error> {
        let corrupt = |column| Error::corrupt("access_log", column, self.id);
        Ok(AccessRecord {
            id: self.id,
            at: Instant::from_micros(self.at),
            person: PersonId::from_uuid(self.person),
            kind: AccessKind::parse(&self.action).ok_or_else(|| corrupt("action"))?,
            subject: Subject {
                kind: SubjectKind::parse(&self.subject_kind).ok_or_else(|| corrupt("subject_kind"))?,
                id: self.subject,
            },
            request_id: self.request_id,
        })
    }
}
