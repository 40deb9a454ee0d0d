//! How people prove who they are: passwords as hashes, sessions, refresh tokens as digests, and attempts. Beside the feed, since none
//! of it is business; what an auditor has to know goes into the access log with it.
//!
//! Reading is here, what changes anything in [`AccountWork`].

mod attempts;
mod work;

use liaison_domain::account::Account;
use liaison_domain::account::session::{Session, Standing};
use liaison_domain::canonical::Digest;
use liaison_domain::ids::{PersonId, SessionId};
use liaison_domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use crate::entities::{account, session};
use crate::error::Error;
use crate::store::{Connection, Statements, Store};

pub use attempts::Attempted;
pub use work::{AccountWork, KnownToken};

/// How this person stands, and this session of theirs, in one statement.
///
/// # Errors
/// As every statement.
pub async fn standing(
    db: &Connection,
    person: PersonId,
    session: Option<SessionId>,
) -> Result<Standing, Error> {
    let signed_out = Query::select()
        .column("signed_out_at")
        .from("account")
        .and_where(Expr::col("person").eq(person.uuid()))
        .to_owned();
    let ends = Query::select()
        .column("ends_at")
        .from("session")
        .and_where(Expr::col("id").eq(session.map(SessionId::uuid)))
        .and_where(Expr::col("person").eq(person.uuid()))
        .to_owned();
    let select = Query::select()
        .expr_as(Expr::from(signed_out), "signed_out_at")
        .expr_as(Expr::from(ends), "ends_at")
        .to_owned();
    let row = db.query_one(&select).await?;
    let instant = |column| -> Result<Option<Instant>, Error> {
        let micros = row.as_ref().map(|row| row.try_get::<Option<i64>>("", column)).transpose()?;
        Ok(micros.flatten().map(Instant::from_micros))
    };
    Ok(Standing { signed_out_at: instant("signed_out_at")?, session_ends_at: instant("ends_at")? })
}

/// The account of this person; none of somebody who has never had a password.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn find(db: &Connection, person: PersonId) -> Result<Option<Account>, Error> {
    account::Entity::find_by_id(person.uuid()).one(db).await?.map(account::Model::record).transpose()
}

/// The account whose password this secret sets, in time or not.
///
/// # Errors
/// As [`find`].
pub async fn by_reset(db: &Connection, digest: &Digest) -> Result<Option<Account>, Error> {
    let mine = account::Column::ResetDigest.eq(digest.as_str());
    account::Entity::find().filter(mine).one(db).await?.map(account::Model::record).transpose()
}

/// Whether this person has signed in from this address, as long as sessions are remembered.
///
/// # Errors
/// As every statement.
pub async fn knows(db: &Connection, person: PersonId, address: &str) -> Result<bool, Error> {
    let select = Query::select()
        .column("id")
        .from("session")
        .and_where(Expr::col("person").eq(person.uuid()))
        .and_where(Expr::col("address").eq(address))
        .limit(1)
        .to_owned();
    Ok(db.query_one(&select).await?.is_some())
}

/// The sessions of this person that are not over, used last first.
///
/// # Errors
/// As [`find`].
pub async fn sessions(db: &Connection, person: PersonId, now: Instant) -> Result<Vec<Session>, Error> {
    let live = session::Entity::find()
        .filter(session::Column::Person.eq(person.uuid()))
        .filter(session::Column::EndsAt.gt(now.micros()))
        .order_by_desc(session::Column::UsedAt)
        .order_by_desc(session::Column::Id);
    live.all(db).await?.into_iter().map(session::Model::record).collect()
}

impl Store {
    /// A transaction over accounts.
    ///
    /// # Errors
    /// As [`Store::begin`].
    pub async fn accounts(&self, statements: &Statements) -> Result<AccountWork, Error> {
        let (db, turn) = self.write_alone(statements).await?;
        Ok(AccountWork::over(self.clone(), db, turn))
    }
}
