//! Who a verified token speaks for, by the directory of this moment.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use liaison_persistence::store::Statements;

use super::App;
use crate::auth::{Account, AccountFault, Accounts, Claims};

impl Accounts for App {
    /// One statement: whether directory or policies have changed. A disabled account ends with the change that disabled it.
    fn account<'a>(&'a self, claims: &'a Claims) -> BoxFuture<'a, Result<Account, AccountFault>> {
        Box::pin(async move {
            let db = self.store().read(&Statements::default());
            let pictures = self.pictures().current(&db).await.map_err(|error| {
                tracing::warn!(error = %error, "the directory cannot be read");
                AccountFault::Unavailable
            })?;
            let directory = pictures.directory;
            let actor = directory.actor(claims.sub).ok_or(AccountFault::NotActive)?;
            let chosen = directory.person(claims.sub).and_then(|person| person.locale.as_ref());
            let locale = chosen.and_then(|locale| locale.as_str().parse().ok());
            Ok(Account { actor: Arc::new(actor), locale })
        })
    }
}
