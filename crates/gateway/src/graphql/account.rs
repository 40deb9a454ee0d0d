//! Signing in and out, and passwords, in the schema. What is refused because it is not right is a fault, told in the same words and
//! at the same time whether an account exists or not; what a person can mend is a user error.

mod view;

use std::time::Duration;

use async_graphql::{Context, InputObject, Object, SimpleObject};
use liaison_domain::account::password::Password;
use liaison_domain::account::session::ACCESS_SECONDS;
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::kind;
use liaison_domain::text::Line;

pub use view::{Account, Session, Tokens, of};

use super::decode::Decode as _;
use super::error::{ErrorCode, Fault, Text};
use super::nullable::OrNull;
use super::payload::UserError;
use super::scalars::{DateTime, Key};
use super::scope::{Open, Scope};
use crate::auth::Claims;
use crate::operations::account::{self as operations, AccountError, Credentials, Signed, Visit};

/// Root fields that are answered without credentials.
pub const PUBLIC_FIELDS: [&str; 4] = ["signIn", "tokenRefresh", "passwordChange", "passwordReset"];

macro_rules! tokens_payload {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(SimpleObject)]
        pub struct $name {
            /// What the session is used with; null where none was opened.
            pub tokens: Option<Tokens>,
            /// Why none was; empty where it was.
            pub user_errors: Vec<UserError>,
        }

        impl From<(Option<Tokens>, Vec<UserError>)> for $name {
            fn from((tokens, user_errors): (Option<Tokens>, Vec<UserError>)) -> Self {
                Self { tokens, user_errors }
            }
        }
    };
}

tokens_payload! {
    /// What `signIn` answers.
    SignInPayload
}
tokens_payload! {
    /// What `tokenRefresh` answers.
    TokenRefreshPayload
}
tokens_payload! {
    /// What `passwordChange` answers.
    PasswordChangePayload
}
tokens_payload! {
    /// What `passwordReset` answers.
    PasswordResetPayload
}

/// What `signOut` answers.
#[derive(SimpleObject)]
pub struct SignOutPayload {
    /// Whether it was done.
    pub signed_out: bool,
    /// Why not; empty where it was.
    pub user_errors: Vec<UserError>,
}

/// What `passwordResetIssue` answers.
#[derive(SimpleObject)]
pub struct PasswordResetIssuePayload {
    /// The secret for `passwordReset`; shown here and never again.
    pub secret: Option<String>,
    /// From when on it sets no password: a day after it was made.
    pub expires_at: Option<DateTime>,
    /// Why none was made; empty where one was.
    pub user_errors: Vec<UserError>,
}

/// Who signs in.
#[derive(InputObject)]
pub struct SignInInput {
    /// The employee number.
    pub employee_number: String,
    /// The password.
    pub password: String,
    /// What the client calls itself, such as a browser or a telephone; at most 200 characters.
    pub device: Option<String>,
}

/// What goes on with a session.
#[derive(InputObject)]
pub struct TokenRefreshInput {
    /// The refresh token that was given last.
    pub refresh_token: String,
}

/// What ends.
#[derive(InputObject)]
pub struct SignOutInput {
    /// Which session; the one of this call where absent.
    pub session: Option<Key<kind::Session>>,
    /// Every session of the caller, and every token that was made for them without one.
    #[graphql(default)]
    pub everywhere: bool,
}

/// Another password.
#[derive(InputObject)]
pub struct PasswordChangeInput {
    /// The employee number.
    pub employee_number: String,
    /// The present password.
    pub password: String,
    /// The new one: 10 to 128 characters, and nothing that can be guessed.
    pub new_password: String,
    /// What the client calls itself, such as a browser or a telephone; at most 200 characters.
    pub device: Option<String>,
}

/// A password without the present one.
#[derive(InputObject)]
pub struct PasswordResetInput {
    /// The secret that an administrator or operator made.
    pub secret: String,
    /// The password: 10 to 128 characters, and nothing that can be guessed.
    pub new_password: String,
    /// What the client calls itself, such as a browser or a telephone; at most 200 characters.
    pub device: Option<String>,
}

