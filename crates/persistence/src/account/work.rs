//! What changes accounts: one transaction with the writer's turn, and what it writes.

use liaison_domain::account::Account;
use liaison_domain::account::session::{MOST, Session};
use liaison_domain::canonical::Digest;
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::{PersonId, SessionId};
use liaison_domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict, Query};
use sea_orm::{ConnectionTrait as _, EntityTrait as _, QuerySelect as _};
use uuid::Uuid;

use crate::access_log::{self, NewAccess};
use crate::entities::{account, session};
use crate::error::Error;
use crate::store::{Connection, Store, Turn};
use crate::unit_of_work::{Subject, UnitOfWork};

/// A transaction over accounts; what is not committed is undone.
pub struct AccountWork {
    store: Store,
    db: Connection,
    _turn: Option<Turn>,
}

/// A refresh token as it is kept, with its session.
#[derive(Clone, Debug)]
pub struct KnownToken {
    /// The session that it goes on with, locked.
    pub session: Session,
    /// When it was used first.
    pub used_at: Option<Instant>,
}

impl AccountWork {
    pub(super) const fn over(store: Store, db: Connection, turn: Option<Turn>) -> Self {
        Self { store, db, _turn: turn }
    }

    pub(super) const fn db(&self) -> &Connection {
        &self.db
    }

    /// Makes what was written last.
    ///
    /// # Errors
    /// As every statement.
    pub async fn commit(self) -> Result<(), Error> {
        self.db.commit().await
    }

    /// The account of this person, locked; a new one where there is none. Two statements.
    ///
    /// # Errors
    /// [`Error::Corrupt`] for a row that does not parse.
    pub async fn account(&self, person: PersonId) -> Result<Account, Error> {
        let new = account::ActiveModel::from(&Account::new(person));
        account::Entity::insert(new)
            .on_conflict(OnConflict::column(account::Column::Person).do_nothing().to_owned())
            .exec_without_returning(&self.db)
            .await?;
        let row = account::Entity::find_by_id(person.uuid()).lock_exclusive().one(&self.db).await?;
        row.map_or_else(|| Ok(Account::new(person)), account::Model::record)
    }

    /// Writes an account that was locked.
    ///
    /// # Errors
    /// As every statement.
    pub async fn write(&self, account: &Account) -> Result<(), Error> {
        let row = account::ActiveModel::from(account);
        account::Entity::update(row).exec(&self.db).await?;
        Ok(())
    }

    /// The session of this ID, locked.
    ///
    /// # Errors
    /// As [`Self::account`].
    pub async fn session(&self, id: SessionId) -> Result<Option<Session>, Error> {
        let row = session::Entity::find_by_id(id.uuid()).lock_exclusive().one(&self.db).await?;
        row.map(session::Model::record).transpose()
    }

    /// What a refresh token goes on with, locked. Three statements.
    ///
    /// # Errors
    /// As [`Self::account`].
    pub async fn refresh_token(&self, digest: &Digest) -> Result<Option<KnownToken>, Error> {
        let select = Query::select()
            .columns(["session", "used_at"])
            .from("refresh_token")
            .and_where(Expr::col("digest").eq(digest.as_str()))
            .to_owned();
        let Some(row) = self.db.query_one(&select).await? else { return Ok(None) };
        let Some(session) = self.session(SessionId::from_uuid(row.try_get::<Uuid>("", "session")?)).await?
        else {
            return Ok(None);
        };
        // Read again under the session's lock: who came first may have used it meanwhile.
        let used = match self.db.query_one(&select).await? {
            Some(row) => row.try_get::<Option<i64>>("", "used_at")?,
            None => return Ok(None),
        };
        Ok(Some(KnownToken { session, used_at: used.map(Instant::from_micros) }))
    }

    /// Opens a session with its first refresh token; of too many the one that was used least lately ends.
    ///
    /// # Errors
    /// As every statement.
    pub async fn open(&self, session: &Session, token: &Digest) -> Result<(), Error> {
        session::Entity::insert(session::ActiveModel::from(session)).exec_without_returning(&self.db).await?;
        self.give(session.id, token).await?;
        let latest = Query::select()
            .column("id")
            .from("session")
            .and_where(Expr::col("person").eq(session.person.uuid()))
            .and_where(Expr::col("ends_at").gt(session.created_at.micros()))
            .order_by("used_at", sea_orm::Order::Desc)
            .order_by("id", sea_orm::Order::Desc)
            .limit(MOST as u64)
            .to_owned();
        let beyond = Expr::col("id").not_in_subquery(latest);
        end(&self.db, session.person, session.created_at, beyond).await
    }

