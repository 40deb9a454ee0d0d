//! Pages of departments and people. Every employee may see the directory, so no list asks who is looking.

use liaison_domain::access::{DepartmentRole, OrganizationRole};
use liaison_domain::ids::{DepartmentId, Id, Kind, PersonId};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _};
use serde::Serialize;
use uuid::Uuid;

use super::column;
use crate::dialect::Dialect;
use crate::entities::person_department_role::role_name;
use crate::entities::{department, person, person_department_role};
use crate::error::Error;
use crate::paging::{self, Count, Direction, Filter, Key, Order, Page, Test};
use crate::store::Connection;

/// A column of a person that filters compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum PersonField {
    /// The ID.
    Id,
    /// The name.
    Name,
    /// The employee number.
    EmployeeNumber,
    /// 岗位; may be empty.
    Position,
    /// Where they are employed, by ID.
    Department,
    /// `ACTIVE` or `DISABLED`.
    State,
}

/// What a filter over people is built of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum PersonLeaf {
    /// A comparison.
    Field(PersonField, Test),
    /// Holds this role in the organisation; `MEMBER` is everybody's but an auditor's.
    Role(OrganizationRole),
    /// Holds this role in this department by appointment; heads and the role at home are not counted.
    RoleIn(DepartmentId, DepartmentRole),
}

/// How people are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum PersonOrder {
    /// By name, Han characters by their pinyin.
    Name(Direction),
    /// By employee number.
    EmployeeNumber(Direction),
}

/// A column of a department that filters compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum DepartmentField {
    /// The ID.
    Id,
    /// The code.
    Code,
    /// The full name.
    Name,
    /// The department above, by ID; may be empty.
    Parent,
    /// 部门负责人, by ID; may be empty.
    Head,
    /// When it was closed; empty for an open one.
    ClosedAt,
}

/// What a filter over departments is built of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum DepartmentLeaf {
    /// A comparison.
    Field(DepartmentField, Test),
}

/// How departments are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum DepartmentOrder {
    /// By name, Han characters by their pinyin.
    Name(Direction),
    /// By code.
    Code(Direction),
}

impl PersonField {
    fn column(self) -> Expr {
        column(match self {
            Self::Id => person::Column::Id,
            Self::Name => person::Column::Name,
            Self::EmployeeNumber => person::Column::EmployeeNumber,
            Self::Position => person::Column::Position,
            Self::Department => person::Column::Department,
            Self::State => person::Column::State,
        })
    }
}

impl DepartmentField {
    fn column(self) -> Expr {
        column(match self {
            Self::Id => department::Column::Id,
            Self::Code => department::Column::Code,
            Self::Name => department::Column::Name,
            Self::Parent => department::Column::Parent,
            Self::Head => department::Column::Head,
            Self::ClosedAt => department::Column::ClosedAt,
        })
    }
}

impl PersonLeaf {
    fn condition(&self, dialect: Dialect) -> Expr {
        match self {
            Self::Field(field, test) => test.on(dialect, field.column()),
            Self::Role(OrganizationRole::Member) => {
                Self::Role(OrganizationRole::Auditor).condition(dialect).not()
            }
            Self::Role(role) => {
                let word = liaison_domain::canonical::json(role);
                dialect.contains(column(person::Column::Roles), &word)
            }
            Self::RoleIn(department, role) => {
                let held = Query::select()
                    .column(person_department_role::Column::Person)
                    .from(person_department_role::Entity)
                    .and_where(person_department_role::Column::Department.eq(department.uuid()))
                    .and_where(person_department_role::Column::Role.eq(role_name(*role)))
                    .to_owned();
                column(person::Column::Id).in_subquery(held)
            }
        }
    }
}

impl PersonOrder {
    fn keys(self) -> Order {
        let id = (person::Entity, person::Column::Id);
        match self {
            Self::Name(direction) => {
                Order::by("NAME", [Key::text((person::Entity, person::Column::NameSort), direction)], id)
            }
            Self::EmployeeNumber(direction) => {
                let key = Key::text((person::Entity, person::Column::EmployeeNumber), direction);
                Order::by("EMPLOYEE_NUMBER", [key], id)
            }
        }
    }
}

impl DepartmentOrder {
    fn keys(self) -> Order {
        let id = (department::Entity, department::Column::Id);
        match self {
            Self::Name(direction) => Order::by(
                "NAME",
                [Key::text((department::Entity, department::Column::NameSort), direction)],
                id,
            ),
            Self::Code(direction) => {
                Order::by("CODE", [Key::text((department::Entity, department::Column::Code), direction)], id)
            }
        }
    }
}

fn select_people(dialect: Dialect, filter: &Filter<PersonLeaf>) -> SelectStatement {
    Query::select()
        .from(person::Entity)
        .and_where(filter.condition(&mut |leaf| leaf.condition(dialect)))
        .to_owned()
}

fn select_departments(dialect: Dialect, filter: &Filter<DepartmentLeaf>) -> SelectStatement {
    let mut leaf = |DepartmentLeaf::Field(field, test): &DepartmentLeaf| test.on(dialect, field.column());
    Query::select().from(department::Entity).and_where(filter.condition(&mut leaf)).to_owned()
}

async fn page<K: Kind>(
    db: &Connection,
    select: SelectStatement,
    order: &Order,
    filter: &impl Serialize,
    request: &paging::Request,
) -> Result<Page<Id<K>>, Error> {
    let window = request.of(order, filter)?;
    let rows = db.query_all(&window.apply(select)).await?;
    // The ID is the last key of both orders, after one other.
    Ok(window.finish(rows)?.try_map(|row| row.try_get::<Uuid>("", "key_1").map(Id::from_uuid))?)
}

/// A page of people.
///
/// # Errors
/// [`Error::InvalidCursor`]; as every statement.
pub async fn people(
    db: &Connection,
    filter: &Filter<PersonLeaf>,
    order: PersonOrder,
    request: &paging::Request,
) -> Result<Page<PersonId>, Error> {
    page(db, select_people(db.dialect(), filter), &order.keys(), filter, request).await
}

/// How many people [`people`] pages through, counted up to `max`.
///
/// # Errors
/// As every statement.
pub async fn count_people(db: &Connection, filter: &Filter<PersonLeaf>, max: u64) -> Result<Count, Error> {
    paging::count(db, select_people(db.dialect(), filter), max).await
}

/// A page of departments.
///
/// # Errors
/// As [`people`].
pub async fn departments(
    db: &Connection,
    filter: &Filter<DepartmentLeaf>,
    order: DepartmentOrder,
    request: &paging::Request,
) -> Result<Page<DepartmentId>, Error> {
    page(db, select_departments(db.dialect(), filter), &order.keys(), filter, request).await
}

/// How many departments [`departments`] pages through, counted up to `max`.
///
/// # Errors
/// As every statement.
pub async fn count_departments(
    db: &Connection,
    filter: &Filter<DepartmentLeaf>,
    max: u64,
) -> Result<Count, Error> {
    paging::count(db, select_departments(db.dialect(), filter), max).await
}
