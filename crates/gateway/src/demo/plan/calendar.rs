//! The working minutes before the start of the demo, counted from the oldest.

use jiff::ToSpan as _;
use jiff::civil::Time;
use liaison_domain::calendar::WorkingCalendar;
use liaison_domain::time::{Date, Instant};

/// Minutes of a working day on which things happen: 09:00 to 12:00 and 13:00 to 18:00.
pub(super) const MINUTES_A_DAY: usize = 8 * 60;
/// Minutes before the midday break.
const MORNING: usize = 3 * 60;
/// How many working days the past has: about eight months.
const DAYS: usize = 170;

/// The working days before the start, oldest first.
pub(super) struct PastHours {
    days: Vec<Date>,
    hours: WorkingCalendar,
}

impl PastHours {
    pub(super) fn before(start: Instant, hours: &WorkingCalendar) -> Self {
        let mut days = Vec::with_capacity(DAYS);
        let mut day = start.date_in(hours.zone());
        while days.len() < DAYS {
            day = later(day, -1);
            if hours.is_working_day(day) {
                days.push(day);
            }
        }
        days.reverse();
        Self { days, hours: hours.clone() }
    }

    /// How many minutes there are.
    pub(super) fn len(&self) -> usize {
        self.days.len() * MINUTES_A_DAY
    }

    /// The first minute on or after `date`; [`Self::len`] where all lie before.
    pub(super) fn first_of(&self, date: Date) -> usize {
        self.days.partition_point(|day| *day < date) * MINUTES_A_DAY
    }

    /// The day of a minute.
    pub(super) fn date(&self, minute: usize) -> Date {
        self.days[(minute / MINUTES_A_DAY).min(self.days.len() - 1)]
    }

    /// The instant at which a minute begins.
    pub(super) fn instant(&self, minute: usize) -> Instant {
        let into_day = minute % MINUTES_A_DAY;
        let clock = if into_day < MORNING { 9 * 60 + into_day } else { 10 * 60 + into_day };
        let part = |number: usize| i8::try_from(number).unwrap_or_default();
        let time = Time::new(part(clock / 60), part(clock % 60), 0, 0).unwrap_or_default();
        Instant::at(self.date(minute), time, self.hours.zone())
    }
}

/// The date so many days later; the same at the end of the calendar.
pub(super) fn later(date: Date, days: i32) -> Date {
    date.checked_add(days.days()).unwrap_or(date)
}
