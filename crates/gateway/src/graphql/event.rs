//! The record in the schema: one event, the connection over the feed, and the catching up of clients that were away.
//!
//! Live reading is next door in [`super::subscription`].

pub mod lists;
mod personal;

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject, TypeName};
use liaison_domain::event::{Envelope, FieldChange as DomainChange};
use liaison_domain::ids::{EventId, kind};
use liaison_persistence::feed;
use serde_json::Value;

use super::api_key::ApiKey;
use super::directory::Person;
use super::error::Fault;
use super::loaders::{Batch, Loading};
use super::node::{self, Identified, Node};
use super::nullable::OrNull;
use super::scalars::{Cursor, DateTime, Json};
use super::scope::Scope;
use crate::operations::Reader;
use crate::schema_enum;

schema_enum! {
    /// What an event is about.
    SubjectKind of liaison_domain::event::SubjectKind, filter "SubjectKindFilter" {
        /// A department of the directory.
        Department = "DEPARTMENT",
        /// A person of the directory.
        Person = "PERSON",
        /// A request with its parties, answers and signatures.
        Request = "REQUEST",
        /// A task with its log, deliverables and rounds of acceptance.
        Task = "TASK",
        /// A problem with its log.
        Problem = "PROBLEM",
        /// A rating.
        Rating = "RATING",
        /// A progress sheet.
        ProgressReport = "PROGRESS_REPORT",
        /// A form template.
        FormTemplate = "FORM_TEMPLATE",
        /// A registered resource.
        Resource = "RESOURCE",
        /// A meeting with its attendees, agenda and minutes.
        Meeting = "MEETING",
        /// A dated obligation on one of these.
        Deadline = "DEADLINE",
        /// A process pack.
        ProcessPack = "PROCESS_PACK",
        /// Where a process pack is assigned.
        PackAssignment = "PACK_ASSIGNMENT",
        /// A working calendar.
        WorkingCalendar = "WORKING_CALENDAR",
        /// A customer with its follow-up.
        Customer = "CUSTOMER",
        /// A person at a customer.
        Contact = "CONTACT",
        /// One contact with a customer.
        Interaction = "INTERACTION",
        /// What somebody said about a record.
        Comment = "COMMENT",
        /// Which department takes tickets of a category.
        RoutingRule = "ROUTING_RULE",
        /// A link by which a customer follows a ticket.
        PortalLink = "PORTAL_LINK",
        /// A secret address of a person's calendar.
        CalendarFeed = "CALENDAR_FEED",
        /// A person outside who reads and comments within a scope.
        Guest = "GUEST",
        /// What a system calls by.
        ApiKey = "API_KEY",
    }
}

/// One field that changed.
#[derive(SimpleObject)]
pub struct FieldChange {
    /// The field, as the schema names it.
    pub field: String,
    /// What it was; null where it was empty or is new.
    pub from: Json,
    /// What it is; null where it is empty now.
    pub to: Json,
}

impl From<DomainChange> for FieldChange {
    fn from(change: DomainChange) -> Self {
        Self { field: change.field, from: Json(change.from), to: Json(change.to) }
    }
}

/// What an event's payload holds beside its envelope.
#[derive(serde::Deserialize, Default)]
struct Payload {
    #[serde(default)]
    data: Value,
    #[serde(default)]
    changes: Vec<DomainChange>,
}

/// One event of the record.
pub struct Event {
    envelope: Arc<Envelope>,
}

impl Event {
    /// The schema's form of this event.
    pub const fn new(envelope: Arc<Envelope>) -> Self {
        Self { envelope }
    }

    fn payload(&self) -> Payload {
        serde_json::from_str(&self.envelope.payload).unwrap_or_default()
    }
}

impl Identified for Event {
    type Kind = kind::Event;

    async fn find(scope: &Scope, id: EventId) -> Result<Option<Self>, Fault> {
        Ok(scope.loader::<ById>().get(id).await?.map(Self::new))
    }
}

/// Events by their IDs, about what the caller may see.
enum ById {}

impl Batch for ById {
    type Key = EventId;
    type Value = Envelope;

    fn load(reader: Arc<Reader>, keys: Vec<EventId>) -> Loading<EventId, Envelope> {
        Box::pin(async move { Ok(feed::by_ids(&reader.db(), reader.actor(), &keys).await?) })
    }
}

