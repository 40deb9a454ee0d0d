//! Portal links (客户查询链接): how a customer follows a ticket without an account (S1-42, resolution 66, X26).
//!
//! A link opens one ticket's own view and nothing else. It is a random secret that is shown once: only its SHA-256 is kept.
//! It ends when its issuer said, when it is revoked, and at the latest 90 days after its ticket has ended, to the second.
//! What the view shows is made by the gateway from the ticket; the score is the ticket's own (`request`, `ticket`).

mod issue;
#[cfg(test)]
mod tests;
mod token;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use issue::NewLink;
pub use token::Token;

use crate::access::{Audience, PortalActor};
use crate::canonical::Digest;
use crate::command::Aggregate;
use crate::event::{Fact, SubjectKind};
use crate::ids::{PersonId, PortalLinkId, RequestId};
use crate::request::record::Record;
use crate::text::Text;
use crate::time::Instant;

/// How long a link holds that no shorter time was given, in seconds: a year (X26).
pub const LONGEST_SECONDS: i64 = 365 * 86_400;
/// Most links of one ticket, ended ones included.
pub const MAX_LINKS: usize = 50;

/// Everything a link keeps, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PortalLinkRecord {
    /// Its ID.
    pub id: PortalLinkId,
    /// Its version, from 1.
    pub version: i64,
    /// The ticket that it opens.
    pub request: RequestId,
    /// The SHA-256 of the secret.
    pub digest: Digest,
    /// Who issued it; none for the server.
    pub issued_by: Option<PersonId>,
    /// When.
    pub issued_at: Instant,
    /// From when on it opens nothing, whatever becomes of the ticket.
    pub expires_at: Instant,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
    /// By whom.
    pub revoked_by: Option<PersonId>,
}

impl PortalLinkRecord {
    /// The instant from which on it opens nothing, revocation aside: `expires_at`, and never later than the portal of the ticket
    /// closes.
    pub fn ends_at(&self, ticket: &Record) -> Instant {
        ticket.portal_closes_at().map_or(self.expires_at, |closes| closes.min(self.expires_at))
    }

    /// Who calls with it at `now`; nobody once it was revoked or has ended.
    pub fn opens(&self, ticket: &Record, now: Instant) -> Option<PortalActor> {
        let holds = self.revoked_at.is_none() && now < self.ends_at(ticket) && ticket.id == self.request;
        holds.then_some(PortalActor { link: self.id, request: self.request })
    }
}

/// A link, with who sees its ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortalLink {
    record: PortalLinkRecord,
    audience: Audience,
}

impl PortalLink {
    /// The link that was stored as `record`, of a ticket with this audience.
    pub const fn restore(record: PortalLinkRecord, audience: Audience) -> Self {
        Self { record, audience }
    }

    /// What it keeps.
    pub const fn record(&self) -> &PortalLinkRecord {
        &self.record
    }

    /// What it keeps, alone.
    pub fn into_record(self) -> PortalLinkRecord {
        self.record
    }
}

/// The events of a link. No secret stands in them, nor what is kept of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum PortalLinkFact {
    /// It was issued.
    PortalLinkIssued {
        /// For which ticket.
        request: RequestId,
        /// From when on it opens nothing.
        expires_at: Instant,
    },
    /// It opens nothing any more.
    PortalLinkRevoked {
        /// For which ticket it was.
        request: RequestId,
        /// Why.
        reason: Option<Text>,
    },
}

impl Fact for PortalLinkFact {
    const SUBJECT: SubjectKind = SubjectKind::PortalLink;
}

impl Aggregate for PortalLink {
    type Fact = PortalLinkFact;

    fn uuid(&self) -> uuid::Uuid {
        self.record.id.uuid()
    }

    fn version(&self) -> i64 {
        self.record.version
    }

    fn set_version(&mut self, version: i64) {
        self.record.version = version;
    }

    /// Whoever sees the ticket.
    fn audience(&self) -> Audience {
        self.audience.clone()
    }

    fn watched(&self) -> Map<String, Value> {
        let link = &self.record;
        let fields = json!({ "expiresAt": link.expires_at, "revokedAt": link.revoked_at });
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }
}
