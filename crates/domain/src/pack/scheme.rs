//! The priorities of a pack and what people call them (C1, resolution 48).

use serde::{Deserialize, Serialize};

use crate::priority::Priority;
use crate::text::Line;

/// One priority and its labels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PriorityLevel {
    /// Which.
    pub priority: Priority,
    /// What people read in Chinese, such as 紧急.
    pub zh_cn: Line,
    /// What people read in English.
    pub en: Line,
}

/// The priorities that requests under a pack may have, most pressing first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PriorityScheme(Vec<PriorityLevel>);

impl PriorityScheme {
    /// These levels; whether they hold is told with the rest of the pack.
    pub const fn new(levels: Vec<PriorityLevel>) -> Self {
        Self(levels)
    }

    /// The levels in the order of the scheme.
    pub fn levels(&self) -> &[PriorityLevel] {
        &self.0
    }

    /// The level of this priority; none where the pack lacks it.
    pub fn level(&self, priority: Priority) -> Option<&PriorityLevel> {
        self.0.iter().find(|level| level.priority == priority)
    }

    /// Whether requests may have this priority.
    pub fn has(&self, priority: Priority) -> bool {
        self.level(priority).is_some()
    }

    /// This priority, or where the pack lacks it the most pressing one that is there.
    pub fn nearest(&self, priority: Priority) -> Priority {
        if self.has(priority) {
            return priority;
        }
        self.0.iter().map(|level| level.priority).min().unwrap_or(priority)
    }
}
