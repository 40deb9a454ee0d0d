//! Random calendars, instants and lengths; instants often near a change of the zone's clock, hours often over night.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use jiff::civil::date;
use jiff::tz::TimeZone;
use liaison_domain::calendar::{
    CalendarDefinition, ClockTime, Count, DayHours, DayKind, DayMode, Exception, Interval, Lead, LeadUnit,
    Length, Weekday, WorkingCalendar,
};
use liaison_domain::text::{Code, Line};
use liaison_domain::time::{Date, Instant};
use proptest::prelude::*;
use proptest::sample::select;

/// Zones with clocks that change by half an hour, an hour and two, at two o'clock, at midnight and before it, and never.
const ZONES: &[&str] = &[
    "Asia/Shanghai",
    "Asia/Kathmandu",
    "UTC",
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",
    "America/Santiago",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "Pacific/Auckland",
];

/// Hours by day, by night, around the clock, and cut where clocks change.
const USUAL: &[&str] =
    &["09:00-12:00 13:00-18:00", "00:00-06:00", "00:00-24:00", "18:00-24:00", "01:30-02:30 02:30-03:00"];

/// 2024-01-01T00:00:00Z in microseconds.
pub(super) const BEGIN: i64 = 1_704_067_200_000_000;
const HOUR: i64 = 3_600_000_000;
/// Three years.
const YEARS: i64 = 3 * 366 * 24 * HOUR;

pub(super) fn later(at: Instant, micros: i64) -> Instant {
    Instant::from_micros(at.micros() + micros)
}

pub(super) fn day_after(day: Date, days: i64) -> Date {
    day.checked_add(SignedDuration::from_hours(24 * days)).expect("a date of these years")
}

fn quarter(number: u16) -> ClockTime {
    ClockTime::new(number / 4, number % 4 * 15).expect("a quarter of an hour")
}

/// Hours of a day, opening and closing on quarters of an hour.
fn hours() -> impl Strategy<Value = DayHours> {
    let usual = select(USUAL).prop_map(|text| text.parse().expect("hours"));
    let any = prop::collection::btree_set(0..=96_u16, 2..=8).prop_map(|quarters| {
        let quarters: Vec<_> = quarters.into_iter().collect();
        let intervals =
            quarters.chunks_exact(2).map(|pair| Interval::new(quarter(pair[0]), quarter(pair[1])));
        DayHours::new(intervals.collect::<Result<_, _>>().expect("in order")).expect("apart")
    });
    prop_oneof![3 => usual, 2 => any, 2 => Just(DayHours::default())]
}

fn exception() -> impl Strategy<Value = (Date, Exception)> {
    let kind = (0..3_u8, hours()).prop_map(|(kind, hours)| match kind {
        0 => DayKind::MakeUp,
        1 if !hours.is_empty() => DayKind::OwnHours { hours },
        _ => DayKind::Holiday,
    });
    (0..1_200_i64, kind).prop_map(|(day, kind)| {
        (
            day_after(date(2023, 12, 1), day),
            Exception { kind, label: Line::optional(Some("假")).expect("a line") },
        )
    })
}

/// A calendar in which somebody works.
pub(super) fn calendar() -> impl Strategy<Value = WorkingCalendar> {
    let week = prop_oneof![
        hours().prop_map(|day| std::array::from_fn(|at| if at < 5 {
            day.clone()
        } else {
            DayHours::default()
        })),
        prop::array::uniform7(hours()),
    ];
    let exceptions = prop_oneof![2 => prop::collection::vec(exception(), 0..12), 1 => prop::collection::vec(exception(), 60)];
    (select(ZONES), week, exceptions).prop_map(|(zone, mut week, exceptions)| {
        if week[0].is_empty() {
            week[0] = "08:00-16:00".parse().expect("hours");
        }
        let definition = CalendarDefinition {
            code: Code::new("R").expect("a code"),
            name: Line::new("Random").expect("a line"),
            version: 1,
            zone: zone.to_owned(),
            week,
            make_up_hours: None,
            exceptions: exceptions.into_iter().collect::<BTreeMap<_, _>>(),
            years: [2024, 2026].into(),
        };
        WorkingCalendar::new(definition).expect("a sound calendar")
    })
}

