//! Idempotency keys: who claimed one first, and what a repeat answers (`graphql.md`, Writes).

use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::json;
use uuid::Uuid;

use liaison_domain::canonical::Digest;
use liaison_domain::time::Instant;

use super::{Subject, UnitOfWork};
use crate::error::Error;
use crate::store::{Connection, Statements, Store};

/// How long a key is kept, in days.
pub const CLAIM_DAYS: i64 = 7;
const DAY_SECONDS: i64 = 86_400;

/// What a claim found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// Nobody used the key before; it is kept if this unit commits.
    First,
    /// The same call was committed earlier: nothing is to be done again.
    Repeat {
        /// What that call changed, the object of its answer first.
        subjects: Vec<Subject>,
        /// The position of its last event; none if it recorded nothing.
        position: Option<i64>,
    },
    /// The key was used with another input.
    Mismatch,
}

/// A claim that this unit made and has to settle.
#[derive(Debug)]
pub(super) struct Claim {
    actor: Uuid,
    mutation: String,
    key: String,
}

impl UnitOfWork {
    /// Claims `key` for the actor of this unit and this mutation; the first statement of the unit. A twin that runs at the
    /// same time waits here until the first has ended, and then repeats it or takes its place.
    ///
    /// `digest` is that of the canonical input.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when the stored answer does not parse.
    pub async fn claim(&mut self, mutation: &str, key: &str, digest: &Digest) -> Result<Claimed, Error> {
        let (db, actor) = (&self.connection, self.claimant());
        let oldest = self.now.plus_seconds(-CLAIM_DAYS * DAY_SECONDS);
        let insert = Statement::from_sql_and_values(
            db.dialect().backend(),
            "INSERT INTO idempotency (actor, mutation, key, digest, created_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (actor, mutation, key) DO UPDATE SET digest = excluded.digest,
               created_at = excluded.created_at, subjects = NULL, position = NULL
             WHERE idempotency.created_at < $6
             RETURNING digest",
            [
                actor.into(),
                mutation.into(),
                key.into(),
                digest.as_str().into(),
                self.now.micros().into(),
                oldest.micros().into(),
            ],
        );
        if db.query_one_raw(insert).await?.is_some() {
            self.claim = Some(Claim { actor, mutation: mutation.to_owned(), key: key.to_owned() });
            return Ok(Claimed::First);
        }
        repeated(db, actor, mutation, key, digest).await
    }
}

async fn repeated(
    db: &Connection,
    actor: Uuid,
    mutation: &str,
    key: &str,
    digest: &Digest,
) -> Result<Claimed, Error> {
    let select = Statement::from_sql_and_values(
        db.dialect().backend(),
        "SELECT digest, subjects, position FROM idempotency WHERE actor = $1 AND mutation = $2 AND key = $3",
        [actor.into(), mutation.into(), key.into()],
    );
    let corrupt = || Error::corrupt("idempotency", "subjects", actor);
    let row = db.query_one_raw(select).await?.ok_or_else(Error::busy)?;
    if row.try_get::<String>("", "digest")? != digest.as_str() {
        return Ok(Claimed::Mismatch);
    }
    let subjects: Option<String> = row.try_get("", "subjects")?;
    let subjects = serde_json::from_str(&subjects.ok_or_else(corrupt)?).map_err(|_| corrupt())?;
    Ok(Claimed::Repeat { subjects, position: row.try_get("", "position")? })
}

impl Claim {
    /// Notes what the unit did, for repeats.
    pub(super) async fn settle(
        &self,
        db: &Connection,
        subjects: &[Subject],
        position: Option<i64>,
    ) -> Result<(), Error> {
        let update = Statement::from_sql_and_values(
            db.dialect().backend(),
            "UPDATE idempotency SET subjects = $1, position = $2 WHERE actor = $3 AND mutation = $4 AND key = $5",
            [
                json!(subjects).to_string().into(),
                position.into(),
                self.actor.into(),
                self.mutation.as_str().into(),
                self.key.as_str().into(),
            ],
        );
        db.execute_raw(update).await?;
        Ok(())
    }
}

impl Store {
    /// Forgets up to 1,000 keys that are older than [`CLAIM_DAYS`] days; how many. A job calls it until it answers fewer.
    ///
    /// # Errors
    /// As [`Store::begin`].
    pub async fn forget_claims(&self, now: Instant, statements: &Statements) -> Result<u64, Error> {
        let oldest = now.plus_seconds(-CLAIM_DAYS * DAY_SECONDS);
        let (db, _turn) = self.write_alone(statements).await?;
        let delete = Statement::from_sql_and_values(
            db.dialect().backend(),
            "DELETE FROM idempotency WHERE (actor, mutation, key) IN
               (SELECT actor, mutation, key FROM idempotency WHERE created_at < $1 ORDER BY created_at LIMIT 1000)",
            [oldest.micros().into()],
        );
        let forgotten = db.execute_raw(delete).await?.rows_affected();
        db.commit().await?;
        Ok(forgotten)
    }
}
