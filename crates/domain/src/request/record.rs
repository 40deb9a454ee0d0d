//! Everything that a request is, as plain values: what columns and rows keep of it.

use serde::{Deserialize, Serialize};

use crate::canonical::Digest;
use crate::event::FieldChange;
use crate::ids::{DepartmentId, FormTemplateId, PartyId, PersonId, ProblemId, RequestId, ResponseId, TaskId};
use crate::named::named;
pub use crate::pack::PackRef;
use crate::request::escalation::Escalation;
use crate::request::form::Form;
use crate::request::form_template::FormDefinition;
use crate::request::party::Party;
use crate::request::signature::SignOff;
use crate::request::status::{Outcome, RequestStatus};
use crate::request::ticket::Ticket;
use crate::text::Text;
use crate::time::Instant;

/// When a request reached each point; the last time where it reached one twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Times {
    /// The draft was created.
    pub created_at: Instant,
    /// The last change.
    pub updated_at: Instant,
    /// Submitted.
    pub submitted_at: Option<Instant>,
    /// Every party had accepted.
    pub agreed_at: Option<Instant>,
    /// Every signature was given.
    pub confirmed_at: Option<Instant>,
    /// The first task started; from here on the status follows the tasks.
    pub started_at: Option<Instant>,
    /// Everything was delivered.
    pub delivered_at: Option<Instant>,
    /// Accepted.
    pub accepted_at: Option<Instant>,
    /// Closed, declined or withdrawn.
    pub ended_at: Option<Instant>,
    /// Archived.
    pub archived_at: Option<Instant>,
}

impl Times {
    /// Created now, and nothing more.
    pub const fn created(now: Instant) -> Self {
        Self {
            created_at: now,
            updated_at: now,
            submitted_at: None,
            agreed_at: None,
            confirmed_at: None,
            started_at: None,
            delivered_at: None,
            accepted_at: None,
            ended_at: None,
            archived_at: None,
        }
    }
}

/// Under which template version a request was submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TemplateRef {
    /// The template.
    pub id: FormTemplateId,
    /// Its version.
    pub version: i64,
}

named! {
    /// Why a revision was written.
    RevisionKind {
        /// The submission.
        Submission = "SUBMISSION",
        /// A change of content: every accepted party is asked again, every signature voided.
        Change = "CHANGE",
        /// An empty field filled after an urgent submission: nobody is asked again (resolution 26).
        Completion = "COMPLETION",
        /// The lead moved, a party was dropped by the rule `LEAD`, or departments merged: answers and signatures stay.
        Coordination = "COORDINATION",
    }
}

/// One version of the binding content (修订).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Revision {
    /// From 1 without gaps.
    pub number: u32,
    /// Why it was written.
    pub kind: RevisionKind,
    /// The SHA-256 of `content`.
    pub digest: Digest,
    /// Canonical JSON (RFC 8785) of the binding fields, code and revision number: the bytes that signatures cover.
    pub content: String,
    /// Who wrote it; none for the server.
    pub by: Option<PersonId>,
    /// When.
    pub at: Instant,
    /// Which binding fields changed, from what to what.
    pub changes: Vec<FieldChange>,
    /// What the initiator said to the parties with it.
    pub answer: Option<Text>,
    /// The response whose proposal it took over.
    pub adopted: Option<ResponseId>,
}

/// 受阻: a flag with its reason (resolution 25).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Block {
    /// What blocks it.
    pub reason: Text,
    /// Who raised the flag.
    pub by: Option<PersonId>,
    /// When.
    pub at: Instant,
}

/// Through what somebody outside the parties takes part (resolution 18).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// Assignee or collaborator of a task.
    Task(TaskId),
    /// Head or handler of a problem's responsible department, or who raised it.
    Problem(ProblemId),
}

/// Somebody who sees the request while named on something of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Participant {
    /// Who.
    pub person: PersonId,
    /// Through what.
    pub source: Source,
}

/// The order of competing requests set aside (`requests.md`, Resource conflicts).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConflictOverride {
    /// Why this request goes first.
    pub reason: Text,
    /// Who decided it.
    pub by: PersonId,
    /// When.
    pub at: Instant,
}

/// The acceptance of the whole delivery (resolution 12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AcceptanceRecord {
    /// Who accepted.
    pub by: PersonId,
    /// When.
    pub at: Instant,
    /// What they said.
    pub note: Option<Text>,
    /// Canonical JSON of what was accepted; its SHA-256 is signed.
    pub content: String,
    /// The parties to be rated: those that had accepted then (resolution 57).
    pub parties: Vec<PartyId>,
}

/// A request as plain values; [`super::Request`] is one that came through commands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// Its ID.
    pub id: RequestId,
    /// Its version.
    pub version: i64,
    /// Its code, from submission on.
    pub code: Option<String>,
    /// Its status; follows `agreement` until a task starts, then the tasks.
    pub status: RequestStatus,
    /// What `front` gave last; `DRAFT` before submission.
    pub agreement: RequestStatus,
    /// What stands on its form.
    pub form: Form,
    /// Who started it, or took it over.
    pub initiator: PersonId,
    /// The department that started it.
    pub department: DepartmentId,
    /// 验收人: who may accept beside the initiator.
    pub acceptors: Vec<PersonId>,
    /// 抄送人: who is kept informed.
    pub watchers: Vec<PersonId>,
    /// All parties there ever were, in the order of joining.
    pub parties: Vec<Party>,
    /// Who takes part through tasks and problems.
    pub participants: Vec<Participant>,
    /// Who decides for involved departments whose own places are vacant, and on the resources asked for.
    pub stand_ins: Vec<PersonId>,
    /// All revisions, oldest first; none for a draft.
    pub revisions: Vec<Revision>,
    /// All signatures, the voided too, oldest first.
    pub signatures: Vec<SignOff>,
    /// All disagreements that went up, oldest first.
    pub escalations: Vec<Escalation>,
    /// The flag, while it is up.
    pub block: Option<Block>,
    /// When it reached each point.
    pub times: Times,
    /// Which pack governs, from submission on.
    pub pack: Option<PackRef>,
    /// Under which template version it was submitted.
    pub template: Option<TemplateRef>,
    /// What that version asks for.
    pub definition: FormDefinition,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// What was said when it was declined or withdrawn.
    pub end_reason: Option<Text>,
    /// Submitted urgently with fields still owed (resolution 26).
    pub completion_owed: bool,
    /// The acceptance, once given.
    pub acceptance: Option<AcceptanceRecord>,
    /// Whether it closes by itself as soon as nothing is missing: its rating deadline has lapsed, or its pack has no ratings.
    pub closes_when_settled: bool,
    /// The order among competing requests, where somebody set it.
    pub conflict_override: Option<ConflictOverride>,
    /// When the initiating side last looked at the progress (resolution 40).
    pub looked_at: Option<Instant>,
    /// When the lead last tracked it, by a look or a progress sheet (resolution 40).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracked_at: Option<Instant>,
    /// A draft that was thrown away: the row goes, the event stays (resolution 54).
    pub discarded: bool,
    /// What makes it the ticket of a customer; none for every other kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<Box<Ticket>>,
}
