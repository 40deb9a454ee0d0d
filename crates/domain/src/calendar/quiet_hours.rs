//! When messages wait: the clock goes on at night, but nobody is woken (resolution 43, X13).

use serde::{Deserialize, Serialize};

use super::WorkingCalendar;
use super::hours::ClockTime;
use super::wall::{MINUTE, Moment};
use crate::error::{Reason, Rule};
use crate::time::Instant;

/// A part of every day in which nothing is delivered, `[from, until)` on the wall; over midnight where it ends before it
/// begins. Days off are quiet as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Window", into = "Window")]
pub struct QuietHours {
    from: ClockTime,
    until: ClockTime,
}

#[derive(Serialize, Deserialize)]
struct Window {
    from: ClockTime,
    until: ClockTime,
}

impl TryFrom<Window> for QuietHours {
    type Error = &'static str;

    fn try_from(window: Window) -> Result<Self, Self::Error> {
        Self::new(window.from, window.until).map_err(|reason| reason.rule.code())
    }
}

impl From<QuietHours> for Window {
    fn from(quiet: QuietHours) -> Self {
        Self { from: quiet.from, until: quiet.until }
    }
}

impl Default for QuietHours {
    /// 20:00 to 08:00 (resolution 43).
    fn default() -> Self {
        let hour = |hour| ClockTime::new(hour, 0).expect("an hour of the day");
        Self { from: hour(20), until: hour(8) }
    }
}

impl QuietHours {
    /// Between these times.
    ///
    /// # Errors
    /// `MALFORMED` where both are the same.
    pub fn new(from: ClockTime, until: ClockTime) -> Result<Self, Reason> {
        if from.minutes() % 1440 == until.minutes() % 1440 {
            return Err(Reason::of(Rule::Malformed).with("text", format!("{from}-{until}")));
        }
        Ok(Self { from, until })
    }

    /// When it begins.
    pub const fn from(self) -> ClockTime {
        self.from
    }

    /// When it ends.
    pub const fn until(self) -> ClockTime {
        self.until
    }

    fn covers(self, moment: Moment) -> bool {
        let minute = moment.micros.div_euclid(MINUTE) % 1440;
        let (from, until) = (i64::from(self.from.minutes()), i64::from(self.until.minutes()));
        if from < until { (from..until).contains(&minute) } else { minute >= from || minute < until }
    }

    /// The end of the quiet hours that `moment` lies in.
    fn end_after(self, moment: Moment) -> Moment {
        let end = Moment::at(moment.day, self.until);
        if end > moment { end } else { Moment::at(moment.day.plus(1), self.until) }
    }
}

impl WorkingCalendar {
    /// Whether messages wait at this instant: in quiet hours and on days off.
    pub fn is_quiet(&self, at: Instant, quiet: QuietHours) -> bool {
        let moment = self.moment(at);
        quiet.covers(moment) || self.hours_on(moment.day).is_empty()
    }

    /// When a message of this instant is delivered: at once outside quiet hours and where it is critical; else at the next
    /// opening, or where people open in quiet hours, at the first working instant after them. Where all work is done in quiet
    /// hours, when these end.
    ///
    /// # Errors
    /// `OUT_OF_RANGE` outside the years [`super::YEARS`].
    pub fn deliver_at(&self, at: Instant, critical: bool, quiet: QuietHours) -> Result<Instant, Reason> {
        if critical || !self.is_quiet(at, quiet) {
            return Ok(at);
        }
        let opening = self.next_opening(at)?;
        let moment = self.moment(opening);
        if !quiet.covers(moment) {
            return Ok(opening);
        }
        let mut end = self.at(quiet.end_after(moment));
        if quiet.covers(self.moment(end)) {
            // The time in which nobody is quiet was skipped by a clock that day.
            end = self.at(quiet.end_after(self.moment(end)));
        }
        let working = self.next_opening(end)?;
        Ok(if quiet.covers(self.moment(working)) { end } else { working })
    }
}
