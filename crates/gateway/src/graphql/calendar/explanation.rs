//! How a due time came about, as values: which hours of which days were counted.

use async_graphql::{Enum, SimpleObject};
use liaison_domain::calendar as domain;

use super::exception::festival;
use crate::graphql::scalars::{Date, DateTime, Duration};
use crate::locale::Locale;

/// What a day was on the way to a due time.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountedDayKind {
    /// Hours of it were counted.
    Hours,
    /// It was counted as a day.
    Day,
    /// The date of the start, or of the event, which does not count.
    Start,
    /// A working day of which nothing was left.
    Idle,
    /// Nobody works on this weekday.
    DayOff,
    /// A holiday.
    Holiday,
}

/// Days one after the other that were treated alike.
#[derive(SimpleObject)]
pub struct CountedDays {
    /// The first.
    pub first: Date,
    /// The last.
    pub last: Date,
    /// What each of them was.
    pub kind: CountedDayKind,
    /// The hours that were counted on each of them, such as `09:00-12:00`; only for `HOURS`.
    pub stretches: Vec<String>,
    /// The working time counted on all of them together; only for `HOURS`.
    pub counted: Option<Duration>,
    /// The days counted; only for `DAY`.
    pub days: Option<i64>,
    /// Why the days are not as their weekday, in the language of the call.
    pub label: Option<String>,
}

/// Days that are only summed up, because the span is long.
#[derive(SimpleObject)]
pub struct SummedDays {
    /// The first.
    pub first: Date,
    /// The last.
    pub last: Date,
    /// How many of them are working days.
    pub working_days: i64,
    /// How many are not.
    pub days_off: i64,
    /// The working time counted on them, where hours are counted.
    pub counted: Duration,
}

/// Years without a loaded schedule.
#[derive(SimpleObject)]
pub struct YearRange {
    /// The first.
    pub first: i32,
    /// The last.
    pub last: i32,
}

/// How a due time came about.
#[derive(SimpleObject)]
pub struct Explanation {
    /// The start, or the event that is counted back from.
    pub started_at: DateTime,
    /// Where counting began: the start, or the opening after it.
    pub counted_from: DateTime,
    /// Where counting ended, before it moved into working hours.
    pub reached_at: DateTime,
    /// The days in their order, at most 60 runs; empty for lengths on the wall clock.
    pub days: Vec<CountedDays>,
    /// What stands before the last of `days` and was too long to tell.
    pub left_out: Option<SummedDays>,
    /// The first date of the week, month or quarter at whose end it is due.
    pub period_first_on: Option<Date>,
    /// Its last date.
    pub period_last_on: Option<Date>,
    /// Years on the way without a loaded schedule: plain weekdays were counted there.
    pub without_schedule: Vec<YearRange>,
    /// The working time counted altogether.
    pub working_time: Duration,
    /// The days counted altogether.
    pub day_count: i64,
    /// The same in sentences of the call's language, one a line.
    pub text: Vec<String>,
}

impl Explanation {
    pub(super) fn of(locale: Locale, calendar: &domain::WorkingCalendar, told: &domain::Explanation) -> Self {
        Self {
            started_at: DateTime(told.from),
            counted_from: DateTime(told.counted_from),
            reached_at: DateTime(told.reached),
            days: told.days.iter().map(|run| CountedDays::of(locale, run)).collect(),
            left_out: told.left_out.map(|left_out| SummedDays {
                first: Date(left_out.first),
                last: Date(left_out.last),
                working_days: left_out.working_days,
                days_off: left_out.days_off,
                counted: duration(left_out.micros),
            }),
            period_first_on: told.period.map(|period| Date(period.first)),
            period_last_on: told.period.map(|period| Date(period.last)),
            without_schedule: told
                .without_schedule
                .iter()
                .map(|(first, last)| YearRange { first: i32::from(*first), last: i32::from(*last) })
                .collect(),
            working_time: duration(told.micros()),
            day_count: told.days(),
            text: super::told::sentences(locale, calendar, told),
        }
    }
}

impl CountedDays {
    fn of(locale: Locale, run: &domain::DayRun) -> Self {
        let label =
            |label: &Option<liaison_domain::text::Line>| label.as_ref().map(|label| festival(locale, label));
        let plain = |kind| Self {
            first: Date(run.first),
            last: Date(run.last),
            kind,
            stretches: Vec::new(),
            counted: None,
            days: None,
            label: None,
        };
        match &run.what {
            domain::DayUse::Hours { stretches, micros, label: why } => Self {
                stretches: stretches.iter().map(stretch).collect(),
                counted: Some(duration(*micros)),
                label: label(why),
                ..plain(CountedDayKind::Hours)
            },
            domain::DayUse::Days { count, label: why } => {
                Self { days: Some(*count), label: label(why), ..plain(CountedDayKind::Day) }
            }
            domain::DayUse::Start => plain(CountedDayKind::Start),
            domain::DayUse::Idle => plain(CountedDayKind::Idle),
            domain::DayUse::DayOff => plain(CountedDayKind::DayOff),
            domain::DayUse::Holiday { label: why } => {
                Self { label: label(why), ..plain(CountedDayKind::Holiday) }
            }
        }
    }
}

const fn duration(micros: i64) -> Duration {
    Duration(jiff::SignedDuration::from_micros(micros))
}

/// A part of a day as `09:00-12:00`; seconds where there are any.
pub(super) fn stretch(stretch: &domain::Stretch) -> String {
    format!("{}-{}", clock(stretch.from), clock(stretch.until))
}

/// Microseconds since a midnight on the wall, as `09:00` or `09:00:30`.
pub(super) fn clock(micros: i64) -> String {
    let seconds = micros.div_euclid(1_000_000);
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if rest == 0 { format!("{hours:02}:{minutes:02}") } else { format!("{hours:02}:{minutes:02}:{rest:02}") }
}
