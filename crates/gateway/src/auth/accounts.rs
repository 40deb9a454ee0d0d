//! What sign-in asks of the directory.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use liaison_domain::access::Actor;
use liaison_domain::guest::Token;
use liaison_domain::ids::{GuestId, PersonId};
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

/// Why a verified token makes no caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountFault {
    /// Nobody with this ID, or an account that no longer works.
    #[error("no active account")]
    NotActive,
    /// A guest whose time is over.
    #[error("the guest's time is over")]
    Ended,
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
}
