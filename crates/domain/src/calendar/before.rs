//! Counting backwards from an event: until when a notice has to be out (`BEFORE n unit`, resolution 35, X6).

use super::WorkingCalendar;
use super::definition::out_of_range;
use super::length::{Lead, LeadUnit, hours, minutes};
use super::wall::{self, Day, Moment};
use super::work::{later, within};
use crate::error::Reason;
use crate::time::Instant;

/// Where a count by working days before an event began, and where it ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct DaysBefore {
    /// The event, or the closing before it that it counts from.
    pub(super) from: Instant,
    /// The day of that.
    pub(super) last: Day,
    /// The earliest day counted.
    pub(super) first: Day,
    /// The same local time on that day.
    pub(super) reached: Instant,
    /// That, or the closing before it where it lies outside working hours.
    pub(super) due: Instant,
}

impl WorkingCalendar {
    /// The instant that lies `lead` before `event`.
    ///
    /// Working hours and minutes: the latest instant from which so much is worked until the event. Working days: see
    /// `days_before`. Calendar days: the same local time so many dates earlier.
    ///
    /// # Errors
    /// `OUT_OF_RANGE` where event or answer lie outside the years [`super::YEARS`].
    pub fn before(&self, event: Instant, lead: Lead) -> Result<Instant, Reason> {
        let event = within(event)?;
        let long = |micros: Option<i64>| micros.ok_or_else(out_of_range);
        match lead.unit {
            LeadUnit::ClockMinutes => later(event, -long(minutes(lead.count))?),
            LeadUnit::ClockHours => later(event, -long(hours(lead.count))?),
            LeadUnit::WorkingMinutes => self.retreat(event, long(minutes(lead.count))?),
            LeadUnit::WorkingHours => self.retreat(event, long(hours(lead.count))?),
            LeadUnit::WorkingDays => Ok(self.days_before(event, lead.count.get())?.due),
            LeadUnit::CalendarDays => {
                let moment = self.moment(event);
                within(self.at(Moment { day: moment.day.plus(-lead.count.get()), micros: moment.micros }))
            }
        }
    }

    /// `count` working days before `event` at the same local time. An event outside working hours first moves to the closing
    /// before it. An answer outside working hours does so too, and one on an opening that a start there would not keep:
    /// because the event moved to a closing, or a clock skipped or repeats the time.
    ///
    /// It is the upper bound of the starts whose `count` working days forward at the same time do not pass the event.
    pub(super) fn days_before(&self, event: Instant, count: i64) -> Result<DaysBefore, Reason> {
        let open = self.is_open(event);
        let (from, moment) = if open {
            (event, self.moment(event))
        } else {
            // Of a closing at a skipped time the skip is the bound: what is later on other days finds nobody at work.
            let (closes, moment) = self.previous_closing(event)?;
            (closes, wall::earliest(self.zone(), moment))
        };
        let first = self.working_day_before(moment.day, count)?;
        let same = Moment { day: first, micros: moment.micros };
        let reached = within(self.at(same))?;
        // Whether a start at the very instant comes to the event, not only those before it.
        let kept = open && self.at(moment) <= event && self.moment(reached) == same;
        let reached = if kept { reached } else { within(wall::first_shown(self.zone(), same))? };
        let works = if kept { self.is_open(reached) } else { self.is_open(later(reached, -1)?) };
        let due = if works { reached } else { self.previous_closing(reached)?.0 };
        Ok(DaysBefore { from, last: moment.day, first, reached, due })
    }
}
