//! Departments and people by ID, by code, and by page.

use std::sync::Arc;

use async_graphql::{Context, Enum, InputObject, Object, OneofObject, Result};
use liaison_domain::ids::{Id, Kind, kind};
use liaison_domain::text::Code;
use liaison_persistence::directory as stored;
use liaison_persistence::paging::{Direction, Filter, Page};
use stored::{DepartmentField, DepartmentLeaf, PersonField, PersonLeaf};

use super::{AccountState, Department, DepartmentRole, OrganizationRole, Person};
use crate::graphql::connection::{Connection, MOST_ROWS, Order, OrderField, PageArgs, counter};
use crate::graphql::error::Fault;
use crate::graphql::filter::{self, DateTimeFilter, EnumFilter, IdFilter, Parts, StringFilter};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{Cursor, Key};
use crate::graphql::scope::Scope;

/// Which department: exactly one of the fields.
#[derive(OneofObject)]
pub enum DepartmentBy {
    /// The one with this ID.
    Id(Key<kind::Department>),
    /// The one with this code; case and width do not matter.
    Code(String),
}

/// Which person: exactly one of the fields.
#[derive(OneofObject)]
pub enum PersonBy {
    /// The one with this ID.
    Id(Key<kind::Person>),
    /// The one with this employee number; case and width do not matter.
    EmployeeNumber(String),
}

/// Which departments; everything that is set has to hold.
#[derive(InputObject)]
pub struct DepartmentFilter {
    /// All of these.
    pub and: Option<Vec<Self>>,
    /// At least one of these.
    pub or: Option<Vec<Self>>,
    /// Not this.
    pub not: Option<Box<Self>>,
    /// By ID.
    pub id: Option<IdFilter<kind::Department>>,
    /// By code.
    pub code: Option<StringFilter>,
    /// By full name.
    pub name: Option<StringFilter>,
    /// By the department above.
    pub parent: Option<IdFilter<kind::Department>>,
    /// By who heads it.
    pub head: Option<IdFilter<kind::Person>>,
    /// By when it was closed; open ones are null.
    pub closed_at: Option<DateTimeFilter>,
}

impl DepartmentFilter {
    fn build(self) -> Filter<DepartmentLeaf> {
        let leaf = |field| move |test| DepartmentLeaf::Field(field, test);
        Parts::default()
            .combined(self.and, self.or, self.not, Self::build)
            .field(self.id, leaf(DepartmentField::Id))
            .field(self.code, leaf(DepartmentField::Code))
            .field(self.name, leaf(DepartmentField::Name))
            .field(self.parent, leaf(DepartmentField::Parent))
            .field(self.head, leaf(DepartmentField::Head))
            .field(self.closed_at, leaf(DepartmentField::ClosedAt))
            .finish()
    }
}

/// A role in one department, to filter by.
#[derive(InputObject, Clone, Copy)]
pub struct RoleInInput {
    /// In which department.
    pub department: Key<kind::Department>,
    /// Which role, as it was given; heads and the role at home are not counted.
    pub role: DepartmentRole,
}

/// Which people; everything that is set has to hold.
#[derive(InputObject)]
pub struct PersonFilter {
    /// All of these.
    pub and: Option<Vec<Self>>,
    /// At least one of these.
    pub or: Option<Vec<Self>>,
    /// Not this.
    pub not: Option<Box<Self>>,
    /// By ID.
    pub id: Option<IdFilter<kind::Person>>,
    /// By name.
    pub name: Option<StringFilter>,
    /// By employee number.
    pub employee_number: Option<StringFilter>,
    /// By what they work as.
    pub position: Option<StringFilter>,
    /// By where they are employed.
    pub department: Option<IdFilter<kind::Department>>,
    /// By whether the account works.
    pub state: Option<EnumFilter<AccountState>>,
    /// Who holds this role in the organisation.
    pub role: Option<OrganizationRole>,
    /// Who holds this role in this department.
    pub role_in: Option<RoleInInput>,
}

impl PersonFilter {
    fn build(self) -> Filter<PersonLeaf> {
        let leaf = |field| move |test| PersonLeaf::Field(field, test);
        Parts::default()
            .combined(self.and, self.or, self.not, Self::build)
            .field(self.id, leaf(PersonField::Id))
            .field(self.name, leaf(PersonField::Name))
            .field(self.employee_number, leaf(PersonField::EmployeeNumber))
            .field(self.position, leaf(PersonField::Position))
            .field(self.department, leaf(PersonField::Department))
            .field(self.state, leaf(PersonField::State))
            .leaf(self.role.map(|role| PersonLeaf::Role(role.into())))
            .leaf(self.role_in.map(|role| PersonLeaf::RoleIn(role.department.0, role.role.into())))
            .finish()
    }
}

