//! Parties (协作部门): one department's part in a request, with its liaison, its reviews and its answers by round.
//!
//! Owns the party table of the state tables ([`PartyState::after`]). Who may answer and what an answer does to the request
//! is in [`super::respond`].

use serde::{Deserialize, Serialize};

use crate::ids::{DepartmentId, PartyId, PersonId, ResponseId};
use crate::named::named;
use crate::request::kind::PartyRole;
use crate::resource::ResourceKind;
use crate::text::Text;
use crate::time::{Date, Instant};

named! {
    /// Where a party's answer stands.
    PartyState {
        /// Asked, not answered.
        Pending = "PENDING",
        /// Changes requested (需调整).
        ChangesRequested = "CHANGES_REQUESTED",
        /// Accepted (已确认，可承接).
        Accepted = "ACCEPTED",
        /// Accepted by silence (未反馈视为默认): counts as accepted, marked as such, signed by nobody.
        ByDefault = "BY_DEFAULT",
        /// Declined.
        Declined = "DECLINED",
        /// No longer a party.
        Removed = "REMOVED",
    }
}

named! {
    /// What a party answers (确认结果).
    Answer {
        /// It takes the request on.
        Accepted = "ACCEPTED",
        /// It would, with changes.
        ChangesRequested = "CHANGES_REQUESTED",
        /// It does not.
        Declined = "DECLINED",
    }
}

named! {
    /// What moves a party's answer: the rows of the party table.
    PartyEvent {
        /// It accepts.
        Accept = "ACCEPT",
        /// It requests changes.
        RequestChanges = "REQUEST_CHANGES",
        /// It declines.
        Decline = "DECLINE",
        /// Binding content was revised.
        Revised = "REVISED",
        /// The initiator answered without a change.
        Answered = "ANSWERED",
        /// The response deadline lapsed and the policy reminds or escalates, or the default lacks its proof.
        Lapsed = "LAPSED",
        /// The response deadline lapsed and silence counts as agreed.
        LapsedToDefault = "LAPSED_TO_DEFAULT",
        /// The initiator's clarification deadline lapsed.
        ClarificationLapsed = "CLARIFICATION_LAPSED",
        /// A ruling: the party accepts.
        RuledAccepted = "RULED_ACCEPTED",
        /// A ruling: the request ends.
        RuledEnded = "RULED_ENDED",
        /// A ruling: another department takes its place.
        RuledReplaced = "RULED_REPLACED",
        /// Its liaison was named, changed or vacated.
        LiaisonChanged = "LIAISON_CHANGED",
        /// It was removed or re-routed.
        Removed = "REMOVED",
        /// Its department was merged into another.
        Merged = "MERGED",
        /// The request ended.
        RequestEnded = "REQUEST_ENDED",
    }
}

impl PartyState {
    /// The party table: the state after `event`, none where the table refuses it.
    pub const fn after(self, event: PartyEvent) -> Option<Self> {
        use PartyState::{Accepted, ByDefault, ChangesRequested, Declined, Pending, Removed};
        Some(match (event, self) {
            (PartyEvent::RequestEnded | PartyEvent::Merged, state) => state,
            (PartyEvent::Removed, _)
            | (PartyEvent::RuledReplaced, Pending | ChangesRequested | Accepted | ByDefault | Declined) => {
                Removed
            }
            (_, Removed) => return None,
            (PartyEvent::LiaisonChanged, state) => state,
            (PartyEvent::RuledAccepted, _)
            | (PartyEvent::Accept, Pending | ChangesRequested | ByDefault | Declined) => Accepted,
            (PartyEvent::RuledEnded, _) | (PartyEvent::Decline, Pending | ChangesRequested | ByDefault) => {
                Declined
            }
            (PartyEvent::Revised, _)
            | (PartyEvent::Answered, ChangesRequested | Declined)
            | (PartyEvent::Lapsed, Pending) => Pending,
            (PartyEvent::RequestChanges, Pending | ChangesRequested | ByDefault | Declined)
            | (PartyEvent::ClarificationLapsed, ChangesRequested) => ChangesRequested,
            (PartyEvent::LapsedToDefault, Pending) => ByDefault,
            _ => return None,
        })
    }

    /// Whether it counts as accepted.
    pub const fn has_accepted(self) -> bool {
        matches!(self, Self::Accepted | Self::ByDefault)
    }
}

