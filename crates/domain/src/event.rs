//! The record: what every committed change leaves behind, and how one event is chained to the one before.
//!
//! Owns the [`Envelope`] that the first migration fixed, and the [`Fact`] trait that each noun's events implement. Where
//! events are stored and in which order they are read is the feed's (`liaison-persistence`, `feed`).

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::access::{Actor, Audience};
use crate::canonical::{self, Digest};
use crate::ids::{ApiKeyId, CallId, EventId, GuestId, PersonId, PortalLinkId};
use crate::time::Instant;

/// What an event is about. Stored by these names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SubjectKind {
    /// A department of the directory.
    Department,
    /// A person of the directory.
    Person,
    /// A request with its parties, answers and signatures.
    Request,
    /// A task with its log, deliverables and rounds of acceptance.
    Task,
    /// A problem with its log.
    Problem,
    /// A rating.
    Rating,
    /// A progress sheet.
    ProgressReport,
    /// A form template.
    FormTemplate,
    /// A registered resource.
    Resource,
    /// A meeting with its attendees, agenda and minutes.
    Meeting,
    /// A dated obligation.
    Deadline,
    /// A process pack.
    ProcessPack,
    /// For which requests a process pack holds.
    PackAssignment,
    /// The working calendar of the organisation or a department.
    WorkingCalendar,
    /// A customer with its follow-up.
    Customer,
    /// A person at a customer.
    Contact,
    /// One contact with a customer.
    Interaction,
    /// What somebody said about a record.
    Comment,
    /// Which department takes tickets of a category.
    RoutingRule,
    /// A customer's way to the view of a ticket.
    PortalLink,
    /// A secret address of a person's calendar.
    CalendarFeed,
    /// A person outside who reads and comments within a scope.
    Guest,
    /// What a system calls by.
    ApiKey,
}

impl SubjectKind {
    /// Every kind, in the order of declaration.
    pub const ALL: &'static [Self] = &[
        Self::Department,
        Self::Person,
        Self::Request,
        Self::Task,
        Self::Problem,
        Self::Rating,
        Self::ProgressReport,
        Self::FormTemplate,
        Self::Resource,
        Self::Meeting,
        Self::Deadline,
        Self::ProcessPack,
        Self::PackAssignment,
        Self::WorkingCalendar,
        Self::Customer,
        Self::Contact,
        Self::Interaction,
        Self::Comment,
        Self::RoutingRule,
        Self::PortalLink,
        Self::CalendarFeed,
        Self::Guest,
        Self::ApiKey,
    ];

    /// The name in columns and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Department => "DEPARTMENT",
            Self::Person => "PERSON",
            Self::Request => "REQUEST",
            Self::Task => "TASK",
            Self::Problem => "PROBLEM",
            Self::Rating => "RATING",
            Self::ProgressReport => "PROGRESS_REPORT",
            Self::FormTemplate => "FORM_TEMPLATE",
            Self::Resource => "RESOURCE",
            Self::Meeting => "MEETING",
            Self::Deadline => "DEADLINE",
            Self::ProcessPack => "PROCESS_PACK",
            Self::PackAssignment => "PACK_ASSIGNMENT",
            Self::WorkingCalendar => "WORKING_CALENDAR",
            Self::Customer => "CUSTOMER",
            Self::Contact => "CONTACT",
            Self::Interaction => "INTERACTION",
            Self::Comment => "COMMENT",
            Self::RoutingRule => "ROUTING_RULE",
            Self::PortalLink => "PORTAL_LINK",
            Self::CalendarFeed => "CALENDAR_FEED",
            Self::Guest => "GUEST",
            Self::ApiKey => "API_KEY",
        }
    }

    /// The kind with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

/// The events of one noun: an enum whose variants are past-tense names and whose fields suffice in themselves.
///
/// Implementors derive serde with `#[serde(tag = "type", content = "data")]`, so that the variant's name is the event's
/// type, and `rename_all_fields = "camelCase"`.
pub trait Fact: Serialize + DeserializeOwned + Clone + std::fmt::Debug {
    /// What these events are about.
    const SUBJECT: SubjectKind;

    /// The version of the payload's form, from 1; readers know every one ever written.
    fn schema(&self) -> u16 {
        1
    }

    /// Whether it tells communication with somebody outside, whoever acts (S1-37).
    fn external(&self) -> bool {
        false
    }
}

/// One field that changed. Values are canonical JSON; `Null` where there was or is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The field's name as the API spells it.
    pub field: String,
    /// What it was.
    pub from: Value,
    /// What it is.
    pub to: Value,
}

/// One event, ready to be written; positions and digests come with the writing.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEvent {
    /// The past-tense name, such as `RequestSubmitted`.
    pub event_type: String,
    /// The version of the payload's form.
    pub schema: u16,
    /// Whether it tells communication with somebody outside.
    pub external: bool,
    /// The fact's own fields.
    pub data: Value,
    /// Which fields of the subject changed, from what to what; only on the first event of a change.
    pub changes: Vec<FieldChange>,
}

