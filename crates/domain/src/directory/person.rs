//! What can be done to a person: taken on, changed, disabled when they leave. HR and administrators may; organisation
//! roles are the administrator's to give, roles in a department its managers' and the administrator's (`policy`).

mod erase;
mod policy;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{AccountState, Department, Person};
use crate::access::{Audience, DepartmentRole, OrganizationRole};
use crate::command::{Aggregate, Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::event::{Fact, SubjectKind};
use crate::ids::{self, DepartmentId, PersonId};
use crate::patch::Patch;
use crate::search::Searchable;
use crate::text::{Code, Line, Text};
use policy::may_set_roles_in;

/// Most departments in which one person may have a role (resolution 81).
pub const MAX_DEPARTMENT_ROLES: usize = 50;

/// What can be done to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonAction {
    /// Taking one on.
    Create,
    /// Changing name, position, language or the department of employment.
    Update,
    /// Changing roles in the organisation.
    SetRoles,
    /// Changing roles in departments (S1-7).
    SetDepartmentRoles,
    /// Ending the account (S1-104).
    Disable,
    /// Erasing everything personal of one who left (resolution 79).
    Erase,
}

impl PersonAction {
    /// Every action, in the order of declaration.
    pub const ALL: [Self; 6] =
        [Self::Create, Self::Update, Self::SetRoles, Self::SetDepartmentRoles, Self::Disable, Self::Erase];

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Create => "CREATE",
            Self::Update => "UPDATE",
            Self::SetRoles => "SET_ROLES",
            Self::SetDepartmentRoles => "SET_DEPARTMENT_ROLES",
            Self::Disable => "DISABLE",
            Self::Erase => "ERASE",
        }
    }
}

/// What happened to a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum PersonFact {
    /// They were taken on.
    PersonCreated,
    /// What they are called, their position or their language changed.
    PersonUpdated,
    /// They are employed in another department.
    PersonMoved {
        /// In which they were.
        from: DepartmentId,
        /// In which they are.
        to: DepartmentId,
    },
    /// Their roles changed, in the organisation or in departments.
    PersonRolesChanged,
    /// Their account ended.
    PersonDisabled {
        /// The open departments whose head or executive they were.
        heads: Vec<DepartmentId>,
    },
    /// Everything personal of them is gone for good (resolution 79).
    PersonErased {
        /// Why.
        reason: Text,
    },
}

impl Fact for PersonFact {
    const SUBJECT: SubjectKind = SubjectKind::Person;
}

/// A person to be taken on.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewPerson {
    /// Chosen by the caller, or made here.
    pub id: Option<PersonId>,
    /// Unique, and for good: imports recognise people by it.
    pub employee_number: Code,
    /// Their name.
    pub name: Line,
    /// 岗位.
    pub position: Option<Line>,
    /// Where they are employed.
    pub department: DepartmentId,
    /// Roles in the organisation beside `MEMBER`.
    pub roles: BTreeSet<OrganizationRole>,
    /// Roles in departments.
    pub department_roles: BTreeMap<DepartmentId, DepartmentRole>,
    /// The language of messages.
    pub locale: Option<Line<16>>,
}

/// Changes of a person.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PersonPatch {
    /// Their name.
    pub name: Option<Line>,
    /// 岗位.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub position: Patch<Line>,
    /// Where they are employed; a transfer.
    pub department: Option<DepartmentId>,
    /// Roles in the organisation, all of them.
    pub roles: Option<BTreeSet<OrganizationRole>>,
    /// Roles in departments, all of them.
    pub department_roles: Option<BTreeMap<DepartmentId, DepartmentRole>>,
    /// The language of messages.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub locale: Patch<Line<16>>,
}

