//! Lengths of time and warnings as policies say them: objects, inputs, and the words for both languages.

use async_graphql::{Context, Enum, InputObject, Object, OneofObject, Result, SimpleObject};
use liaison_domain::calendar::{self as domain, ClockTime, Count, Percent};
use liaison_domain::error::{Reason, Rule, Violations};

use crate::graphql::scalars::DateTime;
use crate::graphql::scope::Scope;
use crate::locale::Locale;
use crate::{messages, schema_enum};

schema_enum! {
    /// When a working day that is counted ends.
    DayMode of liaison_domain::calendar::DayMode, filter "DayModeFilter" {
        /// At its close.
        EndOfDay = "END_OF_DAY",
        /// At the local time of the start.
        SameTime = "SAME_TIME",
    }
}

schema_enum! {
    /// What a length before an event is counted in.
    LeadUnit of liaison_domain::calendar::LeadUnit, filter "LeadUnitFilter" {
        /// Minutes on the wall clock.
        ClockMinutes = "CLOCK_MINUTES",
        /// Hours on the wall clock.
        ClockHours = "CLOCK_HOURS",
        /// Minutes inside working hours.
        WorkingMinutes = "WORKING_MINUTES",
        /// Hours inside working hours.
        WorkingHours = "WORKING_HOURS",
        /// Working days, at the same local time.
        WorkingDays = "WORKING_DAYS",
        /// Calendar days, at the same local time.
        CalendarDays = "CALENDAR_DAYS",
    }
}

