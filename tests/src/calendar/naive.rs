//! Working time counted the slow way: by walking through quarters of an hour and through dates.

use jiff::civil::{Date, DateTime, Time};
use liaison_domain::calendar::WorkingCalendar;
use liaison_domain::time::Instant;

use super::draw::{day_after, later};

const QUARTER: i64 = 15 * 60_000_000;

/// Microseconds worked between two instants on quarters of an hour, in a calendar whose hours lie on quarters too.
///
/// A quarter counts if the latest time that the wall has shown lies inside working hours: a clock that goes back shows
/// nothing new until it has caught up.
pub(super) fn worked(calendar: &WorkingCalendar, from: Instant, until: Instant) -> i64 {
    let mut at = later(from, -96 * QUARTER);
    let mut latest = DateTime::MIN;
    let mut sum = 0;
    while at < until {
        latest = latest.max(calendar.zone().to_datetime(at.timestamp()));
        let minute = i64::from(latest.hour()) * 60 + i64::from(latest.minute());
        let open = calendar.hours(latest.date()).intervals().iter().any(|interval| {
            (i64::from(interval.opens().minutes())..i64::from(interval.closes().minutes())).contains(&minute)
        });
        if at >= from && open {
            sum += QUARTER;
        }
        at = later(at, QUARTER);
    }
    sum
}

/// The `count`th working day after a date.
pub(super) fn working_day_after(calendar: &WorkingCalendar, mut date: Date, count: i64) -> Date {
    for _ in 0..count {
        date = day_after(date, 1);
        while !calendar.is_working_day(date) {
            date = day_after(date, 1);
        }
    }
    date
}

/// The instant at which the wall shows this; `None` where it shows it never or twice.
pub(super) fn at(calendar: &WorkingCalendar, date: Date, time: Time) -> Option<Instant> {
    calendar.zone().to_ambiguous_timestamp(date.to_datetime(time)).unambiguous().ok().map(Instant::from)
}

/// What the wall shows; `None` inside an hour that comes twice.
pub(super) fn shown(calendar: &WorkingCalendar, at: Instant) -> Option<DateTime> {
    let shown = calendar.zone().to_datetime(at.timestamp());
    (!calendar.zone().to_ambiguous_timestamp(shown).is_ambiguous()).then_some(shown)
}
