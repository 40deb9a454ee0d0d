//! The pictures that nodes keep in memory, and how a node knows whether its own are old: one statement for all of them.
//!
//! What is in them is read next door, in [`crate::directory`] and [`crate::policies`].

use sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

use crate::error::Error;
use crate::store::Connection;

/// The versions of what is committed now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions {
    /// That of departments and people; compare it with `Directory::version`.
    pub directory: i64,
    /// That of packs and calendars; compare it with `Policies::version`.
    pub policies: i64,
}

/// The versions of what is committed now.
///
/// # Errors
/// As every statement.
pub async fn versions(db: &Connection) -> Result<Versions, Error> {
    read(db, "").await
}

/// The same, locking both pictures until the unit of work ends.
///
/// # Errors
/// As [`versions`].
pub(crate) async fn locked(db: &Connection) -> Result<Versions, Error> {
    read(db, db.dialect().row_lock()).await
}

async fn read(db: &Connection, lock: &str) -> Result<Versions, Error> {
    let sql = format!("SELECT directory_version, policy_version FROM database_state WHERE one = 1{lock}");
    let row = db.query_one_raw(Statement::from_string(db.dialect().backend(), sql)).await?;
    let row = row.ok_or(Error::corrupt("database_state", "directory_version", Uuid::nil()))?;
    Ok(Versions {
        directory: row.try_get("", "directory_version")?,
        policies: row.try_get("", "policy_version")?,
    })
}
