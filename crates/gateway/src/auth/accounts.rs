//! What sign-in asks of the directory.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use liaison_domain::access::Actor;

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

/// Why a verified token makes no caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountFault {
    /// Nobody with this ID, or an account that no longer works.
    #[error("no active account")]
    NotActive,
    /// The directory cannot be read now.
    #[error("the directory cannot be read")]
    Unavailable,
}

/// Tells which account a verified token speaks for. Asked for every call, so it must be answered from memory.
pub trait Accounts: Send + Sync + 'static {
    /// The account of `claims.sub`.
    fn account<'a>(&'a self, claims: &'a Claims) -> BoxFuture<'a, Result<Account, AccountFault>>;
}
