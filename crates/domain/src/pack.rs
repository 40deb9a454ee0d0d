//! Process packs (流程包): the policies that govern a record, as one versioned bundle of data.
//!
//! Owns what a pack says ([`Pack`], [`Policy`]), how administrators publish and assign one ([`ProcessPack`],
//! [`PackAssignment`]), and which one governs a record ([`Packs`]): fixed when it is submitted (resolution 3). What a
//! policy's lengths mean in time is [`crate::calendar`]'s, what is owed and when it fires [`crate::deadline`]'s.
//!
//! Five packs are shipped as data under `presets/`: one for each of the guides that Liaison was made from, and `default`.
//! What a column of `process-packs.md` says nothing about is in them as in `default`.

mod assignment;
mod changes;
mod check;
mod governed;
mod meetings;
mod packs;
mod policy;
mod preset;
mod preview;
mod process_pack;
mod scheme;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use assignment::{AssignPack, AssignmentScope, PackAssignment, PackAssignmentFact};
pub use changes::{CopiedFrom, PackChanges};
pub use governed::{ByPack, Governed};
pub use meetings::{MeetingPolicies, MeetingPolicy, MeetingPolicyChanges, MinutesRule};
pub use packs::Packs;
pub use policy::{ByPriority, ChainStep, Lengths, Policy, Told};
pub use preset::Preset;
pub use preview::{Comparison, Tally};
pub use process_pack::{ProcessPack, ProcessPackFact, PublishPack, PublishedPack};
pub use scheme::{PriorityLevel, PriorityScheme};

use crate::calendar::{Length, Warning};
use crate::deadline::DeadlineKind;
use crate::named::named;
use crate::priority::Priority;

/// Which version of a pack governs (resolution 3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PackRef {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: u32,
}

named! {
    /// A fact that has to be there before a request is closed (C19). The first two are demanded of every request
    /// (`requests.md`), so no pack is without them.
    ClosureDemand {
        /// The delivery is accepted, by signature.
        Acceptance = "ACCEPTANCE",
        /// Every problem is confirmed or withdrawn (S3-68).
        ProblemsConfirmed = "PROBLEMS_CONFIRMED",
        /// Every party that accepted is rated, or the time for it is over (resolution 23).
        Ratings = "RATINGS",
        /// The acceptance carries a written report (S2-40).
        Report = "REPORT",
    }
}

/// Who has to accept before a request is agreed (process-packs, gap 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AgreementRule {
    /// Every accepting party.
    All,
    /// The lead alone.
    Lead,
}

/// Whose signatures confirm a request (C10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SignOffRule {
    /// Nobody's: agreement confirms.
    None,
    /// The initiating department's head.
    Initiator,
    /// The heads of the initiating department and of every accepting party.
    AllHeads,
}

/// What a party's silence means when its response deadline passes (C8, resolution 14).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SilenceRule {
    /// Who owes is reminded; the deadline stays breached.
    Remind,
    /// It goes up the chain.
    Escalate,
    /// It counts as agreed, marked as such, signed by nobody (S3-16).
    DeemAgreed,
}

/// A versioned bundle of policies. A record keeps the version it was submitted under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Pack {
    /// Its name, such as `default`.
    pub name: String,
    /// Its version, from 1.
    pub version: u32,
    /// Which priorities there are, and what people call them (C1).
    pub priorities: PriorityScheme,
    /// Who has to accept.
    pub agreement: AgreementRule,
    /// Who has to sign.
    pub sign_off: SignOffRule,
    /// What silence means.
    pub silence: SilenceRule,
    /// Whether accepted requests are rated; without, acceptance closes (resolution 23).
    pub rated: bool,
    /// What has to be there before a request is closed.
    pub closure: BTreeSet<ClosureDemand>,
    /// Whether `CRITICAL` may be submitted with title, details, parties and due date alone and tasks may start before
    /// the signatures (resolution 26).
    pub critical_shortcut: bool,
    /// The pattern of request codes, such as `{dept}{yyyy}{mm}{seq:3}` (S0-52).
    pub request_numbering: String,
    /// The pattern of codes of tasks that stand alone under a department (resolution 13).
    pub task_numbering: String,
    /// The amount above which a resource also needs the executive in charge; `None` for no such limit (resolution 52).
    pub executive_amount: Option<i64>,
    /// Seconds after giving in which a rating may be changed (resolution 57: 168 hours).
    pub rating_change_seconds: i64,
    /// Seconds after the due instant in which the assignee may still ask for an extension (S0-89: 24 hours).
    pub extension_grace_seconds: i64,
    /// What is owed and how long it may take; a kind that is left out is not owed under this pack.
    pub deadlines: BTreeMap<DeadlineKind, Policy>,
    /// When to warn, where a policy does not say otherwise.
    pub warning: Warning,
    /// What follows a breach, where a policy does not say otherwise (C21).
    pub chain: Vec<ChainStep>,
    /// The kinds whose clock stands still while the request is blocked (resolution 25).
    pub paused_by_block: BTreeSet<DeadlineKind>,
    /// What holds for meetings; as shipped where a version was published before there were any.
    #[serde(default)]
    pub meetings: MeetingPolicies,
}

impl Pack {
    /// What it says about this kind; none where nothing is owed.
    pub fn policy(&self, kind: DeadlineKind) -> Option<&Policy> {
        self.deadlines.get(&kind)
    }

    /// How long this kind may take at this priority; none where nothing is owed or the record's own date holds. A priority
    /// that the pack lacks, as a ticket may have (resolution 48), counts as its most pressing one.
    pub fn length(&self, kind: DeadlineKind, priority: Priority) -> Option<Length> {
        self.policy(kind).and_then(|policy| policy.length(self.priorities.nearest(priority)))
    }

    /// Whether a request is closed only with this.
    pub fn demands(&self, demand: ClosureDemand) -> bool {
        self.closure.contains(&demand) && (demand != ClosureDemand::Ratings || self.rated)
    }

    /// Its name and version.
    pub fn reference(&self) -> PackRef {
        PackRef { name: self.name.clone(), version: self.version }
    }

    /// When to warn of this kind.
    pub fn warning(&self, kind: DeadlineKind) -> Warning {
        self.policy(kind).and_then(|policy| policy.warning).unwrap_or(self.warning)
    }

    /// What follows a breach of this kind.
    pub fn chain(&self, kind: DeadlineKind) -> &[ChainStep] {
        self.policy(kind).and_then(|policy| policy.chain.as_deref()).unwrap_or(&self.chain)
    }
}

impl Default for Pack {
    /// The `default` pack, version 1 (`process-packs.md`, last column).
    fn default() -> Self {
        Preset::Default.pack()
    }
}