impl Person {
    /// Takes a person on. `ctx.directory` has to be the stored one, read under its lock: employee numbers are unique in it.
    pub fn create(ctx: &Context<'_>, input: NewPerson) -> Result<Change<Self>, Refusal> {
        Self::can(PersonAction::Create, ctx)?;
        let roles = without_member(input.roles);
        if !roles.is_empty() {
            Self::can(PersonAction::SetRoles, ctx)?;
        }
        input.department_roles.keys().try_for_each(|department| may_set_roles_in(ctx, *department))?;
        let mut found = Violations::default();
        let taken = ctx.directory.person_by_number(&input.employee_number).is_some();
        found.check(!taken, "employeeNumber", Rule::CodeTaken);
        let id = input.id.unwrap_or_else(|| ids::fresh(ctx.ids));
        found.check(ctx.directory.person(id).is_none(), "id", Rule::IdTaken);
        let state = Self {
            id,
            version: 0,
            employee_number: input.employee_number,
            name: input.name,
            position: input.position,
            department: input.department,
            roles,
            department_roles: input.department_roles,
            state: AccountState::Active,
            locale: input.locale,
            erased_at: None,
        };
        state.check(ctx, None, &mut found);
        found.finish()?;
        Ok(Change::created(state, vec![PersonFact::PersonCreated]))
    }

    /// Changes what the patch names. A transfer ends the role at the old home, unless the patch says the roles itself;
    /// whoever heads a department still does, and the caller is warned.
    pub fn update(&self, ctx: &Context<'_>, patch: PersonPatch) -> Result<Change<Self>, Refusal> {
        let state = self.patched(patch);
        let needed = self.actions_to(&state);
        needed.iter().try_for_each(|action| Self::can(*action, ctx))?;
        self.roles_changed(&state).try_for_each(|department| may_set_roles_in(ctx, department))?;
        needed.iter().try_for_each(|action| self.admits(*action, ctx))?;
        let mut found = Violations::default();
        state.check(ctx, Some(self), &mut found);
        let resigns = self.has(OrganizationRole::Admin) && !state.has(OrganizationRole::Admin);
        found.check(!resigns || !self.is_last_administrator(ctx), "roles", Rule::LastAdministrator);
        found.finish()?;
        let moved = state.department != self.department;
        let facts = self.told(&state);
        let change = Change::of(self, state, facts);
        Ok(if moved { change.warn(self.places(ctx)) } else { change })
    }

    /// Ends the account. Obligations reach who stands in at once, for the directory answers so (resolution 20). Places of
    /// head and executive that fall vacant are warned of.
    pub fn disable(&self, ctx: &Context<'_>) -> Result<Change<Self>, Refusal> {
        self.admits(PersonAction::Disable, ctx)?;
        let state = Self { state: AccountState::Disabled, ..self.clone() };
        let heads = self.departments_led(ctx).map(|department| department.id).collect();
        Ok(Change::of(self, state, vec![PersonFact::PersonDisabled { heads }]).warn(self.places(ctx)))
    }

    /// What the patch makes of them, unchecked.
    pub(super) fn patched(&self, patch: PersonPatch) -> Self {
        let mut state = self.clone();
        state.roles = patch.roles.map_or(state.roles, without_member);
        state.name = patch.name.unwrap_or(state.name);
        state.position = patch.position.apply(state.position);
        state.department = patch.department.unwrap_or(state.department);
        state.locale = patch.locale.apply(state.locale);
        match patch.department_roles {
            Some(roles) => state.department_roles = roles,
            None if state.department != self.department => {
                state.department_roles.remove(&self.department);
            }
            None => {}
        }
        state
    }

    /// The person after `from` was merged into `into`; `None` where that leaves them as they are.
    ///
    /// Nobody becomes a manager by a merger: deputies of the closed department come as `EDITOR`, all others as what they
    /// were, and a greater role that they have in the successor stands.
    pub(super) fn follow(&self, from: DepartmentId, into: DepartmentId) -> Option<Change<Self>> {
        let home = |at| (self.department == at).then_some(DepartmentRole::Editor);
        let role = |at| self.department_roles.get(&at).copied().or_else(|| home(at));
        let brought = role(from).filter(|_| self.is_active())?.min(DepartmentRole::Editor);
        let role = role(into).map_or(brought, |own| own.max(brought));
        let mut state = self.clone();
        state.department_roles.remove(&from);
        state.department_roles.remove(&into);
        if state.department == from {
            state.department = into;
        }
        if state.department != into || role != DepartmentRole::Editor {
            state.department_roles.insert(into, role);
        }
        let facts = self.told(&state);
        Some(Change::of(self, state, facts))
    }

