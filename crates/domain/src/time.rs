//! Instants, dates and where they come from: the only definitions of time in Liaison.
//!
//! Owns [`Instant`] (what columns, events and commands carry) and the [`Clock`] that hands it out. Working time and
//! calendars are next door in [`crate::calendar`].

use std::fmt;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// A calendar date without a zone; on the wire and in columns ISO 8601 (`2024-05-30`).
pub type Date = jiff::civil::Date;

/// A point in time, in whole microseconds since 1970-01-01T00:00:00Z.
///
/// Both databases keep it as a BIGINT, so that the same row compares alike everywhere. It may step back between two
/// events (clocks do); what orders events is their position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(i64);

impl Instant {
    /// The instant `micros` microseconds after the epoch; negative before it.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down, as tokens carry them.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// The instant this many seconds later (earlier when negative); saturates at the ends of the range.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// The same instant as a timestamp of the time library.
    pub fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::MAX)
    }

    /// The local date at this instant in `zone`.
    pub fn date_in(self, zone: &TimeZone) -> Date {
        zone.to_datetime(self.timestamp()).date()
    }

    /// The instant at which the clock on the wall of `zone` shows `date` `time`; in a gap the later, in a fold the
    /// earlier reading.
    pub fn at(date: Date, time: jiff::civil::Time, zone: &TimeZone) -> Self {
        zone.to_ambiguous_timestamp(date.to_datetime(time))
            .compatible()
            .map_or(Self(i64::MAX), |found| Self(found.as_microsecond()))
    }
}

impl From<jiff::Timestamp> for Instant {
    fn from(timestamp: jiff::Timestamp) -> Self {
        Self(timestamp.as_microsecond())
    }
}

impl fmt::Display for Instant {
    /// RFC 3339 in UTC, as the API prints it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timestamp().fmt(f)
    }
}

/// Where the present comes from. One real implementation lives in the gateway, moved ones in tests and `demo`.
pub trait Clock: Send + Sync + 'static {
    /// The present instant; two calls may answer the same one.
    fn now(&self) -> Instant;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_depends_on_the_zone() {
        let shanghai = TimeZone::get("Asia/Shanghai").expect("bundled zone");
        let late = Instant::from("2024-05-31T16:30:00Z".parse::<jiff::Timestamp>().expect("valid"));
        assert_eq!(late.date_in(&shanghai).to_string(), "2024-06-01");
        assert_eq!(late.date_in(&TimeZone::UTC).to_string(), "2024-05-31");
    }

    #[test]
    fn prints_utc_and_counts_seconds_downwards() {
        let start = Instant::from("2024-05-06T09:00:00+08:00".parse::<jiff::Timestamp>().expect("valid"));
        assert_eq!(start.to_string(), "2024-05-06T01:00:00Z");
        assert_eq!(Instant::from_micros(-1).seconds(), -1);
    }
}
