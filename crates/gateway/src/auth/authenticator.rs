//! From a bearer token to a [`Caller`], with a bounded memory of tokens already verified.

use std::fmt;
use std::sync::Arc;

use liaison_domain::access::Actor;
use liaison_domain::guest;
use liaison_domain::ids::{GuestId, SessionId};
use liaison_domain::time::{Clock, Instant};
use moka::sync::Cache;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::accounts::{AccountFault, Accounts, GuestAccount};
use super::keys::Keys;
use super::token::{TokenFault, Verified};
use crate::limits::Limits;
use crate::locale::Locale;

/// By what somebody proved who they are.
#[derive(Clone, Debug)]
pub enum Credential {
    /// A person, by a signed token.
    Token(Arc<Verified>),
    /// A guest, by the secret of their invitation.
    Guest {
        /// The secret, to be asked again.
        secret: guest::Token,
        /// Whom it let in.
        guest: GuestId,
        /// Until when.
        ends_at: Instant,
    },
}

/// Somebody who proved who they are.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The person with their roles, or the guest with their scope, at the time of the check.
    pub actor: Arc<Actor>,
    /// The language of their setting.
    pub locale: Option<Locale>,
    /// By what they proved it.
    pub credential: Credential,
}

impl Caller {
    /// Whether what they proved it by still holds at `now`, as far as that is known without asking anybody.
    ///
    /// # Errors
    /// As [`Claims::check`](super::token::Claims::check).
    pub fn check(&self, now: Instant) -> Result<(), TokenFault> {
        match &self.credential {
            Credential::Token(token) => token.claims.check(now),
            Credential::Guest { ends_at, .. } if now >= *ends_at => Err(TokenFault::Expired),
            Credential::Guest { .. } => Ok(()),
        }
    }

    /// The session whose token they sent, if it is of one.
    pub fn session(&self) -> Option<SessionId> {
        match &self.credential {
            Credential::Token(token) => token.claims.sid,
            Credential::Guest { .. } => None,
        }
    }

    /// What they are, so that IDs of different kinds are never taken for each other.
    pub const fn kind(&self) -> &'static str {
        match &self.credential {
            Credential::Token(_) => "person",
            Credential::Guest { .. } => "guest",
        }
    }

    /// Who they are, whatever they proved it by: the bits of the person's or the guest's ID.
    pub fn subject(&self) -> Uuid {
        match &self.credential {
            Credential::Token(token) => token.claims.sub.uuid(),
            Credential::Guest { guest, .. } => guest.uuid(),
        }
    }
}

/// Why nobody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthFault {
    /// The credentials have another form than `Bearer` and a token.
    #[error("not a bearer token")]
    NotBearer,
    /// The token is refused.
    #[error(transparent)]
    Token(#[from] TokenFault),
    /// The token is good, its person may not call.
    #[error(transparent)]
    Account(#[from] AccountFault),
}

impl AuthFault {
    /// Whether it is the server's fault, and the same token may serve again.
    pub const fn is_unavailable(self) -> bool {
        matches!(self, Self::Account(AccountFault::Unavailable))
    }
}

/// Makes callers of tokens. Cloning is cheap and shares the memory.
#[derive(Clone)]
pub struct Authenticator {
    keys: Arc<Keys>,
    accounts: Arc<dyn Accounts>,
    clock: Arc<dyn Clock>,
    verified: Cache<[u8; 32], Arc<Verified>>,
}

impl Authenticator {
    /// An authenticator that trusts tokens of `keys` at the time of `clock`.
    pub fn new(keys: Arc<Keys>, accounts: Arc<dyn Accounts>, clock: Arc<dyn Clock>, limits: &Limits) -> Self {
        Self { keys, accounts, clock, verified: Cache::new(limits.cached_tokens) }
    }

    /// The token in the value of an `Authorization` header (RFC 6750; the scheme's case does not matter).
    ///
    /// # Errors
    /// [`AuthFault::NotBearer`].
    pub fn bearer(header: &str) -> Result<&str, AuthFault> {
        let (scheme, token) = header.trim().split_once(' ').ok_or(AuthFault::NotBearer)?;
        if !scheme.eq_ignore_ascii_case("bearer") || token.trim().is_empty() {
            return Err(AuthFault::NotBearer);
        }
        Ok(token.trim())
    }

    /// The caller whom `token` speaks for.
    ///
    /// # Errors
    /// See [`AuthFault`].
    pub async fn authenticate(&self, token: &str) -> Result<Caller, AuthFault> {
        if let Some(secret) = guest::Token::parse(token) {
            return self.guest(secret).await;
        }
        let token = self.verified(token)?;
        let account = self.accounts.account(&token.claims).await?;
        Ok(Caller { actor: account.actor, locale: account.locale, credential: Credential::Token(token) })
    }

    /// The guest whom this secret lets in now; asked anew every time, and kept nowhere.
    async fn guest(&self, secret: guest::Token) -> Result<Caller, AuthFault> {
        let GuestAccount { guest, actor, ends_at } = self.accounts.guest(&secret).await?;
        Ok(Caller { actor, locale: None, credential: Credential::Guest { secret, guest, ends_at } })
    }

    /// The same caller with today's roles or scope, for connections that stay open.
    ///
    /// # Errors
    /// Where the token has expired since, its key is kept no longer or the account no longer works.
    pub async fn again(&self, caller: &Caller) -> Result<Caller, AuthFault> {
        caller.check(self.clock.now())?;
        let token = match &caller.credential {
            Credential::Token(token) => self.trusted(Arc::clone(token))?,
            Credential::Guest { secret, .. } => return self.guest(secret.clone()).await,
        };
        let account = self.accounts.account(&token.claims).await?;
        Ok(Caller { actor: account.actor, locale: account.locale, credential: Credential::Token(token) })
    }

    /// The present of the clock that tokens are checked against.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    fn verified(&self, token: &str) -> Result<Arc<Verified>, TokenFault> {
        let now = self.clock.now();
        let digest: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        if let Some(known) = self.verified.get(&digest) {
            let checked = self.trusted(known).and_then(|known| known.claims.check(now).map(|()| known));
            if checked.is_err() {
                self.verified.invalidate(&digest);
            }
            return checked;
        }
        let verified = Arc::new(self.keys.verify(token, now)?);
        self.verified.insert(digest, Arc::clone(&verified));
        Ok(verified)
    }

    /// The token, if the key that signed it is kept still.
    fn trusted(&self, token: Arc<Verified>) -> Result<Arc<Verified>, TokenFault> {
        if self.keys.find(&token.kid).is_some() { Ok(token) } else { Err(TokenFault::NotOurs) }
    }
}

