//! Publishing a pack: every publication is a version of its own, and stays readable for good.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Pack, Packs, Preset};
use crate::access::Audience;
use crate::authority::administers;
use crate::command::{Aggregate, Change, Context};
use crate::error::{Reason, Refusal, Rule};
use crate::event::{Fact, SubjectKind};
use crate::ids::{self, PersonId, ProcessPackId};
use crate::text::Text;
use crate::time::Instant;

/// Who published a version, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedPack {
    /// What changed and why, as the publisher said it.
    pub note: Option<Text>,
    /// When.
    pub at: Instant,
    /// Who; none for the server.
    pub by: Option<PersonId>,
}

/// One version of a process pack; as a record, its newest one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessPack {
    /// Its ID, the same in all versions.
    pub id: ProcessPackId,
    /// The version of the record: 1 with the first publication; 0 for a pack that is only shipped.
    pub version: i64,
    /// What it says; its own number is in it.
    pub pack: Arc<Pack>,
    /// Its publication; none for a shipped version.
    pub published: Option<PublishedPack>,
}

/// What happens to a process pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum ProcessPackFact {
    /// A version was published; requests submitted from now on where the pack is assigned are kept under it.
    ProcessPackPublished {
        /// All that it says, with its name and number.
        pack: Box<Pack>,
        /// What changed and why.
        note: Option<Text>,
    },
}

impl Fact for ProcessPackFact {
    const SUBJECT: SubjectKind = SubjectKind::ProcessPack;
}

/// A version to publish. Its number is set here, whatever stands in it.
#[derive(Clone, Debug, Serialize)]
pub struct PublishPack {
    /// What it says.
    pub pack: Pack,
    /// What changed and why.
    pub note: Option<Text>,
}

impl ProcessPack {
    /// Most packs of one organisation.
    pub const MOST: usize = 50;

    /// A shipped pack in its version 1.
    pub fn shipped(preset: Preset) -> Self {
        Self { id: preset.id(), version: 0, pack: Arc::new(preset.pack()), published: None }
    }

    /// Publishes the next version of the pack of this name, or its first one. Administrators only.
    ///
    /// # Errors
    /// `Invalid` with everything that does not hold in it: see [`Pack::check`]; `TOO_MANY` above [`Self::MOST`].
    pub fn publish(ctx: &Context<'_>, packs: &Packs, input: PublishPack) -> Result<Change<Self>, Refusal> {
        administers(ctx)?;
        let current = packs.newest(&input.pack.name);
        let number = current.map_or(1, |current| current.pack.version.saturating_add(1));
        let pack = Pack { version: number, ..input.pack };
        pack.check()?;
        if current.is_none() && packs.count() >= Self::MOST {
            return Err(Reason::of(Rule::TooMany).with("max", Self::MOST).at("name").into());
        }
        if current.is_some_and(|current| pack == Pack { version: number, ..(*current.pack).clone() }) {
            return Err(Reason::of(Rule::NothingChanged).at("").into());
        }
        let fact =
            ProcessPackFact::ProcessPackPublished { pack: Box::new(pack.clone()), note: input.note.clone() };
        let next = Self {
            id: current.map_or_else(|| ids::fresh(ctx.ids), |current| current.id),
            version: 0,
            pack: Arc::new(pack),
            published: Some(PublishedPack { note: input.note, at: ctx.now, by: ctx.actor.person() }),
        };
        Ok(match current.filter(|current| current.version > 0) {
            Some(current) => Change::of(current, next, vec![fact]),
            None => Change::created(next, vec![fact]),
        })
    }
}

impl Aggregate for ProcessPack {
    type Fact = ProcessPackFact;

    fn uuid(&self) -> uuid::Uuid {
        self.id.uuid()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn set_version(&mut self, version: i64) {
        self.version = version;
    }

    fn audience(&self) -> Audience {
        Audience::everybody()
    }

    fn watched(&self) -> Map<String, Value> {
        let Ok(Value::Object(mut fields)) = serde_json::to_value(&*self.pack) else { return Map::new() };
        fields.remove("version");
        fields
    }
}
