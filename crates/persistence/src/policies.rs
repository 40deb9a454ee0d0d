//! Process packs, their assignments and working calendars: written by record, every version in a row of its own, read as
//! one picture with the routing rules.
//!
//! The picture's version rises in the transaction of every change ([`crate::pictures`]). The rules are in `liaison-domain`,
//! `pack` and `calendar`.

use std::collections::HashMap;

use liaison_domain::calendar::{CalendarBook, CalendarRecord};
use liaison_domain::ids::DepartmentId;
use liaison_domain::pack::{PackAssignment, Packs, ProcessPack};
use liaison_domain::policies::Policies;
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _, Statement};

use crate::entities::{
    pack_assignment, process_pack, process_pack_version, working_calendar, working_calendar_version,
};
use crate::error::Error;
use crate::pictures;
use crate::routing;
use crate::store::Connection;
use crate::unit_of_work::{Stored, UnitOfWork};

/// Everything as it is committed now, in seven statements.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn load(db: &Connection) -> Result<Policies, Error> {
    // Read first: if a change slips in between, the picture only looks older than it is and is loaded again.
    let version = pictures::versions(db).await?.policies;
    read_at(db, version).await
}

/// Locks packs, calendars and routes until the unit ends and reads them: what a command that changes them decides on.
///
/// # Errors
/// As [`load`].
pub async fn load_for_change(work: &mut UnitOfWork) -> Result<Policies, Error> {
    let version = pictures::locked(work.db()).await?.policies;
    read_at(work.db(), version).await
}

async fn read_at(db: &Connection, version: i64) -> Result<Policies, Error> {
    let packs = process_pack_version::Entity::find().all(db).await?;
    let packs = packs.into_iter().map(process_pack_version::Model::pack).collect::<Result<Vec<_>, _>>()?;
    let assigned = pack_assignment::Entity::find().all(db).await?;
    let assigned =
        assigned.into_iter().map(pack_assignment::Model::assignment).collect::<Result<Vec<_>, _>>()?;
    let whose: HashMap<_, _> = working_calendar::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.department.map(DepartmentId::from_uuid)))
        .collect();
    let calendars = working_calendar_version::Entity::find().all(db).await?;
    let calendars = calendars.into_iter().map(|row| {
        let department = whose.get(&row.calendar).copied().flatten();
        row.record(department)
    });
    let calendars = CalendarBook::new(calendars.collect::<Result<Vec<_>, _>>()?);
    let routes = routing::load(db).await?;
    Ok(Policies::new(version, Packs::new(packs, assigned), calendars, routes))
}

/// Every change of a pack, an assignment, a calendar or a route is one of the picture.
pub(crate) async fn raise_version(db: &Connection) -> Result<(), Error> {
    let sql = "UPDATE database_state SET policy_version = policy_version + 1 WHERE one = 1";
    db.execute_raw(Statement::from_string(db.dialect().backend(), sql)).await?;
    Ok(())
}

impl Stored for ProcessPack {
    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        raise_version(db).await?;
        let row = process_pack::ActiveModel::from(state);
        if before.is_none() {
            process_pack::Entity::insert(row).exec_without_returning(db).await?;
        } else {
            let mine = process_pack::Column::Id.eq(state.id.uuid());
            process_pack::Entity::update_many().set(row).filter(mine).exec(db).await?;
        }
        if let Some(published) = &state.published {
            let row = process_pack_version::ActiveModel::of(state, published);
            process_pack_version::Entity::insert(row).exec_without_returning(db).await?;
        }
        Ok(())
    }
}

impl Stored for PackAssignment {
    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        raise_version(db).await?;
        let row = pack_assignment::ActiveModel::from(state);
        if before.is_none() {
            pack_assignment::Entity::insert(row).exec_without_returning(db).await?;
        } else {
            let mine = pack_assignment::Column::Id.eq(state.id.uuid());
            pack_assignment::Entity::update_many().set(row).filter(mine).exec(db).await?;
        }
        Ok(())
    }
}

impl Stored for CalendarRecord {
    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        raise_version(db).await?;
        let row = working_calendar::ActiveModel::from(state);
        if before.is_none() {
            working_calendar::Entity::insert(row).exec_without_returning(db).await?;
        } else {
            let mine = working_calendar::Column::Id.eq(state.id.uuid());
            working_calendar::Entity::update_many().set(row).filter(mine).exec(db).await?;
        }
        if let Some(at) = state.set_at {
            let row = working_calendar_version::ActiveModel::of(state, at);
            working_calendar_version::Entity::insert(row).exec_without_returning(db).await?;
        }
        Ok(())
    }
}