    /// The events of the way from here to `after`.
    fn told(&self, after: &Self) -> Vec<PersonFact> {
        let moved = PersonFact::PersonMoved { from: self.department, to: after.department };
        let roles = self.roles != after.roles || self.department_roles != after.department_roles;
        let mut facts = Vec::new();
        facts.extend((self.department != after.department).then_some(moved));
        facts.extend(roles.then_some(PersonFact::PersonRolesChanged));
        if facts.is_empty() || self.describes_otherwise(after) {
            facts.push(PersonFact::PersonUpdated);
        }
        facts
    }

    fn describes_otherwise(&self, after: &Self) -> bool {
        self.name != after.name || self.position != after.position || self.locale != after.locale
    }

    /// The open departments whose head or executive they are.
    fn departments_led<'a>(&self, ctx: &Context<'a>) -> impl Iterator<Item = &'a Department> + use<'a> {
        let me = Some(self.id);
        let led = move |department: &&Department| {
            department.closed_at.is_none() && (department.head == me || department.executive == me)
        };
        let mut departments: Vec<_> = ctx.directory.departments().map(Arc::as_ref).filter(led).collect();
        departments.sort_by_key(|department| department.id);
        departments.into_iter()
    }

    /// The same as warnings.
    fn places(&self, ctx: &Context<'_>) -> Vec<Reason> {
        let warn =
            |department: &Department| Reason::of(Rule::HeadsDepartment).with("department", &department.code);
        self.departments_led(ctx).map(warn).collect()
    }

    /// What holds for every person; only what changed since `before` has to name open departments.
    fn check(&self, ctx: &Context<'_>, before: Option<&Self>, found: &mut Violations) {
        if before.is_none_or(|before| before.department != self.department) {
            check_department(ctx, "department", self.department, found);
        }
        for (index, (department, role)) in self.department_roles.iter().enumerate() {
            if before.is_none_or(|before| before.department_roles.get(department) != Some(role)) {
                check_department(ctx, &format!("departmentRoles.{index}.department"), *department, found);
            }
        }
        if self.department_roles.len() > MAX_DEPARTMENT_ROLES {
            found.add("departmentRoles", Reason::of(Rule::TooMany).with("max", MAX_DEPARTMENT_ROLES));
        }
        let leads = self.departments_led(ctx).next().is_some();
        let alone = self.roles.len() == 1 && self.department_roles.is_empty() && !leads;
        found.check(!self.roles.contains(&OrganizationRole::Auditor) || alone, "roles", Rule::AuditorOnly);
        let known = self.locale.as_ref().is_none_or(|locale| matches!(locale.as_str(), "zh-CN" | "en"));
        found.check(known, "locale", Rule::Unknown);
    }
}

/// `MEMBER` is everybody's and not kept.
fn without_member(mut roles: BTreeSet<OrganizationRole>) -> BTreeSet<OrganizationRole> {
    roles.remove(&OrganizationRole::Member);
    roles
}

fn check_department(ctx: &Context<'_>, path: &str, id: DepartmentId, found: &mut Violations) {
    if ctx.directory.department(id).is_none() {
        found.add(path, Reason::of(Rule::Unknown));
    } else {
        found.check(ctx.directory.is_open(id), path, Rule::DepartmentClosed);
    }
}

impl Aggregate for Person {
    type Fact = PersonFact;

    fn uuid(&self) -> uuid::Uuid {
        self.id.uuid()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn set_version(&mut self, version: i64) {
        self.version = version;
    }

    fn audience(&self) -> Audience {
        Audience::everybody()
    }

    const PERSONAL: &'static [&'static str] = &["employeeNumber", "name", "position", "locale"];

    fn searchable(&self) -> Searchable {
        if self.erased_at.is_some() {
            return Searchable::nothing();
        }
        Searchable::of([self.employee_number.as_str(), self.name.as_str()])
    }

    fn watched(&self) -> Map<String, Value> {
        // What stands in for them after the erasure says nothing.
        let there = self.erased_at.is_none();
        super::fields([
            ("employeeNumber", json!(there.then_some(&self.employee_number))),
            ("name", json!(there.then_some(&self.name))),
            ("position", json!(self.position)),
            ("department", json!(self.department)),
            ("roles", json!(self.roles)),
            ("departmentRoles", json!(self.department_roles)),
            ("state", json!(self.state)),
            ("locale", json!(self.locale)),
            ("erasedAt", json!(self.erased_at.map(|at| at.to_string()))),
        ])
    }
}
