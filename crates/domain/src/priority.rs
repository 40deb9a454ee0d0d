//! Priorities, as requests and tasks carry them. Their labels belong to the process pack (resolution 48).

use serde::{Deserialize, Serialize};

use crate::time::Date;

/// How pressing a matter is, most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Priority {
    /// 突发.
    Critical,
    /// 高/紧急.
    High,
    /// 中/重要.
    Medium,
    /// 低/常规.
    Low,
}

impl Priority {
    /// Every priority, most pressing first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

    /// The name in columns and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Critical => "CRITICAL",
            Self::High => "HIGH",
            Self::Medium => "MEDIUM",
            Self::Low => "LOW",
        }
    }

    /// What the time left until `due_on` suggests (S0-27): up to 3 days `HIGH`, up to 14 `MEDIUM`, else `LOW`. `CRITICAL` is
    /// for people to say.
    pub fn suggested(today: Date, due_on: Date) -> Self {
        let days = today.until(due_on).map_or(i32::MAX, |span| span.get_days());
        match days {
            ..=3 => Self::High,
            4..=14 => Self::Medium,
            _ => Self::Low,
        }
    }

    /// The priority with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_time_left_suggests_a_priority_s0_27() {
        let today = date(2024, 5, 6);
        for (due_on, priority) in [
            (date(2024, 5, 1), Priority::High),
            (date(2024, 5, 9), Priority::High),
            (date(2024, 5, 10), Priority::Medium),
            (date(2024, 5, 20), Priority::Medium),
            (date(2024, 5, 21), Priority::Low),
            (date(2025, 5, 6), Priority::Low),
        ] {
            assert_eq!(Priority::suggested(today, due_on), priority, "{due_on}");
        }
    }
}
