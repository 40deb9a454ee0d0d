//! Making keys, and ending them.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use liaison_domain::api_key::NewApiKey;
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::{Id, kind};
use liaison_domain::text::Line;

use super::{ApiKey, KeyScope};
use crate::graphql::decode::Decode as _;
use crate::graphql::error::Fault;
use crate::graphql::mutation::{ActionOptions, Shown as _, WriteOptions, answered, cursor, run, user_errors};
use crate::graphql::node::Identified as _;
use crate::graphql::nullable::OrNull;
use crate::graphql::payload::{Reason, UserError};
use crate::graphql::scalars::{Cursor, DateTime, Key};
use crate::graphql::scope::Scope;
use crate::operations::api_key::{self as operations, ApiKeyRevoke, Made};
use crate::operations::{Answer, Done, Outcome};
use crate::payload;

/// What `apiKeyCreate` answers.
#[derive(SimpleObject, Default)]
pub struct ApiKeyCreatePayload {
    /// The new key.
    pub api_key: Option<ApiKey>,
    /// The secret for the system, this once: only its SHA-256 is kept, so that nobody can be shown it again. It begins with `lsk_`,
    /// by which scanners of secrets find it, and is sent as `Authorization: Bearer …`. Null for a repeated call; then revoke the key
    /// and make another.
    pub token: Option<String>,
    /// Why nothing was changed; empty where it was.
    pub user_errors: Vec<UserError>,
    /// What the caller should know although nothing was refused.
    pub warnings: Vec<Reason>,
    /// The place in the feed after this change. Null where nothing was changed.
    pub cursor: Option<Cursor>,
}

impl ApiKeyCreatePayload {
    async fn of(scope: &Scope, answer: Answer<Made>) -> Result<Self, Fault> {
        let Done { outcome, position, warnings } = match answer {
            Ok(done) => done,
            Err(error) => {
                let user_errors = user_errors(scope, &["input"], error)?;
                return Ok(Self { user_errors, ..Self::default() });
            }
        };
        let (api_key, token) = match outcome {
            Outcome::Changed(Made { key, secret }) => {
                (Some(ApiKey::show(scope, key)), Some(secret.reveal().to_owned()))
            }
            Outcome::Validated(_) => (None, None),
            Outcome::Repeated(subjects) => match subjects.first() {
                Some(subject) => (ApiKey::find(scope, Id::from_uuid(subject.id)).await?, None),
                None => (None, None),
            },
        };
        let warnings = Reason::all(scope.locale(), &warnings);
        Ok(Self { api_key, token, user_errors: Vec::new(), warnings, cursor: cursor(scope, position) })
    }
}

payload! {
    /// What `apiKeyRevoke` answers.
    ApiKeyRevokePayload {
        /// The key, by which nobody calls any more.
        api_key: ApiKey
    }
}

/// A key to be made.
#[derive(InputObject)]
pub struct ApiKeyCreateInput {
    /// An ID chosen by the caller; made by the server where absent.
    pub id: Option<Key<kind::ApiKey>>,
    /// What it is for, such as the system that will call by it; at most 200 characters.
    pub name: String,
    /// What it may do, at least one.
    pub scopes: Vec<KeyScope>,
    /// Who answers for it, and with whose account it ends; the caller where absent.
    pub owner: Option<Key<kind::Person>>,
    /// From when on it does not hold; at most 366 days from now.
    pub expires_at: DateTime,
    #[graphql(flatten)]
    options: WriteOptions,
}

impl ApiKeyCreateInput {
    fn decode(self) -> (WriteOptions, Result<NewApiKey, Refusal>) {
        let mut found = Violations::default();
        let name = found.take("name", Line::new(&self.name));
        let input = found.all((name,)).map(|(name,)| NewApiKey {
            id: self.id.map(|key| key.0),
            name,
            scopes: self.scopes.into_iter().map(Into::into).collect(),
            owner: self.owner.map(|key| key.0),
            expires_at: self.expires_at.0,
        });
        (self.options, input)
    }
}

/// Which key ends.
#[derive(InputObject)]
pub struct ApiKeyRevokeInput {
    /// Which key.
    pub id: Key<kind::ApiKey>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// The root fields for changes.
#[derive(Default)]
pub struct ApiKeyMutation;

#[Object]
impl ApiKeyMutation {
    /// Makes a key by which a system calls, within its scopes, until it ends. For administrators; at most 200 at a time.
    async fn api_key_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key.")] input: ApiKeyCreateInput,
    ) -> OrNull<ApiKeyCreatePayload> {
        let (options, input) = input.decode();
        let done = async {
            let scope = Scope::of(ctx)?;
            let answer = Box::pin(answered(scope, options, input, operations::create)).await;
            ApiKeyCreatePayload::of(scope, answer).await
        };
        OrNull::some(Box::pin(done)).await
    }

    /// Ends a key: no node answers a call by it any more, and what it watches is cut off within a second. For administrators and
    /// whoever answers for it.
    async fn api_key_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which key.")] input: ApiKeyRevokeInput,
    ) -> OrNull<ApiKeyRevokePayload> {
        run(ctx, input.options, Ok(ApiKeyRevoke { id: input.id.0 }), operations::revoke).await
    }
}
