//! The marks for the three criteria.

use serde::{Deserialize, Serialize};

use crate::score::Score;

/// The marks for the three criteria (S0-44).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scores {
    /// 响应速度.
    pub responsiveness: Score,
    /// 专业度.
    pub professionalism: Score,
    /// 配合度.
    pub cooperation: Score,
}
