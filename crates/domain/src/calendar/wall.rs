//! Between the wall clock of a zone and instants, so that the one never runs back while the other goes on.
//!
//! Clocks skip an hour and repeat one. A wall time that is skipped stands for the first instant after it; one that comes
//! twice, for the first of the two; and an instant inside the repeated hour shows that hour as over. Seen this way a later
//! instant never shows an earlier time, a later time never stands for an earlier instant, and intervals that do not
//! overlap on the wall do not overlap on the clock: what "monotone" in `deadlines.md` rests on.

use jiff::civil::Date as CivilDate;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::hours::ClockTime;
use crate::time::{Date, Instant};

/// Microseconds of a minute.
pub(super) const MINUTE: i64 = 60_000_000;
/// Microseconds of an hour.
pub(super) const HOUR: i64 = 60 * MINUTE;
/// Microseconds of a day of 24 hours.
pub(super) const DAY: i64 = 24 * HOUR;

const EPOCH: CivilDate = CivilDate::constant(1970, 1, 1);

/// A date as the number of days since 1970-01-01, so that weeks are arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Day(pub(super) i32);

impl Day {
    pub(super) fn of(date: Date) -> Self {
        Self(i32::try_from(date.duration_since(EPOCH).as_hours() / 24).unwrap_or_default())
    }

    /// The date; the first or last of the calendar where it lies outside.
    pub(super) fn date(self) -> Date {
        EPOCH.saturating_add(SignedDuration::from_hours(24 * i64::from(self.0)))
    }

    /// Days since a Monday.
    pub(super) const fn since_monday(self) -> i64 {
        self.0 as i64 + 3
    }

    /// The Monday of its week.
    pub(super) fn monday(self) -> Self {
        self.plus(-self.since_monday().rem_euclid(7))
    }

    /// So many days later; stops far outside of every calendar.
    pub(super) fn plus(self, days: i64) -> Self {
        let limit = 10_000_000;
        Self(i32::try_from(i64::from(self.0).saturating_add(days).clamp(-limit, limit)).unwrap_or_default())
    }
}

/// What the wall shows: a day, and microseconds since the midnight that begins it, up to and including the one that ends
/// it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment {
    pub(super) day: Day,
    pub(super) micros: i64,
}

impl Moment {
    pub(super) fn at(day: Day, time: ClockTime) -> Self {
        Self { day, micros: i64::from(time.minutes()) * MINUTE }
    }

    /// The midnight that begins the day.
    pub(super) const fn midnight(day: Day) -> Self {
        Self { day, micros: 0 }
    }

    /// Microseconds since 1970-01-01 00:00 on the wall.
    pub(super) const fn since_epoch(self) -> i64 {
        self.day.0 as i64 * DAY + self.micros
    }

    /// The moment so many microseconds after 1970-01-01 00:00 on the wall.
    pub(super) fn from_epoch(micros: i64) -> Self {
        let day = i32::try_from(micros.div_euclid(DAY)).unwrap_or_default();
        Self { day: Day(day), micros: micros.rem_euclid(DAY) }
    }
}

/// The first instant at which the wall of `zone` has reached `moment`.
pub(super) fn reached(zone: &TimeZone, moment: Moment) -> Instant {
    let Ok(wall) = Timestamp::from_microsecond(moment.since_epoch()) else {
        return Instant::from_micros(if moment.day.0 < 0 { i64::MIN } else { i64::MAX });
    };
    let reading = |offset: Offset| moment.since_epoch() - i64::from(offset.seconds()) * 1_000_000;
    let ambiguous = zone.to_ambiguous_timestamp(Offset::UTC.to_datetime(wall));
    Instant::from_micros(match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { offset } | AmbiguousOffset::Fold { before: offset, .. } => {
            reading(offset)
        }
        AmbiguousOffset::Gap { before, .. } => last_change(zone, reading(before)).unwrap_or(reading(before)),
    })
}

/// The first moment that stands for the same instant: that from which the clock skips, where `moment` is skipped or the first
/// after it.
pub(super) fn earliest(zone: &TimeZone, moment: Moment) -> Moment {
    let at = reached(zone, moment);
    let skip = changes_until(zone, at).next().map(|change| change.from);
    skip.filter(|from| *from < moment && reached(zone, *from) == at).unwrap_or(moment)
}

