//! The agenda: topics with the minutes allotted to each, and what earlier meetings left undone.

use serde::{Deserialize, Serialize};

use crate::ids::{DecisionId, MeetingId, PersonId, TaskId};
use crate::link::Link;
use crate::text::{Line, Text};
use crate::time::Instant;

/// Most materials of one item (resolution 81).
pub const MAX_MATERIALS: usize = 50;

/// One topic (S1-25, S1-26, S2-23).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgendaItem {
    /// What is spoken of, such as 测试阶段风险.
    pub topic: Line,
    /// Minutes allotted, from 1; all items together fit the meeting.
    pub minutes: Option<u32>,
    /// What is to come of it.
    pub goal: Option<Text>,
    /// Who presents it.
    pub presenter: Option<PersonId>,
    /// Questions to think about beforehand (预讨论问题).
    pub questions: Option<Text>,
    /// What to read beforehand.
    pub materials: Vec<Material>,
}

/// Something to read before a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Material {
    /// What it is, or where, such as 企业云盘/研发部/进度表.xlsx.
    pub name: Line,
    /// Where it can be opened.
    pub link: Option<Link>,
}

/// An action item of an earlier meeting of the series, or on the same request, that was overdue when this one began: it comes
/// first (S1-33).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Carried {
    /// The task that is not done.
    pub task: TaskId,
    /// The meeting that made it.
    pub meeting: MeetingId,
    /// The decision it carries out.
    pub decision: Option<DecisionId>,
    /// When it was due.
    pub due_at: Instant,
}
