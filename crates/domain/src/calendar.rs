//! Working hours and dates. The arithmetic of deadlines and loadable calendars come to this room; what stands here is what
//! the forms need: the organisation's zone, which days are worked, and when a day closes.

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;

use crate::time::{Date, Instant};

/// A zone with the hours of each weekday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingHours {
    zone: TimeZone,
    weekdays: [Vec<(Time, Time)>; 7],
}

impl Default for WorkingHours {
    /// Monday to Friday 09:00 to 12:00 and 13:00 to 18:00 in Asia/Shanghai (`deadlines.md`).
    fn default() -> Self {
        let day = vec![
            (jiff::civil::time(9, 0, 0, 0), jiff::civil::time(12, 0, 0, 0)),
            (jiff::civil::time(13, 0, 0, 0), jiff::civil::time(18, 0, 0, 0)),
        ];
        let weekdays = std::array::from_fn(|index| if index < 5 { day.clone() } else { Vec::new() });
        let zone = TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC);
        Self { zone, weekdays }
    }
}

impl WorkingHours {
    /// The zone in which dates are meant.
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Whether anybody works on this date.
    pub fn is_working_day(&self, date: Date) -> bool {
        !self.hours(date.weekday()).is_empty()
    }

    /// When something without a time is due on `date`: the close of that working day; on any other day the midnight that
    /// ends it (resolution 34).
    pub fn end_of(&self, date: Date) -> Instant {
        match self.hours(date.weekday()).last() {
            Some((_, close)) => Instant::at(date, *close, &self.zone),
            None => Instant::at(date.tomorrow().unwrap_or(date), Time::midnight(), &self.zone),
        }
    }

    fn hours(&self, weekday: Weekday) -> &[(Time, Time)] {
        let index = usize::from(weekday.to_monday_zero_offset().unsigned_abs());
        &self.weekdays[index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_date_is_due_at_closing_or_the_midnight_that_ends_it() {
        let hours = WorkingHours::default();
        assert_eq!(hours.end_of(date(2024, 5, 30)).to_string(), "2024-05-30T10:00:00Z");
        assert_eq!(hours.end_of(date(2024, 5, 25)).to_string(), "2024-05-25T16:00:00Z");
        assert!(!hours.is_working_day(date(2024, 5, 25)));
    }
}
