//! Weeks, months and quarters, and the last working day of each (`END_OF_*`).

use super::WorkingCalendar;
use super::length::Length;
use super::wall::Day;
use crate::error::Reason;
use crate::time::{Date, Instant};

/// A week (Monday to Sunday), month or quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its first date.
    pub first: Date,
    /// Its last date.
    pub last: Date,
}

impl Period {
    /// The week, month or quarter that `day` lies in.
    pub(super) fn around(day: Day, length: &Length) -> Self {
        let date = day.date();
        match length {
            Length::EndOfMonth | Length::EndOfNextMonth => {
                Self { first: date.first_of_month(), last: date.last_of_month() }
            }
            Length::EndOfQuarter => {
                let month = (date.month() - 1) / 3 * 3 + 1;
                let first = Date::new(date.year(), month, 1).unwrap_or(date);
                let third = Date::new(date.year(), month + 2, 1).unwrap_or(date);
                Self { first, last: third.last_of_month() }
            }
            _ => Self { first: day.monday().date(), last: day.monday().plus(6).date() },
        }
    }
}

impl WorkingCalendar {
    /// The period at whose end `length` from `start` is due, and its last working day: the first one, from that of the start
    /// on (from the next month on for `END_OF_NEXT_MONTH`), with a close after the start.
    pub(super) fn end_of_period(&self, start: Instant, length: &Length) -> Result<(Period, Day), Reason> {
        let today = self.moment(start).day;
        let worked = match length {
            Length::EndOfNextMonth => {
                self.working_day_after(Day::of(Period::around(today, length).last), 1)?
            }
            _ if self.close(today).is_some_and(|close| close > start) => today,
            _ => self.working_day_after(today, 1)?,
        };
        let period = Period::around(worked, length);
        let last = self.working_day_before(Day::of(period.last).plus(1), 1)?;
        Ok((period, last))
    }
}
