//! How somebody signs in, as they see it: tokens, their password's times, their sessions.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use liaison_domain::account as domain;
use liaison_domain::ids::PersonId;
use liaison_persistence::account as stored;

use crate::graphql::context::RequestContext;
use crate::graphql::error::Fault;
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::DateTime;
use crate::graphql::scope::Scope;

/// What a session is used with.
#[derive(SimpleObject)]
pub struct Tokens {
    /// Speaks for the person: `Authorization: Bearer …`.
    pub access_token: String,
    /// From when on it does not: 15 minutes after it was given.
    pub access_token_expires_at: DateTime,
    /// Gives the next tokens, once: hand it to `tokenRefresh`. Keep it where nothing else reads it.
    pub refresh_token: String,
    /// From when on it does not: 14 days after it was given, and 90 days after the sign-in.
    pub refresh_token_expires_at: DateTime,
}

/// How the viewer signs in.
pub struct Account(domain::Account);

/// How the viewer signs in; nobody else reads it.
#[Object]
impl Account {
    /// Since when the password is theirs; null before they have set one.
    async fn password_set_at(&self) -> Option<DateTime> {
        self.0.password.as_ref().map(|kept| DateTime(kept.since))
    }

    /// From when on it has to be changed before the next sign-in; null where it need not be.
    async fn password_expires_at(&self, ctx: &Context<'_>) -> OrNull<DateTime> {
        let found = Scope::of(ctx).map(|scope| scope.app().settings().password_days);
        OrNull::found(async { Ok(self.0.expires_at(found?).map(DateTime)) }).await
    }

    /// Where the viewer is signed in, used last first; at most 50. Costs a statement.
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<Session>> {
        let scope = Scope::of(ctx)?;
        let current = RequestContext::of(ctx)?.session();
        let live = stored::sessions(&scope.db(), self.0.person, scope.now()).await.map_err(Fault::from)?;
        let shown = live.into_iter().map(|session| Session {
            current: current == Some(session.id),
            key: ID(session.id.to_string()),
            device: session.device.map(|device| device.to_string()),
            address: session.address,
            signed_in_at: DateTime(session.created_at),
            used_at: DateTime(session.used_at),
            ends_at: DateTime(session.ends_at),
        });
        Ok(shown.collect())
    }
}

/// Somewhere the viewer is signed in.
#[derive(SimpleObject)]
pub struct Session {
    /// What `signOut` names it by.
    key: ID,
    /// What its client called itself.
    device: Option<String>,
    /// The address from which its tokens were given last; of IPv6 the network.
    address: String,
    /// When it began.
    signed_in_at: DateTime,
    /// When its tokens were given last.
    used_at: DateTime,
    /// When it ends unless it is used before.
    ends_at: DateTime,
    /// Whether this call is of it.
    current: bool,
}

/// The account of a person.
///
/// # Errors
/// Those of the store.
pub async fn of(scope: &Scope, person: PersonId) -> Result<Account, Fault> {
    let account = stored::find(&scope.db(), person).await?;
    Ok(Account(account.unwrap_or_else(|| domain::Account::new(person))))
}
