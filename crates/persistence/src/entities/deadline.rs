//! The table `deadline`: what lists, the engine and the count of cycles compare; the whole record is one versioned JSON text.

use liaison_domain::deadline::DeadlineRecord;
use liaison_domain::ids::{DeadlineId, DepartmentId, PersonId, RequestId};
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use super::whole;
use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deadline")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) subject_kind: String,
    pub(crate) subject: Uuid,
    pub(crate) request: Option<Uuid>,
    pub(crate) kind: String,
    pub(crate) part: String,
    pub(crate) cycle: i64,
    pub(crate) owner_department: Uuid,
    pub(crate) owner_person: Option<Uuid>,
    pub(crate) counterpart: Option<Uuid>,
    pub(crate) priority: String,
    pub(crate) state: String,
    pub(crate) live: bool,
    pub(crate) started_at: i64,
    pub(crate) due_at: i64,
    pub(crate) next_at: Option<i64>,
    pub(crate) breached_at: Option<i64>,
    pub(crate) settled_at: Option<i64>,
    pub(crate) ended_at: Option<i64>,
    pub(crate) excused: bool,
    /// Until when a node has it in hand; no part of the record.
    pub(crate) claimed_until: Option<i64>,
    pub(crate) body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&DeadlineRecord> for ActiveModel {
    fn from(deadline: &DeadlineRecord) -> Self {
        let instant = |at: Option<Instant>| Set(at.map(Instant::micros));
        Self {
            id: Set(deadline.id.uuid()),
            version: Set(deadline.version),
            subject_kind: Set(deadline.subject.kind().name().to_owned()),
            subject: Set(deadline.subject.uuid()),
            request: Set(deadline.request.map(RequestId::uuid)),
            kind: Set(deadline.kind.name().to_owned()),
            part: Set(deadline.part.clone()),
            cycle: Set(i64::from(deadline.cycle)),
            owner_department: Set(deadline.owner.department.uuid()),
            owner_person: Set(deadline.owner.person.map(PersonId::uuid)),
            counterpart: Set(deadline.counterpart.map(DepartmentId::uuid)),
            priority: Set(deadline.priority.name().to_owned()),
            state: Set(deadline.state.name().to_owned()),
            live: Set(deadline.is_live()),
            started_at: Set(deadline.started_at.micros()),
            due_at: Set(deadline.due_at.micros()),
            next_at: instant(deadline.next_at()),
            breached_at: instant(deadline.breached_at),
            settled_at: instant(deadline.settled_at),
            ended_at: instant(deadline.ended_at),
            excused: Set(deadline.excused),
            // What was just written waits for its own next instant.
            claimed_until: Set(None),
            body: Set(whole::text(deadline)),
        }
    }
}

impl Model {
    /// The deadline that this row keeps.
    pub(crate) fn record(&self) -> Result<DeadlineRecord, Error> {
        let corrupt = |column| Error::corrupt("deadline", column, self.id);
        let record: DeadlineRecord = whole::record(&self.body).ok_or_else(|| corrupt("body"))?;
        let same = record.id == DeadlineId::from_uuid(self.id)
            && record.version == self.version
            && record.state.name() == self.state;
        if same { Ok(record) } else { Err(corrupt("version")) }
    }
}