schema_enum! {
    /// A day of the week.
    Weekday of liaison_domain::calendar::Weekday, filter "WeekdayFilter" {
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

/// What a length is counted in.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum LengthUnit {
    /// Minutes on the wall clock, holidays included.
    ClockMinutes,
    /// Hours on the wall clock, holidays included.
    ClockHours,
    /// Minutes inside working hours.
    WorkingMinutes,
    /// Hours inside working hours.
    WorkingHours,
    /// Working days; `mode` says when the last one ends.
    WorkingDays,
    /// Dates; the last one ends at its midnight.
    CalendarDays,
    /// To the close of the week's last working day.
    EndOfWeek,
    /// To the close of the month's last working day.
    EndOfMonth,
    /// To the close of the next month's last working day.
    EndOfNextMonth,
    /// To the close of the quarter's last working day.
    EndOfQuarter,
    /// Every day at a local time.
    DailyAt,
    /// Every week on a weekday at a local time.
    Weekly,
    /// So long before an event; the start is the event.
    Before,
    /// The instant that a person set.
    At,
}

/// How long something may take. Which fields are set depends on the unit.
#[derive(Clone, Copy, Debug)]
pub struct Length(pub domain::Length);

/// How long something may take. Which fields are set depends on the unit.
#[Object]
impl Length {
    /// What it is counted in.
    async fn unit(&self) -> LengthUnit {
        unit(&self.0)
    }

    /// How many; null where the unit needs none.
    async fn count(&self) -> Option<i64> {
        count(&self.0).map(Count::get)
    }

    /// When the last of `WORKING_DAYS` ends.
    async fn mode(&self) -> Option<DayMode> {
        match self.0 {
            domain::Length::WorkingDays { mode, .. } => Some(mode.into()),
            _ => None,
        }
    }

    /// The local time of `DAILY_AT` and `WEEKLY`, such as `17:00`.
    async fn time(&self) -> Option<String> {
        self.0.recurrence().map(|recurrence| recurrence.at.to_string())
    }

    /// The day of `WEEKLY`.
    async fn weekday(&self) -> Option<Weekday> {
        self.0.recurrence().and_then(|recurrence| recurrence.weekday).map(Into::into)
    }

    /// Whether what recurs leaves days off out.
    async fn working_days_only(&self) -> Option<bool> {
        self.0.recurrence().map(|recurrence| recurrence.working_days_only)
    }

    /// What `BEFORE` is counted in.
    async fn before_unit(&self) -> Option<LeadUnit> {
        match self.0 {
            domain::Length::Before(lead) => Some(lead.unit.into()),
            _ => None,
        }
    }

    /// The instant of `AT`.
    async fn instant(&self) -> Option<DateTime> {
        match self.0 {
            domain::Length::At { at } => Some(DateTime(at)),
            _ => None,
        }
    }

    /// What people read for it, in the language of the call: "2 working days".
    async fn text(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(words(Scope::of(ctx)?.locale(), &self.0))
    }
}

const fn unit(length: &domain::Length) -> LengthUnit {
    match length {
        domain::Length::ClockMinutes { .. } => LengthUnit::ClockMinutes,
        domain::Length::ClockHours { .. } => LengthUnit::ClockHours,
        domain::Length::WorkingMinutes { .. } => LengthUnit::WorkingMinutes,
        domain::Length::WorkingHours { .. } => LengthUnit::WorkingHours,
        domain::Length::WorkingDays { .. } => LengthUnit::WorkingDays,
        domain::Length::CalendarDays { .. } => LengthUnit::CalendarDays,
        domain::Length::EndOfWeek => LengthUnit::EndOfWeek,
        domain::Length::EndOfMonth => LengthUnit::EndOfMonth,
        domain::Length::EndOfNextMonth => LengthUnit::EndOfNextMonth,
        domain::Length::EndOfQuarter => LengthUnit::EndOfQuarter,
        domain::Length::DailyAt { .. } => LengthUnit::DailyAt,
        domain::Length::Weekly { .. } => LengthUnit::Weekly,
        domain::Length::Before(_) => LengthUnit::Before,
        domain::Length::At { .. } => LengthUnit::At,
    }
}

const fn count(length: &domain::Length) -> Option<Count> {
    match *length {
        domain::Length::ClockMinutes { count }
        | domain::Length::ClockHours { count }
        | domain::Length::WorkingMinutes { count }
        | domain::Length::WorkingHours { count }
        | domain::Length::WorkingDays { count, .. }
        | domain::Length::CalendarDays { count }
        | domain::Length::Before(domain::Lead { count, .. }) => Some(count),
        _ => None,
    }
}

/// What people read for a length.
pub fn words(locale: Locale, length: &domain::Length) -> String {
    let unit = async_graphql::resolver_utils::enum_value(unit(length)).to_string();
    let recurrence = length.recurrence();
    let count = count(length).map(|count| count.get().to_string()).unwrap_or_default();
    let time = recurrence.map(|recurrence| recurrence.at.to_string()).unwrap_or_default();
    let weekday = recurrence.and_then(|recurrence| recurrence.weekday);
    let weekday = weekday.map(|day| messages::label(locale, "Weekday", day.name())).unwrap_or_default();
    let days = if recurrence.is_some_and(|one| one.working_days_only) { "working" } else { "all" };
    let mode = match length {
        domain::Length::WorkingDays { mode, .. } => mode.name(),
        _ => "",
    };
    let (of, instant) = match length {
        domain::Length::Before(lead) => (lead.unit.name(), String::new()),
        domain::Length::At { at } => ("", at.to_string()),
        _ => ("", String::new()),
    };
    let of = if of.is_empty() { String::new() } else { messages::label(locale, "LeadUnit", of) };
    let params = [
        ("count", count.as_str()),
        ("time", &time),
        ("weekday", &weekday),
        ("days", days),
        ("mode", mode),
        ("of", &of),
        ("instant", &instant),
    ];
    messages::text(locale, &format!("length-{unit}"), params)
}

/// A length of time. Which fields are needed depends on the unit; the others are left out.
#[derive(InputObject, Clone, Debug)]
pub struct LengthInput {
    /// What it is counted in.
    pub unit: LengthUnit,
    /// How many, at least 1: for minutes, hours, days and `BEFORE`.
    pub count: Option<i64>,
    /// When the last of `WORKING_DAYS` ends; `END_OF_DAY` where absent.
    pub mode: Option<DayMode>,
    /// The local time of `DAILY_AT` and `WEEKLY`, such as `17:00`.
    pub time: Option<String>,
    /// The day of `WEEKLY`.
    pub weekday: Option<Weekday>,
    /// Whether what recurs leaves days off out; it does where absent.
    pub working_days_only: Option<bool>,
    /// What `BEFORE` is counted in.
    pub before_unit: Option<LeadUnit>,
    /// The instant of `AT`.
    pub instant: Option<DateTime>,
}

impl LengthInput {
    /// The length, or nothing and a note of everything that is missing for its unit.
    pub fn decode(self, found: &mut Violations, path: &str) -> Option<domain::Length> {
        use domain::Length as L;
        let at = |field: &str| format!("{path}.{field}");
        let required = |found: &mut Violations, field: &str| found.add(at(field), Reason::of(Rule::Required));
        let counted = |found: &mut Violations| {
            if self.count.is_none() {
                required(found, "count");
            }
            found.take(at("count"), Count::new(self.count?))
        };
        let time = |found: &mut Violations| {
            if self.time.is_none() {
                required(found, "time");
            }
            found.take(at("time"), self.time.as_ref()?.parse::<ClockTime>())
        };
        let working_days_only = self.working_days_only.unwrap_or(true);
        Some(match self.unit {
            LengthUnit::ClockMinutes => L::ClockMinutes { count: counted(found)? },
            LengthUnit::ClockHours => L::ClockHours { count: counted(found)? },
            LengthUnit::WorkingMinutes => L::WorkingMinutes { count: counted(found)? },
            LengthUnit::WorkingHours => L::WorkingHours { count: counted(found)? },
            LengthUnit::WorkingDays => L::WorkingDays {
                count: counted(found)?,
                mode: self.mode.map_or(domain::DayMode::EndOfDay, Into::into),
            },
            LengthUnit::CalendarDays => L::CalendarDays { count: counted(found)? },
            LengthUnit::EndOfWeek => L::EndOfWeek,
            LengthUnit::EndOfMonth => L::EndOfMonth,
            LengthUnit::EndOfNextMonth => L::EndOfNextMonth,
            LengthUnit::EndOfQuarter => L::EndOfQuarter,
            LengthUnit::DailyAt => L::DailyAt { at: time(found)?, working_days_only },
            LengthUnit::Weekly => {
                if self.weekday.is_none() {
                    required(found, "weekday");
                }
                let at = time(found);
                L::Weekly { weekday: self.weekday?.into(), at: at?, working_days_only }
            }
            LengthUnit::Before => {
                if self.before_unit.is_none() {
                    required(found, "beforeUnit");
                }
                let count = counted(found);
                L::Before(domain::Lead { count: count?, unit: self.before_unit?.into() })
            }
            LengthUnit::At => {
                if self.instant.is_none() {
                    required(found, "instant");
                }
                L::At { at: self.instant?.0 }
            }
        })
    }
}

/// So long before something.
#[derive(SimpleObject)]
pub struct Lead {
    /// How many.
    pub count: i64,
    /// Of what.
    pub unit: LeadUnit,
}

/// When to warn before something is due: exactly one of the fields is set.
#[derive(SimpleObject)]
pub struct DeadlineWarning {
    /// When this share of the length is used, in a hundred; for dates, at the opening of the last working day before.
    pub percent: Option<i32>,
    /// So long before it is due.
    pub before: Option<Lead>,
}

impl From<domain::Warning> for DeadlineWarning {
    fn from(warning: domain::Warning) -> Self {
        match warning {
            domain::Warning::Share { percent } => {
                Self { percent: Some(i32::from(percent.get())), before: None }
            }
            domain::Warning::Before(lead) => {
                let lead = Lead { count: lead.count.get(), unit: lead.unit.into() };
                Self { percent: None, before: Some(lead) }
            }
        }
    }
}

/// So long before something.
#[derive(InputObject, Clone, Debug)]
pub struct LeadInput {
    /// How many, at least 1.
    pub count: i64,
    /// Of what.
    pub unit: LeadUnit,
}

/// When to warn before something is due: exactly one of the fields.
#[derive(OneofObject, Clone, Debug)]
pub enum DeadlineWarningInput {
    /// When this share of the length is used, from 1 to 99 in a hundred.
    Percent(i32),
    /// So long before it is due.
    Before(LeadInput),
}

impl DeadlineWarningInput {
    /// The warning, or nothing and a note of why.
    pub fn decode(self, found: &mut Violations, path: &str) -> Option<domain::Warning> {
        match self {
            Self::Percent(percent) => {
                let percent = u8::try_from(percent).unwrap_or(u8::MAX);
                let percent = found.take(format!("{path}.percent"), Percent::new(percent))?;
                Some(domain::Warning::Share { percent })
            }
            Self::Before(lead) => {
                let count = found.take(format!("{path}.before.count"), Count::new(lead.count))?;
                Some(domain::Warning::Before(domain::Lead { count, unit: lead.unit.into() }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graphql::filter::NamedEnum as _;

    #[test]
    fn every_value_of_the_domain_has_one_of_the_schema() {
        use liaison_domain::calendar as domain;
        for one in domain::Weekday::ALL {
            assert_eq!(Weekday::from(*one).stored(), one.name());
        }
        for one in domain::DayMode::ALL {
            assert_eq!(DayMode::from(*one).stored(), one.name());
        }
        for one in domain::LeadUnit::ALL {
            assert_eq!(LeadUnit::from(*one).stored(), one.name());
        }
    }
}
