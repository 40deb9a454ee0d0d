//! What sign-in asks of the directory.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use liaison_domain::access::Actor;
use liaison_domain::api_key::KeySecret;
use liaison_domain::guest::Token;
use liaison_domain::ids::{ApiKeyId, GuestId, PersonId};
use liaison_domain::time::Instant;

use super::token::Claims;
use crate::locale::Locale;

/// A person who may call now.
#[derive(Clone, Debug)]
pub struct Account {
    /// The person as who acts, with today's roles.
    pub actor: Arc<Actor>,
    /// The language they chose; the organisation's where none.
    pub locale: Option<Locale>,
}

/// A guest who may call now.
#[derive(Clone, Debug)]
pub struct GuestAccount {
    /// The guest.
    pub guest: GuestId,
    /// The guest as who acts, with the scope of this moment.
    pub actor: Arc<Actor>,
    /// From when on they may not.
    pub ends_at: Instant,
}

/// A system that may call now.
#[derive(Clone, Debug)]
pub struct SystemAccount {
    /// The key by which it calls.
    pub key: ApiKeyId,
    /// The system as who acts, or the person in whose name it does, with the roles of this moment.
    pub actor: Arc<Actor>,
    /// The language of the person in whose name it calls.
    pub locale: Option<Locale>,
    /// From when on it may not.
    pub ends_at: Instant,
}

/// Why a verified token makes no caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountFault {
    /// Nobody with this ID, or an account that no longer works.
    #[error("no active account")]
    NotActive,
    /// A guest or a key whose time is over.
    #[error("the time is over")]
    Ended,
    /// A key none of whose scopes lets it call in the name of a person.
    #[error("the key acts for nobody")]
    OnlyItself,
    /// Nobody, or nobody active, in whose name a system could call.
    #[error("nobody to act for")]
    NobodyToActFor,
    /// The directory cannot be read now.
    #[error("the directory cannot be read")]
    Unavailable,
}

/// Tells which account a verified token speaks for. Asked for every call, so that of a person must be answered from memory.
pub trait Accounts: Send + Sync + 'static {
    /// The account of `claims.sub`.
    fn account<'a>(&'a self, claims: &'a Claims) -> BoxFuture<'a, Result<Account, AccountFault>>;

    /// The person whom an identity provider calls so, whether or not they may call; nobody, where none is trusted. Asked once for each
    /// of its tokens, whose person stays the same.
    fn named<'a>(&'a self, _name: &'a str) -> BoxFuture<'a, Result<PersonId, AccountFault>> {
        Box::pin(async { Err(AccountFault::NotActive) })
    }

    /// The guest whom this secret lets in; nobody, where there are no guests.
    fn guest<'a>(&'a self, _secret: &'a Token) -> BoxFuture<'a, Result<GuestAccount, AccountFault>> {
        Box::pin(async { Err(AccountFault::NotActive) })
    }

    /// The system that calls by this secret, in the name of the person whose employee number or ID is given; none, where there are
    /// no systems.
    fn system<'a>(
        &'a self,
        _secret: &'a KeySecret,
        _on_behalf_of: Option<&'a str>,
    ) -> BoxFuture<'a, Result<SystemAccount, AccountFault>> {
        Box::pin(async { Err(AccountFault::NotActive) })
    }
}
