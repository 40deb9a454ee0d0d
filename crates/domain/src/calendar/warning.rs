//! When to warn before a deadline is breached (resolution 43).

use serde::{Deserialize, Deserializer, Serialize, de};

use super::WorkingCalendar;
use super::length::{Lead, Length, OwnTime};
use super::work::later;
use crate::error::{Reason, Rule};
use crate::time::Instant;

/// A share of a length, 1 to 99 in a hundred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Percent(u8);

impl Percent {
    /// This share.
    ///
    /// # Errors
    /// `OUT_OF_RANGE` outside 1 to 99.
    pub fn new(percent: u8) -> Result<Self, Reason> {
        if (1..100).contains(&percent) {
            Ok(Self(percent))
        } else {
            Err(Reason::of(Rule::OutOfRange).with("min", 1).with("max", 99))
        }
    }

    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(u8::deserialize(deserializer)?).map_err(|reason| de::Error::custom(reason.rule.code()))
    }
}

/// What a policy says about warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "warn", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Warning {
    /// When this share of the length is used. For dates (`AT`, `END_OF_*`) in place of that: at the opening of the last working
    /// day before.
    Share {
        /// The share.
        percent: Percent,
    },
    /// So long before it is due.
    Before(Lead),
}

impl Default for Warning {
    /// At 75 in a hundred (resolution 43).
    fn default() -> Self {
        Self::Share { percent: Percent(75) }
    }
}

impl WorkingCalendar {
    /// When to warn about a deadline that goes on at `from` and is due at `due`, having used `used` microseconds of its own time
    /// before; `None` where that is not between the two: then there is nothing to warn about any more.
    ///
    /// What recurs and what lies before an event has no length of its own; of the working time between `from` and `due` the
    /// share is taken.
    ///
    /// # Errors
    /// `OUT_OF_RANGE` outside the years [`super::YEARS`].
    pub fn warning_point(
        &self,
        warning: Warning,
        length: &Length,
        from: Instant,
        due: Instant,
        used: i64,
    ) -> Result<Option<Instant>, Reason> {
        let point = match (warning, length) {
            (Warning::Before(lead), _) => Some(self.before(due, lead)?),
            (
                Warning::Share { .. },
                Length::At { .. }
                | Length::EndOfWeek
                | Length::EndOfMonth
                | Length::EndOfNextMonth
                | Length::EndOfQuarter,
            ) => {
                let day = self.moment(later(due, -1)?).day;
                Some(self.opening(self.working_day_before(day, 1)?))
            }
            (Warning::Share { percent }, _) => {
                let own = length.own_time().unwrap_or(OwnTime::Working);
                let left = self.measure(own, from, due)?;
                let whole = left.saturating_add(used.max(0));
                let ahead = left - whole / 100 * i64::from(100 - percent.get());
                match own {
                    _ if ahead <= 0 => None,
                    OwnTime::Clock => Some(later(from, ahead)?),
                    OwnTime::Working => Some(self.advance(from, ahead)?),
                }
            }
        };
        Ok(point.filter(|point| from < *point && *point < due))
    }
}
