//! Whose calendar holds: that of who owes (resolution 32).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::WorkingCalendar;
use crate::ids::DepartmentId;

/// All calendars in force: the organisation's, and those of departments that have one of their own.
#[derive(Clone, Debug, Default)]
pub struct Calendars {
    organization: Arc<WorkingCalendar>,
    departments: BTreeMap<DepartmentId, Arc<WorkingCalendar>>,
}

impl Calendars {
    /// The organisation's calendar, and those of departments.
    pub fn new(
        organization: Arc<WorkingCalendar>,
        departments: impl IntoIterator<Item = (DepartmentId, Arc<WorkingCalendar>)>,
    ) -> Self {
        Self { organization, departments: departments.into_iter().collect() }
    }

    /// The organisation's: dates on forms are meant in its zone.
    pub const fn organization(&self) -> &Arc<WorkingCalendar> {
        &self.organization
    }

    /// The calendar of a department, given with those above it, nearest first ([`crate::directory::Directory::ancestry`]):
    /// the first of them that has one, else the organisation's.
    pub fn of(&self, ancestry: &[DepartmentId]) -> &Arc<WorkingCalendar> {
        self.whose(ancestry).and_then(|whose| self.departments.get(&whose)).unwrap_or(&self.organization)
    }

    /// The department whose calendar that is; none for the organisation's.
    pub fn whose(&self, ancestry: &[DepartmentId]) -> Option<DepartmentId> {
        ancestry.iter().copied().find(|department| self.departments.contains_key(department))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, department};

    #[test]
    fn the_nearest_department_with_a_calendar_decides_resolution_32() {
        let world = World::new();
        let own = |version| {
            let mut definition = WorkingCalendar::default().definition().clone();
            definition.version = version;
            Arc::new(WorkingCalendar::new(definition).expect("sound"))
        };
        let version = |calendars: &Calendars, number| {
            calendars.of(&world.directory.ancestry(department(number))).definition().version
        };
        let none = Calendars::new(own(1), []);
        assert_eq!((version(&none, 1), version(&none, 9)), (1, 1));
        let above = Calendars::new(own(1), [(department(9), own(9))]);
        assert_eq!((version(&above, 1), version(&above, 9)), (9, 9));
        let both = Calendars::new(own(1), [(department(9), own(9)), (department(2), own(2))]);
        assert_eq!((version(&both, 1), version(&both, 2), version(&both, 9)), (9, 2, 9));
    }
}
