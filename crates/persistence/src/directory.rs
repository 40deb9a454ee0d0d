//! Departments and people: written by record, read as one picture, listed by page.
//!
//! The picture ([`load`]) is what nodes keep in memory; its version rises in the transaction of every change, so
//! [`pictures::versions`] is all that a node has to ask to know whether its own is old. A change reads the picture under the
//! directory's lock ([`load_for_change`]), because most of its rules are about the whole. Pages answer IDs: the rest
//! stands in the picture. The rules are in `liaison-domain`, `directory`.

use std::collections::{BTreeMap, HashMap};

use liaison_domain::directory::{Department, Directory, Person};
use liaison_domain::ids::DepartmentId;
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _, Statement};
use uuid::Uuid;

use crate::entities::{department, person, person_department_role};
use crate::error::Error;
use crate::store::Connection;
use crate::unit_of_work::{Stored, UnitOfWork};
use crate::{notification, pictures, sealed};

mod list;

pub use list::{
    DepartmentField, DepartmentLeaf, DepartmentOrder, PersonField, PersonLeaf, PersonOrder,
    count_departments, count_people, departments, people,
};

/// The whole directory as it is committed now, in four statements.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn load(db: &Connection) -> Result<Directory, Error> {
    // Read first: if a change slips in between, the picture only looks older than it is and is loaded again.
    let version = pictures::versions(db).await?.directory;
    read_at(db, version).await
}

/// Locks the directory until the unit ends and reads it: what a command that changes it decides on.
///
/// # Errors
/// As [`load`].
pub async fn load_for_change(work: &mut UnitOfWork) -> Result<Directory, Error> {
    let version = pictures::locked(work.db()).await?.directory;
    read_at(work.db(), version).await
}

async fn read_at(db: &Connection, version: i64) -> Result<Directory, Error> {
    let departments = department::Entity::find().all(db).await?;
    let departments =
        departments.into_iter().map(department::Model::department).collect::<Result<Vec<_>, _>>()?;
    let mut roles: HashMap<Uuid, BTreeMap<_, _>> = HashMap::new();
    for row in person_department_role::Entity::find().all(db).await? {
        let (department, role) = row.role()?;
        roles.entry(row.person).or_default().insert(department, role);
    }
    let people = person::Entity::find().all(db).await?;
    let people = people
        .into_iter()
        .map(|row| {
            let own = roles.remove(&row.id).unwrap_or_default();
            row.person(own)
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Directory::new(version, departments, people))
}

/// Every change of a department or person is one of the directory.
async fn raise_version(db: &Connection) -> Result<(), Error> {
    let sql = "UPDATE database_state SET directory_version = directory_version + 1 WHERE one = 1";
    db.execute_raw(Statement::from_string(db.dialect().backend(), sql)).await?;
    Ok(())
}

impl Stored for Department {
    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        raise_version(db).await?;
        let row = department::ActiveModel::from(state);
        if before.is_none() {
            department::Entity::insert(row).exec_without_returning(db).await?;
        } else {
            let mine = department::Column::Id.eq(state.id.uuid());
            department::Entity::update_many().set(row).filter(mine).exec(db).await?;
        }
        Ok(())
    }
}

impl Stored for Person {
    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        raise_version(db).await?;
        let row = person::ActiveModel::from(state);
        if before.is_none() {
            person::Entity::insert(row).exec_without_returning(db).await?;
        } else {
            let mine = person::Column::Id.eq(state.id.uuid());
            person::Entity::update_many().set(row).filter(mine).exec(db).await?;
        }
        if let Some(erased_at) = state.erased_at {
            sealed::erase_of(db, state.id, erased_at).await?;
            notification::forget(db, state.id).await?;
        }
        write_roles(db, before, state).await
    }
}

/// Takes away the roles that are gone or changed, and adds those that are new or changed.
async fn write_roles(db: &Connection, before: Option<&Person>, state: &Person) -> Result<(), Error> {
    let nothing = BTreeMap::new();
    let old = before.map_or(&nothing, |before| &before.department_roles);
    let new = &state.department_roles;
    let gone: Vec<DepartmentId> = old
        .iter()
        .filter(|(department, role)| new.get(department) != Some(role))
        .map(|(id, _)| *id)
        .collect();
    if !gone.is_empty() {
        person_department_role::Entity::delete_many()
            .filter(person_department_role::Column::Person.eq(state.id.uuid()))
            .filter(db.dialect().any_of(column(person_department_role::Column::Department), gone))
            .exec(db)
            .await?;
    }
    let come: Vec<_> = new
        .iter()
        .filter(|(department, role)| old.get(department) != Some(role))
        .map(|(department, role)| {
            person_department_role::ActiveModel::of(state.id.uuid(), *department, *role)
        })
        .collect();
    if !come.is_empty() {
        person_department_role::Entity::insert_many(come).exec_without_returning(db).await?;
    }
    Ok(())
}

fn column(column: impl sea_orm::ColumnTrait) -> sea_orm::sea_query::Expr {
    sea_orm::sea_query::Expr::col(column.as_column_ref())
}
