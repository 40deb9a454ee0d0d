//! Working calendars in the schema: hours, dates that differ, versions; and what comes of a length of time by one. Everybody
//! reads them, administrators keep them.

pub mod exception;
pub mod explanation;
pub mod lists;
pub mod mutations;
pub mod object;
pub mod preview;
mod told;

pub use lists::CalendarQuery;
pub use mutations::CalendarMutation;
pub use object::WorkingCalendar;
pub use preview::DeadlinePreviewQuery;
