//! Where a request stands: `front` from answers and signatures, `back` from tasks (`states.md`, Request).

use crate::ids::DepartmentId;
use crate::pack::{AgreementRule, Pack, SignOffRule};
use crate::request::form::Form;
use crate::request::frame::TaskTally;
use crate::request::kind::{PartyRole, RequestKind};
use crate::request::party::{Party, PartyState};
use crate::request::record::Record;
use crate::request::resource_need::{NeedState, ResourceNeed};
use crate::request::signature::{Side, SignOffPurpose};
use crate::request::status::RequestStatus;

/// The status that the tasks give: `DELIVERED` when every one is delivered, completed or cancelled and one is not cancelled
/// (resolution 11), else `IN_PROGRESS`.
pub const fn back(tally: TaskTally) -> RequestStatus {
    if tally.all_delivered() { RequestStatus::Delivered } else { RequestStatus::InProgress }
}

impl Record {
    /// The status that answers and signatures give under this pack.
    pub fn front(&self, pack: &Pack) -> RequestStatus {
        let objected =
            |party: &Party| matches!(party.state, PartyState::ChangesRequested | PartyState::Declined);
        if self.present().any(objected) || !self.present().any(is_accepting) {
            RequestStatus::Clarifying
        } else if self.unanswered(pack).next().is_some() || self.undecided(pack).next().is_some() {
            RequestStatus::Submitted
        } else if self.missing_signatures(pack).next().is_some() {
            RequestStatus::Agreed
        } else {
            RequestStatus::Confirmed
        }
    }

    /// The parties for whose answer agreement waits.
    pub fn unanswered(&self, pack: &Pack) -> impl Iterator<Item = &Party> {
        let lead_only = pack.agreement == AgreementRule::Lead;
        self.present().filter(move |party| {
            is_accepting(party) && party.state == PartyState::Pending && (party.lead || !lead_only)
        })
    }

    /// The needs whose decision agreement waits for: those of kind `RESOURCE` alone (resolution 52).
    pub fn undecided(&self, pack: &Pack) -> impl Iterator<Item = &ResourceNeed> {
        let lead = self.lead().map(|party| party.department);
        let lead_only = pack.agreement == AgreementRule::Lead;
        let waits = self.form.kind == RequestKind::Resource;
        self.form.content.resource_needs.iter().filter(move |need| {
            waits && need.state(pack) == NeedState::Pending && (!lead_only || Form::giver(need, lead) == lead)
        })
    }

    /// The sides whose signature the pack asks for and which have none that counts, with the department that signs.
    pub fn missing_signatures(&self, pack: &Pack) -> impl Iterator<Item = (Side, DepartmentId)> {
        self.signing_sides(pack).into_iter().filter(|(side, _)| !self.has_signed(*side))
    }

    /// The sides whose signature the pack asks for. A ticket that goes to the initiating department itself has no signature
    /// of its own there (resolution 65).
    pub fn signing_sides(&self, pack: &Pack) -> Vec<(Side, DepartmentId)> {
        let initiating = (Side::Initiating, self.department);
        match pack.sign_off {
            SignOffRule::None => Vec::new(),
            SignOffRule::Initiator => vec![initiating],
            SignOffRule::AllHeads => {
                let others =
                    self.present().filter(|party| is_accepting(party) && party.department != self.department);
                std::iter::once(initiating)
                    .chain(others.map(|party| (Side::Party(party.id), party.department)))
                    .collect()
            }
        }
    }

    /// Whether this side has signed the agreement, by a signature that counts.
    pub fn has_signed(&self, side: Side) -> bool {
        self.signatures
            .iter()
            .any(|sign| sign.side == side && sign.purpose == SignOffPurpose::Agreement && sign.counts())
    }
}

fn is_accepting(party: &Party) -> bool {
    party.role == PartyRole::Accepting
}
