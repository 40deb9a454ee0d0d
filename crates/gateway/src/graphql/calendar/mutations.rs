//! Setting a working calendar.

use std::collections::BTreeMap;

use async_graphql::{Context, InputObject, MaybeUndefined, Object};
use liaison_domain::calendar::CalendarChanges;
use liaison_domain::error::{Reason, Refusal, Rule, Violations};
use liaison_domain::ids::kind;
use liaison_domain::patch::Patch;
use liaison_domain::text::{Code, Line};

use super::WorkingCalendar;
use super::exception::{CalendarExceptionInput, WeekdayHoursInput, hours};
use crate::graphql::decode::Decode as _;
use crate::graphql::mutation::{ActionOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Key;
use crate::operations::calendar::{self as operations, CalendarSet};
use crate::payload;

payload! {
    /// What `workingCalendarSet` answers.
    WorkingCalendarSetPayload {
        /// The calendar that holds from now on.
        working_calendar: WorkingCalendar
    }
}

/// A working calendar to be set: what is left out is as in the calendar that holds, which for a department without its own is
/// the one that it follows.
#[derive(InputObject)]
pub struct WorkingCalendarSetInput {
    /// The department; the organisation where absent.
    pub department: Option<Key<kind::Department>>,
    /// Whether the department gives its own calendar up and follows those above it; then nothing else is set.
    #[graphql(default)]
    pub follow: bool,
    /// What machines call it, at most 32 characters.
    pub code: Option<String>,
    /// What people call it, at most 200 characters.
    pub name: Option<String>,
    /// The IANA name of its zone, such as `Asia/Shanghai`.
    pub zone: Option<String>,
    /// The hours of weekdays.
    pub week: Option<Vec<WeekdayHoursInput>>,
    /// The hours of make-up days, such as `09:00-12:00`; null for Monday's.
    pub make_up_hours: MaybeUndefined<Vec<String>>,
    /// An official schedule as CSV, a heading first: `date,kind,reason` and `hours`, kinds `holiday` and `workday`. Its dates
    /// are added; a year with a holiday in it counts as scheduled. Errors name line and column.
    pub schedule: Option<String>,
    /// Dates that differ from their weekday, after those of the schedule; at most 1,000 at once.
    pub exceptions: Option<Vec<CalendarExceptionInput>>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// Most dates of one call.
const MOST_EXCEPTIONS: usize = 1_000;

impl WorkingCalendarSetInput {
    fn decode(self) -> (ActionOptions, Result<CalendarSet, Refusal>) {
        let department = self.department.map(|key| key.0);
        if self.follow {
            return (self.options, Ok(CalendarSet { department, changes: None }));
        }
        let mut found = Violations::default();
        let code = found.given("code", self.code, |raw| Code::new(&raw));
        let name = found.given("name", self.name, |raw| Line::new(&raw));
        let mut week = BTreeMap::new();
        for (index, day) in self.week.unwrap_or_default().into_iter().enumerate() {
            let Some(hours) = hours(&mut found, &format!("week.{index}.hours"), &day.hours) else { continue };
            let twice = week.insert(day.weekday.into(), hours).is_some();
            found.check(!twice, format!("week.{index}.weekday"), Rule::Duplicate);
        }
        let make_up_hours = match self.make_up_hours {
            MaybeUndefined::Undefined => Patch::Keep,
            MaybeUndefined::Null => Patch::Clear,
            MaybeUndefined::Value(texts) => {
                hours(&mut found, "makeUpHours", &texts).map_or(Patch::Keep, Patch::Set)
            }
        };
        let exceptions = self.exceptions.unwrap_or_default();
        if exceptions.len() > MOST_EXCEPTIONS {
            found.add("exceptions", Reason::of(Rule::TooMany).with("max", MOST_EXCEPTIONS));
        }
        let mut dates = BTreeMap::new();
        for (index, one) in exceptions.into_iter().enumerate() {
            let (on, path) = (one.on.0, format!("exceptions.{index}"));
            let Some(exception) = one.decode(&mut found, &path) else { continue };
            let exception = if let Patch::Set(exception) = exception { Some(exception) } else { None };
            let twice = dates.insert(on, exception).is_some();
            found.check(!twice, format!("{path}.on"), Rule::Duplicate);
        }
        let (zone, schedule) = (self.zone, self.schedule);
        let input = found.all((code, name)).map(|(code, name)| CalendarSet {
            department,
            changes: Some(CalendarChanges {
                code,
                name,
                zone,
                week,
                make_up_hours,
                exceptions: dates,
                schedule,
            }),
        });
        (self.options, input)
    }
}

/// The root field for keeping calendars.
#[derive(Default)]
pub struct CalendarMutation;

#[Object]
impl CalendarMutation {
    /// Sets the working calendar of the organisation or a department. What runs is counted anew from now on; spans already
    /// counted stay as they are, and older versions stay readable. For administrators.
    async fn working_calendar_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to differ.")] input: WorkingCalendarSetInput,
    ) -> OrNull<WorkingCalendarSetPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::set).await
    }
}
