//! What a calendar is made of, as an administrator gives it and as it is stored; the checks on the way to a calendar.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::WorkingCalendar;
use super::exception::{DayKind, Exception};
use super::hours::{DayHours, Weekday};
use super::schedule::Schedule;
use super::sums::Sums;
use super::wall::Day;
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::text::{Code, Line};
use crate::time::Date;

/// The years in which working time is reckoned; dates and instants outside are refused with `OUT_OF_RANGE`.
pub const YEARS: std::ops::RangeInclusive<i16> = 1900..=2999;

/// Everything that makes a calendar, unchecked as a whole: [`WorkingCalendar::new`] checks it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CalendarDefinition {
    /// What machines call it, such as `CN`.
    pub code: Code,
    /// What people call it.
    pub name: Line,
    /// From 1, one more with every change; spans and due times say by which they were counted.
    pub version: i64,
    /// The IANA name of its zone, such as `Asia/Shanghai`.
    pub zone: String,
    /// The hours of each weekday, Monday first.
    pub week: [DayHours; 7],
    /// The hours of make-up days; Monday's where unset (resolution 31).
    pub make_up_hours: Option<DayHours>,
    /// The dates that are not as their weekday.
    pub exceptions: BTreeMap<Date, Exception>,
    /// The years whose official schedule is among the exceptions; others count plain weekdays and say so (resolution 31).
    pub years: BTreeSet<i16>,
}

impl CalendarDefinition {
    /// Most exceptions of one calendar.
    pub const MAX_EXCEPTIONS: usize = 5_000;

    /// The hours of a weekday.
    pub const fn hours(&self, weekday: Weekday) -> &DayHours {
        &self.week[weekday as usize]
    }

    /// The same with the dates and years of `schedule`; a date that is there already is replaced.
    #[must_use]
    pub fn with_schedule(mut self, schedule: Schedule) -> Self {
        self.exceptions.extend(schedule.exceptions);
        self.years.extend(schedule.years);
        self
    }

    /// The hours of make-up days.
    fn make_up(&self) -> &DayHours {
        self.make_up_hours.as_ref().unwrap_or_else(|| self.hours(Weekday::Monday))
    }

    fn check(&self) -> Result<TimeZone, Refusal> {
        let mut found = Violations::default();
        let zone = TimeZone::get(&self.zone).ok().filter(|zone| zone.iana_name().is_some());
        if zone.is_none() {
            found.add(
                "zone",
                Reason::of(Rule::Unknown).with("zone", self.zone.chars().take(64).collect::<String>()),
            );
        }
        found.check(self.version >= 1, "version", Rule::OutOfRange);
        found.check(self.week.iter().any(|hours| !hours.is_empty()), "week", Rule::NobodyWorks);
        if self.exceptions.len() > Self::MAX_EXCEPTIONS {
            found.add("exceptions", Reason::of(Rule::TooMany).with("max", Self::MAX_EXCEPTIONS));
        }
        let mut made_up = false;
        for (date, exception) in &self.exceptions {
            if !YEARS.contains(&date.year()) {
                found.add(format!("exceptions.{date}"), out_of_range());
            }
            match &exception.kind {
                DayKind::Holiday => {}
                DayKind::MakeUp => made_up = true,
                DayKind::OwnHours { hours } => {
                    found.check(!hours.is_empty(), format!("exceptions.{date}.hours"), Rule::Required);
                }
            }
        }
        found.check(!made_up || !self.make_up().is_empty(), "makeUpHours", Rule::Required);
        if self.years.iter().any(|year| !YEARS.contains(year)) {
            found.add("years", out_of_range());
        }
        found.finish()?;
        zone.ok_or(Refusal::NotFound)
    }
}

impl WorkingCalendar {
    /// The calendar that `definition` describes.
    ///
    /// # Errors
    /// `Invalid` with all of: `UNKNOWN` for a zone that is none, `NOBODY_WORKS` where no weekday has hours, `REQUIRED` for own
    /// or make-up hours that are empty, `OUT_OF_RANGE` for dates outside [`YEARS`] or a version below 1, `TOO_MANY` above
    /// [`CalendarDefinition::MAX_EXCEPTIONS`].
    pub fn new(definition: CalendarDefinition) -> Result<Self, Refusal> {
        let zone = definition.check()?;
        let days: Vec<_> = definition
            .exceptions
            .iter()
            .map(|(date, exception)| {
                let hours = match &exception.kind {
                    DayKind::Holiday => DayHours::default(),
                    DayKind::MakeUp => definition.make_up().clone(),
                    DayKind::OwnHours { hours } => hours.clone(),
                };
                (Day::of(*date), hours)
            })
            .collect();
        let sums = Sums::new(&definition.week, &days);
        Ok(Self { definition, zone, days, sums })
    }
}

/// The refusal of a date or instant outside [`YEARS`].
pub(super) fn out_of_range() -> Reason {
    let day = |year: i16, end: &str| format!("{year}-{end}");
    Reason::of(Rule::OutOfRange)
        .with("min", day(*YEARS.start(), "01-01"))
        .with("max", day(*YEARS.end(), "12-31"))
}

/// A definition with the number of its form, as it is stored.
#[derive(Serialize, Deserialize)]
pub(super) struct Stored {
    schema: u8,
    #[serde(flatten)]
    definition: CalendarDefinition,
}

const SCHEMA: u8 = 1;

impl From<WorkingCalendar> for Stored {
    fn from(calendar: WorkingCalendar) -> Self {
        Self { schema: SCHEMA, definition: calendar.definition }
    }
}

impl TryFrom<Stored> for WorkingCalendar {
    type Error = String;

    fn try_from(stored: Stored) -> Result<Self, String> {
        if stored.schema != SCHEMA {
            return Err(format!("calendar in the unknown form {}", stored.schema));
        }
        Self::new(stored.definition).map_err(|refusal| format!("{refusal:?}"))
    }
}
