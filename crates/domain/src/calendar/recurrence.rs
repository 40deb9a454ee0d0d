//! What comes every day or week at a local time: daily progress, weekly looks (`DAILY_AT`, `WEEKLY`).

use super::WorkingCalendar;
use super::definition::out_of_range;
use super::hours::{ClockTime, Weekday};
use super::length::Length;
use super::wall::{Day, Moment};
use super::work::within;
use crate::error::Reason;
use crate::time::Instant;

/// A time of every day, or of one day of every week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Recurrence {
    /// The day of the week; every day where unset.
    pub weekday: Option<Weekday>,
    /// The local time.
    pub at: ClockTime,
    /// Daily: not on days off. Weekly: on the week's last working day where the weekday is a day off (resolution 40), and not
    /// at all in a week off.
    pub working_days_only: bool,
}

impl Length {
    /// What recurs, for `DAILY_AT` and `WEEKLY`.
    pub const fn recurrence(&self) -> Option<Recurrence> {
        match *self {
            Self::DailyAt { at, working_days_only } => {
                Some(Recurrence { weekday: None, at, working_days_only })
            }
            Self::Weekly { weekday, at, working_days_only } => {
                Some(Recurrence { weekday: Some(weekday), at, working_days_only })
            }
            _ => None,
        }
    }
}

impl WorkingCalendar {
    /// The first occurrence after `instant`.
    ///
    /// # Errors
    /// `OUT_OF_RANGE` where it lies outside the years [`super::YEARS`].
    pub fn next_after(&self, instant: Instant, recurrence: Recurrence) -> Result<Instant, Reason> {
        let today = self.moment(within(instant)?).day;
        self.at_time(self.next_day(today, instant, recurrence)?, recurrence)
    }

    /// The occurrences after `from` up to and including `until`, at most `limit`, in their order. Those outside the years
    /// [`super::YEARS`] are left out.
    pub fn occurrences(
        &self,
        from: Instant,
        until: Instant,
        recurrence: Recurrence,
        limit: usize,
    ) -> Vec<Instant> {
        let next = |after: &Instant| self.next_after(*after, recurrence).ok().filter(|at| *at <= until);
        std::iter::successors(next(&from), next).take(limit).collect()
    }

    fn at_time(&self, day: Day, recurrence: Recurrence) -> Result<Instant, Reason> {
        within(self.at(Moment::at(day, recurrence.at)))
    }

    /// The day, from `today` on, of the first occurrence after `instant`.
    fn next_day(&self, today: Day, instant: Instant, recurrence: Recurrence) -> Result<Day, Reason> {
        let ahead = |day: Day| self.at(Moment::at(day, recurrence.at)) > instant;
        let Some(weekday) = recurrence.weekday else {
            let counts = !recurrence.working_days_only || !self.hours_on(today).is_empty();
            return match recurrence.working_days_only {
                _ if counts && ahead(today) => Ok(today),
                true => self.working_day_after(today, 1),
                false => Ok(today.plus(1)),
            };
        };
        let mut monday = today.monday();
        loop {
            let occurrence = self.day_in_week(monday, weekday, recurrence.working_days_only);
            if let Some(day) = occurrence.filter(|day| ahead(*day)) {
                return Ok(day);
            }
            let sunday = monday.plus(6);
            // A week off has no occurrence: go on where somebody works.
            monday = if recurrence.working_days_only {
                self.working_day_after(sunday, 1)?.monday()
            } else {
                monday.plus(7)
            };
            within(self.at(Moment::midnight(monday))).map_err(|_| out_of_range())?;
        }
    }

    /// The day on which a weekly matter falls in the week of `monday`.
    pub(super) fn day_in_week(&self, monday: Day, weekday: Weekday, working_days_only: bool) -> Option<Day> {
        let day = monday.plus(weekday as i64);
        if !working_days_only || !self.hours_on(day).is_empty() {
            return Some(day);
        }
        self.working_day_before(monday.plus(7), 1).ok().filter(|last| *last >= monday)
    }
}
