//! Time worked: how much lies between two instants, which instant lies so much later or earlier, the nearest opening and
//! closing.
//!
//! Whole days are sums ([`super::sums`]); only the days on which the zone's clock changes while people work are looked at
//! one by one, and the first and last day of a span.

use super::WorkingCalendar;
use super::definition::out_of_range;
use super::hours::ClockTime;
use super::sums::{FIRST, LAST};
use super::wall::{self, Change, Day, MINUTE, Moment};
use crate::error::Reason;
use crate::time::Instant;

/// 1900-01-01T00:00:00Z in microseconds.
const EARLIEST: i64 = -2_208_988_800_000_000;
/// 3000-01-01T00:00:00Z in microseconds.
const END: i64 = 32_503_680_000_000_000;

/// The instant, where working time is reckoned there.
pub(super) fn within(at: Instant) -> Result<Instant, Reason> {
    if (EARLIEST..END).contains(&at.micros()) { Ok(at) } else { Err(out_of_range()) }
}

/// The instant so many microseconds of clock time later.
pub(super) fn later(at: Instant, micros: i64) -> Result<Instant, Reason> {
    at.micros().checked_add(micros).map(Instant::from_micros).ok_or_else(out_of_range).and_then(within)
}

impl WorkingCalendar {
    /// Whether people work at this instant; on a closing they no longer do (resolution 33).
    pub fn is_open(&self, at: Instant) -> bool {
        self.spans(self.moment(at).day).any(|(opens, closes)| opens <= at && at < closes)
    }

    /// The first instant at which people work, from `at` on; `at` itself inside working hours.
    ///
    /// # Errors
    /// `OUT_OF_RANGE` outside [`super::YEARS`].
    pub fn next_opening(&self, at: Instant) -> Result<Instant, Reason> {
        let day = self.moment(within(at)?).day;
        let opening = |day| {
            self.spans(day).find(|(opens, closes)| *closes > at && opens < closes).map(|(opens, _)| opens)
        };
        if let Some(opens) = opening(day) {
            return Ok(opens.max(at));
        }
        let mut number = self.sums.before(day.plus(1)).days;
        loop {
            let next = self.sums.working_day(number).ok_or_else(out_of_range)?;
            match opening(next) {
                Some(opens) => return within(opens),
                // A clock that went forward took all of that day's hours.
                None => number += 1,
            }
        }
    }

    /// Microseconds worked between two instants; 0 where `until` is not after `from`.
    ///
    /// # Errors
    /// `OUT_OF_RANGE` outside [`super::YEARS`].
    pub fn worked(&self, from: Instant, until: Instant) -> Result<i64, Reason> {
        let (from, until) = (within(from)?, within(until)?);
        if until <= from {
            return Ok(0);
        }
        let (first, last) = (self.moment(from).day, self.moment(until).day);
        let changed = self.changed_days(first).take_while(|(day, _)| *day < last);
        let differences: i64 = changed.map(|(_, difference)| difference).sum();
        Ok(self.even(first, last) + differences + self.worked_on(last, until) - self.worked_on(first, from))
    }

    /// The earliest instant at which `micros` (at least 1) have been worked since `from`.
    pub(super) fn advance(&self, from: Instant, micros: i64) -> Result<Instant, Reason> {
        let mut day = self.moment(within(from)?).day;
        let mut left = self.worked_on(day, from).checked_add(micros).ok_or_else(out_of_range)?;
        for (changed, difference) in self.changed_days(day) {
            let before = self.even(day, changed);
            if left <= before {
                break;
            }
            let length = self.even(changed, changed.plus(1)) + difference;
            left -= before;
            if left <= length {
                return within(self.earliest_with(changed, left));
            }
            left -= length;
            day = changed.plus(1);
        }
        let base = self.sums.before(day).minutes;
        let found =
            base.checked_add((left - 1).div_euclid(MINUTE)).and_then(|most| self.sums.day_past(day, most));
        let found = found.ok_or_else(out_of_range)?;
        within(self.earliest_with(found, left - self.even(day, found)))
    }

    /// The latest instant from which `micros` (at least 1) are worked until `until`.
    pub(super) fn retreat(&self, until: Instant, micros: i64) -> Result<Instant, Reason> {
        let mut end = self.moment(within(until)?).day;
        let today = self.worked_on(end, until);
        if micros <= today {
            return within(self.latest_with(end, today - micros));
        }
        let mut left = micros - today;
        for (changed, difference) in self.changed_days_before(end) {
            let after = self.even(changed.plus(1), end);
            if left <= after {
                break;
            }
            let length = self.even(changed, changed.plus(1)) + difference;
            left -= after;
            if left <= length {
                return within(self.latest_with(changed, length - left));
            }
            left -= length;
            end = changed;
        }
        let minutes = (left - 1).div_euclid(MINUTE) + 1;
        let most = self.sums.before(end).minutes - minutes;
        if most < self.sums.before(FIRST).minutes {
            return Err(out_of_range());
        }
        let found = self.sums.day_past(FIRST, most).ok_or_else(out_of_range)?;
        within(self.latest_with(found, self.even(found, end) - left))
    }

