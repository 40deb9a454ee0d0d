//! The hours of a day: minutes on the wall clock, intervals between them, and all that one day has of them.
//!
//! A shift over midnight is two intervals, one on each day.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use unicode_normalization::UnicodeNormalization as _;

use crate::error::{Reason, Rule};
use crate::named::named;

named! {
    /// A day of the week.
    Weekday {
        /// 周一.
        Monday = "MONDAY",
        /// 周二.
        Tuesday = "TUESDAY",
        /// 周三.
        Wednesday = "WEDNESDAY",
        /// 周四.
        Thursday = "THURSDAY",
        /// 周五.
        Friday = "FRIDAY",
        /// 周六.
        Saturday = "SATURDAY",
        /// 周日.
        Sunday = "SUNDAY",
    }
}

/// A minute on the wall clock, from `00:00` to `24:00`, the midnight that ends the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClockTime(u16);

impl ClockTime {
    /// `00:00`.
    pub const MIDNIGHT: Self = Self(0);

    /// The time `hour:minute`.
    ///
    /// # Errors
    /// `OUT_OF_RANGE` unless it lies between `00:00` and `24:00`.
    pub fn new(hour: u16, minute: u16) -> Result<Self, Reason> {
        if minute > 59 || hour > 24 || (hour == 24 && minute > 0) {
            return Err(Reason::of(Rule::OutOfRange).with("min", "00:00").with("max", "24:00"));
        }
        Ok(Self(hour * 60 + minute))
    }

    /// Minutes since the midnight that begins the day, 0 to 1440.
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

impl fmt::Display for ClockTime {
    /// As `09:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for ClockTime {
    type Err = Reason;

    /// Reads `9:00` or `09:00`, also in full width; `MALFORMED` and `OUT_OF_RANGE` otherwise.
    fn from_str(text: &str) -> Result<Self, Reason> {
        let plain: String = text.trim().nfkc().collect();
        let (hour, minute) = plain.split_once(':').ok_or_else(|| malformed(text))?;
        let number = |digits: &str, least: usize| {
            let sound =
                (least..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse::<u16>().ok().filter(|_| sound).ok_or_else(|| malformed(text))
        };
        Self::new(number(hour, 1)?, number(minute, 2)?)
    }
}

/// Working time without a break, `[opens, closes)`: the closing minute is no longer worked (resolution 33).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    opens: ClockTime,
    closes: ClockTime,
}

impl Interval {
    /// From `opens` to `closes`.
    ///
    /// # Errors
    /// `CLOSES_BEFORE_OPENING` unless at least a minute lies between them.
    pub fn new(opens: ClockTime, closes: ClockTime) -> Result<Self, Reason> {
        if closes <= opens {
            return Err(Reason::of(Rule::ClosesBeforeOpening).with("opens", opens).with("closes", closes));
        }
        Ok(Self { opens, closes })
    }

    /// The first minute worked.
    pub const fn opens(self) -> ClockTime {
        self.opens
    }

    /// The first minute no longer worked.
    pub const fn closes(self) -> ClockTime {
        self.closes
    }

    /// Its minutes on a wall clock that runs evenly.
    pub fn minutes(self) -> i64 {
        i64::from(self.closes.0 - self.opens.0)
    }
}

impl fmt::Display for Interval {
    /// As `09:00-12:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.opens, self.closes)
    }
}

impl FromStr for Interval {
    type Err = Reason;

    /// Reads `09:00-12:00`; `MALFORMED`, `OUT_OF_RANGE` and `CLOSES_BEFORE_OPENING` otherwise.
    fn from_str(text: &str) -> Result<Self, Reason> {
        let (opens, closes) = text.split_once(['-', '–', '~', '～']).ok_or_else(|| malformed(text))?;
        Self::new(opens.parse()?, closes.parse()?)
    }
}

/// The intervals of one day in their order, none sharing a minute; empty on a day off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct DayHours(Vec<Interval>);

impl DayHours {
    /// Most intervals of one day.
    pub const MAX: usize = 24;

    /// These intervals, given in any order.
    ///
    /// # Errors
    /// `HOURS_OVERLAP` where two share a minute (one may begin as another ends), `TOO_MANY` above [`Self::MAX`].
    pub fn new(mut intervals: Vec<Interval>) -> Result<Self, Reason> {
        if intervals.len() > Self::MAX {
            return Err(Reason::of(Rule::TooMany).with("max", Self::MAX));
        }
        intervals.sort_unstable();
        match intervals.windows(2).find(|pair| pair[1].opens < pair[0].closes) {
            Some(pair) => Err(Reason::of(Rule::HoursOverlap).with("one", pair[0]).with("other", pair[1])),
            None => Ok(Self(intervals)),
        }
    }

