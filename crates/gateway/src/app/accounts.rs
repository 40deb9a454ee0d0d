//! Who a verified token speaks for, by the directory of this moment; and whom the secret of an invitation lets in.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use liaison_domain::access::Actor;
use liaison_domain::guest::Token;
use liaison_domain::ids::PersonId;
use liaison_domain::text::Code;
use liaison_persistence::account;
use liaison_persistence::error::Error;
use liaison_persistence::guest;
use liaison_persistence::store::Statements;

use super::App;
use crate::auth::{Account, AccountFault, Accounts, Claims, GuestAccount};
use crate::operations;

impl Accounts for App {
    /// Two statements: whether directory or policies have changed, and whether the session has ended. A disabled account ends with
    /// the change that disabled it, a session with whatever ended it.
    fn account<'a>(&'a self, claims: &'a Claims) -> BoxFuture<'a, Result<Account, AccountFault>> {
        Box::pin(async move {
            let db = self.store().read(&Statements::default());
            let pictures = self.pictures().current(&db).await.map_err(|error| unread(&error))?;
            let directory = pictures.directory;
            let actor = directory.actor(claims.sub).ok_or(AccountFault::NotActive)?;
            let standing =
                account::standing(&db, claims.sub, claims.sid).await.map_err(|error| unread(&error))?;
            if !standing.covers(claims.sid.is_some(), claims.iat, self.clock().now()) {
                return Err(AccountFault::NotActive);
            }
            let chosen = directory.person(claims.sub).and_then(|person| person.locale.as_ref());
            let locale = chosen.and_then(|locale| locale.as_str().parse().ok());
            Ok(Account { actor: Arc::new(actor), locale })
        })
    }

    /// Answered from memory. One statement where nobody there is called so, for they may have been taken on a moment ago.
    fn named<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<PersonId, AccountFault>> {
        Box::pin(async move {
            let number = Code::spelled(name).ok_or(AccountFault::NotActive)?;
            if let Some(person) = self.directory().latest().person_by_number(&number) {
                return Ok(person.id);
            }
            let db = self.store().read(&Statements::default());
            let pictures = self.pictures().current(&db).await.map_err(|error| unread(&error))?;
            let person = pictures.directory.person_by_number(&number);
            person.map(|person| person.id).ok_or(AccountFault::NotActive)
        })
    }

    /// Two statements: the invitation, and whether the directory has changed, by which it is read what the guest's host sees. The
    /// first time, that they came is put on record; where that fails, they are let in all the same, and it is tried again.
    fn guest<'a>(&'a self, secret: &'a Token) -> BoxFuture<'a, Result<GuestAccount, AccountFault>> {
        Box::pin(async move {
            let db = self.store().read(&Statements::default());
            let found = guest::by_digest(&db, &secret.digest()).await.map_err(|error| unread(&error))?;
            let record = found.filter(|record| record.ended.is_none()).ok_or(AccountFault::NotActive)?;
            let actor = record.opens(self.clock().now()).ok_or(AccountFault::Ended)?;
            self.pictures().current(&db).await.map_err(|error| unread(&error))?;
            if record.arrived_at.is_none()
                && let Err(error) = operations::guest::arrived(self, record.id).await
            {
                tracing::warn!(error = ?error, "a guest's arrival is not on record");
            }
            let actor = Arc::new(Actor::Guest(Box::new(actor)));
            Ok(GuestAccount { guest: record.id, actor, ends_at: record.expires_at })
        })
    }
}

fn unread(error: &Error) -> AccountFault {
    tracing::warn!(error = %error, "the directory cannot be read");
    AccountFault::Unavailable
}
