//! The statuses of a problem.

use serde::{Deserialize, Serialize};

/// Where a problem is (`tasks.md`). Only `CONFIRMED` and `WITHDRAWN` count as settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ProblemStatus {
    /// 待解决.
    Open,
    /// 解决中.
    Resolving,
    /// 已解决.
    Resolved,
    /// 已关闭.
    Confirmed,
    /// 已撤销 (resolution 58).
    Withdrawn,
}

impl ProblemStatus {
    /// Every status, in the order of life.
    pub const ALL: [Self; 5] =
        [Self::Open, Self::Resolving, Self::Resolved, Self::Confirmed, Self::Withdrawn];

    /// The name in columns and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Resolving => "RESOLVING",
            Self::Resolved => "RESOLVED",
            Self::Confirmed => "CONFIRMED",
            Self::Withdrawn => "WITHDRAWN",
        }
    }

    /// The status with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Whether it bars nothing any more.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Confirmed | Self::Withdrawn)
    }
}
