//! Working calendars: setting the organisation's or a department's. What runs by the one before is counted anew
//! (resolution 2).

use liaison_domain::authority::administers;
use liaison_domain::calendar::{CalendarChanges, CalendarRecord, SetCalendar};
use liaison_domain::ids::DepartmentId;
use serde::Serialize;

use super::{Answer, Call};
use crate::app::App;

/// A calendar to be set.
#[derive(Clone, Debug, Serialize)]
pub struct CalendarSet {
    /// Whose; none for the organisation's.
    pub department: Option<DepartmentId>,
    /// What is to differ from the calendar that holds; none to let a department follow those above it again.
    pub changes: Option<CalendarChanges>,
}

/// Sets a calendar.
pub async fn set(app: App, call: Call, input: CalendarSet) -> Answer<CalendarRecord> {
    app.change(call, "workingCalendarSet", input, |work, input| {
        Box::pin(async move {
            administers(&work.context())?;
            work.lock_policies().await?;
            let book = work.policies().calendars();
            let current = book.newest(input.department).filter(|current| current.version > 0);
            if let Some(current) = current {
                work.found(Some(current.as_ref().clone())).await?;
            }
            let ctx = work.context();
            let input = match input.changes.clone() {
                Some(changes) => changes.apply(input.department, book, ctx.directory, ctx.now)?,
                None => SetCalendar { department: input.department, definition: None },
            };
            let change = CalendarRecord::set(&ctx, book, input)?;
            work.record(change).await
        })
    })
    .await
}
