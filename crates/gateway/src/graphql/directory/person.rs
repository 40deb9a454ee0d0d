//! A person as the schema shows them.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use liaison_domain::directory as domain;
use liaison_domain::ids::{PersonId, kind};
use liaison_domain::text::Line;

use super::{AccountState, Department, DepartmentRole, OrganizationRole};
use crate::graphql::error::Fault;
use crate::graphql::meeting::MeetingTime;
use crate::graphql::mutation::Shown;
use crate::graphql::node::Identified;
use crate::graphql::nullable::OrNull;
use crate::graphql::payload::Ability;
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::scope::Scope;
use crate::messages;

/// A person, over the node's picture of the directory.
#[derive(Clone)]
pub struct Person(Arc<domain::Person>);

impl Person {
    /// The schema's form of this person.
    pub const fn new(person: Arc<domain::Person>) -> Self {
        Self(person)
    }

    /// The person with this ID, without a statement; null for nobody.
    pub fn by_id(scope: &Scope, id: PersonId) -> Option<Self> {
        scope.directory().person(id).map(|person| Self(Arc::clone(person)))
    }
}

impl Identified for Person {
    type Kind = kind::Person;

    async fn find(scope: &Scope, id: PersonId) -> Result<Option<Self>, Fault> {
        Ok(Self::by_id(scope, id))
    }
}

impl Shown for Person {
    type Record = domain::Person;

    fn show(_: &Scope, record: domain::Person) -> Self {
        Self(Arc::new(record))
    }
}

/// A role in one department.
#[derive(async_graphql::SimpleObject)]
pub struct DepartmentMembership {
    /// In which department.
    pub department: Option<Department>,
    /// Which role.
    pub role: DepartmentRole,
}

/// A person (人员) of the directory, also one who has left. Everybody signed in may read it; it costs nothing.
#[Object]
impl Person {
    /// Opaque.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Rises with every change, from 1.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// The number under which HR's systems know the person; unique, and never another person's. A stand-in once the person was
    /// erased.
    async fn employee_number(&self) -> &str {
        self.0.employee_number.as_str()
    }

    /// The name, as the company prints it; once the person was erased, what everybody is called who was, in the language of the
    /// call.
    async fn name(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(messages::called(Scope::of(ctx)?.locale(), &self.0))
    }

    /// What they work as (岗位).
    async fn position(&self) -> Option<&str> {
        self.0.position.as_ref().map(Line::as_str)
    }

    /// Where they are employed.
    async fn department(&self, ctx: &Context<'_>) -> OrNull<Department> {
        OrNull::node(ctx, self.0.department).await
    }

    /// Roles in the whole organisation beside `MEMBER`, which everybody but an auditor has.
    async fn roles(&self) -> Vec<OrganizationRole> {
        self.0.roles.iter().map(|role| (*role).into()).collect()
    }

    /// Roles that were given in departments; at home a person is `EDITOR` without one. At most 50.
    async fn department_roles(&self, ctx: &Context<'_>) -> Result<Vec<DepartmentMembership>> {
        let scope = Scope::of(ctx)?;
        let membership = |(department, role): (&_, &liaison_domain::access::DepartmentRole)| {
            DepartmentMembership { department: Department::by_id(scope, *department), role: (*role).into() }
        };
        Ok(self.0.department_roles.iter().map(membership).collect())
    }

    /// Whether the account works.
    async fn state(&self) -> AccountState {
        self.0.state.into()
    }

    /// The language of messages that the person chose: `zh-CN` or `en`; null for the organisation's.
    async fn locale(&self) -> Option<&str> {
        self.0.locale.as_ref().map(Line::as_str)
    }

    /// When everything personal of them was erased.
    async fn erased_at(&self) -> Option<DateTime> {
        self.0.erased_at.map(DateTime)
    }

    /// The time that they spent in meetings which the viewer may see and which ended in these days of the organisation's zone: as
    /// host, recorder, or attendee who was there. Costs one statement for all people selected with the same days.
    async fn meeting_time(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: Date,
        #[graphql(desc = "The last day; not before the first.")] to: Date,
    ) -> Result<MeetingTime> {
        Ok(MeetingTime::of_person(Scope::of(ctx)?, self.0.id, from, to).await?)
    }

    /// What the viewer may do to this record now, and why not.
    async fn abilities(&self, ctx: &Context<'_>) -> Result<Vec<Ability>> {
        Ok(Scope::of(ctx)?.abilities(|decision| {
            let verdicts = self.0.abilities(decision).into_iter();
            verdicts.map(|(action, verdict)| (action.name(), verdict)).collect()
        }))
    }
}