    /// The intervals, first to last.
    pub fn intervals(&self) -> &[Interval] {
        &self.0
    }

    /// Whether nobody works.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The last closing of the day; `None` on a day off.
    pub fn close(&self) -> Option<ClockTime> {
        self.0.last().map(|interval| interval.closes)
    }

    /// Minutes worked on a wall clock that runs evenly.
    pub fn minutes(&self) -> i64 {
        self.0.iter().map(|interval| interval.minutes()).sum()
    }
}

impl FromStr for DayHours {
    type Err = Reason;

    /// Reads intervals parted by spaces, `;` or `,`, as `09:00-12:00 13:00-18:00`; empty text is a day off.
    fn from_str(text: &str) -> Result<Self, Reason> {
        let parts = text
            .split(|letter: char| letter.is_whitespace() || matches!(letter, ';' | ',' | '；' | '，' | '、'));
        Self::new(parts.filter(|part| !part.is_empty()).map(str::parse).collect::<Result<_, _>>()?)
    }
}

fn malformed(text: &str) -> Reason {
    Reason::of(Rule::Malformed).with("text", text.chars().take(40).collect::<String>())
}

macro_rules! as_text {
    ($($name:ident)+) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(|reason: Reason| de::Error::custom(reason.rule.code()))
            }
        }
    )+};
}

as_text! { ClockTime Interval }

impl<'de> Deserialize<'de> for DayHours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let intervals = Vec::deserialize(deserializer)?;
        Self::new(intervals).map_err(|reason| de::Error::custom(reason.rule.code()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule<T>(answer: Result<T, Reason>) -> Option<Rule> {
        answer.err().map(|reason| reason.rule)
    }

    #[test]
    fn times_read_as_people_write_them() {
        let read = |text: &str| text.parse::<ClockTime>().map(|time| time.to_string());
        assert_eq!(read("9:05"), Ok("09:05".to_owned()));
        assert_eq!(read(" ０９：０５ "), Ok("09:05".to_owned()));
        assert_eq!(read("24:00"), Ok("24:00".to_owned()));
        for text in ["24:01", "25:00", "09:60", "99:99"] {
            assert_eq!(rule(text.parse::<ClockTime>()), Some(Rule::OutOfRange), "{text}");
        }
        for text in ["", "9", "9:5", "009:00", "+9:00", "-1:00", "9:00:00", "9h00", "٩:٠٠"] {
            assert_eq!(rule(text.parse::<ClockTime>()), Some(Rule::Malformed), "{text}");
        }
    }

    #[test]
    fn hours_neither_overlap_nor_end_before_they_begin() {
        assert_eq!(rule("12:00-09:00".parse::<Interval>()), Some(Rule::ClosesBeforeOpening));
        assert_eq!(rule("12:00-12:00".parse::<Interval>()), Some(Rule::ClosesBeforeOpening));
        assert_eq!(rule("09:00-13:00 12:59-18:00".parse::<DayHours>()), Some(Rule::HoursOverlap));
        assert_eq!(rule("12:00-18:00;09:00-18:00".parse::<DayHours>()), Some(Rule::HoursOverlap));
        let touching = "13:00-18:00 09:00-13:00".parse::<DayHours>().expect("touching is no overlap");
        assert_eq!((touching.minutes(), touching.close().map(ClockTime::minutes)), (540, Some(1080)));
        let many =
            (0..25).map(|hour| format!("00:{hour:02}-00:{:02}", hour + 1)).collect::<Vec<_>>().join(" ");
        assert_eq!(rule(many.parse::<DayHours>()), Some(Rule::TooMany));
    }

    #[test]
    fn stored_hours_are_checked_like_new_ones() {
        let hours: DayHours = "09:00-12:00 13:00-18:00".parse().expect("sound");
        let text = serde_json::to_string(&hours).expect("JSON");
        assert_eq!(text, r#"["09:00-12:00","13:00-18:00"]"#);
        assert_eq!(serde_json::from_str::<DayHours>(&text).expect("reads back"), hours);
        assert!(serde_json::from_str::<DayHours>(r#"["09:00-12:00","11:00-18:00"]"#).is_err());
        assert!(serde_json::from_str::<DayHours>(r#"["12:00-09:00"]"#).is_err());
    }
}
