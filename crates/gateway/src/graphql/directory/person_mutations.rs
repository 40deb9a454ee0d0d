//! What HR and administrators do to people.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result};
use liaison_domain::access::DepartmentRole as DomainRole;
use liaison_domain::directory::person::{NewPerson, PersonPatch};
use liaison_domain::error::{Reason, Refusal, Rule, Violations};
use liaison_domain::ids::{DepartmentId, kind};
use liaison_domain::text::{Code, Line, Text};

use super::{DepartmentRole, OrganizationRole, Person};
use crate::graphql::decode::Decode as _;
use crate::graphql::mutation::{ActionOptions, UpdateOptions, WriteOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Key;
use crate::operations::directory::{self, PersonErase, PersonUpdate};
use crate::payload;

payload! {
    /// What `personCreate` answers.
    PersonCreatePayload {
        /// The new person.
        person: Person
    }
}

payload! {
    /// What `personUpdate` answers.
    PersonUpdatePayload {
        /// The person after the change.
        person: Person
    }
}

payload! {
    /// What `personDisable` answers.
    PersonDisablePayload {
        /// The person, whose account has ended.
        person: Person
    }
}

payload! {
    /// What `personErase` answers.
    PersonErasePayload {
        /// What is left of the person.
        person: Person
    }
}

/// A role to be given in one department.
#[derive(InputObject)]
pub struct DepartmentRoleInput {
    /// In which department.
    pub department: Key<kind::Department>,
    /// Which role.
    pub role: DepartmentRole,
}

/// A person to be taken on.
#[derive(InputObject)]
pub struct PersonCreateInput {
    /// An ID chosen by the caller; made by the server where absent.
    pub id: Option<Key<kind::Person>>,
    /// The number under which HR's systems know the person: unique, kept for good.
    pub employee_number: String,
    /// The name, at most 200 characters.
    pub name: String,
    /// What they work as.
    pub position: Option<String>,
    /// Where they are employed.
    pub department: Key<kind::Department>,
    /// Roles in the whole organisation beside `MEMBER`; only administrators may give them.
    pub roles: Option<Vec<OrganizationRole>>,
    /// Roles in departments, at most 50.
    pub department_roles: Option<Vec<DepartmentRoleInput>>,
    /// The language of their messages: `zh-CN` or `en`.
    pub locale: Option<String>,
    #[graphql(flatten)]
    options: WriteOptions,
}

impl PersonCreateInput {
    fn decode(self) -> (WriteOptions, Result<NewPerson, Refusal>) {
        let mut found = Violations::default();
        let number = found.take("employeeNumber", Code::new(&self.employee_number));
        let name = found.take("name", Line::new(&self.name));
        let position = found.take("position", Line::optional(self.position.as_deref()));
        let department_roles = department_roles(&mut found, self.department_roles.unwrap_or_default());
        let locale = found.take("locale", Line::optional(self.locale.as_deref()));
        let parts = found.all((number, name, position, locale));
        let input = parts.map(|(employee_number, name, position, locale)| NewPerson {
            id: self.id.map(|key| key.0),
            employee_number,
            name,
            position,
            department: self.department.0,
            roles: organization_roles(self.roles.unwrap_or_default()),
            department_roles,
            locale,
        });
        (self.options, input)
    }
}

/// Changes of a person: an absent field keeps, null clears.
#[derive(InputObject)]
pub struct PersonUpdateInput {
    /// Whom.
    pub id: Key<kind::Person>,
    /// The name, at most 200 characters.
    pub name: Option<String>,
    /// What they work as.
    pub position: MaybeUndefined<String>,
    /// Where they are employed from now on.
    pub department: Option<Key<kind::Department>>,
    /// All roles in the whole organisation beside `MEMBER`; only administrators may change them.
    pub roles: Option<Vec<OrganizationRole>>,
    /// All roles in departments, at most 50; a manager may change those of the own departments.
    pub department_roles: Option<Vec<DepartmentRoleInput>>,
    /// The language of their messages: `zh-CN` or `en`; null for the organisation's.
    pub locale: MaybeUndefined<String>,
    #[graphql(flatten)]
    options: UpdateOptions,
}

impl PersonUpdateInput {
    fn decode(self) -> (UpdateOptions, Result<PersonUpdate, Refusal>) {
        let mut found = Violations::default();
        let name = found.given("name", self.name, |raw| Line::new(&raw));
        let position = found.patched("position", self.position, |raw| Line::new(&raw));
        let department_roles = self.department_roles.map(|roles| department_roles(&mut found, roles));
        let locale = found.patched("locale", self.locale, |raw| Line::new(&raw));
        let parts = found.all((name, position, locale));
        let input = parts.map(|(name, position, locale)| PersonUpdate {
            id: self.id.0,
            patch: PersonPatch {
                name,
                position,
                department: self.department.map(|key| key.0),
                roles: self.roles.map(organization_roles),
                department_roles,
                locale,
            },
        });
        (self.options, input)
    }
}

fn organization_roles(roles: Vec<OrganizationRole>) -> BTreeSet<liaison_domain::access::OrganizationRole> {
    roles.into_iter().map(Into::into).collect()
}

fn department_roles(
    found: &mut Violations,
    roles: Vec<DepartmentRoleInput>,
) -> BTreeMap<DepartmentId, DomainRole> {
    let mut given = BTreeMap::new();
    for (index, DepartmentRoleInput { department, role }) in roles.into_iter().enumerate() {
        if given.insert(department.0, role.into()).is_some() {
            found.add(format!("departmentRoles.{index}.department"), Reason::of(Rule::Duplicate));
        }
    }
    given
}

/// Whose account is to end.
#[derive(InputObject)]
pub struct PersonDisableInput {
    /// Whom.
    pub id: Key<kind::Person>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// Who is to be erased.
#[derive(InputObject)]
pub struct PersonEraseInput {
    /// Whom.
    pub id: Key<kind::Person>,
    /// Why.
    pub reason: String,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl PersonEraseInput {
    fn decode(self) -> (ActionOptions, Result<PersonErase, Refusal>) {
        let mut found = Violations::default();
        let reason = found.take("reason", Text::new(&self.reason));
        let input = found.all((reason,)).map(|(reason,)| PersonErase { id: self.id.0, reason });
        (self.options, input)
    }
}

/// The root fields.
#[derive(Default)]
pub struct PersonMutation;

#[Object]
impl PersonMutation {
    /// Takes a person on. For HR and administrators.
    async fn person_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] input: PersonCreateInput,
    ) -> OrNull<PersonCreatePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, directory::person_create).await
    }

    /// Changes a person. For HR and administrators; roles in a department also for its managers.
    async fn person_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: PersonUpdateInput,
    ) -> OrNull<PersonUpdatePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, directory::person_update).await
    }

    /// Ends the account of a person who leaves: tokens and streams end at once, obligations reach who stands in. For HR and
    /// administrators. The person stays in the record.
    async fn person_disable(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] input: PersonDisableInput,
    ) -> OrNull<PersonDisablePayload> {
        run(ctx, input.options, Ok(input.id.0), directory::person_disable).await
    }

    /// Erases everything personal of a person who left, for good: number, name, position, language, calendar feeds, what they
    /// were told. What they did stays, under their ID, and the record stays true. For administrators, once nobody is led by
    /// that person any more.
    async fn person_erase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and why.")] input: PersonEraseInput,
    ) -> OrNull<PersonErasePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, directory::person_erase).await
    }
}
