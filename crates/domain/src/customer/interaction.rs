//! Interactions (客户沟通记录): one contact with a customer, as the sheet has it (S1-83 to S1-92). Always external (S1-37).

mod guest;
mod link;
mod record;
mod update;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use guest::GuestWords;
pub(crate) use record::Outgoing;
pub use record::{MAX_MEASURES, NewInteraction, NewMeasure, Recorded};
pub use update::{InteractionPatch, Updated};

use super::{Circle, InteractionFact};
use crate::access::{Audience, may_see};
use crate::command::{Aggregate, Context};
use crate::error::{Reason, Refusal, Rule};
use crate::ids::{CustomerId, DepartmentId, InteractionId, PersonId};
use crate::named::named;
use crate::progress_report::Linked;
use crate::search::Searchable;
use crate::task::Due;
use crate::text::{Line, Text};
use crate::time::{Date, Instant};

named! {
    /// How one spoke with a customer (S1-86).
    Channel {
        /// 电话.
        Phone = "PHONE",
        /// 线上.
        Online = "ONLINE",
        /// 当面.
        InPerson = "IN_PERSON",
        /// 邮件.
        Email = "EMAIL",
    }
}

/// What a department does about it, and by when (S1-89). It is followed up as the task or the request that it was turned into
/// (resolution 74, X34).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// By which it is named, from 1; one that stays keeps its number.
    pub number: u32,
    /// Which department.
    pub department: DepartmentId,
    /// What, such as 确认交付周期.
    pub matter: Line,
    /// By which date.
    pub on: Date,
    /// What it was turned into.
    pub linked: Option<Linked>,
}

/// Everything an interaction keeps, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InteractionRecord {
    /// Its ID.
    pub id: InteractionId,
    /// Its version, from 1.
    pub version: i64,
    /// With which customer.
    pub customer: CustomerId,
    /// When it took place (S1-85).
    pub at: Instant,
    /// How (S1-86).
    pub channel: Channel,
    /// About what (S1-87).
    pub subject: Line,
    /// What the customer said or wants (S1-88).
    pub wants: Option<Text>,
    /// The internal response (S1-89).
    pub measures: Vec<Measure>,
    /// Who follows up (S1-90).
    pub follow_up_by: Option<PersonId>,
    /// How (S1-91).
    pub plan: Option<Text>,
    /// When the customer is to be contacted next (S1-92).
    pub next_contact: Option<Due>,
    /// Who recorded it.
    pub recorded_by: Option<PersonId>,
    /// When.
    pub recorded_at: Instant,
    /// What a guest said, where it is that which is archived here.
    pub said: Option<GuestWords>,
}

/// One contact with a customer, in the customer's circle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interaction {
    record: InteractionRecord,
    circle: Circle,
}

/// What people can do with an interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Change what was recorded.
    Update,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 1] = [Self::Update];

    /// The name that `abilities` shows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Update => "UPDATE",
        }
    }
}

impl Interaction {
    /// The interaction that was stored as `record`, with the customer of this circle.
    pub const fn restore(record: InteractionRecord, circle: Circle) -> Self {
        Self { record, circle }
    }

    /// What it keeps.
    pub const fn record(&self) -> &InteractionRecord {
        &self.record
    }

    /// What it keeps, alone.
    pub fn into_record(self) -> InteractionRecord {
        self.record
    }

    /// Who sees and keeps it.
    pub const fn circle(&self) -> &Circle {
        &self.circle
    }

    /// Whether the actor may do this: visible, then permitted.
    pub fn can(&self, action: Action, ctx: &Context<'_>) -> Result<(), Refusal> {
        let Action::Update = action;
        if !may_see(ctx.actor, &self.audience()) {
            return Err(Refusal::NotFound);
        }
        let kept = self.circle.keeps(ctx);
        if kept { Ok(()) } else { Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing))) }
    }

    /// [`Self::can`] for every action.
    pub fn abilities(&self, ctx: &Context<'_>) -> Vec<(Action, Result<(), Refusal>)> {
        Action::ALL.into_iter().map(|action| (action, self.can(action, ctx))).collect()
    }
}

impl Aggregate for Interaction {
    type Fact = InteractionFact;

    fn uuid(&self) -> uuid::Uuid {
        self.record.id.uuid()
    }

    fn version(&self) -> i64 {
        self.record.version
    }

    fn set_version(&mut self, version: i64) {
        self.record.version = version;
    }

    fn audience(&self) -> Audience {
        self.circle.audience()
    }

    fn searchable(&self) -> Searchable {
        self.record.searchable()
    }

    fn watched(&self) -> Map<String, Value> {
        let interaction = &self.record;
        let fields = json!({
            "at": interaction.at.to_string(),
            "channel": interaction.channel,
            "subject": interaction.subject,
            "wants": interaction.wants,
            "measures": interaction.measures,
            "followUpBy": interaction.follow_up_by,
            "plan": interaction.plan,
            "nextContactAt": interaction.next_contact.map(|next| next.at.to_string()),
        });
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }
}