/// Whose password may be set.
#[derive(InputObject)]
pub struct PasswordResetIssueInput {
    /// Whose.
    pub person: Key<kind::Person>,
}

impl Open {
    fn visit(&self, device: Option<Line>) -> Visit {
        Visit {
            request_id: self.context.request_id().to_owned(),
            address: self.context.address(),
            device,
            statements: self.context.statements().clone(),
        }
    }

    fn tokens(&self, signed: &Signed) -> Result<Tokens, Fault> {
        let now = self.app.clock().now();
        let session = &signed.session;
        let ends = now.plus_seconds(ACCESS_SECONDS).min(session.ends_at);
        let seconds = ends.seconds() - now.seconds();
        let claims = Claims::new(session.person, now, seconds, self.app.ids().next().to_string());
        let access = self.app.keys().current().sign(&claims.of_session(session.id));
        Ok(Tokens {
            access_token: access.map_err(|fault| Fault::internal(fault.to_string()))?,
            access_token_expires_at: DateTime(ends),
            refresh_token: signed.refresh.reveal().to_owned(),
            refresh_token_expires_at: DateTime(session.ends_at),
        })
    }

    fn answer<P: From<(Option<Tokens>, Vec<UserError>)>>(
        &self,
        done: Result<Signed, AccountError>,
        wrong: Text,
    ) -> Result<P, Fault> {
        match done {
            Ok(signed) => Ok((Some(self.tokens(&signed)?), Vec::new()).into()),
            Err(error) => Ok((None, self.refused(error, wrong)?).into()),
        }
    }

    /// The user errors that say why nothing was done; `wrong` is what is said of what proves nothing.
    fn refused(&self, error: AccountError, wrong: Text) -> Result<Vec<UserError>, Fault> {
        match error {
            AccountError::Refused(refusal) => {
                Ok(UserError::of_refusal(self.context.locale(), &["input"], &refusal))
            }
            AccountError::Wrong => Err(Fault::new(ErrorCode::Unauthenticated, wrong)),
            AccountError::Expired => Err(Fault::new(ErrorCode::Forbidden, Text::PasswordExpired)),
            AccountError::Slowed { seconds } => Err(Fault::new(ErrorCode::RateLimited, Text::SignInSlowed)
                .with("seconds", seconds)
                .after(Duration::from_secs(seconds))),
            AccountError::Hash(fault) => Err(Fault::unavailable(Duration::from_secs(1), fault.to_string())),
            AccountError::Store(error) => Err(error.into()),
        }
    }
}

