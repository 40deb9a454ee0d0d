//! The packs that are shipped.

use uuid::Uuid;

use super::Pack;
use crate::ids::ProcessPackId;

/// A pack that is there without anybody having published it: its version 1. A version published under the same name
/// continues its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// What holds where nothing is assigned: the four guides in one.
    Default,
    /// 登记表 (guide 000): answers within hours by priority, signatures of all heads, ratings.
    Register,
    /// 平台指南 (guide 001): tasks on a platform, no signatures, reminders to the owner.
    Platform,
    /// 协调指南 (guide 002): urgent, important and routine matters, plans, a report at the end.
    Coordination,
    /// 确认表 (guide 003): silence counts as agreed, problems solved in 3 working days.
    Confirmation,
}

impl Preset {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Default, Self::Register, Self::Platform, Self::Coordination, Self::Confirmation];

    const fn text(self) -> &'static str {
        match self {
            Self::Default => include_str!("presets/default.json"),
            Self::Register => include_str!("presets/register.json"),
            Self::Platform => include_str!("presets/platform.json"),
            Self::Coordination => include_str!("presets/coordination.json"),
            Self::Confirmation => include_str!("presets/confirmation.json"),
        }
    }

    /// The pack as it is shipped.
    ///
    /// # Panics
    /// Never: a test reads all of them.
    pub fn pack(self) -> Pack {
        serde_json::from_str(self.text()).expect("the shipped packs parse, as a test shows")
    }

    /// The ID under which the pack is known in every database.
    pub const fn id(self) -> ProcessPackId {
        ProcessPackId::from_uuid(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + self as u128))
    }
}