impl fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authenticator").field("keys", &self.keys).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

    use futures_util::FutureExt;
    use futures_util::future::BoxFuture;
    use liaison_domain::ids::Id;
    use uuid::Uuid;

    use super::super::accounts::Account;
    use super::super::token::Claims;
    use super::*;

    struct Moved(AtomicI64);

    impl Clock for Moved {
        fn now(&self) -> Instant {
            Instant::from_micros(self.0.load(Ordering::Relaxed))
        }
    }

    struct Company(AtomicBool);

    impl Accounts for Company {
        fn account<'a>(&'a self, _: &'a Claims) -> BoxFuture<'a, Result<Account, AccountFault>> {
            async {
                if self.0.load(Ordering::Relaxed) {
                    Ok(Account { actor: Arc::new(Actor::Server), locale: Some(Locale::En) })
                } else {
                    Err(AccountFault::NotActive)
                }
            }
            .boxed()
        }
    }

    #[tokio::test]
    async fn a_remembered_token_still_expires_and_its_person_may_still_leave() {
        let keys = Arc::new(Keys::from_pem(&Keys::keygen().expect("randomness")).expect("its own form"));
        let clock = Arc::new(Moved(AtomicI64::new(1_714_957_200_000_000)));
        let company = Arc::new(Company(AtomicBool::new(true)));
        let limits = Limits::default();
        let authenticator = Authenticator::new(
            Arc::clone(&keys),
            Arc::<Company>::clone(&company),
            Arc::<Moved>::clone(&clock),
            &limits,
        );
        let claims = Claims::new(Id::from_uuid(Uuid::from_u128(7)), clock.now(), 60, "j1");
        let token = keys.current().sign(&claims).expect("signed");
        let header = format!("bearer {token}");
        let caller =
            authenticator.authenticate(Authenticator::bearer(&header).expect("bearer")).await.expect("in");
        let Credential::Token(claims) = &caller.credential else { panic!("a person") };
        assert_eq!(claims.claims.jti, "j1");
        assert!(authenticator.again(&caller).await.is_ok());
        company.0.store(false, Ordering::Relaxed);
        let gone = AuthFault::Account(AccountFault::NotActive);
        assert_eq!(authenticator.authenticate(&token).await.map(|_| ()), Err(gone));
        company.0.store(true, Ordering::Relaxed);
        clock.0.fetch_add(60_000_000, Ordering::Relaxed);
        let expired = AuthFault::Token(TokenFault::Expired);
        assert_eq!(authenticator.authenticate(&token).await.map(|_| ()), Err(expired));
        assert_eq!(authenticator.again(&caller).await.map(|_| ()), Err(expired));
    }

    #[test]
    fn only_bearer_credentials_are_read() {
        assert_eq!(Authenticator::bearer("Bearer  abc "), Ok("abc"));
        for other in ["", "abc", "Basic abc", "Bearer ", "Bearer"] {
            assert_eq!(Authenticator::bearer(other), Err(AuthFault::NotBearer), "{other}");
        }
    }
}
