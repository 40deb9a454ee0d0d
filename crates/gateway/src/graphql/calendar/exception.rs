//! Hours of a day, and the dates that are not as their weekday.

use async_graphql::{Enum, InputObject, SimpleObject};
use liaison_domain::calendar::{self as domain, DayHours, DayKind, Festival};
use liaison_domain::error::{Reason, Rule, Violations};
use liaison_domain::patch::Patch;
use liaison_domain::text::Line;

use crate::graphql::pack::length::Weekday;
use crate::graphql::scalars::Date;
use crate::locale::Locale;
use crate::messages;

/// Working time without a break: the closing minute is no longer worked.
#[derive(SimpleObject)]
pub struct WorkingInterval {
    /// The first minute worked, such as `09:00`.
    pub opens: String,
    /// The first minute no longer worked, such as `12:00`; `24:00` is the midnight that ends the day.
    pub closes: String,
}

impl WorkingInterval {
    pub(super) fn all(hours: &DayHours) -> Vec<Self> {
        let intervals = hours.intervals().iter();
        intervals
            .map(|one| Self { opens: one.opens().to_string(), closes: one.closes().to_string() })
            .collect()
    }
}

/// The hours of one weekday.
#[derive(SimpleObject)]
pub struct WeekdayHours {
    /// The day.
    pub weekday: Weekday,
    /// Its hours; empty where nobody works.
    pub hours: Vec<WorkingInterval>,
}

/// What a date is in place of its weekday.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarDayKind {
    /// Nobody works (节假日).
    Holiday,
    /// Worked with the calendar's make-up hours (调休上班日).
    MakeUp,
    /// Worked with hours of its own, such as half a day.
    OwnHours,
}

/// A date that is not as its weekday.
#[derive(SimpleObject)]
pub struct CalendarException {
    /// The date, in the calendar's zone.
    pub on: Date,
    /// What it is.
    pub kind: CalendarDayKind,
    /// The hours that are worked on it.
    pub hours: Vec<WorkingInterval>,
    /// Why, in the language of the call where it is a festival of China's official schedule.
    pub label: Option<String>,
}

impl CalendarException {
    pub(super) fn of(
        locale: Locale,
        calendar: &domain::WorkingCalendar,
        on: liaison_domain::time::Date,
        exception: &domain::Exception,
    ) -> Self {
        let kind = match exception.kind {
            DayKind::Holiday => CalendarDayKind::Holiday,
            DayKind::MakeUp => CalendarDayKind::MakeUp,
            DayKind::OwnHours { .. } => CalendarDayKind::OwnHours,
        };
        Self {
            on: Date(on),
            kind,
            hours: WorkingInterval::all(calendar.hours(on)),
            label: exception.label.as_ref().map(|label| festival(locale, label)),
        }
    }
}

/// What people read for the label of a date: the festival's name in their language, else as it was given.
pub(super) fn festival(locale: Locale, label: &Line) -> String {
    Festival::of(label)
        .map_or_else(|| label.to_string(), |festival| messages::label(locale, "Festival", festival.name()))
}

/// The hours of one weekday.
#[derive(InputObject)]
pub struct WeekdayHoursInput {
    /// The day.
    pub weekday: Weekday,
    /// Its hours, such as `09:00-12:00`, at most 24; empty where nobody works.
    pub hours: Vec<String>,
}

/// A date that is to differ from its weekday.
#[derive(InputObject)]
pub struct CalendarExceptionInput {
    /// The date, in the calendar's zone.
    pub on: Date,
    /// What it is; absent for a date that is as its weekday again.
    pub kind: Option<CalendarDayKind>,
    /// Its hours, such as `09:00-12:00`: for `OWN_HOURS` alone.
    pub hours: Option<Vec<String>>,
    /// Why, at most 200 characters.
    pub label: Option<String>,
}

impl CalendarExceptionInput {
    /// The exception, cleared for a date that is as its weekday again; nothing where a part was refused.
    pub(super) fn decode(self, found: &mut Violations, path: &str) -> Option<Patch<domain::Exception>> {
        let given = self.hours.is_some();
        let own = self.kind == Some(CalendarDayKind::OwnHours);
        if given != own {
            let rule = if own { Rule::Required } else { Rule::Malformed };
            found.add(format!("{path}.hours"), Reason::of(rule));
        }
        let own_hours = hours(found, &format!("{path}.hours"), &self.hours.unwrap_or_default());
        let label = match self.label.as_deref() {
            Some(label) => found.take(format!("{path}.label"), Line::new(label)).map(Some),
            None => Some(None),
        };
        let kind = match self.kind {
            None => return Some(Patch::Clear),
            Some(CalendarDayKind::Holiday) => DayKind::Holiday,
            Some(CalendarDayKind::MakeUp) => DayKind::MakeUp,
            Some(CalendarDayKind::OwnHours) => DayKind::OwnHours { hours: own_hours? },
        };
        Some(Patch::Set(domain::Exception { kind, label: label? }))
    }
}

/// The hours of a day from their texts.
pub(super) fn hours(found: &mut Violations, path: &str, texts: &[String]) -> Option<DayHours> {
    let intervals: Result<Vec<domain::Interval>, _> = texts.iter().map(|text| text.parse()).collect();
    found.take(path, intervals.and_then(DayHours::new))
}
