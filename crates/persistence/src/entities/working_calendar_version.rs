//! The table `working_calendar_version`: what was set, written once.

use std::sync::Arc;

use liaison_domain::calendar::{CalendarRecord, WorkingCalendar};
use liaison_domain::canonical;
use liaison_domain::ids::{DepartmentId, PersonId, WorkingCalendarId};
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "working_calendar_version")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) calendar: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) version: i64,
    pub(crate) set_by: Option<Uuid>,
    pub(crate) set_at: i64,
    pub(crate) body: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl ActiveModel {
    /// The row of a version that was set at `at`.
    pub(crate) fn of(record: &CalendarRecord, at: Instant) -> Self {
        Self {
            calendar: Set(record.id.uuid()),
            version: Set(record.version),
            set_by: Set(record.set_by.map(PersonId::uuid)),
            set_at: Set(at.micros()),
            body: Set(record.calendar.as_deref().map(canonical::json)),
        }
    }
}

impl Model {
    /// The version that this row keeps, of the calendar of `department`.
    pub(crate) fn record(self, department: Option<DepartmentId>) -> Result<CalendarRecord, Error> {
        let corrupt = || Error::corrupt("working_calendar_version", "body", self.calendar);
        let read = |body: &String| serde_json::from_str::<WorkingCalendar>(body).map_err(|_| corrupt());
        let calendar = self.body.as_ref().map(read).transpose()?.map(Arc::new);
        Ok(CalendarRecord {
            id: WorkingCalendarId::from_uuid(self.calendar),
            version: self.version,
            department,
            calendar,
            set_at: Some(Instant::from_micros(self.set_at)),
            set_by: self.set_by.map(PersonId::from_uuid),
        })
    }
}
