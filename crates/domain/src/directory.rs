//! Departments and people: who is where, who heads what, and who stands in where a place is vacant.
//!
//! Owns the two aggregates and the [`Directory`], the one in-memory picture of all of them that every command and check
//! asks. It holds everybody, the disabled too: a record keeps showing who signed it. What can be done to the aggregates
//! stands in [`department`] and [`person`], to many of them at once in [`import`]; how the picture is made, in `index`.

pub mod department;
pub mod import;
mod index;
pub mod person;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::access::{Actor, DepartmentRole, OrganizationRole, PersonActor};
use crate::api_key::KeyActor;
use crate::ids::{DepartmentId, PersonId};
use crate::text::{Code, Line};
use crate::time::Instant;

/// A department (部门). Never deleted: a closed one names its successor (resolution 21).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Department {
    /// Its ID.
    pub id: DepartmentId,
    /// Its version.
    pub version: i64,
    /// Unique among all departments, such as `MT`.
    pub code: Code,
    /// The full name, such as 市场部.
    pub name: Line,
    /// The name in codes (resolution 46); 市场 unless set otherwise.
    pub short_name: Line,
    /// The department above.
    pub parent: Option<DepartmentId>,
    /// 部门负责人.
    pub head: Option<PersonId>,
    /// 分管副总.
    pub executive: Option<PersonId>,
    /// When it was closed.
    pub closed_at: Option<Instant>,
    /// Which department took over.
    pub successor: Option<DepartmentId>,
}

/// Whether a person's account works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AccountState {
    /// Signs in and acts.
    Active,
    /// Left: tokens, streams and keys have ended (S1-104).
    Disabled,
}

/// An employee (人员).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Their ID.
    pub id: PersonId,
    /// The version of the record.
    pub version: i64,
    /// Unique among all people; what HR's systems call them.
    pub employee_number: Code,
    /// Their name, as the company prints it.
    pub name: Line,
    /// 岗位.
    pub position: Option<Line>,
    /// Where they are employed.
    pub department: DepartmentId,
    /// Roles in the organisation beside `MEMBER`, which everybody but an auditor has.
    pub roles: BTreeSet<OrganizationRole>,
    /// Roles in departments; at home `EDITOR` where nothing else is set (resolution 68).
    pub department_roles: BTreeMap<DepartmentId, DepartmentRole>,
    /// Whether the account works.
    pub state: AccountState,
    /// The language of messages: `zh-CN` or `en`; the organisation's where unset.
    pub locale: Option<Line<16>>,
    /// When everything personal was erased; number and name are stand-ins since.
    pub erased_at: Option<Instant>,
}

impl Person {
    /// Whether the account works.
    pub fn is_active(&self) -> bool {
        self.state == AccountState::Active
    }

    /// Whether they hold this role in the organisation; `MEMBER` is everybody's but an auditor's.
    pub fn has(&self, role: OrganizationRole) -> bool {
        let member = role == OrganizationRole::Member && !self.roles.contains(&OrganizationRole::Auditor);
        member || self.roles.contains(&role)
    }

    /// What they are in this department, their head's place included. An auditor is nothing anywhere (resolution 68).
    pub fn role_in(&self, department: &Department) -> Option<DepartmentRole> {
        if self.has(OrganizationRole::Auditor) {
            return None;
        }
        if department.head == Some(self.id) {
            return Some(DepartmentRole::Manager);
        }
        let at_home = (self.department == department.id).then_some(DepartmentRole::Editor);
        self.department_roles.get(&department.id).copied().or(at_home)
    }
}

/// Everybody and every department, at one version. Cheap to copy and to share; a shared one never changes.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Rises with every change of the directory; nodes compare it with the stored one.
    version: i64,
    departments: HashMap<DepartmentId, Arc<Department>>,
    people: HashMap<PersonId, Arc<Person>>,
    department_codes: HashMap<Code, DepartmentId>,
    employee_numbers: HashMap<Code, PersonId>,
    children: HashMap<DepartmentId, Vec<DepartmentId>>,
    managers: HashMap<DepartmentId, Vec<PersonId>>,
    /// Who holds the role `MANAGER`, the disabled too.
    deputies: HashMap<DepartmentId, BTreeSet<PersonId>>,
    /// Closed departments by who took over.
    predecessors: HashMap<DepartmentId, Vec<DepartmentId>>,
    executive_of: HashMap<PersonId, BTreeSet<DepartmentId>>,
    headed_by: HashMap<PersonId, BTreeSet<DepartmentId>>,
}