impl TypeName for Event {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed("Event")
    }
}

/// One committed change (动态), as it stands in the record for good. Whoever may see what it is about may read it.
#[Object(name_type)]
impl Event {
    /// Opaque.
    pub async fn id(&self) -> ID {
        ID(self.envelope.id.to_string())
    }

    /// The place in the one order of all events: `changes` and subscriptions go on after it.
    async fn cursor(&self, ctx: &Context<'_>) -> Result<Cursor> {
        Ok(Cursor(Scope::of(ctx)?.app().hub().cursor(self.envelope.position).to_string()))
    }

    /// When it was committed. For people: what orders events is their cursor.
    async fn occurred_at(&self) -> DateTime {
        DateTime(self.envelope.occurred_at)
    }

    /// What happened, in the past tense, such as `RequestSubmitted`.
    #[graphql(name = "type")]
    async fn event_type(&self) -> &str {
        &self.envelope.event_type
    }

    /// The version of the form of `data`, from 1.
    async fn schema(&self) -> i32 {
        i32::from(self.envelope.schema)
    }

    /// What kind of thing it is about.
    async fn subject_kind(&self) -> SubjectKind {
        self.envelope.subject_kind.into()
    }

    /// The ID of what it is about, also where that is gone.
    async fn subject_id(&self) -> ID {
        node::id_of(self.envelope.subject_kind, self.envelope.subject)
    }

    /// What it is about, as it is now; null where it is gone or may not be seen any more. Costs one batch.
    async fn subject(&self, ctx: &Context<'_>) -> OrNull<Node> {
        let (kind, id) = (self.envelope.subject_kind, self.envelope.subject);
        OrNull::found(async { node::of_subject(Scope::of(ctx)?, kind, id).await }).await
    }

    /// The version that the change left.
    async fn subject_version(&self) -> i64 {
        self.envelope.version
    }

    /// The place among the events of one change, from 1.
    async fn ordinal(&self) -> i32 {
        self.envelope.ordinal
    }

    /// Who acted; null for the server itself and for a system.
    async fn actor(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.envelope.actor).await
    }

    /// The key by which a system acted. Costs one batch; null to whoever may not see the key.
    async fn api_key(&self, ctx: &Context<'_>) -> OrNull<ApiKey> {
        OrNull::node(ctx, self.envelope.key).await
    }

    /// In whose stead they acted: the person in whose name a system called.
    async fn on_behalf_of(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.envelope.on_behalf_of).await
    }

    /// Whether it is communication with somebody outside.
    async fn external(&self) -> bool {
        self.envelope.external
    }

    /// The call that caused it, as `extensions.requestId` of that call's errors and the log name it.
    async fn request_id(&self) -> String {
        self.envelope.call.to_string()
    }

    /// The trace of that call (W3C Trace Context), if it had one.
    async fn trace_id(&self) -> Option<&str> {
        self.envelope.trace.as_deref()
    }

    /// The event that made the server act; null for what somebody did, and where the caller may not see what it is about.
    async fn caused_by(&self, ctx: &Context<'_>) -> OrNull<Event> {
        OrNull::node(ctx, self.envelope.caused_by).await
    }

    /// Which fields changed, from what to what; only on the first event of a change. What it says of a person is null once that
    /// person was erased, and costs a statement for all events that are selected.
    async fn changes(&self, ctx: &Context<'_>) -> Result<Vec<FieldChange>> {
        let mut changes = self.payload().changes;
        personal::read(Scope::of(ctx)?, self.envelope.subject_kind, &mut changes).await?;
        Ok(changes.into_iter().map(Into::into).collect())
    }

    /// What the event says beside that; its form depends on `type` and `schema`.
    async fn data(&self) -> Json {
        Json(self.payload().data)
    }

    /// SHA-256 over the event's canonical JSON, 64 hexadecimal digits.
    async fn digest(&self) -> &str {
        self.envelope.digest.as_str()
    }

    /// The digest of the event before it about the same thing, which this one's covers; null for the first.
    async fn previous_digest(&self) -> Option<&str> {
        self.envelope.previous.as_ref().map(liaison_domain::canonical::Digest::as_str)
    }
}
