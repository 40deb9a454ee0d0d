//! Working time (工作日历): which hours of which days are worked, and all arithmetic that rests on it.
//!
//! Owns the [`WorkingCalendar`] of an organisation or department and the pure functions over it: when a [`Length`] from a
//! start is due ([`WorkingCalendar::due`]), what was counted on the way ([`WorkingCalendar::explain`]), what is left at a
//! pause ([`Rest`]), when to warn ([`Warning`]) and when to keep quiet ([`QuietHours`]). Deadlines, their states and their
//! firing are next door; instants, dates and the clock are in [`crate::time`]. Refuses calendars in which nobody works, and
//! due times outside the years [`YEARS`].

mod before;
mod book;
mod changes;
mod chosen;
mod definition;
mod due;
mod exception;
mod explain;
mod hours;
mod length;
mod period;
mod quiet_hours;
mod record;
mod recurrence;
mod rest;
mod retarget;
mod schedule;
mod sums;
#[cfg(test)]
mod tests;
mod wall;
mod warning;
mod work;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

pub use book::CalendarBook;
pub use changes::CalendarChanges;
pub use chosen::Calendars;
pub use definition::{CalendarDefinition, YEARS};
pub use exception::{DayKind, Exception, Festival};
pub use explain::{DayRun, DayUse, Explanation, LeftOut, Stretch};
pub use hours::{ClockTime, DayHours, Interval, Weekday};
pub use length::{Count, DayMode, Lead, LeadUnit, Length, OwnTime};
pub use period::Period;
pub use quiet_hours::QuietHours;
pub use record::{CalendarFact, CalendarRecord, CalendarRef, SetCalendar};
pub use recurrence::Recurrence;
pub use rest::{Rest, Span};
pub use retarget::Running;
pub use schedule::{RefusedLine, Schedule};
pub use warning::{Percent, Warning};

use crate::text::{Code, Line};
use crate::time::{Date, Instant};
use sums::Sums;
use wall::{Day, Moment};

/// A zone, the hours of each weekday and the dates that differ. A bad one cannot be built: see [`Self::new`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "definition::Stored", into = "definition::Stored")]
pub struct WorkingCalendar {
    definition: CalendarDefinition,
    zone: TimeZone,
    /// The hours of the dates that differ, in their order.
    days: Vec<(Day, DayHours)>,
    sums: Sums,
}

impl Default for WorkingCalendar {
    /// Monday to Friday 09:00 to 12:00 and 13:00 to 18:00 in Asia/Shanghai, with China's official schedule for 2024 to 2026
    /// (`deadlines.md`).
    fn default() -> Self {
        let office: DayHours = "09:00-12:00 13:00-18:00".parse().expect("hours as the parser wants them");
        let definition = CalendarDefinition {
            code: Code::new("CN").expect("a code"),
            name: Line::new("中国工作日历").expect("a line"),
            version: 1,
            zone: "Asia/Shanghai".to_owned(),
            week: std::array::from_fn(
                |weekday| if weekday < 5 { office.clone() } else { DayHours::default() },
            ),
            make_up_hours: None,
            exceptions: std::collections::BTreeMap::new(),
            years: std::collections::BTreeSet::new(),
        };
        Self::new(definition.with_schedule(Schedule::china()))
            .expect("the shipped calendar holds, as a test shows")
    }
}

impl WorkingCalendar {
    /// What it is made of.
    pub const fn definition(&self) -> &CalendarDefinition {
        &self.definition
    }

    /// The zone in which dates are meant.
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Whether the official schedule of this year is loaded; without one plain weekdays count (resolution 31).
    pub fn has_schedule(&self, year: i16) -> bool {
        self.definition.years.contains(&year)
    }

    /// Whether anybody works on this date.
    pub fn is_working_day(&self, date: Date) -> bool {
        !self.hours(date).is_empty()
    }

    /// The hours of this date.
    pub fn hours(&self, date: Date) -> &DayHours {
        self.hours_on(Day::of(date))
    }

    /// When something without a time is due on `date`: the close of that working day; on any other day the midnight that
    /// ends it (resolution 34).
    pub fn end_of(&self, date: Date) -> Instant {
        let day = Day::of(date);
        self.close(day).unwrap_or_else(|| self.at(Moment::midnight(day.plus(1))))
    }

    fn hours_on(&self, day: Day) -> &DayHours {
        let exception = self.days.binary_search_by_key(&day, |(exception, _)| *exception);
        let weekday = usize::try_from(day.since_monday().rem_euclid(7)).unwrap_or_default();
        exception.map_or(&self.definition.week[weekday], |place| &self.days[place].1)
    }

    /// When this day closes; `None` on a day off.
    fn close(&self, day: Day) -> Option<Instant> {
        self.hours_on(day).close().map(|close| self.at(Moment::at(day, close)))
    }

    /// The first instant at which the wall has reached `moment`.
    fn at(&self, moment: Moment) -> Instant {
        wall::reached(&self.zone, moment)
    }

    /// What the wall shows at `instant`.
    fn moment(&self, instant: Instant) -> Moment {
        wall::shown(&self.zone, instant)
    }
}
