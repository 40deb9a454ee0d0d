//! From a bearer token to a [`Caller`], with a bounded memory of tokens already verified.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use liaison_domain::access::Actor;
use liaison_domain::api_key::KeySecret;
use liaison_domain::guest;
use liaison_domain::ids::{ApiKeyId, GuestId, SessionId};
use liaison_domain::time::{Clock, Instant};
use moka::sync::Cache;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::accounts::{AccountFault, Accounts, GuestAccount, SystemAccount};
use super::issuer::Issuer;
use super::keys::Keys;
use super::token::{Claims, Signer, TokenFault, Verified};
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
    /// A system, by the secret of its key.
    Key {
        /// The secret, to be asked again.
        secret: KeySecret,
        /// The key.
        key: ApiKeyId,
        /// In whose name, as the system says it.
        on_behalf_of: Option<String>,
        /// Until when.
        ends_at: Instant,
    },
}

/// How often at least it is asked again whether a key holds that somebody has a connection open by: a revoked one ends within a
/// second at every node.
const KEY_RECHECK: Duration = Duration::from_millis(800);

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
            Credential::Guest { ends_at, .. } | Credential::Key { ends_at, .. } if now >= *ends_at => {
                Err(TokenFault::Expired)
            }
            Credential::Guest { .. } | Credential::Key { .. } => Ok(()),
        }
    }

    /// The session whose token they sent, if it is of one.
    pub fn session(&self) -> Option<SessionId> {
        match &self.credential {
            Credential::Token(token) => token.claims.sid,
            Credential::Guest { .. } | Credential::Key { .. } => None,
        }
    }

    /// How often it is asked again whether a connection of theirs may stay open.
    pub fn recheck(&self, limits: &Limits) -> Duration {
        match &self.credential {
            Credential::Token(_) | Credential::Guest { .. } => limits.token_recheck,
            Credential::Key { .. } => limits.token_recheck.min(KEY_RECHECK),
        }
    }

    /// What they are, so that IDs of different kinds are never taken for each other.
    pub const fn kind(&self) -> &'static str {
        match &self.credential {
            Credential::Token(_) => "person",
            Credential::Guest { .. } => "guest",
            Credential::Key { .. } => "key",
        }
    }

    /// Who they are, whatever they proved it by: the bits of the ID of the person, the guest or the key.
    pub fn subject(&self) -> Uuid {
        match &self.credential {
            Credential::Key { key, .. } => key.uuid(),
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
    /// Somebody else than a system wants to call in another's name.
    #[error("only systems act on behalf of people")]
    NoSystem,
    /// The token is refused.
    #[error(transparent)]
    Token(#[from] TokenFault),
    /// The token is good, its person may not call.
    #[error(transparent)]
    Account(#[from] AccountFault),
    /// The keys of the identity provider are not known, so that nobody can tell.
    #[error("the issuer cannot be reached")]
    IssuerUnavailable,
}

impl AuthFault {
    /// Whether it is the server's fault, and the same token may serve again.
    pub const fn is_unavailable(self) -> bool {
        matches!(self, Self::Account(AccountFault::Unavailable) | Self::IssuerUnavailable)
    }
}

/// Makes callers of tokens. Cloning is cheap and shares the memory.
#[derive(Clone)]
pub struct Authenticator {
    keys: Arc<Keys>,
    issuer: Option<Arc<Issuer>>,
    accounts: Arc<dyn Accounts>,
    clock: Arc<dyn Clock>,
    verified: Cache<[u8; 32], Arc<Verified>>,
}

impl Authenticator {
    /// An authenticator that trusts tokens of `keys` at the time of `clock`.
    pub fn new(keys: Arc<Keys>, accounts: Arc<dyn Accounts>, clock: Arc<dyn Clock>, limits: &Limits) -> Self {
        Self { keys, issuer: None, accounts, clock, verified: Cache::new(limits.cached_tokens) }
    }

    /// The same, trusting the tokens of this issuer too.
    #[must_use]
    pub fn trusting(self, issuer: Option<Arc<Issuer>>) -> Self {
        Self { issuer, ..self }
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

    /// The caller whom `token` speaks for; a system in the name of the person whose employee number or ID is given.
    ///
    /// # Errors
    /// See [`AuthFault`].
    pub async fn authenticate(&self, token: &str, on_behalf_of: Option<&str>) -> Result<Caller, AuthFault> {
        if let Some(secret) = KeySecret::parse(token) {
            return self.system(secret, on_behalf_of.map(str::to_owned)).await;
        }
        if on_behalf_of.is_some() {
            return Err(AuthFault::NoSystem);
        }
        if let Some(secret) = guest::Token::parse(token) {
            return self.guest(secret).await;
        }
        let token = self.verified(token).await?;
        let account = self.accounts.account(&token.claims).await?;
        Ok(Caller { actor: account.actor, locale: account.locale, credential: Credential::Token(token) })
    }

    /// The guest whom this secret lets in now; asked anew every time, and kept nowhere.
    async fn guest(&self, secret: guest::Token) -> Result<Caller, AuthFault> {
        let GuestAccount { guest, actor, ends_at } = self.accounts.guest(&secret).await?;
        Ok(Caller { actor, locale: None, credential: Credential::Guest { secret, guest, ends_at } })
    }

    /// The system that calls by this secret now; asked anew every time, and kept nowhere.
    async fn system(&self, secret: KeySecret, on_behalf_of: Option<String>) -> Result<Caller, AuthFault> {
        let found = self.accounts.system(&secret, on_behalf_of.as_deref()).await?;
        let SystemAccount { key, actor, locale, ends_at } = found;
        Ok(Caller { actor, locale, credential: Credential::Key { secret, key, on_behalf_of, ends_at } })
    }

    /// The same caller with today's roles or scope, for connections that stay open.
    ///
    /// # Errors
    /// Where the token has expired since, its key is kept no longer or the account no longer works.
    pub async fn again(&self, caller: &Caller) -> Result<Caller, AuthFault> {
        caller.check(self.clock.now())?;
        let token = match &caller.credential {
            Credential::Token(token) => self.trusted(Arc::clone(token)).await?,
            Credential::Guest { secret, .. } => return self.guest(secret.clone()).await,
            Credential::Key { secret, on_behalf_of, .. } => {
                return self.system(secret.clone(), on_behalf_of.clone()).await;
            }
        };
        let account = self.accounts.account(&token.claims).await?;
        Ok(Caller { actor: account.actor, locale: account.locale, credential: Credential::Token(token) })
    }

    /// The present of the clock that tokens are checked against.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    async fn verified(&self, token: &str) -> Result<Arc<Verified>, AuthFault> {
        let digest: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        if let Some(known) = self.verified.get(&digest) {
            let checked = match self.trusted(known).await {
                Ok(known) => known.claims.check(self.clock.now()).map(|()| known).map_err(AuthFault::from),
                Err(fault) => Err(fault),
            };
            if checked.as_ref().is_err_and(|fault| !fault.is_unavailable()) {
                self.verified.invalidate(&digest);
            }
            return checked;
        }
        // What it says of its issuer decides by whose keys it is checked, and those believe nothing of it.
        let issuer = self.issuer.as_ref().filter(|issuer| issuer.is_named_in(token));
        let verified = Arc::new(match issuer {
            Some(issuer) => self.foreign(issuer, token).await?,
            None => self.keys.verify(token, self.clock.now())?,
        });
        self.verified.insert(digest, Arc::clone(&verified));
        Ok(verified)
    }

    /// A token of the identity provider, as if it were ours: of the person whom it names, and of no session.
    async fn foreign(&self, issuer: &Arc<Issuer>, token: &str) -> Result<Verified, AuthFault> {
        let said = issuer.verify(token).await?;
        let sub = self.accounts.named(&said.name).await?;
        let (iss, aud) = (issuer.trust().issuer().to_owned(), issuer.trust().audience().to_owned());
        let (iat, exp, nbf, jti) = (said.issued_at, said.ends_at, said.begins_at, said.id);
        let claims = Claims { iss, aud, sub, iat, exp, nbf, jti, sid: None };
        Ok(Verified { claims, signer: Signer::Issuer, kid: said.key })
    }

    /// The token, if the key that signed it is kept still, by us or by the identity provider.
    async fn trusted(&self, token: Arc<Verified>) -> Result<Arc<Verified>, AuthFault> {
        let kept = match (token.signer, &self.issuer) {
            (Signer::Ours, _) => self.keys.find(&token.kid).is_some(),
            (Signer::Issuer, Some(issuer)) => issuer.publishes(&token.kid).await?,
            (Signer::Issuer, None) => false,
        };
        if kept { Ok(token) } else { Err(TokenFault::NotOurs.into()) }
    }
}

impl fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (keys, issuer) = (&self.keys, &self.issuer);
        f.debug_struct("Authenticator").field("keys", keys).field("issuer", issuer).finish_non_exhaustive()
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
        let caller = authenticator
            .authenticate(Authenticator::bearer(&header).expect("bearer"), None)
            .await
            .expect("in");
        let Credential::Token(claims) = &caller.credential else { panic!("a person") };
        assert_eq!(claims.claims.jti, "j1");
        assert!(authenticator.again(&caller).await.is_ok());
        company.0.store(false, Ordering::Relaxed);
        let gone = AuthFault::Account(AccountFault::NotActive);
        assert_eq!(authenticator.authenticate(&token, None).await.map(|_| ()), Err(gone));
        company.0.store(true, Ordering::Relaxed);
        clock.0.fetch_add(60_000_000, Ordering::Relaxed);
        let expired = AuthFault::Token(TokenFault::Expired);
        assert_eq!(authenticator.authenticate(&token, None).await.map(|_| ()), Err(expired));
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
