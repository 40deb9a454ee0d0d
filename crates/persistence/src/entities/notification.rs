//! The table `notification`.

use liaison_domain::canonical;
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::{EventId, NotificationId, PersonId};
use liaison_domain::notice::NoticeCode;
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::error::Error;
use crate::notification::{NewNotification, NotificationRecord};
use crate::unit_of_work::Subject;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) person: Uuid,
    pub(crate) event: Uuid,
    pub(crate) position: i64,
    pub(crate) code: String,
    pub(crate) subject_kind: Option<String>,
    pub(crate) subject: Option<Uuid>,
    pub(crate) named: Option<Uuid>,
    pub(crate) params: String,
    pub(crate) critical: bool,
    pub(crate) reminder: bool,
    pub(crate) created_at: i64,
    pub(crate) deliver_at: i64,
    pub(crate) read_at: Option<i64>,
    pub(crate) digest: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl ActiveModel {
    /// The row of this notification, told by the event at `position`.
    pub(crate) fn of(new: &NewNotification, created_at: Instant, position: i64) -> Self {
        Self {
            id: Set(new.id.uuid()),
            person: Set(new.to.uuid()),
            event: Set(new.event.uuid()),
            position: Set(position),
            code: Set(new.code.name().to_owned()),
            subject_kind: Set(new.subject.map(|subject| subject.kind.name().to_owned())),
            subject: Set(new.subject.map(|subject| subject.id)),
            named: Set(new.named),
            params: Set(canonical::json(&new.params)),
            critical: Set(new.critical),
            reminder: Set(new.folds()),
            created_at: Set(created_at.micros()),
            deliver_at: Set(new.deliver_at.micros()),
            read_at: Set(None),
            digest: Set(new.digest.map(NotificationId::uuid)),
        }
    }
}

impl Model {
    /// The notification that this row keeps.
    pub(crate) fn record(self) -> Result<NotificationRecord, Error> {
        let id = self.id;
        let corrupt = |column| Error::corrupt("notification", column, id);
        let subject = match (self.subject_kind, self.subject) {
            (Some(kind), Some(id)) => {
                Some(Subject { kind: SubjectKind::parse(&kind).ok_or_else(|| corrupt("subject_kind"))?, id })
            }
            _ => None,
        };
        Ok(NotificationRecord {
            id: NotificationId::from_uuid(id),
            person: PersonId::from_uuid(self.person),
            event: EventId::from_uuid(self.event),
            position: self.position,
            code: NoticeCode::parse(&self.code).ok_or_else(|| corrupt("code"))?,
            subject,
            params: serde_json::from_str(&self.params).map_err(|_| corrupt("params"))?,
            critical: self.critical,
            created_at: Instant::from_micros(self.created_at),
            deliver_at: Instant::from_micros(self.deliver_at),
            read_at: self.read_at.map(Instant::from_micros),
            digest: self.digest.map(NotificationId::from_uuid),
        })
    }
}
