//! API keys (接口密钥): by which systems call, each within its scopes, for a while (`people-and-access.md`, Signing in).
//!
//! Owns the [`ApiKey`] aggregate: who makes one and who ends it. The secret is shown once and kept as a digest alone (X26). A key
//! calls for itself, or in the name of a person where a scope says so; what it may do then is one question ([`KeyActor::may`]),
//! which `scope` answers. Whoever leaves takes the keys they answer for with them (S1-104).

mod scope;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use scope::{Doing, KeyActor, KeyScope};

use crate::access::{Audience, OrganizationRole, Reach, may_see};
use crate::authority;
use crate::canonical::Digest;
use crate::command::{Aggregate, Change, Context};
use crate::error::{Reason, Refusal, Rule, StateConflict, Violations};
use crate::event::{Fact, SubjectKind};
use crate::ids::{self, ApiKeyId, PersonId};
use crate::named::named;
use crate::secret::{Purpose, Secret};
use crate::text::Line;
use crate::time::Instant;

/// Most keys that hold at a time.
pub const MAX_KEYS: usize = 200;
/// How long a key can hold from its creation on, in seconds: 366 days.
pub const LONGEST_SECONDS: i64 = 366 * 86_400;

/// What a system calls by.
#[derive(Debug)]
pub enum Calling {}

impl Purpose for Calling {
    const PREFIX: &'static str = "lsk_";
}

/// The text of a key.
pub type KeySecret = Secret<Calling>;

named! {
    /// How it stands with a key; computed at reading, as time alone ends one.
    KeyStatus {
        /// 有效: holds.
        Active = "ACTIVE",
        /// 已到期: the time is over.
        Expired = "EXPIRED",
        /// 已撤销: somebody has ended it, or whoever answers for it has left.
        Revoked = "REVOKED",
    }
}

/// A key of a system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Its ID.
    pub id: ApiKeyId,
    /// Its version, from 1.
    pub version: i64,
    /// What it is for, such as 钉钉同步.
    pub name: Line,
    /// What it may do.
    pub scopes: BTreeSet<KeyScope>,
    /// Who answers for it.
    pub owner: PersonId,
    /// The digest of its secret.
    pub digest: Digest,
    /// Who made it.
    pub created_by: Option<PersonId>,
    /// When.
    pub created_at: Instant,
    /// From when on it does not hold.
    pub expires_at: Instant,
    /// When it was ended before that.
    pub revoked_at: Option<Instant>,
    /// When a system last called by it, to the minute; none before the first time. Beside the record: no event tells it.
    pub used_at: Option<Instant>,
}

/// The events of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum ApiKeyFact {
    /// It was made.
    ApiKeyCreated {
        /// What it may do.
        scopes: BTreeSet<KeyScope>,
    },
    /// It was ended before its time.
    ApiKeyRevoked {
        /// Whether because whoever answered for it has left.
        owner_left: bool,
    },
}

impl Fact for ApiKeyFact {
    const SUBJECT: SubjectKind = SubjectKind::ApiKey;
}

/// A key to be made.
#[derive(Clone, Debug, Serialize)]
pub struct NewApiKey {
    /// The ID, if the caller chose one.
    pub id: Option<ApiKeyId>,
    /// What it is for.
    pub name: Line,
    /// What it may do.
    pub scopes: BTreeSet<KeyScope>,
    /// Who answers for it; the caller where none is named.
    pub owner: Option<PersonId>,
    /// From when on it does not hold.
    pub expires_at: Instant,
}

/// What people can do with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// End it.
    Revoke,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 1] = [Self::Revoke];

    /// The name that `abilities` and `allowedTransitions` show.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Revoke => "REVOKE",
        }
    }
}

