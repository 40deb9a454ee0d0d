//! Accepting the whole delivery: the only way to `ACCEPTED`, never by silence (resolution 12).

use serde::Serialize;
use serde_json::json;

use crate::canonical::{self, Digest};
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule};
use crate::ids::{self, PartyId, TaskId};
use crate::pack::ClosureDemand;
use crate::request::Request;
use crate::request::ability::Action;
use crate::request::close::Settlement;
use crate::request::fact::RequestFact;
use crate::request::party::PartyState;
use crate::request::record::AcceptanceRecord;
use crate::request::signature::{Side, SignOffPurpose, Signer, SignerRole, Signing};
use crate::request::status::RequestStatus;
use crate::request::step::Step;
use crate::text::{Line, Text};

/// One delivered thing as it is accepted.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AcceptedDeliverable {
    /// What it is called.
    pub name: Line,
    /// The SHA-256 of its bytes, where it has one.
    pub sha256: Option<Digest>,
}

/// One task as it is accepted.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AcceptedTask {
    /// The task.
    pub task: TaskId,
    /// Its code.
    pub code: String,
    /// Whether it was cancelled and delivered nothing.
    pub cancelled: bool,
    /// What it delivered, newest versions.
    pub deliverables: Vec<AcceptedDeliverable>,
}

/// The acceptance of everything delivered.
#[derive(Clone, Debug)]
pub struct AcceptRequest {
    /// What is said.
    pub note: Option<Text>,
    /// The tasks, in the order of their codes: what the signature covers.
    pub tasks: Vec<AcceptedTask>,
}

impl Request {
    /// Accepts the delivery and signs it; the caller passes what is still delivered. A pack that waits for no ratings
    /// closes with it; one that demands a report takes the note for it (S2-40).
    pub fn accept(
        &self,
        ctx: &Context<'_>,
        input: AcceptRequest,
        settlement: &Settlement,
        key: &dyn Signer,
    ) -> Result<Change<Self>, Refusal> {
        self.can(Action::Accept, ctx)?;
        let missing = settlement.bars_acceptance();
        if !missing.is_empty() {
            return Err(self.conflict(ctx, missing));
        }
        if input.note.is_none() && ctx.pack.demands(ClosureDemand::Report) {
            return Err(Reason::of(Rule::ReportMissing).at("note").into());
        }
        let Some(by) = ctx.actor.person() else { return Err(Refusal::NotFound) };
        let revision = self.revisions.last().ok_or_else(|| self.conflict(ctx, Vec::new()))?;
        let content = canonical::json(&json!({
            "code": self.code,
            "revision": revision.number,
            "content": revision.digest,
            "tasks": input.tasks,
            "note": input.note,
        }));
        let digest = Digest::of(content.as_bytes());
        let as_initiator = self.is_initiator(ctx);
        let signing = Signing {
            id: ids::fresh(ctx.ids),
            purpose: SignOffPurpose::Acceptance,
            side: Side::Initiating,
            revision: revision.number,
            digest: digest.clone(),
            signer: by,
            role: if as_initiator { SignerRole::Initiator } else { SignerRole::Acceptor },
            department: self.department,
            at: ctx.now,
        };
        let sign_off = signing.attest(self.id, key);
        let parties = self.to_rate();
        let mut step = Step::of(self, ctx);
        let of = |party: &PartyId| self.party(*party).map(|party| party.department);
        step.fact(RequestFact::RequestAccepted {
            by,
            digest,
            note: input.note.clone(),
            to_rate: parties.iter().filter_map(of).collect(),
        });
        step.record.status = RequestStatus::Accepted;
        step.record.times.accepted_at = Some(ctx.now);
        step.record.signatures.push(sign_off);
        step.record.acceptance =
            Some(AcceptanceRecord { by, at: ctx.now, note: input.note, content, parties });
        step.record.closes_when_settled = !ctx.pack.demands(ClosureDemand::Ratings);
        step.close_if_settled(settlement);
        Ok(step.finish())
    }

    /// The parties that a rating is owed to: those that have accepted (resolution 57), the initiating department itself not
    /// among them (resolution 65).
    fn to_rate(&self) -> Vec<PartyId> {
        let accepted = self.present().filter(|party| {
            party.state.has_accepted()
                && party.department != self.department
                && party.state != PartyState::Removed
        });
        accepted.map(|party| party.id).collect()
    }
}

impl Settlement {
    /// What bars the acceptance: problems of its tasks that nobody has confirmed (state tables, notes).
    pub fn bars_acceptance(&self) -> Vec<Reason> {
        let on_tasks = self.problems.iter().filter(|problem| problem.on_task);
        on_tasks.map(|problem| Reason::of(Rule::ProblemOpen).with("problem", problem.problem)).collect()
    }
}
