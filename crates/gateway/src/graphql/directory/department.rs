//! A department as the schema shows it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use liaison_domain::directory as domain;
use liaison_domain::ids::{DepartmentId, kind};
use liaison_domain::text::sort_key;

use super::Person;
use crate::graphql::connection::{Connection, PageArgs, memory};
use crate::graphql::error::Fault;
use crate::graphql::meeting::MeetingTime;
use crate::graphql::mutation::Shown;
use crate::graphql::node::Identified;
use crate::graphql::nullable::OrNull;
use crate::graphql::payload::Ability;
use crate::graphql::rating::RatingSummary;
use crate::graphql::scalars::{Cursor, Date, DateTime};
use crate::graphql::scope::Scope;

/// A department, over the node's picture of the directory.
#[derive(Clone)]
pub struct Department(Arc<domain::Department>);

impl Department {
    /// The schema's form of this department.
    pub const fn new(department: Arc<domain::Department>) -> Self {
        Self(department)
    }

    /// The department with this ID, without a statement; null for none.
    pub fn by_id(scope: &Scope, id: DepartmentId) -> Option<Self> {
        scope.directory().department(id).map(|department| Self(Arc::clone(department)))
    }
}

impl Identified for Department {
    type Kind = kind::Department;

    async fn find(scope: &Scope, id: DepartmentId) -> Result<Option<Self>, Fault> {
        Ok(Self::by_id(scope, id))
    }
}

impl Shown for Department {
    type Record = domain::Department;

    fn show(_: &Scope, record: domain::Department) -> Self {
        Self(Arc::new(record))
    }
}

/// A department (部门) of the directory, also one that was closed. Everybody signed in may read it; it costs nothing.
#[Object]
impl Department {
    /// Opaque.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Rises with every change, from 1.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// The code that people and numbers carry, such as `MT`; unique, and never another department's.
    async fn code(&self) -> &str {
        self.0.code.as_str()
    }

    /// The full name, such as 市场部.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// The name in codes, such as 市场.
    async fn short_name(&self) -> &str {
        self.0.short_name.as_str()
    }

    /// The department above; null at the top.
    async fn parent(&self, ctx: &Context<'_>) -> OrNull<Self> {
        OrNull::node(ctx, self.0.parent).await
    }

    /// Who heads it (部门负责人); null where the place is vacant.
    async fn head(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.head).await
    }

    /// The executive in charge (分管副总); null where none was named.
    async fn executive(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.executive).await
    }

    /// When it was closed; null while it is open.
    async fn closed_at(&self) -> Option<DateTime> {
        self.0.closed_at.map(DateTime)
    }

    /// Which department took over when this one was closed.
    async fn successor(&self, ctx: &Context<'_>) -> OrNull<Self> {
        OrNull::node(ctx, self.0.successor).await
    }

    /// The time that its people, as they are employed now, spent in meetings which the viewer may see and which ended in these
    /// days of the organisation's zone. Costs one statement for all departments selected with the same days.
    async fn meeting_time(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: Date,
        #[graphql(desc = "The last day; not before the first.")] to: Date,
    ) -> Result<MeetingTime> {
        Ok(MeetingTime::of_department(Scope::of(ctx)?, self.0.id, from, to).await?)
    }

    /// The departments directly below, closed ones included, by code.
    async fn children(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> Result<Connection<Self>> {
        let scope = Scope::of(ctx)?;
        let directory = scope.directory();
        let below = directory.children(self.0.id).iter().filter_map(|id| Self::by_id(scope, *id));
        let list = below.map(|child| (child.0.code.as_str().to_owned(), child)).collect();
        let name = format!("children {}", self.0.id);
        Ok(memory::connection(&name, list, PageArgs::new(first, after, last, before))?)
    }

    /// The people employed here, also those who have left, by name.
    async fn people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> Result<Connection<Person>> {
        let scope = Scope::of(ctx)?;
        let directory = scope.directory();
        let here = directory.people().filter(|person| person.department == self.0.id);
        let list = here
            .map(|person| {
                let key = format!("{}\u{1}{}", sort_key(person.name.as_str()), person.id);
                (key, Person::new(Arc::clone(person)))
            })
            .collect();
        let name = format!("people {}", self.0.id);
        Ok(memory::connection(&name, list, PageArgs::new(first, after, last, before))?)
    }

    /// The ratings of its work in a period, summed up over all of them; null where there are fewer than three, unless the viewer
    /// may see each. Costs one statement for all departments that are selected with the same period.
    async fn rating_summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Given at this instant or later; from the beginning where absent.")] from: Option<
            DateTime,
        >,
        #[graphql(desc = "Given before this instant; to the end where absent.")] until: Option<DateTime>,
    ) -> OrNull<RatingSummary> {
        OrNull::found(async { RatingSummary::of(Scope::of(ctx)?, self.0.id, from, until).await }).await
    }

    /// What the viewer may do to this department now, and why not.
    async fn abilities(&self, ctx: &Context<'_>) -> Result<Vec<Ability>> {
        Ok(Scope::of(ctx)?.abilities(|decision| {
            let verdicts = self.0.abilities(decision).into_iter();
            verdicts.map(|(action, verdict)| (action.name(), verdict)).collect()
        }))
    }
}
