//! Dates that are not as their weekday: holidays, make-up working days, days with hours of their own.

use serde::{Deserialize, Serialize};

use super::hours::DayHours;
use crate::named::named;
use crate::text::Line;

/// What a date is in place of its weekday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DayKind {
    /// Nobody works (节假日).
    Holiday,
    /// Worked with the calendar's make-up hours (调休上班日, resolution 31).
    MakeUp,
    /// Worked with hours of its own, such as half a day (resolution 31).
    OwnHours {
        /// Not empty.
        hours: DayHours,
    },
}

/// One date that is not as its weekday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// What it is.
    #[serde(flatten)]
    pub kind: DayKind,
    /// Why, as people call it: "Spring Festival", 厂庆.
    pub label: Option<Line>,
}

named! {
    /// A festival that China's official schedule names, so that each reader gets it in their language.
    Festival {
        /// 元旦.
        NewYear = "NEW_YEAR",
        /// 春节.
        Spring = "SPRING_FESTIVAL",
        /// 清明节.
        TombSweeping = "TOMB_SWEEPING_DAY",
        /// 劳动节.
        Labour = "LABOUR_DAY",
        /// 端午节.
        DragonBoat = "DRAGON_BOAT_FESTIVAL",
        /// 中秋节.
        MidAutumn = "MID_AUTUMN_FESTIVAL",
        /// 国庆节.
        National = "NATIONAL_DAY",
    }
}

impl Festival {
    /// The festival that a label means, by its English or Chinese name; `None` for a label of the company's own.
    pub fn of(label: &Line) -> Option<Self> {
        Some(match label.as_str().to_lowercase().as_str() {
            "new year's day" | "new year" | "元旦" | "元旦节" => Self::NewYear,
            "spring festival" | "chinese new year" | "春节" => Self::Spring,
            "tomb-sweeping day" | "qingming festival" | "清明" | "清明节" => Self::TombSweeping,
            "labour day" | "labor day" | "劳动节" | "五一" => Self::Labour,
            "dragon boat festival" | "端午" | "端午节" => Self::DragonBoat,
            "mid-autumn festival" | "中秋" | "中秋节" => Self::MidAutumn,
            "national day" | "国庆" | "国庆节" => Self::National,
            _ => return None,
        })
    }
}
