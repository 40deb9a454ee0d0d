//! Who a verified token speaks for, by the directory of this moment; whom the secret of an invitation lets in, and which
//! system calls by a key.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use liaison_domain::access::Actor;
use liaison_domain::api_key::{ApiKey, KeySecret, KeyStatus};
use liaison_domain::directory::Directory;
use liaison_domain::guest::Token;
use liaison_domain::ids::PersonId;
use liaison_domain::text::Code;
use liaison_persistence::account;
use liaison_persistence::api_key;
use liaison_persistence::error::Error;
use liaison_persistence::guest;
use liaison_persistence::store::Statements;

use super::App;
use crate::auth::{Account, AccountFault, Accounts, Claims, GuestAccount, SystemAccount};
use crate::locale::Locale;
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
            Ok(Account { actor: Arc::new(actor), locale: locale_of(&directory, claims.sub) })
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

    /// Two statements: the key, and whether the directory has changed. Whoever answers for the key has to be there still, and so has
    /// the person in whose name it calls. That it was used is noted once a minute, after the call has gone on.
    fn system<'a>(
        &'a self,
        secret: &'a KeySecret,
        on_behalf_of: Option<&'a str>,
    ) -> BoxFuture<'a, Result<SystemAccount, AccountFault>> {
        Box::pin(async move {
            let db = self.store().read(&Statements::default());
            let found = api_key::by_digest(&db, &secret.digest()).await.map_err(|error| unread(&error))?;
            let key = found.ok_or(AccountFault::NotActive)?;
            let now = self.clock().now();
            let system = key.opens(now).ok_or(match key.status(now) {
                KeyStatus::Expired => AccountFault::Ended,
                KeyStatus::Active | KeyStatus::Revoked => AccountFault::NotActive,
            })?;
            let pictures = self.pictures().current(&db).await.map_err(|error| unread(&error))?;
            let directory = pictures.directory;
            if !directory.is_active(key.owner) {
                return Err(AccountFault::NotActive);
            }
            let (actor, locale) = match on_behalf_of {
                None => (Actor::Key(system), None),
                Some(_) if !system.speaks_for_people() => return Err(AccountFault::OnlyItself),
                Some(text) => {
                    let person = named(&directory, text).ok_or(AccountFault::NobodyToActFor)?;
                    let actor = directory.actor_through(person, system);
                    (actor.ok_or(AccountFault::NobodyToActFor)?, locale_of(&directory, person))
                }
            };
            self.note_use(&key);
            Ok(SystemAccount { key: key.id, actor: Arc::new(actor), locale, ends_at: key.expires_at })
        })
    }
}

/// Seconds between two notes that a key was used.
const NOTED_SECONDS: i64 = 60;

impl App {
    /// Notes that a key was used, unless that was noted a moment ago. Where it fails, it is tried again with the next call.
    fn note_use(&self, key: &ApiKey) {
        let now = self.clock().now();
        if key.used_at.is_some_and(|used| now < used.plus_seconds(NOTED_SECONDS)) {
            return;
        }
        let (app, key) = (self.clone(), key.id);
        drop(self.tasks().spawn(async move {
            if let Err(error) = app.store().key_used(key, now, &Statements::default()).await {
                tracing::warn!(error = %error, "that a key was used is not noted");
            }
        }));
    }
}

/// The person whose employee number or ID this is.
fn named(directory: &Directory, text: &str) -> Option<PersonId> {
    if let Ok(id) = text.parse() {
        return Some(id);
    }
    directory.person_by_number(&Code::new(text).ok()?).map(|person| person.id)
}

/// The language that a person has chosen.
fn locale_of(directory: &Directory, person: PersonId) -> Option<Locale> {
    directory.person(person)?.locale.as_ref()?.as_str().parse().ok()
}

fn unread(error: &Error) -> AccountFault {
    tracing::warn!(error = %error, "the directory cannot be read");
    AccountFault::Unavailable
}
