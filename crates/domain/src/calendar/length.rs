//! Lengths of time as data: what a policy says ("1 working day"), not yet when it ends.

use serde::{Deserialize, Deserializer, Serialize, de};

use super::hours::{ClockTime, Weekday};
use super::wall::{HOUR, MINUTE};
use crate::error::{Reason, Rule};
use crate::named::named;
use crate::time::Instant;

/// How many of a unit: 1 or more (resolution 33), of 64 bits (X12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Count(i64);

impl Count {
    /// One.
    pub const ONE: Self = Self(1);
    /// The minutes of a quarter of an hour.
    pub const FIFTEEN: Self = Self(15);

    /// This many.
    ///
    /// # Errors
    /// `OUT_OF_RANGE` below 1.
    pub fn new(count: i64) -> Result<Self, Reason> {
        if count >= 1 {
            Ok(Self(count))
        } else {
            Err(Reason::of(Rule::OutOfRange).with("min", 1).with("max", i64::MAX))
        }
    }

    /// The number.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(i64::deserialize(deserializer)?).map_err(|reason| de::Error::custom(reason.rule.code()))
    }
}

named! {
    /// When a working day that is counted ends (C25).
    DayMode {
        /// At its close.
        EndOfDay = "END_OF_DAY",
        /// At the local time of the start.
        SameTime = "SAME_TIME",
    }
}

named! {
    /// What a length before an event is counted in.
    LeadUnit {
        /// Minutes on the wall clock.
        ClockMinutes = "CLOCK_MINUTES",
        /// Hours on the wall clock.
        ClockHours = "CLOCK_HOURS",
        /// Minutes inside working hours.
        WorkingMinutes = "WORKING_MINUTES",
        /// Hours inside working hours.
        WorkingHours = "WORKING_HOURS",
        /// Working days, at the same local time (resolution 35).
        WorkingDays = "WORKING_DAYS",
        /// Calendar days, at the same local time (resolution 35).
        CalendarDays = "CALENDAR_DAYS",
    }
}

/// A length counted backwards from an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Lead {
    /// How many.
    pub count: Count,
    /// Of what.
    #[serde(rename = "of")]
    pub unit: LeadUnit,
}

/// How long something may take, in one of the units of `deadlines.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "unit", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum Length {
    /// Minutes on the wall clock, holidays included.
    ClockMinutes {
        /// How many.
        count: Count,
    },
    /// Hours on the wall clock, holidays included.
    ClockHours {
        /// How many.
        count: Count,
    },
    /// Minutes inside working hours.
    WorkingMinutes {
        /// How many.
        count: Count,
    },
    /// Hours inside working hours.
    WorkingHours {
        /// How many.
        count: Count,
    },
    /// Working days.
    WorkingDays {
        /// How many.
        count: Count,
        /// When the last one ends.
        mode: DayMode,
    },
    /// Dates; the last one ends at its midnight.
    CalendarDays {
        /// How many.
        count: Count,
    },
    /// To the close of the week's last working day.
    EndOfWeek,
    /// To the close of the month's last working day.
    EndOfMonth,
    /// To the close of the next month's last working day.
    EndOfNextMonth,
    /// To the close of the quarter's last working day.
    EndOfQuarter,
    /// Every day at this time.
    DailyAt {
        /// The local time.
        at: ClockTime,
        /// Not on days off.
        working_days_only: bool,
    },
    /// Every week at this time.
    Weekly {
        /// The day.
        weekday: Weekday,
        /// The local time.
        at: ClockTime,
        /// On the week's last working day where this one is a day off (resolution 40).
        working_days_only: bool,
    },
    /// Before an event: what is counted from is the event, not a start.
    Before(Lead),
    /// The instant that a person set.
    At {
        /// The instant.
        at: Instant,
    },
}

/// In which time a length goes on and what is left of it is kept (resolution 30).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OwnTime {
    /// All hours count.
    Clock,
    /// Only working hours count.
    Working,
}

impl Length {
    /// One working day to its close: what most policies ask for.
    pub const ONE_WORKING_DAY: Self = Self::WorkingDays { count: Count::ONE, mode: DayMode::EndOfDay };

    /// The time that stands still while a deadline of this length is paused; `None` for lengths that are not paused:
    /// `AT`, `END_OF_*`, recurring ones and `BEFORE` (resolution 30).
    pub const fn own_time(&self) -> Option<OwnTime> {
        match self {
            Self::ClockMinutes { .. } | Self::ClockHours { .. } | Self::CalendarDays { .. } => {
                Some(OwnTime::Clock)
            }
            Self::WorkingMinutes { .. } | Self::WorkingHours { .. } | Self::WorkingDays { .. } => {
                Some(OwnTime::Working)
            }
            Self::EndOfWeek
            | Self::EndOfMonth
            | Self::EndOfNextMonth
            | Self::EndOfQuarter
            | Self::DailyAt { .. }
            | Self::Weekly { .. }
            | Self::Before(_)
            | Self::At { .. } => None,
        }
    }
}

/// So many minutes in microseconds; `None` beyond 64 bits.
pub(super) fn minutes(count: Count) -> Option<i64> {
    count.0.checked_mul(MINUTE)
}

/// So many hours in microseconds; `None` beyond 64 bits.
pub(super) fn hours(count: Count) -> Option<i64> {
    count.0.checked_mul(HOUR)
}
