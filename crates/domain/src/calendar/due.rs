//! When a length from a start is due: one function over every unit of `deadlines.md`.

use super::WorkingCalendar;
use super::definition::out_of_range;
use super::length::{DayMode, Length, hours, minutes};
use super::wall::{Day, Moment};
use super::work::{later, within};
use crate::error::Reason;
use crate::time::Instant;

/// Where a count by days at the same local time began, where it ended, and where that was moved to.
#[derive(Clone, Copy, Debug)]
pub(super) struct SameTime {
    /// The start, or the opening it counts from.
    pub(super) from: Instant,
    /// The day of that.
    pub(super) first: Day,
    /// The last day counted.
    pub(super) last: Day,
    /// The same local time on the last day.
    pub(super) reached: Instant,
    /// That, or the next opening where it lies outside working hours.
    pub(super) due: Instant,
}

impl WorkingCalendar {
    /// When `length` is due that began at `start`; for [`Length::Before`], `start` is the event.
    ///
    /// # Errors
    /// `OUT_OF_RANGE` where start or due time lie outside the years [`super::YEARS`].
    pub fn due(&self, start: Instant, length: &Length) -> Result<Instant, Reason> {
        let start = within(start)?;
        let long = |micros: Option<i64>| micros.ok_or_else(out_of_range);
        match *length {
            Length::ClockMinutes { count } => later(start, long(minutes(count))?),
            Length::ClockHours { count } => later(start, long(hours(count))?),
            Length::WorkingMinutes { count } => self.advance(start, long(minutes(count))?),
            Length::WorkingHours { count } => self.advance(start, long(hours(count))?),
            Length::WorkingDays { count, mode: DayMode::EndOfDay } => {
                self.closing(self.working_day_after(self.moment(start).day, count.get())?)
            }
            Length::WorkingDays { count, mode: DayMode::SameTime } => {
                Ok(self.same_time(start, count.get())?.due)
            }
            Length::CalendarDays { count } => {
                let days = count.get().checked_add(1).ok_or_else(out_of_range)?;
                within(self.at(Moment::midnight(self.moment(start).day.plus(days))))
            }
            Length::EndOfWeek | Length::EndOfMonth | Length::EndOfNextMonth | Length::EndOfQuarter => {
                self.closing(self.end_of_period(start, length)?.1)
            }
            Length::DailyAt { .. } | Length::Weekly { .. } => match length.recurrence() {
                Some(recurrence) => self.next_after(start, recurrence),
                None => Ok(start),
            },
            Length::Before(lead) => self.before(start, lead),
            Length::At { at } => within(at),
        }
    }

    /// The close of a working day.
    pub(super) fn closing(&self, day: Day) -> Result<Instant, Reason> {
        self.close(day).ok_or_else(out_of_range).and_then(within)
    }

    /// `count` working days from `start` at the same local time.
    pub(super) fn same_time(&self, start: Instant, count: i64) -> Result<SameTime, Reason> {
        let from = self.next_opening(start)?;
        let moment = self.moment(from);
        let last = self.working_day_after(moment.day, count)?;
        let reached = within(self.at(Moment { day: last, micros: moment.micros }))?;
        Ok(SameTime { from, first: moment.day, last, reached, due: self.next_opening(reached)? })
    }
}