impl Directory {
    /// The version this picture shows.
    pub const fn version(&self) -> i64 {
        self.version
    }

    /// The department with this ID, closed ones included.
    pub fn department(&self, id: DepartmentId) -> Option<&Arc<Department>> {
        self.departments.get(&id)
    }

    /// The department with this code.
    pub fn department_by_code(&self, code: &Code) -> Option<&Arc<Department>> {
        self.department_codes.get(code).and_then(|id| self.departments.get(id))
    }

    /// The person with this ID, disabled ones included.
    pub fn person(&self, id: PersonId) -> Option<&Arc<Person>> {
        self.people.get(&id)
    }

    /// The person with this employee number.
    pub fn person_by_number(&self, number: &Code) -> Option<&Arc<Person>> {
        self.employee_numbers.get(number).and_then(|id| self.people.get(id))
    }

    /// All departments, in no order.
    pub fn departments(&self) -> impl Iterator<Item = &Arc<Department>> {
        self.departments.values()
    }

    /// All people, in no order.
    pub fn people(&self) -> impl Iterator<Item = &Arc<Person>> {
        self.people.values()
    }

    /// Whether the person is there and their account works.
    pub fn is_active(&self, person: PersonId) -> bool {
        self.people.get(&person).is_some_and(|person| person.is_active())
    }

    /// Whether the department is there and open.
    pub fn is_open(&self, department: DepartmentId) -> bool {
        self.departments.get(&department).is_some_and(|department| department.closed_at.is_none())
    }

    /// Who answers for the department now: itself, or where it was closed, the one that took over (resolution 21).
    pub fn standing(&self, department: DepartmentId) -> DepartmentId {
        let mut line = vec![department];
        let mut next = self.departments.get(&department).and_then(|department| department.successor);
        while let Some(id) = next.filter(|id| !line.contains(id)) {
            line.push(id);
            next = self.departments.get(&id).and_then(|department| department.successor);
        }
        line.last().copied().unwrap_or(department)
    }

    /// The departments directly below, closed ones included.
    pub fn children(&self, department: DepartmentId) -> &[DepartmentId] {
        self.children.get(&department).map_or(&[], Vec::as_slice)
    }

    /// The department itself and those above it, nearest first. Ends at the root, also if data held a cycle.
    pub fn ancestry(&self, department: DepartmentId) -> Vec<DepartmentId> {
        let mut line = Vec::new();
        let mut next = Some(department);
        while let Some(id) = next.filter(|id| !line.contains(id)) {
            line.push(id);
            next = self.departments.get(&id).and_then(|department| department.parent);
        }
        line
    }

    /// Whether `department` is `ancestor` or below it.
    pub fn is_within(&self, department: DepartmentId, ancestor: DepartmentId) -> bool {
        self.ancestry(department).contains(&ancestor)
    }

    /// The department and all below it.
    pub fn subtree(&self, department: DepartmentId) -> BTreeSet<DepartmentId> {
        let mut found = BTreeSet::new();
        let mut open = vec![department];
        while let Some(id) = open.pop() {
            if found.insert(id) {
                open.extend_from_slice(self.children(id));
            }
        }
        found
    }

    /// Active head first, then active deputies of the department itself; empty where the place is vacant.
    pub fn managers(&self, department: DepartmentId) -> &[PersonId] {
        self.managers.get(&department).map_or(&[], Vec::as_slice)
    }

    /// Who decides for the department now: its own managers; where there are none, the nearest ancestor's, then its
    /// executive (state tables, "H"; resolution 20). For a closed one, its successor's. Empty: an administrator has to be
    /// told.
    pub fn deciders(&self, department: DepartmentId) -> Vec<PersonId> {
        let department = self.standing(department);
        let line = self.ancestry(department);
        let nearest = line.iter().map(|id| self.managers(*id)).find(|managers| !managers.is_empty());
        match nearest {
            Some(managers) => managers.to_vec(),
            None => self.executive(department).into_iter().collect(),
        }
    }

    /// The departments, closed ones included, for which this person is among the [`Self::deciders`].
    pub fn decided_by(&self, person: PersonId) -> BTreeSet<DepartmentId> {
        let all = self.departments.keys().copied();
        all.filter(|department| self.deciders(*department).contains(&person)).collect()
    }

    /// Whether the person belongs to the department or one below it, decides for it, or holds a role in it.
    pub fn works_for(&self, person: PersonId, department: DepartmentId) -> bool {
        self.person(person).is_some_and(|person| {
            self.is_within(person.department, department)
                || self.deciders(department).contains(&person.id)
                || person.department_roles.contains_key(&department)
        })
    }

