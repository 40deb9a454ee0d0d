//! The root field for reading calendars.

use async_graphql::{Context, Object};
use liaison_domain::ids::kind;

use super::WorkingCalendar;
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{DateTime, Key};
use crate::graphql::scope::Scope;

/// The root field for reading.
#[derive(Default)]
pub struct CalendarQuery;

#[Object]
impl CalendarQuery {
    /// The working calendar that holds for a department: its own, that of the nearest one above it that has any, or the
    /// organisation's. Costs no statement. Everybody signed in may read it.
    async fn working_calendar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The department; the organisation where absent.")] department: Option<
            Key<kind::Department>,
        >,
        #[graphql(desc = "The version that held at this instant; the present one where absent.")] at: Option<
            DateTime,
        >,
    ) -> OrNull<WorkingCalendar> {
        OrNull::known(ctx, |scope: &Scope| {
            let at = at.map_or(scope.now(), |at| at.0);
            WorkingCalendar::held(scope, department.map(|key| key.0), at)
        })
    }
}
