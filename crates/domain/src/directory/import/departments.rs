//! Lines of the departments' file: new ones are founded before the people come, heads are named after.

use std::collections::HashSet;

use super::rows::{DepartmentRow, Pending};
use super::{FileReport, Outcome, Planner, reasons};
use crate::directory::Department;
use crate::directory::department::{DepartmentPatch, NewDepartment};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{DepartmentId, PersonId};
use crate::patch::Patch;
use crate::text::Code;

impl Planner<'_> {
    /// Refuses the lines whose head or executive is neither here nor arriving, before anything depends on them.
    pub(super) fn with_known_places(
        &self,
        rows: Vec<Pending<DepartmentRow>>,
        arriving: &HashSet<&Code>,
        report: &mut FileReport,
    ) -> Vec<Pending<DepartmentRow>> {
        let known =
            |number: &Code| arriving.contains(number) || self.directory.person_by_number(number).is_some();
        let mut kept = Vec::new();
        for pending in rows {
            let mut found = Violations::default();
            for (field, number) in [("head", &pending.row.head), ("executive", &pending.row.executive)] {
                if let Some(number) = number.value().filter(|number| !known(number)) {
                    found.add(field, unknown(number));
                }
            }
            match found.finish() {
                Ok(()) => kept.push(pending),
                Err(refusal) => report.set(pending.at, Outcome::Refused, reasons(refusal)),
            }
        }
        kept
    }

    /// Founds the department, without head and executive.
    pub(super) fn found(&mut self, row: &DepartmentRow) -> Result<Outcome, Refusal> {
        let Some(name) = row.name.clone() else {
            return Err(Reason::of(Rule::Required).at("name").into());
        };
        let input = NewDepartment {
            id: None,
            code: row.code.clone(),
            name,
            short_name: row.short_name.clone(),
            parent: self.department_of("parent", &row.parent)?.apply(None),
            head: None,
            executive: None,
        };
        let change = Department::create(&self.ctx(), input)?;
        Ok(self.take_department(change))
    }

    /// Brings a department that is there to what the line says, head and executive included.
    pub(super) fn revise(&mut self, row: &DepartmentRow) -> Result<Outcome, Refusal> {
        let Some(department) = self.directory.department_by_code(&row.code).cloned() else {
            return Err(unknown(&row.code).at("code").into());
        };
        let patch = DepartmentPatch {
            name: row.name.clone(),
            short_name: row.short_name.clone(),
            parent: self.department_of("parent", &row.parent)?,
            head: self.person_of("head", &row.head)?,
            executive: self.person_of("executive", &row.executive)?,
        };
        if department.patched(patch.clone()) == *department {
            return Ok(Outcome::Unchanged);
        }
        let change = department.update(&self.ctx(), patch)?;
        Ok(self.take_department(change))
    }

    fn department_of(&self, field: &str, code: &Patch<Code>) -> Result<Patch<DepartmentId>, Refusal> {
        code.clone().try_map(|code| self.department_with(field, &code))
    }

    /// The department with this code as the lines taken so far have it.
    pub(super) fn department_with(&self, field: &str, code: &Code) -> Result<DepartmentId, Refusal> {
        let found = self.directory.department_by_code(code);
        found.map(|department| department.id).ok_or_else(|| unknown(code).at(field).into())
    }

    fn person_of(&self, field: &str, number: &Patch<Code>) -> Result<Patch<PersonId>, Refusal> {
        number.clone().try_map(|number| {
            let found = self.directory.person_by_number(&number);
            found.map(|person| person.id).ok_or_else(|| unknown(&number).at(field).into())
        })
    }
}

fn unknown(code: &Code) -> Reason {
    Reason::of(Rule::Unknown).with("value", code)
}
