//! The statuses of a task and what each of them carries.

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// Where a task is (`tasks.md`). `overdue` is no status: it is read from the clock (S1-80).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TaskStatus {
    /// 未开始.
    NotStarted,
    /// 进行中.
    InProgress,
    /// 需支持.
    NeedsSupport,
    /// 待验收.
    Delivered,
    /// 需修改.
    Rework,
    /// 已完成.
    Completed,
    /// 已取消.
    Cancelled,
}

impl TaskStatus {
    /// Every status, in the order of life.
    pub const ALL: [Self; 7] = [
        Self::NotStarted,
        Self::InProgress,
        Self::NeedsSupport,
        Self::Delivered,
        Self::Rework,
        Self::Completed,
        Self::Cancelled,
    ];

    /// The name in columns and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotStarted => "NOT_STARTED",
            Self::InProgress => "IN_PROGRESS",
            Self::NeedsSupport => "NEEDS_SUPPORT",
            Self::Delivered => "DELIVERED",
            Self::Rework => "REWORK",
            Self::Completed => "COMPLETED",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// The status with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Whether the work is still to be done: neither delivered nor at an end.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::NotStarted | Self::InProgress | Self::NeedsSupport | Self::Rework)
    }

    /// Whether nothing happens to it any more.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled)
    }

    /// Whether a task that waits for one in this status may start (resolution 55).
    pub const fn satisfies(self) -> bool {
        matches!(self, Self::Delivered | Self::Completed | Self::Cancelled)
    }
}

/// What a task in need of support returns to (resolution 27).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Working {
    /// It was not started.
    NotStarted,
    /// It was in progress.
    InProgress,
    /// It was in rework.
    Rework,
}

impl Working {
    /// The state it returns to.
    pub const fn state(self) -> TaskState {
        match self {
            Self::NotStarted => TaskState::NotStarted,
            Self::InProgress => TaskState::InProgress,
            Self::Rework => TaskState::Rework,
        }
    }
}

/// A status with what belongs to it alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TaskState {
    /// Planned or dispatched, not begun.
    NotStarted,
    /// Being worked on.
    InProgress,
    /// A problem waits to be taken up.
    NeedsSupport {
        /// What the task returns to.
        from: Working,
    },
    /// Handed over, waiting for a verdict.
    Delivered,
    /// Handed back with points.
    Rework,
    /// Accepted.
    Completed,
    /// Given up.
    Cancelled {
        /// Why; none where it ended with its request.
        reason: Option<Text>,
    },
}

impl TaskState {
    /// The status alone.
    pub const fn status(&self) -> TaskStatus {
        match self {
            Self::NotStarted => TaskStatus::NotStarted,
            Self::InProgress => TaskStatus::InProgress,
            Self::NeedsSupport { .. } => TaskStatus::NeedsSupport,
            Self::Delivered => TaskStatus::Delivered,
            Self::Rework => TaskStatus::Rework,
            Self::Completed => TaskStatus::Completed,
            Self::Cancelled { .. } => TaskStatus::Cancelled,
        }
    }

    /// What to return to after support, where a problem raised now changes the status.
    pub const fn working(&self) -> Option<Working> {
        match self {
            Self::NotStarted => Some(Working::NotStarted),
            Self::InProgress => Some(Working::InProgress),
            Self::Rework => Some(Working::Rework),
            Self::NeedsSupport { .. } | Self::Delivered | Self::Completed | Self::Cancelled { .. } => None,
        }
    }

    /// Whether work on it has not begun, also where support is awaited meanwhile.
    pub const fn is_unstarted(&self) -> bool {
        matches!(self, Self::NotStarted | Self::NeedsSupport { from: Working::NotStarted })
    }
}
