//! Minutes: what was said, decided and handed out, as it is drafted and as it is published.

use serde::{Deserialize, Serialize};

use crate::ids::{DecisionId, DepartmentId, PersonId, TaskId};
use crate::task::{Due, NewDue};
use crate::text::{Line, Text};
use crate::time::Instant;

/// A decision as it is written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewDecision {
    /// In a correction, the decision of the version before that this is.
    pub id: Option<DecisionId>,
    /// What was concluded (S1-68).
    pub text: Text,
    /// Who answers for it (S1-69); they need not have been there (resolution 49). None for what is done by being said.
    pub owner: Option<PersonId>,
    /// By when (S1-70).
    pub due: Option<NewDue>,
}

/// An action item as it is written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewActionItem {
    /// In a correction, the task of the version before that this is.
    pub task: Option<TaskId>,
    /// What is to be done.
    pub what: Line,
    /// What it is measured against (S2-32).
    pub standard: Option<Text>,
    /// Who does it; needed when the minutes are published.
    pub who: Option<PersonId>,
    /// By when; needed when the minutes are published.
    pub due: Option<NewDue>,
    /// Which of the decisions of the same item it carries out, from 1.
    pub decision: Option<u32>,
}

/// What was said on one topic, as it is written down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemDraft {
    /// Which item of the agenda, from 1; none for what was not on it.
    pub number: Option<u32>,
    /// The points made (S1-67, S2-59).
    pub points: Option<Text>,
    /// What was not agreed on.
    pub disagreements: Option<Text>,
    /// What was decided.
    pub decisions: Vec<NewDecision>,
    /// What somebody will do.
    pub actions: Vec<NewActionItem>,
}

/// Minutes in the making.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MinutesDraft {
    /// Topic by topic.
    pub items: Vec<ItemDraft>,
    /// What else is to be said (S1-71).
    pub remarks: Option<Text>,
}

/// A decision on record (决议事项).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// The same in every version that keeps it.
    pub id: DecisionId,
    /// What was concluded.
    pub text: Text,
    /// Who answers for it; one without is done by being said (resolution 59).
    pub owner: Option<PersonId>,
    /// Where they worked when it was decided.
    pub department: Option<DepartmentId>,
    /// By when.
    pub due: Option<Due>,
}

/// An action item on record (行动项): the task has the rest (X34).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActionItem {
    /// The task.
    pub task: TaskId,
    /// What was to be done, in the words of the minutes.
    pub what: Line,
    /// What it is measured against.
    pub standard: Option<Text>,
    /// Who was to do it.
    pub who: PersonId,
    /// By when it was to be done.
    pub due: Due,
    /// The decision that it carries out.
    pub decision: Option<DecisionId>,
}

/// What is on record of one topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemMinutes {
    /// Which item of the agenda, from 1; none for what was not on it.
    pub number: Option<u32>,
    /// The points made.
    pub points: Option<Text>,
    /// What was not agreed on.
    pub disagreements: Option<Text>,
    /// What was decided.
    pub decisions: Vec<Decision>,
    /// What somebody will do.
    pub actions: Vec<ActionItem>,
}

/// One version of the minutes (会议纪要).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Minutes {
    /// From 1.
    pub version: u32,
    /// Topic by topic.
    pub items: Vec<ItemMinutes>,
    /// What else is to be said.
    pub remarks: Option<Text>,
    /// Why this version corrects the one before.
    pub correction: Option<Text>,
    /// Whether copies went out with it; else they go with the last confirmation (resolution 42).
    pub distributed: bool,
    /// Who published it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Instant,
}

impl Minutes {
    /// All decisions, in their order.
    pub fn decisions(&self) -> impl Iterator<Item = &Decision> {
        self.items.iter().flat_map(|item| &item.decisions)
    }

    /// All action items, in their order.
    pub fn actions(&self) -> impl Iterator<Item = &ActionItem> {
        self.items.iter().flat_map(|item| &item.actions)
    }
}
