//! Calendars as administrators set them: the organisation's and those of departments, each change a version that stays.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{CalendarBook, CalendarDefinition, WorkingCalendar};
use crate::access::Audience;
use crate::authority::administers;
use crate::command::{Aggregate, Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::event::{Fact, SubjectKind};
use crate::ids::{self, DepartmentId, PersonId, WorkingCalendarId};
use crate::time::Instant;

/// One version of a working calendar, by which something was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CalendarRef {
    /// Whose; none for the organisation's.
    pub department: Option<DepartmentId>,
    /// The number of the version: that of its definition.
    pub version: i64,
}

/// One version of the calendar of the organisation or a department; as a record, its newest one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarRecord {
    /// Its ID, the same in all versions.
    pub id: WorkingCalendarId,
    /// The version of the record, from 1; 0 for the shipped calendar that nobody has changed.
    pub version: i64,
    /// Whose; none for the organisation's.
    pub department: Option<DepartmentId>,
    /// What holds from then on; none for a department that follows those above it again.
    pub calendar: Option<Arc<WorkingCalendar>>,
    /// Since when; none for the shipped one, which holds from ever.
    pub set_at: Option<Instant>,
    /// Who set it; none for the server and the shipped one.
    pub set_by: Option<PersonId>,
}

/// What happens to a working calendar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum CalendarFact {
    /// Other hours hold from now on; what runs is counted anew, what was counted stays.
    WorkingCalendarSet {
        /// Whose; none for the organisation's.
        department: Option<DepartmentId>,
        /// All of the calendar; none for a department that follows those above it again.
        calendar: Option<Box<CalendarDefinition>>,
    },
}

impl Fact for CalendarFact {
    const SUBJECT: SubjectKind = SubjectKind::WorkingCalendar;
}

/// A calendar to be set. Its number is set here, whatever stands in it.
#[derive(Clone, Debug, Serialize)]
pub struct SetCalendar {
    /// Whose; none for the organisation's.
    pub department: Option<DepartmentId>,
    /// What is to hold; none to let a department follow those above it again.
    pub definition: Option<CalendarDefinition>,
}

impl CalendarRecord {
    /// The ID of the organisation's calendar in every database.
    pub const ORGANIZATION: WorkingCalendarId =
        WorkingCalendarId::from_uuid(Uuid::from_u128(0x0190_0000_0000_7000_8001_0000_0000_0000));

    /// The organisation's calendar as it is shipped.
    pub fn shipped() -> Self {
        Self {
            id: Self::ORGANIZATION,
            version: 0,
            department: None,
            calendar: Some(Arc::new(WorkingCalendar::default())),
            set_at: None,
            set_by: None,
        }
    }

    /// The number under which this version's calendar is known.
    pub const fn number(department: Option<DepartmentId>, version: i64) -> i64 {
        // The shipped calendar of the organisation is its version 1.
        if department.is_none() { version + 1 } else { version }
    }

    /// Which version this is.
    pub const fn reference(&self) -> CalendarRef {
        CalendarRef { department: self.department, version: Self::number(self.department, self.version) }
    }

    /// Sets a calendar. Administrators only.
    ///
    /// # Errors
    /// `Invalid`: what [`WorkingCalendar::new`] finds, below `calendar`; `UNKNOWN` or `DEPARTMENT_CLOSED` for the department,
    /// `REQUIRED` for the organisation's own calendar, `NOTHING_CHANGED`.
    pub fn set(ctx: &Context<'_>, book: &CalendarBook, input: SetCalendar) -> Result<Change<Self>, Refusal> {
        administers(ctx)?;
        let SetCalendar { department, definition } = input;
        let current = book.newest(department);
        let version = current.map_or(1, |current| current.version + 1);
        let mut found = Violations::default();
        if let Some(department) = department {
            let there = ctx.directory.department(department).is_some();
            found.check(there, "department", Rule::Unknown);
            let closed = there && definition.is_some() && !ctx.directory.is_open(department);
            found.check(!closed, "department", Rule::DepartmentClosed);
        }
        found.check(department.is_some() || definition.is_some(), "calendar", Rule::Required);
        let number = Self::number(department, version);
        let calendar = definition
            .map(|definition| WorkingCalendar::new(CalendarDefinition { version: number, ..definition }));
        let calendar = match calendar {
            Some(Ok(calendar)) => Some(Arc::new(calendar)),
            Some(Err(Refusal::Invalid(violations))) => {
                found.extend(violations.into_iter().map(|one| one.below("calendar")));
                None
            }
            Some(Err(refusal)) => return Err(refusal),
            None => None,
        };
        found.finish()?;
        let before = current.and_then(|current| current.calendar.as_ref());
        let same = match (before, &calendar) {
            (None, None) => true,
            (Some(before), Some(calendar)) => {
                let renumbered = CalendarDefinition { version: number, ..before.definition().clone() };
                renumbered == *calendar.definition()
            }
            _ => false,
        };
        if same {
            return Err(Reason::of(Rule::NothingChanged).at("").into());
        }
        let fact = CalendarFact::WorkingCalendarSet {
            department,
            calendar: calendar.as_ref().map(|calendar| Box::new(calendar.definition().clone())),
        };
        let fresh = || if department.is_none() { Self::ORGANIZATION } else { ids::fresh(ctx.ids) };
        let next = Self {
            id: current.map_or_else(fresh, |current| current.id),
            version: 0,
            department,
            calendar,
            set_at: Some(ctx.now),
            set_by: ctx.actor.person(),
        };
        Ok(match current.filter(|current| current.version > 0) {
            Some(current) => Change::of(current, next, vec![fact]),
            None => Change::created(next, vec![fact]),
        })
    }
}

impl Aggregate for CalendarRecord {
    type Fact = CalendarFact;

    fn uuid(&self) -> Uuid {
        self.id.uuid()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn set_version(&mut self, version: i64) {
        self.version = version;
    }

    fn audience(&self) -> Audience {
        Audience::everybody()
    }

    /// Zone, hours and years; the dates stand in the event itself.
    fn watched(&self) -> Map<String, Value> {
        let definition = self.calendar.as_ref().map(|calendar| calendar.definition());
        let Ok(Value::Object(mut fields)) = serde_json::to_value(definition) else { return Map::new() };
        fields.remove("version");
        fields.remove("exceptions");
        fields
    }
}