/// The first instant at which the wall of `zone` shows `moment` or later: where an hour that comes again ends with it, the
/// beginning of its second coming.
pub(super) fn first_shown(zone: &TimeZone, moment: Moment) -> Instant {
    let at = reached(zone, moment);
    let again = last_change(zone, at.micros() - 1).map(Instant::from_micros);
    again.filter(|again| shown(zone, *again) >= moment).unwrap_or(at)
}

/// What the wall of `zone` shows at `instant`; inside an hour that comes again, its end.
pub(super) fn shown(zone: &TimeZone, instant: Instant) -> Moment {
    let timestamp = instant.timestamp();
    let micros = timestamp.as_microsecond();
    let offset = zone.to_offset(timestamp);
    let wall = micros + i64::from(offset.seconds()) * 1_000_000;
    let ambiguous = zone.to_ambiguous_timestamp(offset.to_datetime(timestamp));
    match ambiguous.offset() {
        AmbiguousOffset::Fold { before, after } if after == offset => {
            let end = last_change(zone, micros).unwrap_or(micros);
            let end = end + i64::from(before.seconds()) * 1_000_000;
            let last = Moment::from_epoch(end - 1);
            Moment { micros: last.micros + 1, ..last }
        }
        _ => Moment::from_epoch(wall),
    }
}

/// The last change of the zone's clock at or before an instant, in microseconds.
fn last_change(zone: &TimeZone, micros: i64) -> Option<i64> {
    let after = Timestamp::from_microsecond(micros + 1).ok()?;
    let mut changes = zone.preceding(after).map(|change| change.timestamp().as_microsecond());
    changes.find(|at| offset_before(zone, *at) != offset_at(zone, *at))
}

fn offset_at(zone: &TimeZone, micros: i64) -> Option<Offset> {
    Timestamp::from_microsecond(micros).ok().map(|at| zone.to_offset(at))
}

fn offset_before(zone: &TimeZone, micros: i64) -> Option<Offset> {
    offset_at(zone, micros - 1)
}

/// One change of the zone's clock: the wall times that it skips or repeats, `[from, until)` since 1970-01-01 00:00.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change {
    pub(super) from: Moment,
    pub(super) until: Moment,
}

fn change(zone: &TimeZone, at: Timestamp) -> Option<Change> {
    let micros = at.as_microsecond();
    let wall = |offset: Offset| micros + i64::from(offset.seconds()) * 1_000_000;
    let (before, after) = (wall(offset_before(zone, micros)?), wall(offset_at(zone, micros)?));
    let (from, until) = (before.min(after), before.max(after));
    (before != after).then(|| Change { from: Moment::from_epoch(from), until: Moment::from_epoch(until) })
}

/// The changes of the zone's clock at or after `from`, in their order.
pub(super) fn changes_from(zone: &TimeZone, from: Instant) -> impl Iterator<Item = Change> {
    let start = Timestamp::from_microsecond(from.micros() - 1).unwrap_or(Timestamp::MAX);
    zone.following(start).filter_map(|found| change(zone, found.timestamp()))
}