/// An instant not yet settled: it may be near a change of the clock of a zone that is known later.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawInstant {
    micros: i64,
    near: Option<(usize, i64)>,
    grain: i64,
}

impl RawInstant {
    /// The instant in the zone of `calendar`.
    pub(super) fn settle(self, calendar: &WorkingCalendar) -> Instant {
        let near = self.near.and_then(|(change, offset)| Some(nth_change(calendar.zone(), change)? + offset));
        let micros = near.unwrap_or(self.micros);
        Instant::from_micros(micros - micros.rem_euclid(self.grain))
    }
}

fn nth_change(zone: &TimeZone, number: usize) -> Option<i64> {
    let from = Instant::from_micros(BEGIN).timestamp();
    zone.following(from).nth(number).map(|change| change.timestamp().as_microsecond())
}

/// An instant of three years, on quarters of an hour, on minutes or anywhere.
pub(super) fn instant() -> impl Strategy<Value = RawInstant> {
    let near = prop::option::weighted(0.4, (0..6_usize, -40 * HOUR..40 * HOUR));
    let grain = select(&[1, 60_000_000, 15 * 60_000_000][..]);
    (BEGIN..BEGIN + YEARS, near, grain).prop_map(|(micros, near, grain)| RawInstant { micros, near, grain })
}

pub(super) fn count(most: i64) -> impl Strategy<Value = Count> {
    (1..=most).prop_map(|count| Count::new(count).expect("at least one"))
}

/// A time of day on a quarter of an hour, before midnight.
pub(super) fn time() -> impl Strategy<Value = ClockTime> {
    (0..96_u16).prop_map(quarter)
}

/// A length of a kind that is paused.
pub(super) fn pausing() -> impl Strategy<Value = Length> {
    prop_oneof![
        count(200_000).prop_map(|count| Length::ClockMinutes { count }),
        count(5_000).prop_map(|count| Length::ClockHours { count }),
        count(20_000).prop_map(|count| Length::WorkingMinutes { count }),
        count(1_000).prop_map(|count| Length::WorkingHours { count }),
        count(300).prop_map(|count| Length::WorkingDays { count, mode: DayMode::EndOfDay }),
        count(3).prop_map(|count| Length::WorkingDays { count, mode: DayMode::EndOfDay }),
        count(300).prop_map(|count| Length::WorkingDays { count, mode: DayMode::SameTime }),
        count(3).prop_map(|count| Length::WorkingDays { count, mode: DayMode::SameTime }),
        count(400).prop_map(|count| Length::CalendarDays { count }),
    ]
}

pub(super) fn lead() -> impl Strategy<Value = Lead> {
    (count(300), select(LeadUnit::ALL)).prop_map(|(count, unit)| Lead { count, unit })
}

pub(super) fn period() -> impl Strategy<Value = Length> {
    select(&[Length::EndOfWeek, Length::EndOfMonth, Length::EndOfNextMonth, Length::EndOfQuarter][..])
}

pub(super) fn recurring() -> impl Strategy<Value = Length> {
    (time(), prop::option::of(select(Weekday::ALL)), any::<bool>()).prop_map(
        |(at, weekday, working_days_only)| match weekday {
            None => Length::DailyAt { at, working_days_only },
            Some(weekday) => Length::Weekly { weekday, at, working_days_only },
        },
    )
}

/// A length of any kind but the instant that a person set.
pub(super) fn length() -> impl Strategy<Value = Length> {
    prop_oneof![4 => pausing(), 2 => lead().prop_map(Length::Before), 1 => period(), 1 => recurring()]
}
