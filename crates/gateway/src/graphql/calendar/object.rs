//! A working calendar in one of its versions.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use liaison_domain::calendar::{self as domain, CalendarRecord};
use liaison_domain::ids::{WorkingCalendarId, kind};

use super::exception::{CalendarException, WeekdayHours, WorkingInterval};
use crate::graphql::directory::{Department, Person};
use crate::graphql::error::Fault;
use crate::graphql::mutation::Shown;
use crate::graphql::node::Identified;
use crate::graphql::nullable::OrNull;
use crate::graphql::pack::length::Weekday;
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::scope::Scope;

/// Most days of a window of exceptions.
const MOST_DAYS: i32 = 400;

/// A version of a calendar, with what holds by it.
#[derive(Clone)]
pub struct WorkingCalendar {
    record: Arc<CalendarRecord>,
    calendar: Arc<domain::WorkingCalendar>,
}

impl WorkingCalendar {
    /// The schema's form of this version; nothing for a department that follows those above it.
    pub(super) fn of(record: &Arc<CalendarRecord>) -> Option<Self> {
        let calendar = Arc::clone(record.calendar.as_ref()?);
        Some(Self { record: Arc::clone(record), calendar })
    }

    /// What holds by it.
    pub(super) const fn calendar(&self) -> &Arc<domain::WorkingCalendar> {
        &self.calendar
    }

    /// The calendar that holds at this instant for a department, or for the organisation.
    pub(super) fn held(
        scope: &Scope,
        department: Option<liaison_domain::ids::DepartmentId>,
        at: liaison_domain::time::Instant,
    ) -> Option<Self> {
        let ancestry = department.map(|of| scope.directory().ancestry(of)).unwrap_or_default();
        Self::of(scope.policies().calendars().at(&ancestry, at))
    }
}

impl Identified for WorkingCalendar {
    type Kind = kind::WorkingCalendar;

    async fn find(scope: &Scope, id: WorkingCalendarId) -> Result<Option<Self>, Fault> {
        Ok(scope.policies().calendars().by_id(id).and_then(Self::of))
    }
}

/// Working hours and the dates that differ: the organisation's (工作日历), or those of a department and of all below it that
/// have none of their own. Everybody signed in may read it.
#[Object]
impl WorkingCalendar {
    /// Opaque; the same in all versions.
    pub async fn id(&self) -> ID {
        ID(self.record.id.to_string())
    }

    /// Rises with every change; the organisation's shipped calendar is 1.
    async fn version(&self) -> i64 {
        self.record.reference().version
    }

    /// Whose it is; null for the organisation's.
    async fn department(&self, ctx: &Context<'_>) -> OrNull<Department> {
        OrNull::node(ctx, self.record.department).await
    }

    /// What machines call it, such as `CN`.
    async fn code(&self) -> &str {
        self.calendar.definition().code.as_str()
    }

    /// What people call it.
    async fn name(&self) -> &str {
        self.calendar.definition().name.as_str()
    }

    /// The IANA name of its zone, such as `Asia/Shanghai`.
    async fn zone(&self) -> &str {
        &self.calendar.definition().zone
    }

    /// The hours of each weekday, Monday first.
    async fn week(&self) -> Vec<WeekdayHours> {
        let days = Weekday::ALL.iter();
        days.map(|weekday| WeekdayHours {
            weekday: *weekday,
            hours: WorkingInterval::all(self.calendar.definition().hours((*weekday).into())),
        })
        .collect()
    }

    /// The hours of make-up days; null where Monday's hold.
    async fn make_up_hours(&self) -> Option<Vec<WorkingInterval>> {
        self.calendar.definition().make_up_hours.as_ref().map(WorkingInterval::all)
    }

    /// The dates from `from` to `to`, both included and at most 400 days apart, that are not as their weekday.
    async fn exceptions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first date.")] from: Date,
        #[graphql(desc = "The last date.")] to: Date,
    ) -> OrNull<Vec<CalendarException>> {
        let found = async {
            let days = from.0.until(to.0).map_or(i32::MAX, |span| span.get_days());
            if days > MOST_DAYS {
                return Err(Fault::list_too_long("exceptions", 400));
            }
            let locale = Scope::of(ctx)?.locale();
            let all = self.calendar.definition().exceptions.iter();
            let chosen = all.filter(|(on, _)| (from.0..=to.0).contains(on));
            Ok(chosen
                .map(|(on, exception)| CalendarException::of(locale, &self.calendar, *on, exception))
                .collect())
        };
        OrNull::some(found).await
    }

    /// The years whose official schedule is loaded; others count plain weekdays, and explanations say so.
    async fn scheduled_years(&self) -> Vec<i32> {
        self.calendar.definition().years.iter().map(|year| i32::from(*year)).collect()
    }

    /// Whether anybody works on a date.
    async fn is_working_day(&self, #[graphql(desc = "The date, in the calendar's zone.")] on: Date) -> bool {
        self.calendar.is_working_day(on.0)
    }

    /// Since when this version holds; null for the shipped one.
    async fn set_at(&self) -> Option<DateTime> {
        self.record.set_at.map(DateTime)
    }

    /// Who set it; null for the shipped one and for the server.
    async fn set_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.record.set_by).await
    }
}

impl Shown for WorkingCalendar {
    type Record = CalendarRecord;

    /// The version just set; for a department that gave its own up, the calendar that it follows now.
    fn show(scope: &Scope, record: CalendarRecord) -> Self {
        let (department, at) = (record.department, record.set_at.unwrap_or_else(|| scope.now()));
        let record = Arc::new(record);
        Self::of(&record).or_else(|| Self::held(scope, department, at)).unwrap_or_else(|| {
            let calendar = Arc::clone(scope.policies().calendars().present().organization());
            Self { record, calendar }
        })
    }
}
