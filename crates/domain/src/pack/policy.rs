//! What a pack says about one kind of deadline: how long, when to warn, and what happens after a breach.

use serde::{Deserialize, Serialize};

use crate::calendar::{Length, Warning};
use crate::named::named;
use crate::priority::Priority;

named! {
    /// Whom a step of a chain tells (`deadlines.md`, Policies).
    Told {
        /// Who owes.
        Owner = "OWNER",
        /// The head of the department that owes.
        Head = "HEAD",
        /// The heads of both sides: of the department that owes and of the one it is owed to.
        BothHeads = "BOTH_HEADS",
        /// The executive in charge.
        Executive = "EXECUTIVE",
    }
}

/// One step after a breach. What silence means (accepted, declined, closed) is no step: it happens with the breach itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChainStep {
    /// How long after the breach; with the breach where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Length>,
    /// Who is told.
    pub tell: Vec<Told>,
}

/// A length for each priority; none where nothing is owed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ByPriority {
    /// 突发.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub critical: Option<Length>,
    /// 高.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<Length>,
    /// 中.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medium: Option<Length>,
    /// 低.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<Length>,
}

impl ByPriority {
    /// The length for this priority.
    pub const fn of(&self, priority: Priority) -> Option<Length> {
        match priority {
            Priority::Critical => self.critical,
            Priority::High => self.high,
            Priority::Medium => self.medium,
            Priority::Low => self.low,
        }
    }

    /// The same with this length for this priority.
    #[must_use]
    pub const fn with(mut self, priority: Priority, length: Length) -> Self {
        match priority {
            Priority::Critical => self.critical = Some(length),
            Priority::High => self.high = Some(length),
            Priority::Medium => self.medium = Some(length),
            Priority::Low => self.low = Some(length),
        }
        self
    }
}

/// How long something may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Lengths {
    /// The same for every priority.
    Same(Length),
    /// By priority.
    ByPriority(ByPriority),
    /// Until the date that the record itself carries.
    OwnDate,
}

/// What a pack says about one kind of deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Policy {
    /// How long it may take.
    pub length: Lengths,
    /// When to warn; as the pack says where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<Warning>,
    /// What follows a breach, in order of time; as the pack says where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<Vec<ChainStep>>,
}

impl Policy {
    /// The length for this priority; none where nothing is owed or the record's own date holds.
    pub const fn length(&self, priority: Priority) -> Option<Length> {
        match self.length {
            Lengths::Same(length) => Some(length),
            Lengths::ByPriority(by) => by.of(priority),
            Lengths::OwnDate => None,
        }
    }
}
