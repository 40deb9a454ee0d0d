//! Meetings that repeat: at the same time on the wall of their zone, whatever its clocks do (X28).

use jiff::ToSpan as _;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::Window;
use crate::calendar::WorkingCalendar;
use crate::error::{Reason, Rule, Violations};
use crate::ids::MeetingSeriesId;
use crate::named::named;
use crate::time::{Date, Instant};

/// Most meetings of one series: a year of weeks and one.
pub const MAX_OCCURRENCES: u32 = 53;

named! {
    /// How far apart the meetings of a series are.
    Period {
        /// A week.
        Week = "WEEK",
        /// Two weeks.
        TwoWeeks = "TWO_WEEKS",
        /// A month, on the same day or the month's last.
        Month = "MONTH",
    }
}

/// How a meeting repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Repeat {
    /// How far apart.
    pub every: Period,
    /// The last day on which one may start.
    pub until: Date,
    /// Leave out what falls on a day off.
    pub working_days_only: bool,
}

/// A meeting's place in its series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Seat {
    /// Which series.
    pub series: MeetingSeriesId,
    /// Which of its meetings, from 1.
    pub number: u32,
}

impl Repeat {
    /// The windows of all meetings of the series, the first included.
    pub(super) fn windows(
        self,
        first: Window,
        zone: &TimeZone,
        calendar: &WorkingCalendar,
        wrong: &mut Violations,
    ) -> Vec<Window> {
        let local = |instant: Instant| zone.to_datetime(instant.timestamp());
        let (starts, ends) = (local(first.starts_at), local(first.ends_at));
        let mut windows = vec![first];
        for step in 1.. {
            let span = match self.every {
                Period::Week => step.weeks(),
                Period::TwoWeeks => (2 * step).weeks(),
                Period::Month => step.months(),
            };
            // The end keeps its distance in days, so that a month's last day does not stretch what runs past midnight.
            let Ok(start) = starts.checked_add(span) else { break };
            if start.date() > self.until {
                break;
            }
            let days = ends.date().since(starts.date()).map_or(0, |apart| apart.get_days());
            let Ok(last) = start.date().checked_add(days.days()) else { break };
            if self.working_days_only && !calendar.is_working_day(start.date()) {
                continue;
            }
            if windows.len() as u64 == u64::from(MAX_OCCURRENCES) {
                wrong.add("repeat.until", Reason::of(Rule::TooMany).with("max", MAX_OCCURRENCES));
                break;
            }
            windows.push(Window {
                starts_at: Instant::at(start.date(), start.time(), zone),
                ends_at: Instant::at(last, ends.time(), zone),
            });
        }
        windows
    }
}
