//! Pausing and resuming: what is left of a length is kept in its own time, never as an instant (resolution 30, X1).

use serde::{Deserialize, Serialize};

use super::WorkingCalendar;
use super::length::{Length, OwnTime};
use super::work::{later, within};
use crate::error::Reason;
use crate::time::Instant;

/// A stretch during which a deadline ran, with what was counted of it by the calendar of that time. It is not counted anew
/// when the calendar changes (X10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    from: Instant,
    until: Instant,
    worked: i64,
}

impl Span {
    /// Counts the stretch by `calendar`; one that ends before it begins, as clocks step back, is empty.
    ///
    /// # Errors
    /// `OUT_OF_RANGE` outside the years [`super::YEARS`].
    pub fn count(from: Instant, until: Instant, calendar: &WorkingCalendar) -> Result<Self, Reason> {
        let until = until.max(from);
        Ok(Self { from, until, worked: calendar.worked(from, until)? })
    }

    /// When it began.
    pub const fn from(self) -> Instant {
        self.from
    }

    /// When it ended.
    pub const fn until(self) -> Instant {
        self.until
    }

    /// Microseconds of this time that went by.
    pub const fn used(self, own: OwnTime) -> i64 {
        match own {
            OwnTime::Clock => self.until.micros() - self.from.micros(),
            OwnTime::Working => self.worked,
        }
    }
}

/// What is left of a paused deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    own: OwnTime,
    micros: i64,
}

impl Rest {
    /// So many microseconds of this time; nothing where they are negative.
    pub fn new(own: OwnTime, micros: i64) -> Self {
        Self { own, micros: micros.max(0) }
    }

    /// In which time it is kept.
    pub const fn own_time(self) -> OwnTime {
        self.own
    }

    /// Microseconds, 0 or more.
    pub const fn micros(self) -> i64 {
        self.micros
    }
}

impl WorkingCalendar {
    /// Microseconds of this time between two instants; 0 where `until` is not after `from`.
    ///
    /// # Errors
    /// `OUT_OF_RANGE` outside the years [`super::YEARS`].
    pub fn measure(&self, own: OwnTime, from: Instant, until: Instant) -> Result<i64, Reason> {
        match own {
            OwnTime::Clock => Ok((within(until)?.micros() - within(from)?.micros()).max(0)),
            OwnTime::Working => self.worked(from, until),
        }
    }

    /// What is left at `at` of a deadline of this length that would be due at `due`; `None` for a length that is not paused.
    ///
    /// # Errors
    /// `OUT_OF_RANGE` outside the years [`super::YEARS`].
    pub fn rest_at(&self, at: Instant, length: &Length, due: Instant) -> Result<Option<Rest>, Reason> {
        let rest =
            length.own_time().map(|own| self.measure(own, at, due).map(|micros| Rest::new(own, micros)));
        rest.transpose()
    }

    /// When a deadline that goes on at `now` with this rest is due. Working time ends at the earliest instant that has it, so
    /// on a closing rather than on the next opening; with nothing left it is due now.
    ///
    /// # Errors
    /// `OUT_OF_RANGE` where it is due outside the years [`super::YEARS`].
    pub fn resume(&self, rest: Rest, now: Instant) -> Result<Instant, Reason> {
        match rest.own {
            _ if rest.micros == 0 => within(now),
            OwnTime::Clock => later(now, rest.micros),
            OwnTime::Working => self.advance(now, rest.micros),
        }
    }
}
