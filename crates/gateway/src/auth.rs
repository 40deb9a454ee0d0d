//! Who calls: the stop between the wire and the schema.
//!
//! Owns the signing key ([`Keys`]), tokens ([`Claims`]), signed statements and the [`Authenticator`] that makes a
//! [`Caller`] of a bearer token. What a caller may do is the domain's; who exists is the directory's, asked through
//! [`Accounts`]. Passwords and outside identity providers would stand here too.

mod accounts;
mod authenticator;
mod keys;
mod token;

pub use accounts::{Account, AccountFault, Accounts};
pub use authenticator::{AuthFault, Authenticator, Caller};
pub use keys::{KeyFault, Keys, StatementFault, signed_message};
pub use token::{AUDIENCE, Claims, ISSUER, TokenFault};