    /// The last closing at or before `at`, and what the wall shows there (`24:00` of its day where it closes at midnight).
    pub(super) fn previous_closing(&self, at: Instant) -> Result<(Instant, Moment), Reason> {
        let closing = |day: Day| {
            self.hours_on(day).intervals().iter().rev().find_map(|interval| {
                let moment = Moment::at(day, interval.closes());
                let closes = self.at(moment);
                (closes <= at && self.at(Moment::at(day, interval.opens())) < closes)
                    .then_some((closes, moment))
            })
        };
        let day = self.moment(within(at)?).day;
        if let Some(found) = closing(day) {
            return Ok(found);
        }
        let mut number = self.sums.before(day).days - 1;
        loop {
            let previous = self.sums.working_day(number).ok_or_else(out_of_range)?;
            match closing(previous) {
                Some((closes, moment)) => return within(closes).map(|closes| (closes, moment)),
                None => number -= 1,
            }
        }
    }

    /// The `count`th working day after `day`.
    pub(super) fn working_day_after(&self, day: Day, count: i64) -> Result<Day, Reason> {
        let number = self.sums.before(day.plus(1)).days.checked_add(count - 1);
        number.and_then(|number| self.sums.working_day(number)).ok_or_else(out_of_range)
    }

    /// The `count`th working day before `day`.
    pub(super) fn working_day_before(&self, day: Day, count: i64) -> Result<Day, Reason> {
        let number = self.sums.before(day).days.checked_sub(count);
        number.and_then(|number| self.sums.working_day(number)).ok_or_else(out_of_range)
    }

    /// How many working days lie in `[from, until)`.
    pub(super) fn working_days(&self, from: Day, until: Day) -> i64 {
        self.sums.before(until).days - self.sums.before(from).days
    }

    /// The working intervals of a day as instants; one that a clock skipped is empty.
    pub(super) fn spans(&self, day: Day) -> impl DoubleEndedIterator<Item = (Instant, Instant)> {
        let at = move |time| self.at(Moment::at(day, time));
        self.hours_on(day)
            .intervals()
            .iter()
            .map(move |interval| (at(interval.opens()), at(interval.closes())))
    }

    /// When a working day opens, as far as it has hours; else its midnight.
    pub(super) fn opening(&self, day: Day) -> Instant {
        let opens = self.hours_on(day).intervals().first().map_or(ClockTime::MIDNIGHT, |first| first.opens());
        self.at(Moment::at(day, opens))
    }

    /// Microseconds worked in `[from, until)` if no clock changed.
    fn even(&self, from: Day, until: Day) -> i64 {
        (self.sums.before(until).minutes - self.sums.before(from).minutes) * MINUTE
    }

    /// Microseconds worked on `day` before `until`.
    fn worked_on(&self, day: Day, until: Instant) -> i64 {
        self.spans(day).map(|(opens, closes)| (closes.min(until).micros() - opens.micros()).max(0)).sum()
    }

    /// The first instant of `day` with `micros` worked before it, which the day has.
    fn earliest_with(&self, day: Day, mut micros: i64) -> Instant {
        for (opens, closes) in self.spans(day) {
            let length = closes.micros() - opens.micros();
            if micros <= length {
                return Instant::from_micros(opens.micros() + micros);
            }
            micros -= length;
        }
        self.at(Moment::midnight(day.plus(1)))
    }

    /// The last instant of `day` with `micros` worked before it, less than the day has.
    fn latest_with(&self, day: Day, mut micros: i64) -> Instant {
        for (opens, closes) in self.spans(day) {
            let length = closes.micros() - opens.micros();
            if micros < length {
                return Instant::from_micros(opens.micros() + micros);
            }
            micros -= length;
        }
        self.at(Moment::midnight(day))
    }

    /// The days from `from` on whose clock changes, each with how much more working time it has than on the wall. Lazy: who
    /// asks stops where the span ends.
    fn changed_days(&self, from: Day) -> impl Iterator<Item = (Day, i64)> {
        let mut next = from;
        wall::changes_from(&self.zone, self.at(Moment::midnight(from)))
            .flat_map(|Change { from, until }| (from.day.0..=until.day.0).map(Day))
            .take_while(|day| *day <= LAST)
            .filter(move |day| {
                let new = *day >= next;
                next = next.max(day.plus(1));
                new
            })
            .map(|day| (day, self.unevenness(day)))
    }

    /// The same days before `until`, last one first.
    fn changed_days_before(&self, until: Day) -> impl Iterator<Item = (Day, i64)> {
        let mut end = until;
        wall::changes_until(&self.zone, self.at(Moment::midnight(until)))
            .flat_map(|Change { from, until }| (from.day.0..=until.day.0).rev().map(Day))
            .take_while(|day| *day >= FIRST)
            .filter(move |day| {
                let new = *day < end;
                end = end.min(*day);
                new
            })
            .map(|day| (day, self.unevenness(day)))
    }

    fn unevenness(&self, day: Day) -> i64 {
        let clock: i64 = self.spans(day).map(|(opens, closes)| closes.micros() - opens.micros()).sum();
        clock - self.hours_on(day).minutes() * MINUTE
    }
}
