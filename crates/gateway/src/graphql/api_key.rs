//! Keys of systems in the schema: the key, its list, and what each root field asks of a key.
//!
//! Owns [`doing`]: what is not named here counts as reading or changing anything, which no key does for itself but one that may
//! read, and as a person does it in whose name a key calls. A field made tomorrow is as closed to keys as the others.

mod lists;
pub mod mutations;

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use liaison_domain::access::Actor;
use liaison_domain::api_key::{self as domain, Doing};
use liaison_domain::ids::{ApiKeyId, kind};
use liaison_persistence::api_key as stored;

use super::directory::Person;
use super::error::Fault;
use super::loaders::{Batch, Loading};
use super::mutation::Shown;
use super::node::Identified;
use super::nullable::OrNull;
use super::payload::Ability;
use super::pipeline::OperationKind;
use super::scalars::DateTime;
use super::scope::Scope;
use crate::operations::Reader;
use crate::schema_enum;

pub use lists::ApiKeyQuery;
pub use mutations::ApiKeyMutation;

/// Root fields that every key may ask for.
const LOOKING: [&str; 4] = ["viewer", "organization", "errorCodes", "rateLimit"];
/// Root fields that read departments and people alone.
const DIRECTORY: [&str; 4] = ["department", "departments", "person", "people"];
/// Mutations that keep departments and people.
const DIRECTORY_CHANGES: [&str; 7] = [
    "departmentCreate",
    "departmentUpdate",
    "departmentMerge",
    "personCreate",
    "personUpdate",
    "personDisable",
    "directoryImport",
];
/// How somebody signs in, secrets, keys.
const PERSONAL: [&str; 11] = [
    "signIn",
    "tokenRefresh",
    "signOut",
    "passwordChange",
    "passwordReset",
    "passwordResetIssue",
    "calendarFeedCreate",
    "calendarFeedRevoke",
    "apiKeys",
    "apiKeyCreate",
    "apiKeyRevoke",
];

/// What a root field asks for, as far as keys are concerned.
pub fn doing(kind: OperationKind, field: &str) -> Doing {
    if PERSONAL.contains(&field) {
        return Doing::Personal;
    }
    match kind {
        _ if field.starts_with("__") || LOOKING.contains(&field) => Doing::Look,
        OperationKind::Mutation if DIRECTORY_CHANGES.contains(&field) => Doing::ChangeDirectory,
        OperationKind::Mutation => Doing::Change,
        OperationKind::Query if DIRECTORY.contains(&field) => Doing::ReadDirectory,
        OperationKind::Query | OperationKind::Subscription => Doing::Read,
    }
}

schema_enum! {
    /// What a key may do.
    KeyScope of liaison_domain::api_key::KeyScope, filter "KeyScopeFilter" {
        /// Read for itself what every employee reads, and what departments keep among themselves: no drafts, nothing confidential.
        Read = "READ",
        /// Keep departments and people for itself, as HR does, and read those.
        Directory = "DIRECTORY",
        /// Read in the name of a person what that person sees as an employee.
        ReadAsPerson = "READ_AS_PERSON",
        /// Do in the name of a person what that person may do as an employee, and read what they see.
        ActAsPerson = "ACT_AS_PERSON",
    }
}

schema_enum! {
    /// How it stands with a key.
    KeyStatus of liaison_domain::api_key::KeyStatus, filter "KeyStatusFilter" {
        /// 有效: holds.
        Active = "ACTIVE",
        /// 已到期: the time is over.
        Expired = "EXPIRED",
        /// 已撤销: somebody has ended it, or whoever answered for it has left.
        Revoked = "REVOKED",
    }
}

/// A key of a system.
#[derive(Clone)]
pub struct ApiKey(Arc<domain::ApiKey>);