impl ApiKey {
    /// Makes a key beside `live` others that hold, with the secret that is shown this once; for administrators. Emits
    /// `ApiKeyCreated`.
    pub fn create(
        ctx: &Context<'_>,
        live: usize,
        new: NewApiKey,
    ) -> Result<(Change<Self>, KeySecret), Refusal> {
        authority::administers(ctx)?;
        let mut wrong = Violations::default();
        let owner = new.owner.or(ctx.actor.person());
        let known = owner.is_some_and(|owner| ctx.directory.person(owner).is_some());
        wrong.check(known, "owner", Rule::Unknown);
        let active = owner.is_some_and(|owner| ctx.directory.is_active(owner));
        wrong.check(active || !known, "owner", Rule::NotActive);
        wrong.check(!new.scopes.is_empty(), "scopes", Rule::Required);
        wrong.check(new.expires_at > ctx.now, "expiresAt", Rule::InThePast);
        let latest = ctx.now.plus_seconds(LONGEST_SECONDS);
        if new.expires_at > latest {
            wrong.add("expiresAt", Reason::of(Rule::OutOfRange).with("min", ctx.now).with("max", latest));
        }
        wrong.finish()?;
        if live >= MAX_KEYS {
            return Err(Reason::of(Rule::TooMany).with("max", MAX_KEYS).at("").into());
        }
        let secret = KeySecret::fresh(ctx.ids);
        let key = Self {
            id: new.id.unwrap_or_else(|| ids::fresh(ctx.ids)),
            version: 0,
            name: new.name,
            scopes: new.scopes,
            owner: owner.ok_or(Refusal::NotFound)?,
            digest: secret.digest(),
            created_by: ctx.actor.person(),
            created_at: ctx.now,
            expires_at: new.expires_at,
            revoked_at: None,
            used_at: None,
        };
        let fact = ApiKeyFact::ApiKeyCreated { scopes: key.scopes.clone() };
        Ok((Change::created(key, vec![fact]), secret))
    }

    /// Ends it; for administrators and whoever answers for it. Emits `ApiKeyRevoked`.
    pub fn revoke(&self, ctx: &Context<'_>) -> Result<Change<Self>, Refusal> {
        self.can(Action::Revoke, ctx)?;
        Ok(self.ended(ctx.now, false))
    }

    /// Ends it because whoever answers for it has left; none where it was ended. Emits `ApiKeyRevoked`.
    pub fn owner_left(&self, ctx: &Context<'_>) -> Option<Change<Self>> {
        self.revoked_at.is_none().then(|| self.ended(ctx.now, true))
    }

    fn ended(&self, now: Instant, owner_left: bool) -> Change<Self> {
        let state = Self { revoked_at: Some(now), ..self.clone() };
        Change::of(self, state, vec![ApiKeyFact::ApiKeyRevoked { owner_left }])
    }

    /// Whether the actor may do this now: visible, then permitted, then the state. No key ends or makes keys.
    pub fn can(&self, action: Action, ctx: &Context<'_>) -> Result<(), Refusal> {
        let Action::Revoke = action;
        if !may_see(ctx.actor, &self.audience()) {
            return Err(Refusal::NotFound);
        }
        let own = ctx.actor.is(self.owner) && ctx.actor.through().is_none();
        if !own && !ctx.actor.has(OrganizationRole::Admin) {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        }
        match self.status(ctx.now) {
            KeyStatus::Active => Ok(()),
            status @ (KeyStatus::Expired | KeyStatus::Revoked) => Err(Refusal::State(StateConflict {
                status: status.name(),
                allowed: Vec::new(),
                missing: Vec::new(),
            })),
        }
    }

    /// [`Self::can`] for every action.
    pub fn abilities(&self, ctx: &Context<'_>) -> Vec<(Action, Result<(), Refusal>)> {
        Action::ALL.into_iter().map(|action| (action, self.can(action, ctx))).collect()
    }

    /// How it stands with it at `now`.
    pub fn status(&self, now: Instant) -> KeyStatus {
        if self.revoked_at.is_some() {
            KeyStatus::Revoked
        } else if now >= self.expires_at {
            KeyStatus::Expired
        } else {
            KeyStatus::Active
        }
    }

    /// Who calls by it at `now`; nobody once it was revoked or has ended.
    pub fn opens(&self, now: Instant) -> Option<KeyActor> {
        let holds = self.status(now) == KeyStatus::Active;
        holds.then(|| KeyActor { key: self.id, scopes: self.scopes.clone() })
    }
}

impl Aggregate for ApiKey {
    type Fact = ApiKeyFact;

    fn uuid(&self) -> uuid::Uuid {
        self.id.uuid()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn set_version(&mut self, version: i64) {
        self.version = version;
    }

    /// Administrators, auditors, and whoever answers for it.
    fn audience(&self) -> Audience {
        Audience::new(Reach::Departments, [], [self.owner])
    }

    /// The digest is left out: an event that named it would tell which key a leaked text was.
    fn watched(&self) -> Map<String, Value> {
        let fields = json!({
            "name": self.name,
            "scopes": self.scopes,
            "owner": self.owner,
            "expiresAt": self.expires_at,
            "revokedAt": self.revoked_at,
        });
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }
}