/// The root fields.
#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Opens a session with a password. Answered without credentials. A wrong number or password is `UNAUTHENTICATED`, in the same
    /// words and time whether the account exists; attempts are slowed by account and address (`RATE_LIMITED`, `retryAfterMs`). A
    /// password that is due to be changed is `FORBIDDEN`: call `passwordChange`.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in.")] input: SignInInput,
    ) -> OrNull<SignInPayload> {
        let done = async {
            let door = Open::of(ctx)?;
            let mut found = Violations::default();
            let device = found.take("device", Line::optional(input.device.as_deref()));
            let password = found.take("password", Password::new(&input.password));
            let done = match found.all((device, password)) {
                Ok((device, password)) => {
                    let credentials = Credentials { number: input.employee_number, password };
                    Box::pin(operations::sign_in(&door.app, door.visit(device), credentials)).await
                }
                Err(refusal) => Err(refusal.into()),
            };
            door.answer(done, Text::SignInRefused)
        };
        OrNull::some(Box::pin(done)).await
    }

    /// The next tokens of a session. Answered without credentials. A refresh token serves once: whoever uses one a second time ends
    /// the session, because one of the two has stolen it; within 10 seconds it is taken for the same client, whose answer was lost.
    async fn token_refresh(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What goes on with the session.")] input: TokenRefreshInput,
    ) -> OrNull<TokenRefreshPayload> {
        let done = async {
            let door = Open::of(ctx)?;
            let done = Box::pin(operations::refresh(&door.app, door.visit(None), &input.refresh_token)).await;
            door.answer(done, Text::TokenRefused)
        };
        OrNull::some(Box::pin(done)).await
    }

    /// Ends a session of the caller: its tokens at once, its open streams within seconds; the one of this call where none is named.
    async fn sign_out(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What ends.")] input: SignOutInput,
    ) -> OrNull<SignOutPayload> {
        let done = async {
            let door = Open::of(ctx)?;
            let scope = Scope::of(ctx)?;
            let person = scope.viewer().person().ok_or_else(Fault::unauthenticated)?;
            let named = input.session.map(|key| key.0).or_else(|| door.context.session());
            let done = if input.everywhere || named.is_some() {
                let which = named.filter(|_| !input.everywhere);
                operations::sign_out(&door.app, door.context.statements(), person, which).await
            } else {
                Err(Refusal::NotFound.into())
            };
            let user_errors = match done {
                Ok(()) => Vec::new(),
                Err(error) => door.refused(error, Text::TokenRefused)?,
            };
            Ok(SignOutPayload { signed_out: user_errors.is_empty(), user_errors })
        };
        OrNull::some(Box::pin(done)).await
    }

    /// Changes the caller's password, ends every session of theirs and opens one. Answered without credentials, so that it works
    /// once a password is due; refused and slowed as `signIn`.
    async fn password_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The passwords.")] input: PasswordChangeInput,
    ) -> OrNull<PasswordChangePayload> {
        let done = async {
            let door = Open::of(ctx)?;
            let mut found = Violations::default();
            let device = found.take("device", Line::optional(input.device.as_deref()));
            let password = found.take("password", Password::new(&input.password));
            let new = found.take("newPassword", Password::new(&input.new_password));
            let done = match found.all((device, password, new)) {
                Ok((device, password, new)) => {
                    let credentials = Credentials { number: input.employee_number, password };
                    let visit = door.visit(device);
                    Box::pin(operations::change_password(&door.app, visit, credentials, new)).await
                }
                Err(refusal) => Err(refusal.into()),
            };
            door.answer(done, Text::SignInRefused)
        };
        OrNull::some(Box::pin(done)).await
    }

    /// Sets the password of the person for whom a secret was made, once; ends every session of theirs and opens one. Answered
    /// without credentials. A secret that is unknown, used or past its day is `UNAUTHENTICATED`; attempts are slowed by address.
    async fn password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The secret and the password.")] input: PasswordResetInput,
    ) -> OrNull<PasswordResetPayload> {
        let done = async {
            let door = Open::of(ctx)?;
            let mut found = Violations::default();
            let device = found.take("device", Line::optional(input.device.as_deref()));
            let new = found.take("newPassword", Password::new(&input.new_password));
            let done = match found.all((device, new)) {
                Ok((device, new)) => {
                    let visit = door.visit(device);
                    Box::pin(operations::reset_password(&door.app, visit, &input.secret, new)).await
                }
                Err(refusal) => Err(refusal.into()),
            };
            door.answer(done, Text::SecretRefused)
        };
        OrNull::some(Box::pin(done)).await
    }

    /// Makes the secret with which somebody sets their first password, or another: for administrators, who never learn the
    /// password. An earlier secret of the same person sets none any more.
    async fn password_reset_issue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose password may be set.")] input: PasswordResetIssueInput,
    ) -> OrNull<PasswordResetIssuePayload> {
        let done = async {
            let door = Open::of(ctx)?;
            let actor = Scope::of(ctx)?.viewer();
            let done = operations::issue_reset(&door.app, actor, &door.visit(None), input.person.0).await;
            let (made, user_errors) = match done {
                Ok(made) => (Some(made), Vec::new()),
                Err(error) => (None, door.refused(error, Text::SecretRefused)?),
            };
            let made = made.map(|(secret, until)| (secret.reveal().to_owned(), DateTime(until)));
            let (secret, expires_at) = made.unzip();
            Ok(PasswordResetIssuePayload { secret, expires_at, user_errors })
        };
        OrNull::some(Box::pin(done)).await
    }
}
