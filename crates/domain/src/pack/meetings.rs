//! What a pack says about meetings: notice and minutes by kind, and what silence on minutes means (C12 to C14).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::calendar::{Lead, Length};
use crate::error::{Reason, Rule, Violations};
use crate::ids::DepartmentId;
use crate::meeting::MeetingKind;
use crate::numbering::NumberingScheme;
use crate::pack::Preset;

/// Most departments of a distribution list (resolution 81).
const MOST_COPIES: usize = 50;

/// Longest meeting that a pack may allow, in minutes: a day.
const MOST_MINUTES: u32 = 24 * 60;

/// When minutes count as confirmed (resolution 42).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MinutesRule {
    /// When every required attendee has confirmed them or let the time pass.
    BySilence,
    /// When every required attendee has confirmed them; only then are they distributed (S2-30).
    AllSign,
}

/// What holds for one kind of meeting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MeetingPolicy {
    /// How long before it the notice is owed; none where it needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Lead>,
    /// How long after its end the minutes are owed; none where nobody asks for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<Length>,
    /// The longest it may be planned for, in minutes; none for no limit but a day (S0-38).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_minutes: Option<u32>,
}

/// What a pack says about meetings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MeetingPolicies {
    /// The pattern of codes (resolution 62).
    pub numbering: String,
    /// By kind; a kind that is left out owes nothing.
    pub kinds: BTreeMap<MeetingKind, MeetingPolicy>,
    /// When minutes count as confirmed.
    pub confirmation: MinutesRule,
    /// Whether tasks made from minutes are given out at once (C14).
    pub auto_dispatch: bool,
    /// The departments whose heads get a copy of every minutes (S2-31).
    #[serde(default)]
    pub copies: BTreeSet<DepartmentId>,
}

/// What is to differ; what is left out stays as it is in the version that is copied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MeetingPolicyChanges {
    /// The pattern of codes.
    pub numbering: Option<String>,
    /// By kind.
    pub kinds: BTreeMap<MeetingKind, MeetingPolicy>,
    /// When minutes count as confirmed.
    pub confirmation: Option<MinutesRule>,
    /// Whether tasks made from minutes are given out at once.
    pub auto_dispatch: Option<bool>,
    /// The departments whose heads get a copy of every minutes, all of them.
    pub copies: Option<BTreeSet<DepartmentId>>,
}

impl MeetingPolicies {
    /// Changes what is given.
    pub(super) fn apply(&mut self, changes: MeetingPolicyChanges) {
        let MeetingPolicyChanges { numbering, kinds, confirmation, auto_dispatch, copies } = changes;
        self.kinds.extend(kinds);
        self.numbering = numbering.unwrap_or_else(|| std::mem::take(&mut self.numbering));
        self.confirmation = confirmation.unwrap_or(self.confirmation);
        self.auto_dispatch = auto_dispatch.unwrap_or(self.auto_dispatch);
        self.copies = copies.unwrap_or_else(|| std::mem::take(&mut self.copies));
    }

    /// What holds for this kind.
    pub fn of(&self, kind: MeetingKind) -> MeetingPolicy {
        self.kinds.get(&kind).copied().unwrap_or_default()
    }

    /// Notes what does not hold.
    pub(super) fn check(&self, found: &mut Violations) {
        found.take("meetings.numbering", NumberingScheme::parse(&self.numbering));
        if self.copies.len() > MOST_COPIES {
            found.add("meetings.copies", Reason::of(Rule::TooMany).with("max", MOST_COPIES));
        }
        for (kind, policy) in &self.kinds {
            let at = |field: &str| format!("meetings.kinds.{}.{field}", kind.name());
            let counts_on = policy.minutes.is_none_or(|length| length.own_time().is_some());
            found.check(counts_on, at("minutes"), Rule::Malformed);
            if policy.most_minutes.is_some_and(|most| !(1..=MOST_MINUTES).contains(&most)) {
                found.add(
                    at("mostMinutes"),
                    Reason::of(Rule::OutOfRange).with("min", 1).with("max", MOST_MINUTES),
                );
            }
        }
    }
}

impl Default for MeetingPolicies {
    /// As in the shipped `default` pack.
    fn default() -> Self {
        Preset::Default.pack().meetings
    }
}