    /// The first of [`Self::deciders`]: whom obligations of the department reach.
    pub fn head(&self, department: DepartmentId) -> Option<PersonId> {
        self.deciders(department).first().copied()
    }

    /// The active executive in charge of the department, or of the nearest ancestor that has one.
    pub fn executive(&self, department: DepartmentId) -> Option<PersonId> {
        self.ancestry(department)
            .iter()
            .filter_map(|id| self.departments.get(id)?.executive)
            .find(|executive| self.is_active(*executive))
    }

    /// The executive above all of these departments: that of their nearest common ancestor, else of the first
    /// (resolution 22: the initiating one).
    pub fn common_executive(&self, departments: &[DepartmentId]) -> Option<PersonId> {
        let (first, rest) = departments.split_first()?;
        let common = self
            .ancestry(*first)
            .into_iter()
            .find(|candidate| rest.iter().all(|other| self.is_within(*other, *candidate)));
        common.and_then(|department| self.executive(department)).or_else(|| self.executive(*first))
    }

    /// The person in whose name a system acts: what they are as an employee, without any role in the organisation but `MEMBER`.
    /// `None` for unknown and disabled ones, and for auditors, who do nothing as employees.
    pub fn actor_through(&self, id: PersonId, key: KeyActor) -> Option<Actor> {
        match self.actor(id)? {
            Actor::Person(mut person) if person.roles.contains(&OrganizationRole::Member) => {
                person.roles = [OrganizationRole::Member].into();
                person.through = Some(key);
                Some(Actor::Person(person))
            }
            _ => None,
        }
    }

    /// The same caller as this picture has them: with today's roles of a person, whoever calls in their name. `None` once their
    /// account has ended.
    pub fn present(&self, actor: &Actor) -> Option<Actor> {
        match (actor.person(), actor.through()) {
            (Some(person), Some(key)) => self.actor_through(person, key.clone()),
            (Some(person), None) => self.actor(person),
            (None, _) => Some(actor.clone()),
        }
    }

    /// The person as who acts, with all that the policy asks; `None` for unknown and disabled ones.
    pub fn actor(&self, id: PersonId) -> Option<Actor> {
        let person = self.people.get(&id).filter(|person| person.is_active())?;
        let mut roles = person.roles.clone();
        if person.has(OrganizationRole::Member) {
            roles.insert(OrganizationRole::Member);
        }
        let mut actor = PersonActor {
            id,
            department: person.department,
            roles,
            member_of: [person.department].into(),
            manages: self.headed_by.get(&id).cloned().unwrap_or_default(),
            edits: BTreeSet::new(),
            oversees: BTreeSet::new(),
            executive_of: self.executive_of.get(&id).cloned().unwrap_or_default(),
            through: None,
        };
        actor.member_of.extend(person.department_roles.keys().chain(&actor.manages));
        for department in &actor.member_of {
            match self.departments.get(department).and_then(|department| person.role_in(department)) {
                Some(DepartmentRole::Manager) => {
                    actor.manages.insert(*department);
                    actor.edits.insert(*department);
                }
                Some(DepartmentRole::Editor) => {
                    actor.edits.insert(*department);
                }
                Some(DepartmentRole::Viewer) | None => {}
            }
        }
        self.inherit(&mut actor);
        actor.oversees = actor.manages.iter().flat_map(|department| self.subtree(*department)).collect();
        let below = actor.executive_of.iter().flat_map(|department| self.subtree(*department));
        actor.executive_of = below.filter(|department| self.executive(*department) == Some(id)).collect();
        Some(Actor::Person(Box::new(actor)))
    }

    /// Who took over a closed department stands where its people stood, or nobody could read its archive (resolution 21).
    fn inherit(&self, actor: &mut PersonActor) {
        let mut open: Vec<_> = actor.member_of.iter().copied().collect();
        while let Some(department) = open.pop() {
            for closed in self.predecessors.get(&department).into_iter().flatten() {
                let member = actor.member_of.insert(*closed);
                let manages = actor.manages.contains(&department) && actor.manages.insert(*closed);
                if member || manages {
                    open.push(*closed);
                }
            }
        }
    }
}

/// Field names with their values, in the form of [`crate::command::Aggregate::watched`].
fn fields<const N: usize>(pairs: [(&str, Value); N]) -> Map<String, Value> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
