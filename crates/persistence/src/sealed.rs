//! Personal values beside the events: kept, read, and erased with the chain of events still true.
//!
//! Who may read one, and how it is masked, is the policy's; this room hands out what it has.

use std::collections::HashMap;

use liaison_domain::canonical::Digest;
use liaison_domain::ids::{PersonId, SealedId};
use liaison_domain::sealed::{Sealed, SealedRef};
use liaison_domain::time::Instant;
use sea_orm::ConnectionTrait as _;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, UpdateStatement};
use uuid::Uuid;

use crate::error::Error;
use crate::search;
use crate::store::{Connection, Statements, Store};
use crate::unit_of_work::UnitOfWork;

/// Keeps the salts and values to which events of the same unit refer, in one statement; none for none.
///
/// # Errors
/// As every statement.
pub async fn insert(db: &Connection, sealed: &[Sealed]) -> Result<(), Error> {
    if sealed.is_empty() {
        return Ok(());
    }
    let mut insert = Query::insert();
    insert.into_table("sealed_value").columns(["id", "digest", "salt", "value"]);
    for one in sealed {
        let reference = one.reference();
        insert.values_panic([
            reference.id.uuid().into(),
            reference.digest.as_str().into(),
            one.salt().to_vec().into(),
            one.value().into(),
        ]);
    }
    db.execute(&insert).await?;
    Ok(())
}

/// Keeps the salts and values of fields that say something of these persons, in one statement; none for none. They go with the
/// person ([`erase_of`]).
///
/// # Errors
/// As every statement.
pub(crate) async fn insert_of(db: &Connection, sealed: &[(Uuid, Sealed)]) -> Result<(), Error> {
    if sealed.is_empty() {
        return Ok(());
    }
    let mut insert = Query::insert();
    insert.into_table("sealed_value").columns(["id", "digest", "salt", "value", "person"]);
    for (person, one) in sealed {
        let reference = one.reference();
        insert.values_panic([
            reference.id.uuid().into(),
            reference.digest.as_str().into(),
            one.salt().to_vec().into(),
            one.value().into(),
            (*person).into(),
        ]);
    }
    db.execute(&insert).await?;
    Ok(())
}

/// Erases everything that is kept of this person for good. Events keep their references and digests.
///
/// # Errors
/// As every statement.
pub(crate) async fn erase_of(db: &Connection, person: PersonId, now: Instant) -> Result<(), Error> {
    db.execute(&erasing(Expr::col("person").eq(person.uuid()), now)).await?;
    Ok(())
}

/// Erases these values for good, with what a search knew of them, in three statements; how many were still there. Events keep
/// their references and digests.
///
/// # Errors
/// As every statement.
pub async fn erase(db: &Connection, ids: &[SealedId], now: Instant) -> Result<u64, Error> {
    if ids.is_empty() {
        return Ok(0);
    }
    let update = erasing(db.dialect().any_of(Expr::col("id"), ids.iter().copied()), now);
    let erased = db.execute(&update).await?.rows_affected();
    search::forget(db, ids).await?;
    Ok(erased)
}

/// The statement that takes salt and value away where they are still there.
fn erasing(which: Expr, now: Instant) -> UpdateStatement {
    Query::update()
        .table("sealed_value")
        .values([
            ("salt", Expr::value(Option::<Vec<u8>>::None)),
            ("value", Expr::value(Option::<String>::None)),
            ("erased_at", Expr::value(now.micros())),
        ])
        .and_where(which)
        .and_where(Expr::col("value").is_not_null())
        .to_owned()
}

impl UnitOfWork {
    /// Keeps the salt and the value to which an event of this unit refers.
    ///
    /// # Errors
    /// As every statement.
    pub async fn seal(&mut self, sealed: &Sealed) -> Result<SealedRef, Error> {
        insert(self.db(), std::slice::from_ref(sealed)).await?;
        Ok(sealed.reference().clone())
    }
}

/// The values with these IDs; erased ones are absent.
///
/// # Errors
/// [`Error::Corrupt`] when a value is not the one that was sealed.
pub async fn by_ids(db: &Connection, ids: &[SealedId]) -> Result<HashMap<SealedId, String>, Error> {
    let select = Query::select()
        .columns(["id", "digest", "salt", "value"])
        .from("sealed_value")
        .and_where(db.dialect().any_of(Expr::col("id"), ids.iter().copied()))
        .and_where(Expr::col("value").is_not_null())
        .to_owned();
    let mut found = HashMap::new();
    for row in db.query_all(&select).await? {
        let id: Uuid = row.try_get("", "id")?;
        let corrupt = || Error::corrupt("sealed_value", "digest", id);
        let digest: String = row.try_get("", "digest")?;
        let reference =
            SealedRef { id: SealedId::from_uuid(id), digest: Digest::parse(&digest).ok_or_else(corrupt)? };
        let (salt, value): (Vec<u8>, String) = (row.try_get("", "salt")?, row.try_get("", "value")?);
        if !reference.proves(&salt, &value) {
            return Err(corrupt());
        }
        found.insert(reference.id, value);
    }
    Ok(found)
}

impl Store {
    /// Erases these values for good; how many were still there. Events keep their references and digests.
    ///
    /// # Errors
    /// As [`Store::begin`].
    pub async fn erase_sealed(
        &self,
        ids: &[SealedId],
        now: Instant,
        statements: &Statements,
    ) -> Result<u64, Error> {
        let (db, _turn) = self.write_alone(statements).await?;
        let erased = erase(&db, ids, now).await?;
        db.commit().await?;
        Ok(erased)
    }
}
