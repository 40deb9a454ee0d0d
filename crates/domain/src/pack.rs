//! Process packs: the policies that govern a record. The `default` pack stands here as values until packs are data.

use serde::{Deserialize, Serialize};

/// Who has to accept before a request is agreed (process-packs, gap 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AgreementRule {
    /// Every accepting party.
    All,
    /// The lead alone.
    Lead,
}

/// Whose signatures confirm a request (C10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SignOffRule {
    /// Nobody's: agreement confirms.
    None,
    /// The initiating department's head.
    Initiator,
    /// The heads of the initiating department and of every accepting party.
    AllHeads,
}

/// What a party's silence means when its response deadline passes (C8, resolution 14).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SilenceRule {
    /// Who owes is reminded; the deadline stays breached.
    Remind,
    /// It goes up the chain.
    Escalate,
    /// It counts as agreed, marked as such, signed by nobody (S3-16).
    DeemAgreed,
}

/// A versioned bundle of policies. A record keeps the version it was submitted under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pack {
    /// Its name, such as `default`.
    pub name: String,
    /// Its version, from 1.
    pub version: u32,
    /// Who has to accept.
    pub agreement: AgreementRule,
    /// Who has to sign.
    pub sign_off: SignOffRule,
    /// What silence means.
    pub silence: SilenceRule,
    /// Whether accepted requests are rated; without, acceptance closes (resolution 23).
    pub rated: bool,
    /// Whether `CRITICAL` may be submitted with title, details, parties and due date alone and tasks may start before
    /// the signatures (resolution 26).
    pub critical_shortcut: bool,
    /// The pattern of request codes, such as `{dept}{yyyy}{mm}{seq:3}` (S0-52).
    pub request_numbering: String,
    /// The pattern of codes of tasks that stand alone under a department (resolution 13).
    pub task_numbering: String,
    /// The amount above which a resource also needs the executive in charge; `None` for no such limit (resolution 52).
    pub executive_amount: Option<i64>,
    /// Seconds after giving in which a rating may be changed (resolution 57: 168 hours).
    pub rating_change_seconds: i64,
    /// Seconds after the due instant in which the assignee may still ask for an extension (S0-89: 24 hours).
    pub extension_grace_seconds: i64,
}

impl Default for Pack {
    /// The `default` pack, version 1 (`process-packs.md`, last column).
    fn default() -> Self {
        Self {
            name: "default".to_owned(),
            version: 1,
            agreement: AgreementRule::All,
            sign_off: SignOffRule::AllHeads,
            silence: SilenceRule::Escalate,
            rated: true,
            critical_shortcut: true,
            request_numbering: "{dept}{yyyy}{mm}{seq:3}".to_owned(),
            task_numbering: "{dept}T{yyyy}{mm}{seq:3}".to_owned(),
            executive_amount: None,
            rating_change_seconds: 168 * 3_600,
            extension_grace_seconds: 24 * 3_600,
        }
    }
}
