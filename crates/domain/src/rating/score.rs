//! Marks from 1 to 5 for the three criteria.

use serde::{Deserialize, Serialize};

use crate::error::{Reason, Rule};

/// A mark, 1 to 5, 5 being best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Score(u8);

impl Score {
    /// The mark `value`; `OUT_OF_RANGE` outside of 1 to 5.
    pub fn new(value: i64) -> Result<Self, Reason> {
        match u8::try_from(value) {
            Ok(value @ 1..=5) => Ok(Self(value)),
            _ => Err(Reason::of(Rule::OutOfRange).with("min", 1).with("max", 5)),
        }
    }

    /// The mark as a number.
    pub const fn value(self) -> u8 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Score {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(i64::deserialize(deserializer)?)
            .map_err(|reason| serde::de::Error::custom(reason.rule.code()))
    }
}

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
