//! What was counted on the way to a due time, as values: which hours of which days, and why other days were not. The
//! gateway has the sentences.
//!
//! Days that are alike stand in one run; a span too long for [`Explanation::MAX_RUNS`] is summed up in its middle.

mod days;

use super::WorkingCalendar;
use super::length::{DayMode, Lead, LeadUnit, Length, OwnTime};
use super::period::Period;
use super::rest::Rest;
use super::wall::Day;
use super::work::later;
use crate::error::Reason;
use crate::text::Line;
use crate::time::{Date, Instant};
use days::Days;

/// How a due time came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The start, or the event.
    pub from: Instant,
    /// Where counting began: the start, or where that lies outside working hours and these are counted, the opening after it
    /// (the closing before it, backwards).
    pub counted_from: Instant,
    /// Where counting ended, before it moved into working hours.
    pub reached: Instant,
    /// When it is due.
    pub due: Instant,
    /// The week, month or quarter at whose end it is due.
    pub period: Option<Period>,
    /// The days in their order. None for lengths on the wall clock and instants that somebody set.
    pub days: Vec<DayRun>,
    /// What stands before the last of `days` and was too long to tell.
    pub left_out: Option<LeftOut>,
    /// The years on the way that have no loaded schedule, first and last of each run: plain weekdays were counted there
    /// (resolution 31).
    pub without_schedule: Vec<(i16, i16)>,
}

/// Days one after the other that were treated alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayRun {
    /// The first.
    pub first: Date,
    /// The last.
    pub last: Date,
    /// What each of them was.
    pub what: DayUse,
}

/// What a day was on the way to a due time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayUse {
    /// Hours of it were counted.
    Hours {
        /// Which, on each day of the run.
        stretches: Vec<Stretch>,
        /// Microseconds counted on all days of the run together.
        micros: i64,
        /// Why it is worked or has hours of its own, where it is not as its weekday.
        label: Option<Line>,
    },
    /// It was counted as a day.
    Days {
        /// The days of the run.
        count: i64,
        /// Why it is worked or has hours of its own, where it is not as its weekday.
        label: Option<Line>,
    },
    /// The date of the start, or of the event, which does not count.
    Start,
    /// A working day of which nothing was left.
    Idle,
    /// Nobody works on this weekday.
    DayOff,
    /// A holiday.
    Holiday {
        /// As people call it.
        label: Option<Line>,
    },
}

/// A part of a day on the wall, in microseconds since the midnight that begins it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Where it begins.
    pub from: i64,
    /// Where it ends.
    pub until: i64,
}

/// Days that are only summed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The first.
    pub first: Date,
    /// The last.
    pub last: Date,
    /// How many of them are working days.
    pub working_days: i64,
    /// How many are not.
    pub days_off: i64,
    /// Microseconds counted on them, where hours are counted.
    pub micros: i64,
}

impl Explanation {
    /// Most runs of days.
    pub const MAX_RUNS: usize = 60;

    /// Microseconds of working time counted, what is left out included.
    pub fn micros(&self) -> i64 {
        let counted =
            self.days.iter().map(|run| if let DayUse::Hours { micros, .. } = run.what { micros } else { 0 });
        counted.sum::<i64>() + self.left_out.map_or(0, |left_out| left_out.micros)
    }

    /// Days counted, what is left out included.
    pub fn days(&self) -> i64 {
        let counted =
            self.days.iter().map(|run| if let DayUse::Days { count, .. } = run.what { count } else { 0 });
        let by_days = !self.days.iter().any(|run| matches!(run.what, DayUse::Hours { .. }));
        counted.sum::<i64>() + self.left_out.filter(|_| by_days).map_or(0, |left_out| left_out.working_days)
    }
}

