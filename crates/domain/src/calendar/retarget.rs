//! New due times for deadlines that run: another length (priority, pack), or another calendar.
//!
//! What was counted stays as counted (X2, X9, X10). A due time in the past is answered as it is: the deadline is breached
//! now and never back-dated (resolution 36).

use super::WorkingCalendar;
use super::length::{DayMode, Length, OwnTime};
use super::rest::{Rest, Span};
use super::wall::{Day, Moment};
use super::work::later;
use crate::error::Reason;
use crate::time::Instant;

/// A deadline that runs, as far as its time is concerned.
#[derive(Clone, Copy, Debug)]
pub struct Running<'a> {
    /// When it began; the event, for [`Length::Before`].
    pub start: Instant,
    /// Its length.
    pub length: Length,
    /// When it is due by the calendar so far.
    pub due: Instant,
    /// The stretches that ended with a pause; empty if it was never paused.
    pub finished: &'a [Span],
}

impl WorkingCalendar {
    /// What is left of a new `length` for a deadline that began at `start` and ran during `spans`, the present one included:
    /// the new length less the time used, each in the new length's own time (resolution 2, X2). `None` for a length that is
    /// not paused: then [`Self::due`] from `start` holds.
    ///
    /// # Errors
    /// `OUT_OF_RANGE` where it would be due outside the years [`super::YEARS`].
    pub fn rest_of(&self, start: Instant, length: &Length, spans: &[Span]) -> Result<Option<Rest>, Reason> {
        let Some(own) = length.own_time() else { return Ok(None) };
        let whole = self.measure(own, start, self.due(start, length)?)?;
        Ok(Some(Rest::new(own, whole - spans.iter().map(|span| span.used(own)).sum::<i64>())))
    }

    /// When a deadline that began at `start` and runs is due by a new `length` at `now`; `spans` as in [`Self::rest_of`]. One
    /// that was never paused is due as if it had had this length from the start.
    ///
    /// # Errors
    /// As [`Self::rest_of`].
    pub fn retarget(
        &self,
        start: Instant,
        length: &Length,
        spans: &[Span],
        now: Instant,
    ) -> Result<Instant, Reason> {
        let ran: i64 = spans.iter().map(|span| span.used(OwnTime::Clock)).sum();
        match self.rest_of(start, length, spans)? {
            Some(rest) if ran < now.micros().saturating_sub(start.micros()) => self.resume(rest, now),
            _ => self.due(start, length),
        }
    }

    /// When a running deadline is due by this calendar, which takes the place of `old` at `now`.
    ///
    /// Hours, and days once paused: what was left by the old calendar is due by this one. Days never paused: as many working
    /// days as were left, today's included, at their close or at the same local time. What is not paused is counted from the
    /// start by this calendar; what is due already stays due.
    ///
    /// # Errors
    /// `OUT_OF_RANGE` where it would be due outside the years [`super::YEARS`].
    pub fn recount(&self, running: &Running<'_>, old: &Self, now: Instant) -> Result<Instant, Reason> {
        let Running { start, ref length, due, finished } = *running;
        if due <= now {
            return Ok(due);
        }
        match *length {
            Length::WorkingDays { mode, .. } if finished.is_empty() => {
                self.recount_days(running, mode, old, now)
            }
            Length::CalendarDays { .. } if finished.is_empty() => self.due(start, length),
            _ => {
                let from = now.max(start);
                match old.rest_at(from, length, due)? {
                    Some(rest) => self.resume(rest, from),
                    None => self.due(start, length),
                }
            }
        }
    }

    /// [`Self::recount`] of a length in working days that was never paused.
    fn recount_days(
        &self,
        running: &Running<'_>,
        mode: DayMode,
        old: &Self,
        now: Instant,
    ) -> Result<Instant, Reason> {
        let Running { start, ref length, due, .. } = *running;
        let from = now.max(start);
        // The last day that can no longer count.
        let passed = self.moment(from).day.plus(-1);
        let left = |base: Day, last: Day| old.working_days(base.plus(1), last.plus(1));
        match mode {
            DayMode::EndOfDay => {
                let base = passed.max(old.moment(start).day);
                let last = old.moment(later(due, -1)?).day;
                self.closing(self.working_day_after(base, left(base, last).max(1))?)
            }
            DayMode::SameTime => {
                let counted = old.next_opening(start)?;
                if counted >= now {
                    return self.due(from, length);
                }
                let moment = old.moment(counted);
                let base = passed.max(moment.day);
                let landed = old.moment(due).day;
                let early = old.at(Moment { day: landed, ..moment }) > due;
                let last = if early { old.working_day_before(landed, 1)? } else { landed };
                match left(base, last) {
                    // All days are over; it waits for the opening.
                    ..1 => self.next_opening(from),
                    left => {
                        let day = self.working_day_after(base, left)?;
                        self.next_opening(self.at(Moment { day, ..moment }))
                    }
                }
            }
        }
    }
}
