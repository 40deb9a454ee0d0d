//! The table `meeting`: what lists, the engine and sums compare; the whole record is one versioned JSON text.

use liaison_domain::ids::{MeetingId, MeetingSeriesId, RequestId};
use liaison_domain::meeting::MeetingRecord;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use super::whole;
use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "meeting")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) code: String,
    pub(crate) subject: String,
    pub(crate) kind: String,
    pub(crate) status: String,
    pub(crate) starts_at: i64,
    pub(crate) ends_at: i64,
    pub(crate) host: Uuid,
    pub(crate) recorder: Uuid,
    pub(crate) department: Uuid,
    pub(crate) request: Option<Uuid>,
    pub(crate) confidential: bool,
    pub(crate) series: Option<Uuid>,
    pub(crate) series_number: Option<i64>,
    pub(crate) ended_at: Option<i64>,
    pub(crate) lasted: Option<i64>,
    pub(crate) pack_name: String,
    pub(crate) pack_version: i64,
    pub(crate) created_at: i64,
    pub(crate) body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&MeetingRecord> for ActiveModel {
    fn from(meeting: &MeetingRecord) -> Self {
        Self {
            id: Set(meeting.id.uuid()),
            version: Set(meeting.version),
            code: Set(meeting.code.clone()),
            subject: Set(meeting.subject.to_string()),
            kind: Set(meeting.kind.name().to_owned()),
            status: Set(meeting.status.name().to_owned()),
            starts_at: Set(meeting.window.starts_at.micros()),
            ends_at: Set(meeting.window.ends_at.micros()),
            host: Set(meeting.host.uuid()),
            recorder: Set(meeting.recorder.uuid()),
            department: Set(meeting.department.uuid()),
            request: Set(meeting.request.map(RequestId::uuid)),
            confidential: Set(meeting.confidential),
            series: Set(meeting.seat.map(|seat| MeetingSeriesId::uuid(seat.series))),
            series_number: Set(meeting.seat.map(|seat| i64::from(seat.number))),
            ended_at: Set(meeting.ended.map(|ended| ended.at.micros())),
            lasted: Set(meeting.lasted()),
            pack_name: Set(meeting.pack.name.clone()),
            pack_version: Set(i64::from(meeting.pack.version)),
            created_at: Set(meeting.created_at.micros()),
            body: Set(whole::text(meeting)),
        }
    }
}

impl Model {
    /// The meeting that this row keeps.
    pub(crate) fn record(&self) -> Result<MeetingRecord, Error> {
        let corrupt = |column| Error::corrupt("meeting", column, self.id);
        let record: MeetingRecord = whole::record(&self.body).ok_or_else(|| corrupt("body"))?;
        let same = record.id == MeetingId::from_uuid(self.id)
            && record.version == self.version
            && record.status.name() == self.status;
        if same { Ok(record) } else { Err(corrupt("version")) }
    }
}