impl WorkingCalendar {
    /// How [`Self::due`] comes to its answer.
    ///
    /// # Errors
    /// As [`Self::due`].
    pub fn explain(&self, start: Instant, length: &Length) -> Result<Explanation, Reason> {
        let mut told = Explanation::plain(start, self.due(start, length)?);
        let first = self.moment(start).day;
        // What comes at a time of a day is of the day that begins with it; all else that is due at a midnight, of the one it ends.
        let end = if length.recurrence().is_some() { told.due } else { later(told.due, -1)? };
        let last = self.moment(end).day;
        let begun = Days::default().start(first);
        let days = match *length {
            Length::ClockMinutes { .. } | Length::ClockHours { .. } | Length::At { .. } => return Ok(told),
            Length::CalendarDays { .. } => return Ok(told.only(begun.dates(first.plus(1), last))),
            Length::WorkingMinutes { .. } | Length::WorkingHours { .. } => {
                told.counted_from = self.next_opening(start)?;
                self.tell_hours(start, told.due)
            }
            Length::WorkingDays { mode: DayMode::EndOfDay, .. } => self.tell_days(begun, first.plus(1), last),
            Length::WorkingDays { count, mode: DayMode::SameTime } => {
                let found = self.same_time(start, count.get())?;
                (told.counted_from, told.reached) = (found.from, found.reached);
                self.tell_days(Days::default().start(found.first), found.first.plus(1), found.last)
            }
            Length::EndOfWeek | Length::EndOfMonth | Length::EndOfNextMonth | Length::EndOfQuarter => {
                let (period, day) = self.end_of_period(start, length)?;
                told.period = Some(period);
                self.tell_days(Days::default(), day, Day::of(period.last))
            }
            Length::DailyAt { working_days_only: true, .. } if first < last => {
                self.tell_days(begun, first.plus(1), last)
            }
            Length::Weekly { weekday, working_days_only: true, .. } => {
                self.tell_one(last, last.monday().plus(weekday as i64))
            }
            Length::DailyAt { .. } | Length::Weekly { .. } => {
                return Ok(told.only(Days::default().dates(last, last)));
            }
            Length::Before(lead) => return self.explain_before(told, lead),
        };
        Ok(self.with(told, days))
    }

    /// How [`Self::resume`] comes to its answer.
    ///
    /// # Errors
    /// As [`Self::resume`].
    pub fn explain_rest(&self, rest: Rest, now: Instant) -> Result<Explanation, Reason> {
        let mut told = Explanation::plain(now, self.resume(rest, now)?);
        if rest.own_time() == OwnTime::Clock || told.due <= now {
            return Ok(told);
        }
        told.counted_from = self.next_opening(now)?;
        let days = self.tell_hours(now, told.due);
        Ok(self.with(told, days))
    }

    fn explain_before(&self, mut told: Explanation, lead: Lead) -> Result<Explanation, Reason> {
        let event = told.from;
        let days = match lead.unit {
            LeadUnit::ClockMinutes | LeadUnit::ClockHours => return Ok(told),
            LeadUnit::CalendarDays => {
                let last = self.moment(event).day;
                let dates = Days::default().dates(last.plus(-lead.count.get()), last.plus(-1));
                return Ok(told.only(dates.start(last)));
            }
            LeadUnit::WorkingMinutes | LeadUnit::WorkingHours => {
                if !self.is_open(event) {
                    told.counted_from = self.previous_closing(event)?.0;
                }
                self.tell_hours(told.due, event)
            }
            LeadUnit::WorkingDays => {
                let found = self.days_before(event, lead.count.get())?;
                (told.counted_from, told.reached) = (found.from, found.reached);
                self.tell_days(Days::default(), found.first, found.last.plus(-1)).start(found.last)
            }
        };
        Ok(self.with(told, days))
    }

    /// The same with what was counted, and the years on the way without a schedule.
    fn with(&self, told: Explanation, days: Days) -> Explanation {
        let mut told = told.only(days);
        let year = |at: Instant| at.date_in(&self.zone).year();
        let (one, other) = (year(told.from), year(told.due));
        for year in (one.min(other)..=one.max(other)).filter(|year| !self.has_schedule(*year)) {
            match told.without_schedule.last_mut() {
                Some((_, last)) if *last == year - 1 => *last = year,
                _ => told.without_schedule.push((year, year)),
            }
        }
        told
    }
}

impl Explanation {
    fn only(self, days: Days) -> Self {
        Self { days: days.runs, left_out: days.left_out, ..self }
    }

    fn plain(from: Instant, due: Instant) -> Self {
        Self {
            from,
            counted_from: from,
            reached: due,
            due,
            period: None,
            days: Vec::new(),
            left_out: None,
            without_schedule: Vec::new(),
        }
    }
}