/// The changes of the zone's clock up to and including `until`, last one first.
pub(super) fn changes_until(zone: &TimeZone, until: Instant) -> impl Iterator<Item = Change> {
    let end = Timestamp::from_microsecond(until.micros() + 1).unwrap_or(Timestamp::MIN);
    zone.preceding(end).filter_map(|found| change(zone, found.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> Instant {
        text.parse::<Timestamp>().expect("an instant").into()
    }

    fn moment(date: Date, hour: i64, minute: i64) -> Moment {
        Moment { day: Day::of(date), micros: hour * HOUR + minute * MINUTE }
    }

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).expect("a zone")
    }

    #[test]
    fn days_count_and_weeks_begin_on_monday() {
        for text in ["1899-12-31", "1970-01-01", "2024-02-29", "2999-12-31", "-009999-01-01", "9999-12-31"] {
            let date: Date = text.parse().expect("a date");
            assert_eq!(Day::of(date).date(), date);
            let monday = date.weekday().to_monday_zero_offset();
            assert_eq!(Day::of(date).since_monday().rem_euclid(7), i64::from(monday), "{text}");
        }
    }

    #[test]
    fn skipped_times_stand_for_the_instant_after_them() {
        let (berlin, spring) = (zone("Europe/Berlin"), jiff::civil::date(2024, 3, 31));
        for (hour, minute, at) in
            [(1, 59, "00:59"), (2, 0, "01:00"), (2, 30, "01:00"), (3, 0, "01:00"), (3, 1, "01:01")]
        {
            let expected = instant(&format!("2024-03-31T{at}:00Z"));
            assert_eq!(reached(&berlin, moment(spring, hour, minute)), expected, "{hour}:{minute:02}");
        }
        let skipped_day = reached(&zone("Pacific/Apia"), moment(jiff::civil::date(2011, 12, 30), 15, 0));
        assert_eq!(skipped_day, instant("2011-12-30T10:00:00Z"));
    }

    #[test]
    fn repeated_times_stand_for_the_first_and_show_as_over() {
        let (berlin, autumn) = (zone("Europe/Berlin"), jiff::civil::date(2024, 10, 27));
        assert_eq!(reached(&berlin, moment(autumn, 2, 30)), instant("2024-10-27T00:30:00Z"));
        assert_eq!(shown(&berlin, instant("2024-10-27T00:30:00Z")), moment(autumn, 2, 30));
        for second in ["01:00", "01:30", "01:59"] {
            assert_eq!(shown(&berlin, instant(&format!("2024-10-27T{second}:00Z"))), moment(autumn, 3, 0));
        }
        assert_eq!(shown(&berlin, instant("2024-10-27T02:10:00Z")), moment(autumn, 3, 10));
    }

    #[test]
    fn what_is_skipped_begins_where_the_clock_skips() {
        let (berlin, spring) = (zone("Europe/Berlin"), jiff::civil::date(2024, 3, 31));
        let first = |hour, minute| earliest(&berlin, moment(spring, hour, minute));
        for (hour, minute) in [(2, 0), (2, 30), (3, 0)] {
            assert_eq!(first(hour, minute), moment(spring, 2, 0), "{hour}:{minute:02}");
        }
        for (hour, minute) in [(1, 59), (3, 1), (12, 0)] {
            assert_eq!(first(hour, minute), moment(spring, hour, minute), "{hour}:{minute:02}");
        }
        let autumn = moment(jiff::civil::date(2024, 10, 27), 3, 0);
        assert_eq!(earliest(&berlin, autumn), autumn);
        let shanghai = moment(spring, 2, 30);
        assert_eq!(earliest(&zone("Asia/Shanghai"), shanghai), shanghai);
    }

    #[test]
    fn the_end_of_a_repeated_hour_shows_from_its_second_coming() {
        let (cairo, autumn) = (zone("Africa/Cairo"), jiff::civil::date(2026, 10, 29));
        let day = |hour| first_shown(&cairo, moment(autumn, hour, 0));
        assert_eq!((day(23), day(24)), (instant("2026-10-29T20:00:00Z"), instant("2026-10-29T21:00:00Z")));
        let noon = moment(autumn, 12, 0);
        assert_eq!(first_shown(&cairo, noon), reached(&cairo, noon));
    }

    /// In Cairo the hour before midnight comes twice: its second coming still belongs to the day that it ends.
    #[test]
    fn a_repeated_hour_before_midnight_ends_its_day() {
        let (cairo, autumn) = (zone("Africa/Cairo"), jiff::civil::date(2024, 10, 31));
        assert_eq!(shown(&cairo, instant("2024-10-31T21:30:00Z")), moment(autumn, 24, 0));
        let next = moment(jiff::civil::date(2024, 11, 1), 0, 0);
        assert_eq!(reached(&cairo, next), instant("2024-10-31T22:00:00Z"));
        assert_eq!(reached(&cairo, moment(autumn, 24, 0)), instant("2024-10-31T22:00:00Z"));
    }

    #[test]
    fn changes_are_found_in_both_directions() {
        let berlin = zone("Europe/Berlin");
        let spring = instant("2024-03-31T01:00:00Z");
        let first = changes_from(&berlin, spring).next().expect("one");
        assert_eq!((first.from, first.until), {
            let day = jiff::civil::date(2024, 3, 31);
            (moment(day, 2, 0), moment(day, 3, 0))
        });
        let back = changes_until(&berlin, spring).next().expect("one");
        assert_eq!(back.from, first.from);
        assert_eq!(changes_from(&zone("Asia/Shanghai"), spring).count(), 0);
    }

    #[test]
    fn far_ends_saturate() {
        let shanghai = zone("Asia/Shanghai");
        assert_eq!(
            reached(&shanghai, Moment::midnight(Day(0).plus(i64::MAX))),
            Instant::from_micros(i64::MAX)
        );
        assert_eq!(
            reached(&shanghai, Moment::midnight(Day(0).plus(i64::MIN))),
            Instant::from_micros(i64::MIN)
        );
    }
}
