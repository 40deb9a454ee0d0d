//! Marks from 1 to 5: what a rating gives for each criterion (S0-45), and a customer for a ticket (resolution 66).

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
