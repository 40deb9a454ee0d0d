//! The time that people and departments spend in meetings, as a field of theirs.

use async_graphql::SimpleObject;
use liaison_domain::ids::{DepartmentId, PersonId};
use liaison_domain::time::Instant;
use liaison_persistence::meeting as stored;

use super::batches::{OfDepartments, OfPeople, Period};
use crate::graphql::error::Fault;
use crate::graphql::scalars::{Date, Duration};
use crate::graphql::scope::Scope;

/// Meetings that took place, and the time in them, as far as the viewer may see the meetings.
#[derive(SimpleObject)]
pub struct MeetingTime {
    /// How many; of a department, one for each of its people who was there.
    pub meetings: u64,
    /// How long: from opening, or the planned start, to the end. Of a department, the sum over its people.
    pub time: Duration,
}

impl MeetingTime {
    fn of(found: Option<&stored::MeetingTime>) -> Self {
        let stored::MeetingTime { meetings, micros } = found.copied().unwrap_or_default();
        Self { meetings, time: Duration(jiff::SignedDuration::from_micros(micros)) }
    }

    /// What one person spent.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for a period that ends before it begins; those of the store.
    pub async fn of_person(scope: &Scope, person: PersonId, from: Date, to: Date) -> Result<Self, Fault> {
        let key = (person, period(scope, from, to)?);
        Ok(Self::of(scope.loader::<OfPeople>().get(key).await?.as_deref()))
    }

    /// What the people of one department spent.
    ///
    /// # Errors
    /// As [`Self::of_person`].
    pub async fn of_department(
        scope: &Scope,
        department: DepartmentId,
        from: Date,
        to: Date,
    ) -> Result<Self, Fault> {
        let key = (department, period(scope, from, to)?);
        Ok(Self::of(scope.loader::<OfDepartments>().get(key).await?.as_deref()))
    }
}

/// From the midnight that begins the first day to the one that ends the last, in the organisation's zone.
fn period(scope: &Scope, from: Date, to: Date) -> Result<Period, Fault> {
    if to.0 < from.0 {
        return Err(Fault::period_reversed("to", from.0));
    }
    let policies = scope.policies();
    let midnight = |date| Instant::at(date, jiff::civil::Time::midnight(), policies.hours().zone());
    Ok((midnight(from.0), midnight(to.0.saturating_add(jiff::Span::new().days(1)))))
}
