//! All calendars with all their versions: what holds now, what held then, and by what something was counted.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::record::{CalendarRecord, CalendarRef};
use super::{Calendars, WorkingCalendar};
use crate::ids::{DepartmentId, WorkingCalendarId};
use crate::time::Instant;

/// Every version of every calendar, the shipped one of the organisation among them.
#[derive(Clone, Debug)]
pub struct CalendarBook {
    /// By whose it is and the record's version.
    versions: BTreeMap<(Option<DepartmentId>, i64), Arc<CalendarRecord>>,
    /// The organisation's first version, which holds where nothing else did.
    shipped: Arc<CalendarRecord>,
    present: Calendars,
}

impl Default for CalendarBook {
    /// The shipped calendar alone.
    fn default() -> Self {
        Self::new([])
    }
}

impl CalendarBook {
    /// The shipped calendar and these versions.
    pub fn new(set: impl IntoIterator<Item = CalendarRecord>) -> Self {
        let shipped = Arc::new(CalendarRecord::shipped());
        let all = std::iter::once(Arc::clone(&shipped)).chain(set.into_iter().map(Arc::new));
        let versions: BTreeMap<_, _> = all.map(|one| ((one.department, one.version), one)).collect();
        let mut newest = BTreeMap::new();
        for ((whose, _), one) in &versions {
            newest.insert(*whose, one.calendar.clone());
        }
        let organization = newest.remove(&None).flatten().unwrap_or_default();
        let departments = newest.into_iter().filter_map(|(whose, calendar)| Some((whose?, calendar?)));
        let present = Calendars::new(organization, departments);
        Self { versions, shipped, present }
    }

    /// What holds now.
    pub const fn present(&self) -> &Calendars {
        &self.present
    }

    /// The versions of one calendar, newest first.
    pub fn versions(&self, whose: Option<DepartmentId>) -> impl Iterator<Item = &Arc<CalendarRecord>> {
        self.versions.range((whose, i64::MIN)..=(whose, i64::MAX)).rev().map(|(_, one)| one)
    }

    /// The newest version of one calendar; none for a department that never had one.
    pub fn newest(&self, whose: Option<DepartmentId>) -> Option<&Arc<CalendarRecord>> {
        self.versions(whose).next()
    }

    /// The calendar with this ID in its newest version.
    pub fn by_id(&self, id: WorkingCalendarId) -> Option<&Arc<CalendarRecord>> {
        self.versions.values().rev().find(|one| one.id == id)
    }

    /// The calendar by which something was counted; it stays readable whatever was set since.
    pub fn version(&self, reference: CalendarRef) -> Option<&Arc<WorkingCalendar>> {
        let found = self.versions(reference.department).find(|one| one.reference() == reference)?;
        found.calendar.as_ref()
    }

    /// The version that holds at `at` for a department, given with those above it, nearest first: that of the first of them
    /// that had one then, else the organisation's (resolution 32).
    pub fn at(&self, ancestry: &[DepartmentId], at: Instant) -> &Arc<CalendarRecord> {
        let held = |whose| {
            let then = self.versions(whose).find(|one| one.set_at.is_none_or(|since| since <= at));
            then.filter(|one| one.calendar.is_some())
        };
        let own = ancestry.iter().find_map(|department| held(Some(*department)));
        own.or_else(|| held(None)).unwrap_or(&self.shipped)
    }
}
