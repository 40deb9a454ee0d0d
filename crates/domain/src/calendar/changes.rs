//! A calendar as the differences from the one that holds: administrators load a schedule, or change a few hours.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{CalendarBook, CalendarDefinition, DayHours, Exception, Schedule, SetCalendar, Weekday};
use crate::directory::Directory;
use crate::error::{Refusal, Violations};
use crate::ids::DepartmentId;
use crate::patch::Patch;
use crate::text::{Code, Line};
use crate::time::{Date, Instant};

/// What is to differ; what is left out stays as it is.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CalendarChanges {
    /// What machines call it.
    pub code: Option<Code>,
    /// What people call it.
    pub name: Option<Line>,
    /// The IANA name of its zone.
    pub zone: Option<String>,
    /// The hours of weekdays.
    pub week: BTreeMap<Weekday, DayHours>,
    /// The hours of make-up days; cleared, Monday's hold.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub make_up_hours: Patch<DayHours>,
    /// Dates; none for one that is as its weekday again.
    pub exceptions: BTreeMap<Date, Option<Exception>>,
    /// An official schedule in the form of [`Schedule::parse`]; its dates come before `exceptions`.
    pub schedule: Option<String>,
}

impl CalendarChanges {
    /// The calendar of `department` (the organisation's where there is none) with these differences: from its own where it has
    /// one, else from the one that it follows at `now`.
    ///
    /// # Errors
    /// `Invalid` with every line of the schedule that does not hold, as `schedule.LINE.COLUMN`.
    pub fn apply(
        self,
        department: Option<DepartmentId>,
        book: &CalendarBook,
        directory: &Directory,
        now: Instant,
    ) -> Result<SetCalendar, Refusal> {
        let ancestry = department.map(|department| directory.ancestry(department)).unwrap_or_default();
        let held = book.at(&ancestry, now).calendar.as_ref();
        let base = held.unwrap_or_else(|| book.present().organization());
        let mut definition: CalendarDefinition = base.definition().clone();
        if let Some(text) = &self.schedule {
            let (schedule, refused) = Schedule::parse(text);
            let mut found = Violations::default();
            for line in refused {
                found.extend([line.reason.below(&format!("schedule.{}", line.line))]);
            }
            found.finish()?;
            definition = definition.with_schedule(schedule);
        }
        definition.code = self.code.unwrap_or(definition.code);
        definition.name = self.name.unwrap_or(definition.name);
        definition.zone = self.zone.unwrap_or(definition.zone);
        for (weekday, hours) in self.week {
            definition.week[weekday as usize] = hours;
        }
        self.make_up_hours.apply_to(&mut definition.make_up_hours);
        for (date, exception) in self.exceptions {
            match exception {
                Some(exception) => drop(definition.exceptions.insert(date, exception)),
                None => drop(definition.exceptions.remove(&date)),
            }
        }
        Ok(SetCalendar { department, definition: Some(definition) })
    }
}