impl ApiKey {
    /// The key by which the caller calls, which sees it whatever it sees.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn own(scope: &Scope, id: ApiKeyId) -> Result<Option<Self>, Fault> {
        let mut found = stored::by_ids(&scope.db(), &Actor::Server, &[id]).await?;
        Ok(found.remove(&id).map(|key| Self(Arc::new(key))))
    }
}

/// Keys by their IDs.
pub enum ById {}

impl Batch for ById {
    type Key = ApiKeyId;
    type Value = domain::ApiKey;

    fn load(reader: Arc<Reader>, keys: Vec<ApiKeyId>) -> Loading<ApiKeyId, domain::ApiKey> {
        Box::pin(async move { Ok(stored::by_ids(&reader.db(), reader.actor(), &keys).await?) })
    }
}

impl Identified for ApiKey {
    type Kind = kind::ApiKey;

    async fn find(scope: &Scope, id: ApiKeyId) -> Result<Option<Self>, Fault> {
        Ok(scope.loader::<ById>().get(id).await?.map(Self))
    }
}

impl Shown for ApiKey {
    type Record = domain::ApiKey;

    fn show(_: &Scope, record: domain::ApiKey) -> Self {
        Self(Arc::new(record))
    }
}

/// A key (接口密钥) by which a system calls, within its scopes, for a while. The secret is shown once and is no part of it. Seen by
/// administrators, auditors and whoever answers for it.
#[Object]
impl ApiKey {
    /// Opaque; no part of the secret.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Rises with every change, from 1.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// What it is for, such as 钉钉同步.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// What it may do.
    async fn scopes(&self) -> Vec<KeyScope> {
        self.0.scopes.iter().map(|scope| (*scope).into()).collect()
    }

    /// Who answers for it: when they leave, it ends.
    async fn owner(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.owner).await
    }

    /// How it stands with it now.
    async fn status(&self, ctx: &Context<'_>) -> Result<KeyStatus> {
        Ok(self.0.status(Scope::of(ctx)?.now()).into())
    }

    /// What people read for the status, in the language of the call.
    async fn status_label(&self, ctx: &Context<'_>) -> Result<String> {
        let scope = Scope::of(ctx)?;
        Ok(KeyStatus::from(self.0.status(scope.now())).label(scope.locale()))
    }

    /// Who made it.
    async fn created_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.created_by).await
    }

    /// When.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// From when on it does not hold, at most 366 days after its creation.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// When it was ended before its time.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime)
    }

    /// When a system last called by it, to the minute; null before the first time.
    async fn used_at(&self) -> Option<DateTime> {
        self.0.used_at.map(DateTime)
    }

    /// What the viewer may do to this key now, and why not.
    async fn abilities(&self, ctx: &Context<'_>) -> Result<Vec<Ability>> {
        Ok(Scope::of(ctx)?.abilities(|decision| {
            let verdicts = self.0.abilities(decision).into_iter();
            verdicts.map(|(action, verdict)| (action.name(), verdict)).collect()
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graphql::filter::NamedEnum as _;
    use crate::graphql::pipeline::type_map::TypeMap;
    use crate::graphql::schema;
    use crate::locale::Locale;

    #[test]
    fn every_value_has_a_label() {
        for locale in Locale::ALL {
            assert!(KeyScope::ALL.iter().all(|value| value.label(locale) != value.stored()));
            assert!(KeyStatus::ALL.iter().all(|value| value.label(locale) != value.stored()));
        }
    }

    /// A name that no root field has would silently close or open another one.
    #[test]
    fn every_field_that_is_named_is_in_the_schema() {
        let sdl = schema::sdl();
        let map = TypeMap::parse(&sdl, &[]).expect("our SDL");
        for name in LOOKING.iter().chain(&DIRECTORY).chain(&DIRECTORY_CHANGES).chain(&PERSONAL) {
            let known = ["Query", "Mutation"].iter().any(|root| map.field(root, name).is_some());
            assert!(known, "{name}");
        }
    }
}