/// What departments can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DepartmentOrderField {
    /// By code.
    Code,
    /// By name, Chinese characters by their pinyin.
    Name,
}

impl OrderField for DepartmentOrderField {
    const ORDER: &'static str = "DepartmentOrder";
}

/// What people can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonOrderField {
    /// By name, Chinese characters by their pinyin.
    Name,
    /// By employee number.
    EmployeeNumber,
}

impl OrderField for PersonOrderField {
    const ORDER: &'static str = "PersonOrder";
}

/// The page over the objects in memory; what is too new for the picture of this call makes it look again.
async fn known<K: Kind, T>(
    scope: &Scope,
    page: Page<Id<K>>,
    by_id: impl Fn(&Scope, Id<K>) -> Option<T>,
) -> Result<Page<T>, Fault> {
    if page.edges.iter().any(|edge| by_id(scope, edge.node).is_none()) {
        scope.reader().catch_up().await?;
    }
    page.try_map(|id| {
        by_id(scope, id).ok_or_else(|| Fault::internal(format!("{id} is listed and not loaded")))
    })
}

/// The root fields.
#[derive(Default)]
pub struct DirectoryQuery;

#[Object]
impl DirectoryQuery {
    /// One department; null where there is none.
    async fn department(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] by: DepartmentBy,
    ) -> OrNull<Department> {
        OrNull::known(ctx, |scope| {
            let directory = scope.directory();
            let found = match by {
                DepartmentBy::Id(key) => directory.department(key.0),
                DepartmentBy::Code(raw) => {
                    Code::new(&raw).ok().and_then(|code| directory.department_by_code(&code))
                }
            };
            found.map(|department| Department::new(Arc::clone(department)))
        })
    }

    /// Departments, closed ones included; by code where no order is given.
    #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
    async fn departments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<DepartmentFilter>,
        #[graphql(desc = "In which order; by code where absent.")] order_by: Option<
            Order<DepartmentOrderField>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> OrNull<Connection<Department>> {
        let found = async {
            let scope = Scope::of(ctx)?;
            let filter = Arc::new(filter::of(filter, DepartmentFilter::build)?);
            let order = match order_by.map(|order| (order.field, order.direction.into())) {
                None => stored::DepartmentOrder::Code(Direction::Ascending),
                Some((DepartmentOrderField::Code, direction)) => stored::DepartmentOrder::Code(direction),
                Some((DepartmentOrderField::Name, direction)) => stored::DepartmentOrder::Name(direction),
            };
            let request = PageArgs::new(first, after, last, before).request(MOST_ROWS)?;
            let page = stored::departments(&scope.db(), &filter, order, &request).await?;
            let page = known(scope, page, Department::by_id).await?;
            Ok(Connection::new(
                page,
                counter(scope, filter, |reader, filter, max| async move {
                    stored::count_departments(&reader.db(), &filter, max).await
                }),
            ))
        };
        OrNull::some(found).await
    }

    /// One person; null where there is none.
    async fn person(&self, ctx: &Context<'_>, #[graphql(desc = "Who.")] by: PersonBy) -> OrNull<Person> {
        OrNull::known(ctx, |scope| {
            let directory = scope.directory();
            let found = match by {
                PersonBy::Id(key) => directory.person(key.0),
                PersonBy::EmployeeNumber(raw) => {
                    Code::new(&raw).ok().and_then(|number| directory.person_by_number(&number))
                }
            };
            found.map(|person| Person::new(Arc::clone(person)))
        })
    }

    /// People, those who have left included; by name where no order is given.
    #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
    async fn people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who; everybody where absent.")] filter: Option<PersonFilter>,
        #[graphql(desc = "In which order; by name where absent.")] order_by: Option<Order<PersonOrderField>>,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> OrNull<Connection<Person>> {
        let found = async {
            let scope = Scope::of(ctx)?;
            let filter = Arc::new(filter::of(filter, PersonFilter::build)?);
            let order = match order_by.map(|order| (order.field, order.direction.into())) {
                None => stored::PersonOrder::Name(Direction::Ascending),
                Some((PersonOrderField::Name, direction)) => stored::PersonOrder::Name(direction),
                Some((PersonOrderField::EmployeeNumber, direction)) => {
                    stored::PersonOrder::EmployeeNumber(direction)
                }
            };
            let request = PageArgs::new(first, after, last, before).request(MOST_ROWS)?;
            let page = stored::people(&scope.db(), &filter, order, &request).await?;
            let page = known(scope, page, Person::by_id).await?;
            Ok(Connection::new(
                page,
                counter(scope, filter, |reader, filter, max| async move {
                    stored::count_people(&reader.db(), &filter, max).await
                }),
            ))
        };
        OrNull::some(found).await
    }
}
