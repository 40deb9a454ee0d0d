//! How the [`Directory`] is made and brought up to date: one record at a time, every index with it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::{Department, Directory, Person};
use crate::access::DepartmentRole;
use crate::ids::{DepartmentId, PersonId};

impl Directory {
    /// The picture of these departments and people at `version`.
    pub fn new(
        version: i64,
        departments: impl IntoIterator<Item = Department>,
        people: impl IntoIterator<Item = Person>,
    ) -> Self {
        let mut directory = Self { version, ..Self::default() };
        departments.into_iter().for_each(|department| directory.put_department(department));
        people.into_iter().for_each(|person| directory.put_person(person));
        directory
    }

    /// Adds the department, or puts it in the place of the one with its ID.
    pub fn put_department(&mut self, department: Department) {
        let id = department.id;
        if let Some(before) = self.departments.remove(&id) {
            self.department_codes.remove(&before.code);
            drop_from(&mut self.children, before.parent, id);
            drop_from(&mut self.predecessors, before.successor, id);
            leave(&mut self.executive_of, before.executive, id);
            leave(&mut self.headed_by, before.head, id);
        }
        self.department_codes.insert(department.code.clone(), id);
        if let Some(parent) = department.parent {
            self.children.entry(parent).or_default().push(id);
        }
        if let Some(successor) = department.successor {
            self.predecessors.entry(successor).or_default().push(id);
        }
        if let Some(executive) = department.executive {
            self.executive_of.entry(executive).or_default().insert(id);
        }
        if let Some(head) = department.head {
            self.headed_by.entry(head).or_default().insert(id);
        }
        self.departments.insert(id, Arc::new(department));
        self.find_managers(id);
    }

    /// Adds the person, or puts them in the place of the one with their ID.
    pub fn put_person(&mut self, person: Person) {
        let id = person.id;
        let mut touched = self.headed_by.get(&id).cloned().unwrap_or_default();
        if let Some(before) = self.people.remove(&id) {
            self.employee_numbers.remove(&before.employee_number);
            for department in deputy_in(&before) {
                self.deputies.entry(department).or_default().remove(&id);
                touched.insert(department);
            }
        }
        for department in deputy_in(&person) {
            self.deputies.entry(department).or_default().insert(id);
            touched.insert(department);
        }
        self.employee_numbers.insert(person.employee_number.clone(), id);
        self.people.insert(id, Arc::new(person));
        for department in touched {
            self.find_managers(department);
        }
    }

    /// The active head first, then the active deputies in the order of their IDs.
    fn find_managers(&mut self, department: DepartmentId) {
        let head = self.departments.get(&department).and_then(|department| department.head);
        let deputies = self.deputies.get(&department).into_iter().flatten().copied();
        let line = head.into_iter().chain(deputies.filter(|deputy| Some(*deputy) != head));
        let managers = line.filter(|person| self.is_active(*person)).collect();
        self.managers.insert(department, managers);
    }
}

fn deputy_in(person: &Person) -> impl Iterator<Item = DepartmentId> {
    let manager = |role: &DepartmentRole| *role == DepartmentRole::Manager;
    person.department_roles.iter().filter(move |(_, role)| manager(role)).map(|(department, _)| *department)
}

fn drop_from(
    index: &mut HashMap<DepartmentId, Vec<DepartmentId>>,
    key: Option<DepartmentId>,
    department: DepartmentId,
) {
    if let Some(list) = key.and_then(|key| index.get_mut(&key)) {
        list.retain(|entry| *entry != department);
    }
}

fn leave(
    index: &mut HashMap<PersonId, BTreeSet<DepartmentId>>,
    key: Option<PersonId>,
    department: DepartmentId,
) {
    if let Some(set) = key.and_then(|key| index.get_mut(&key)) {
        set.remove(&department);
    }
}
