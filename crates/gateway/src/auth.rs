//! Who calls: the stop between the wire and the schema.
//!
//! Owns the signing keys ([`Keys`]), tokens ([`Claims`]), signed statements, the [`Issuer`] whose tokens are taken beside ours, and the
//! [`Authenticator`] that makes a [`Caller`] of a bearer token: a person of a signed one, a guest of the secret of an invitation, a
//! system of a key. What a caller may do is the domain's; who exists
//! is the directory's, asked through [`Accounts`]. Passwords are hashed by the node (`app`); signing in with them is an operation.

mod accounts;
mod authenticator;
mod issuer;
mod key;
mod keys;
mod token;

pub use accounts::{Account, AccountFault, Accounts, GuestAccount, SystemAccount};
pub use authenticator::{AuthFault, Authenticator, Caller, Credential};
pub use issuer::{
    APART_SECONDS, DEFAULT_SKEW_SECONDS, FRESH_SECONDS, HELD_SECONDS, Issuer, MOST_SKEW_SECONDS, Trust,
    TrustFault,
};
pub use key::{Key, KeyFault, PublicKey, StatementFault, signed_message};
pub use keys::{Keys, SETTLED};
pub use token::{AUDIENCE, Claims, ISSUER, Signer, TokenFault, Verified};