impl Answer {
    /// The row of the party table that this answer is.
    pub const fn event(self) -> PartyEvent {
        match self {
            Self::Accepted => PartyEvent::Accept,
            Self::ChangesRequested => PartyEvent::RequestChanges,
            Self::Declined => PartyEvent::Decline,
        }
    }
}

/// What a party would need beside what the request offers (resolution 51).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProposedNeed {
    /// What kind of means.
    pub kind: ResourceKind,
    /// What exactly.
    pub description: Text<2_000>,
    /// How many, from 1.
    pub quantity: Option<i64>,
}

/// One answer of a party (承接方评估意见).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// Its ID.
    pub id: ResponseId,
    /// The round it belongs to, from 1.
    pub round: u32,
    /// The revision it answers.
    pub revision: u32,
    /// What it says.
    pub answer: Answer,
    /// Whether silence said it.
    pub by_default: bool,
    /// Whether a ruling said it.
    pub by_ruling: bool,
    /// Whether it came after the deadline or after a default acceptance.
    pub late: bool,
    /// Who gave it; none for silence.
    pub by: Option<PersonId>,
    /// When.
    pub at: Instant,
    /// The opinion; for requested changes: what is to change.
    pub opinion: Option<Text>,
    /// Why, for requested changes and a decline.
    pub reason: Option<Text>,
    /// The due date it proposes.
    pub proposed_due_on: Option<Date>,
    /// What it would need.
    pub proposed_resource_needs: Vec<ProposedNeed>,
    /// How feasible it holds the request.
    pub feasibility: Option<Text>,
    /// The revision that took the proposal over.
    pub adopted_in: Option<u32>,
}

/// A first review (初审; resolution 39).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// Who reviewed.
    pub by: PersonId,
    /// When.
    pub at: Instant,
    /// Whether the party can take it on (S0-18).
    pub can_take_on: bool,
    /// A bottleneck of people or means.
    pub resource_bottleneck: Option<Text<2_000>>,
    /// A technical bottleneck.
    pub technical_bottleneck: Option<Text<2_000>>,
    /// Anything else.
    pub note: Option<Text>,
}

/// When a party's feedback is agreed to come (S2-17, S3-61; resolution 73).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RespondBy {
    /// The instant that the initiator asks for.
    pub at: Instant,
    /// When the liaison agreed; until then the policy's length holds.
    pub consented_at: Option<Instant>,
}

/// One department's part in a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Party {
    /// Its ID.
    pub id: PartyId,
    /// The department.
    pub department: DepartmentId,
    /// Its part.
    pub role: PartyRole,
    /// 牵头部门.
    pub lead: bool,
    /// 唯一对接人; vacant until named.
    pub liaison: Option<PersonId>,
    /// Since when the place is vacant because its liaison left (resolution 20); none while it was never filled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub liaison_left_at: Option<Instant>,
    /// When its feedback is agreed to come.
    pub respond_by: Option<RespondBy>,
    /// Where its answer stands.
    pub state: PartyState,
    /// How often it was asked, from 1; 0 before submission.
    pub round: u32,
    /// When it was asked last.
    pub asked_at: Option<Instant>,
    /// When the response deadline of this round lapsed unanswered.
    pub breached_at: Option<Instant>,
    /// All answers, oldest first; earlier rounds stay.
    pub responses: Vec<Response>,
    /// All first reviews, oldest first.
    pub reviews: Vec<Review>,
    /// When it ceased to be a party.
    pub removed_at: Option<Instant>,
    /// The party that took its place.
    pub replaced_by: Option<PartyId>,
}

impl Party {
    /// Whether it is still a party.
    pub fn is_present(&self) -> bool {
        self.state != PartyState::Removed
    }

    /// The last answer of this round.
    pub fn response(&self) -> Option<&Response> {
        self.responses.iter().rev().find(|response| response.round == self.round)
    }

    /// Asks it anew: a new round, from `now`.
    pub(super) fn ask(&mut self, now: Instant) {
        self.state = PartyState::Pending;
        self.round += 1;
        self.asked_at = Some(now);
        self.breached_at = None;
    }

    /// Takes it out of the request.
    pub(super) fn remove(&mut self, now: Instant) {
        self.state = PartyState::Removed;
        self.lead = false;
        self.removed_at = Some(now);
    }
}