impl NewEvent {
    /// The writable form of `fact`.
    pub fn of<F: Fact>(fact: &F, changes: Vec<FieldChange>) -> Self {
        let schema = fact.schema();
        let mut tagged = serde_json::to_value(fact).unwrap_or_default();
        let event_type = tagged.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
        let data = tagged.get_mut("data").map(Value::take).unwrap_or_default();
        Self { event_type, schema, external: fact.external(), data, changes }
    }

    /// The payload as it is stored: canonical JSON of the data and the changes.
    pub fn payload(&self) -> String {
        canonical::json(&serde_json::json!({ "data": self.data, "changes": self.changes }))
    }
}

/// Who caused a change, through which call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The person who acted; `None` for the server itself, for a system, for a customer at the portal and for a guest.
    pub actor: Option<PersonId>,
    /// The key by which a system acted.
    pub key: Option<ApiKeyId>,
    /// The portal link by which a customer acted.
    pub portal: Option<PortalLinkId>,
    /// The guest who acted.
    pub guest: Option<GuestId>,
    /// In whose stead they acted.
    pub on_behalf_of: Option<PersonId>,
    /// The call.
    pub call: CallId,
    /// The trace that the caller's own tools follow, 32 hexadecimal digits.
    pub trace: Option<String>,
    /// The event that made the server act.
    pub caused_by: Option<EventId>,
    /// Whether it is communication with somebody outside (S1-37).
    pub external: bool,
}

impl Origin {
    /// What `actor` does by itself in this call.
    pub fn of(actor: &Actor, call: CallId) -> Self {
        let key = actor.key().map(|key| key.key);
        Self {
            actor: actor.person().filter(|_| key.is_none()),
            key,
            portal: actor.portal().map(|portal| portal.link),
            guest: actor.guest().map(|guest| guest.guest),
            on_behalf_of: actor.person().filter(|_| key.is_some()),
            call,
            trace: None,
            caused_by: None,
            external: actor.portal().is_some() || actor.guest().is_some(),
        }
    }
}

/// One event as it is stored and read. Every field but `position` and `digest` is under the digest.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope {
    /// The place in the one order of all events; rises with a record's versions, has gaps.
    #[serde(skip)]
    pub position: i64,
    /// The event's own ID.
    pub id: EventId,
    /// When it was committed, for people; order is `position`.
    pub occurred_at: Instant,
    /// What it is about.
    pub subject_kind: SubjectKind,
    /// The bits of the subject's ID.
    pub subject: uuid::Uuid,
    /// The subject's version after the change, from 1 without gaps.
    pub version: i64,
    /// The place among the events of one change, from 1.
    pub ordinal: i32,
    /// The past-tense name.
    pub event_type: String,
    /// The version of the payload's form.
    pub schema: u16,
    /// Who acted.
    pub actor: Option<PersonId>,
    /// The key by which a system acted; left out of the digest where none did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<ApiKeyId>,
    /// In whose stead.
    pub on_behalf_of: Option<PersonId>,
    /// Communication with somebody outside.
    pub external: bool,
    /// Who may see it.
    pub audience: Audience,
    /// Who could see the record before this change, where that was not the same.
    pub audience_before: Option<Audience>,
    /// The call that caused it.
    pub call: CallId,
    /// The trace of that call.
    pub trace: Option<String>,
    /// The event that made the server act.
    pub caused_by: Option<EventId>,
    /// Canonical JSON, as it was digested.
    pub payload: String,
    /// The digest of the subject's event before this one.
    pub previous: Option<Digest>,
    /// SHA-256 over the canonical JSON of all the above.
    #[serde(skip)]
    pub digest: Digest,
}

impl Envelope {
    /// Whose doing it is to people: who acted, or in whose name a system did.
    pub fn doer(&self) -> Option<PersonId> {
        self.actor.or(self.on_behalf_of)
    }

    /// What `digest` has to be if nothing was altered.
    pub fn expected_digest(&self) -> Digest {
        canonical::digest(self)
    }

    /// The names of the fields that changed.
    pub fn changed_fields(&self) -> Vec<String> {
        #[derive(Deserialize)]
        struct Changes {
            changes: Vec<FieldChange>,
        }
        serde_json::from_str::<Changes>(&self.payload)
            .map(|payload| payload.changes.into_iter().map(|change| change.field).collect())
            .unwrap_or_default()
    }

    /// The fact that the payload states, as the noun's own type.
    ///
    /// # Errors
    /// When the type or its form is not one that `F` ever wrote: the row is corrupt.
    pub fn fact<F: Fact>(&self) -> Result<F, serde_json::Error> {
        let payload: Value = serde_json::from_str(&self.payload)?;
        let data = payload.get("data").cloned().unwrap_or_default();
        let tagged = if data.is_null() {
            serde_json::json!({ "type": self.event_type })
        } else {
            serde_json::json!({ "type": self.event_type, "data": data })
        };
        serde_json::from_value(tagged)
    }
}
