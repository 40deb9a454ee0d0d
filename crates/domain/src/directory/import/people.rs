//! Lines of the people's file.

use std::collections::BTreeMap;

use super::rows::PersonRow;
use super::{Outcome, Planner};
use crate::access::DepartmentRole;
use crate::directory::Person;
use crate::directory::person::{NewPerson, PersonPatch};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::DepartmentId;

impl Planner<'_> {
    /// Takes the person on, or brings one who is there to what the line says.
    pub(super) fn enter(&mut self, row: &PersonRow) -> Result<Outcome, Refusal> {
        match self.directory.person_by_number(&row.employee_number).cloned() {
            None => self.take_on(row),
            Some(person) => self.amend(&person, row),
        }
    }

    fn take_on(&mut self, row: &PersonRow) -> Result<Outcome, Refusal> {
        let (Some(name), Some(department)) = (row.name.clone(), &row.department) else {
            let mut found = Violations::default();
            found.check(row.name.is_some(), "name", Rule::Required);
            found.check(row.department.is_some(), "department", Rule::Required);
            return Err(found.finish().err().unwrap_or_else(|| Reason::of(Rule::Required).at("name").into()));
        };
        let department = self.department_with("department", department)?;
        let mut department_roles = BTreeMap::new();
        set_at_home(&mut department_roles, department, row.roles.home);
        let input = NewPerson {
            id: None,
            employee_number: row.employee_number.clone(),
            name,
            position: row.position.clone().apply(None),
            department,
            roles: row.roles.organization.clone().unwrap_or_default(),
            department_roles,
            locale: row.locale.clone().apply(None),
        };
        let change = Person::create(&self.ctx(), input)?;
        Ok(self.take_person(change))
    }

    fn amend(&mut self, person: &Person, row: &PersonRow) -> Result<Outcome, Refusal> {
        let code = row.department.as_ref();
        let department = code.map(|code| self.department_with("department", code)).transpose()?;
        let mut patch = PersonPatch {
            name: row.name.clone(),
            position: row.position.clone(),
            department,
            roles: row.roles.organization.clone(),
            department_roles: None,
            locale: row.locale.clone(),
        };
        let after = person.patched(patch.clone());
        if row.roles.home.is_some() {
            let mut roles = after.department_roles;
            set_at_home(&mut roles, after.department, row.roles.home);
            patch.department_roles = Some(roles);
        }
        if person.patched(patch.clone()) == *person {
            return Ok(Outcome::Unchanged);
        }
        let change = person.update(&self.ctx(), patch)?;
        Ok(self.take_person(change))
    }
}

/// Sets the role at home; `EDITOR` is what everybody is there and stands unwritten (resolution 68).
fn set_at_home(
    roles: &mut BTreeMap<DepartmentId, DepartmentRole>,
    home: DepartmentId,
    role: Option<DepartmentRole>,
) {
    match role {
        None => {}
        Some(DepartmentRole::Editor) => {
            roles.remove(&home);
        }
        Some(role) => {
            roles.insert(home, role);
        }
    }
}
