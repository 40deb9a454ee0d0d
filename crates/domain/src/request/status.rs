//! The statuses of a request, and what boards read from them.

use serde::{Deserialize, Serialize};

/// Where a request is in its life (`states.md`, Request). Computed by `front` and `back`, never set by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RequestStatus {
    /// 草稿.
    Draft,
    /// 待确认.
    Submitted,
    /// 沟通中.
    Clarifying,
    /// 已达成共识.
    Agreed,
    /// 已确认.
    Confirmed,
    /// 进行中.
    InProgress,
    /// 待验收.
    Delivered,
    /// 已验收.
    Accepted,
    /// 已关闭.
    Closed,
    /// 已归档.
    Archived,
    /// 已退回.
    Declined,
    /// 已撤回.
    Withdrawn,
}

impl RequestStatus {
    /// Every status, in the order of the state table's columns.
    pub const ALL: [Self; 12] = [
        Self::Draft,
        Self::Submitted,
        Self::Clarifying,
        Self::Agreed,
        Self::Confirmed,
        Self::InProgress,
        Self::Delivered,
        Self::Accepted,
        Self::Closed,
        Self::Archived,
        Self::Declined,
        Self::Withdrawn,
    ];

    /// The name in columns and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "DRAFT",
            Self::Submitted => "SUBMITTED",
            Self::Clarifying => "CLARIFYING",
            Self::Agreed => "AGREED",
            Self::Confirmed => "CONFIRMED",
            Self::InProgress => "IN_PROGRESS",
            Self::Delivered => "DELIVERED",
            Self::Accepted => "ACCEPTED",
            Self::Closed => "CLOSED",
            Self::Archived => "ARCHIVED",
            Self::Declined => "DECLINED",
            Self::Withdrawn => "WITHDRAWN",
        }
    }

    /// The status with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Submitted and not yet at an end: from `SUBMITTED` to `ACCEPTED`.
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            Self::Submitted
                | Self::Clarifying
                | Self::Agreed
                | Self::Confirmed
                | Self::InProgress
                | Self::Delivered
                | Self::Accepted
        )
    }
}

/// What boards with four columns read (S1-59; resolution 24).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Stage {
    /// 待启动.
    Pending,
    /// 进行中.
    InProgress,
    /// 受阻.
    Blocked,
    /// 已完成.
    Done,
}

/// How a request ended (resolution 24).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// Accepted and closed.
    Completed,
    /// Declined.
    Declined,
    /// Withdrawn.
    Withdrawn,
}