    /// Writes a session that was locked.
    ///
    /// # Errors
    /// As every statement.
    pub async fn write_session(&self, session: &Session) -> Result<(), Error> {
        session::Entity::update(session::ActiveModel::from(session)).exec(&self.db).await?;
        Ok(())
    }

    /// Goes on with a session: the old token is used, the new one is there.
    ///
    /// # Errors
    /// As every statement.
    pub async fn renew(&self, session: &Session, used: &Digest, token: &Digest) -> Result<(), Error> {
        self.write_session(session).await?;
        let update = Query::update()
            .table("refresh_token")
            .value("used_at", session.used_at.micros())
            .and_where(Expr::col("digest").eq(used.as_str()))
            .and_where(Expr::col("used_at").is_null())
            .to_owned();
        self.db.execute(&update).await?;
        self.give(session.id, token).await
    }

    async fn give(&self, session: SessionId, token: &Digest) -> Result<(), Error> {
        let insert = Query::insert()
            .into_table("refresh_token")
            .columns(["digest", "session"])
            .values_panic([token.as_str().into(), session.uuid().into()])
            .to_owned();
        self.db.execute(&insert).await?;
        Ok(())
    }

    /// Ends every session of this person, and what was given to them without one.
    ///
    /// # Errors
    /// As every statement.
    pub async fn sign_out(&self, person: PersonId, now: Instant) -> Result<(), Error> {
        sign_out(&self.db, person, now).await
    }

    /// Writes into the access log that `person` did this to the account of `of`.
    ///
    /// # Errors
    /// As every statement.
    pub async fn note(&self, access: &NewAccess<'_>, of: PersonId) -> Result<(), Error> {
        let subject = Subject { kind: SubjectKind::Person, id: of.uuid() };
        access_log::insert(&self.db, &[self.store.ids().next()], access, &[subject]).await
    }

    /// Takes away sessions that were over before `until`, with their tokens, at most `most`; how many those were.
    ///
    /// # Errors
    /// As every statement.
    pub async fn forget_sessions(&self, until: Instant, most: u64) -> Result<u64, Error> {
        let old = Query::select()
            .column("id")
            .from("session")
            .and_where(Expr::col("ends_at").lt(until.micros()))
            .limit(most)
            .to_owned();
        let delete =
            Query::delete().from_table("session").and_where(Expr::col("id").in_subquery(old)).to_owned();
        Ok(self.db.execute(&delete).await?.rows_affected())
    }
}

async fn end(db: &Connection, person: PersonId, now: Instant, which: Expr) -> Result<(), Error> {
    let update = Query::update()
        .table("session")
        .value("ends_at", now.micros())
        .and_where(Expr::col("person").eq(person.uuid()))
        .and_where(Expr::col("ends_at").gt(now.micros()))
        .and_where(which)
        .to_owned();
    db.execute(&update).await?;
    Ok(())
}

async fn sign_out(db: &Connection, person: PersonId, now: Instant) -> Result<(), Error> {
    // The account first, as whoever changes a password locks them.
    let write = Query::insert()
        .into_table("account")
        .columns(["person", "signed_out_at"])
        .values_panic([person.uuid().into(), now.micros().into()])
        .on_conflict(OnConflict::column("person").update_column("signed_out_at").to_owned())
        .to_owned();
    db.execute(&write).await?;
    end(db, person, now, Expr::cust("1 = 1")).await
}

impl UnitOfWork {
    /// Ends every session of somebody whose account ends with this change.
    ///
    /// # Errors
    /// As every statement.
    pub async fn sign_out(&mut self, person: PersonId) -> Result<(), Error> {
        let now = self.now();
        sign_out(self.db(), person, now).await
    }

    /// Takes away everything by which somebody signed in, who is erased with this change.
    ///
    /// # Errors
    /// As every statement.
    pub async fn erase_account(&mut self, person: PersonId) -> Result<(), Error> {
        for table in ["session", "account"] {
            let delete =
                Query::delete().from_table(table).and_where(Expr::col("person").eq(person.uuid())).to_owned();
            self.db().execute(&delete).await?;
        }
        Ok(())
    }
}
