//! Rulings: how a disagreement ends, recorded and binding (resolution 22).
//!
//! Before the heads every department asked has to say the same; each says it with this command, and the last one that agrees
//! puts it in force. The executive rules alone.

use serde::Serialize;
use serde_json::{Value, json};

use crate::canonical::{self, Digest};
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{self, EscalationId, PartyId, PersonId};
use crate::patch::Patch;
use crate::request::ability::Action;
use crate::request::escalate::{OpinionInput, record_opinions};
use crate::request::escalation::{Escalation, EscalationLevel, Ruling, RulingOutcome, Vote};
use crate::request::fact::RequestFact;
use crate::request::fill::ContentPatch;
use crate::request::parties::{self, PartyInput};
use crate::request::party::{Answer, PartyEvent, PartyState, Response};
use crate::request::record::{Record, RevisionKind};
use crate::request::status::RequestStatus;
use crate::request::step::{RevisionNote, Step};
use crate::request::{Request, content, respond, revise};
use crate::text::Text;

/// A ruling, or one head's word on it.
#[derive(Clone, Debug, Serialize)]
pub struct RuleOn {
    /// Which escalation; the only one taken up that asks the caller where it is left out.
    pub escalation: Option<EscalationId>,
    /// How it should end.
    pub outcome: RulingOutcome,
    /// Why.
    pub reason: Text,
    /// For `REVISE`: what changes.
    pub content: ContentPatch,
    /// For `REROUTE`: the party replaced; the only one in dispute where it is left out.
    pub party: Option<PartyId>,
    /// For `REROUTE`: who takes its place.
    pub to: Option<PartyInput>,
    /// For `REROUTE`: how many tasks of the replaced party are neither completed nor cancelled.
    pub open_tasks: u32,
    /// For `TASK_REWORK`: the digest of what the task is sent back with, which the caller has checked.
    pub rework: Option<Digest>,
    /// Views of third sides.
    pub opinions: Vec<OpinionInput>,
}

impl Request {
    /// Rules on a disagreement that was taken up. Before the heads it is in force once all departments asked agree; until
    /// then the word of each is recorded. For `TASK_PASSED` and `TASK_REWORK` the caller judges the task with it.
    pub fn rule(&self, ctx: &Context<'_>, input: RuleOn) -> Result<Change<Self>, Refusal> {
        self.can(Action::Rule, ctx)?;
        let index = self.asked(ctx, input.escalation, Escalation::is_taken_up)?;
        let escalation = &self.escalations[index];
        let (Some(mine), Some(by)) = (escalation.asks(ctx), ctx.actor.person()) else {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        };
        if !escalation.is_taken_up() {
            return Err(self.conflict(ctx, vec![Reason::of(Rule::NotTakenUp)]));
        }
        if !self.admits_outcome(escalation, input.outcome) {
            let reason = Reason::of(Rule::OutcomeNotAdmitted).with("outcome", input.outcome.name());
            return Err(self.conflict(ctx, vec![reason]));
        }
        let (outcome, reason, opinions) = (input.outcome, input.reason.clone(), input.opinions.clone());
        let rework = input.rework.clone();
        let mut enacted = Step::of(self, ctx);
        enacted.record.escalations[index].ended_at = Some(ctx.now);
        enact(&mut enacted, index, input, ctx)?;
        let terms = terms(outcome, &enacted.record, rework.as_ref());
        let mut ruled = escalation.clone();
        record_opinions(&mut ruled, opinions, ctx)?;
        vote(&mut ruled, &mine, by, outcome, &terms, ctx);
        if !agreed(&ruled, &terms) {
            let mut step = Step::of(self, ctx);
            step.fact(RequestFact::RulingProposed { escalation: ruled.id, outcome, by });
            step.record.escalations[index] = ruled;
            return Ok(step.finish());
        }
        let mut ruled_by: Vec<PersonId> = ruled.votes.iter().map(|vote| vote.by).collect();
        if ruled.level == EscalationLevel::Executive {
            ruled_by = vec![by];
        }
        ruled_by.sort_unstable();
        ruled_by.dedup();
        let fact = RequestFact::RequestRuled {
            escalation: ruled.id,
            outcome,
            reason: reason.clone(),
            by: ruled_by.clone(),
            task: ruled.task,
        };
        enacted.facts.insert(0, fact);
        ruled.ended_at = Some(ctx.now);
        ruled.ruling = Some(Ruling { outcome, reason, by: ruled_by, at: ctx.now });
        enacted.record.escalations[index] = ruled;
        Ok(enacted.finish())
    }

    /// Which outcomes the status has a cell for: from `DELIVERED` on nothing of the content moves.
    fn admits_outcome(&self, escalation: &Escalation, outcome: RulingOutcome) -> bool {
        let on_task = escalation.task.is_some();
        let begun = matches!(self.status, RequestStatus::InProgress | RequestStatus::Delivered);
        match outcome {
            RulingOutcome::Dismissed => true,
            RulingOutcome::PartyAccepts => !self.has_begun() || self.agreement_pending(),
            RulingOutcome::Revise | RulingOutcome::Reroute | RulingOutcome::Decline => {
                !matches!(self.status, RequestStatus::Delivered | RequestStatus::Accepted)
            }
            RulingOutcome::TaskPassed | RulingOutcome::TaskRework => on_task && begun,
        }
    }
}

/// Does to the request what the outcome says.
fn enact(step: &mut Step<'_>, index: usize, input: RuleOn, ctx: &Context<'_>) -> Result<(), Refusal> {
    let before = content::binding(&step.record);
    let disputed = step.record.escalations[index].parties.clone();
    let note = RevisionNote { answer: Some(input.reason.clone()), adopted: None };
    match input.outcome {
        RulingOutcome::Dismissed | RulingOutcome::TaskPassed | RulingOutcome::TaskRework => {}
        RulingOutcome::PartyAccepts => accept_by_ruling(step, &disputed, &input.reason, ctx),
        RulingOutcome::Revise => {
            let old = step.record.clone();
            let mut violations = Violations::default();
            revise::apply(&old, &mut step.record, input.content, Patch::Keep, ctx, &mut violations);
            violations.finish()?;
            if !step.revise(RevisionKind::Change, &before, note) {
                return Err(Reason::of(Rule::NothingChanged).at("content").into());
            }
            accept_by_ruling(step, &disputed, &input.reason, ctx);
        }
        RulingOutcome::Reroute => {
            let only = if let [only] = disputed.as_slice() { Some(*only) } else { None };
            let party = input.party.filter(|party| disputed.contains(party)).or(only);
            let party = party.ok_or_else(|| Refusal::from(Reason::of(Rule::Required).at("party")))?;
            let to = input.to.ok_or_else(|| Refusal::from(Reason::of(Rule::Required).at("to")))?;
            if input.open_tasks > 0 {
                return Err(Reason::of(Rule::TasksOpen).with("count", input.open_tasks).at("party").into());
            }
            parties::replace(step, party, &to, Some(input.reason), ctx)?;
            step.revise(RevisionKind::Change, &before, note);
        }
        RulingOutcome::Decline => {
            for party in step.record.parties.iter_mut().filter(|party| disputed.contains(&party.id)) {
                party.state = party.state.after(PartyEvent::RuledEnded).unwrap_or(party.state);
            }
            step.decline(Some(input.reason), false);
            return Ok(());
        }
    }
    step.settle();
    Ok(())
}

/// The parties in dispute accept, because it was ruled so.
fn accept_by_ruling(step: &mut Step<'_>, disputed: &[PartyId], reason: &Text, ctx: &Context<'_>) {
    let revision = step.record.revision();
    for party in step.record.parties.iter_mut().filter(|party| disputed.contains(&party.id)) {
        if party.state == PartyState::Accepted {
            continue;
        }
        let Some(state) = party.state.after(PartyEvent::RuledAccepted) else { continue };
        party.state = state;
        let response = Response {
            id: ids::fresh(ctx.ids),
            round: party.round,
            revision,
            answer: Answer::Accepted,
            by_default: false,
            by_ruling: true,
            late: false,
            by: ctx.actor.person(),
            at: ctx.now,
            opinion: None,
            reason: Some(reason.clone()),
            proposed_due_on: None,
            proposed_resource_needs: Vec::new(),
            feasibility: None,
            adopted_in: None,
        };
        step.facts.push(respond::responded(party, &response));
        party.responses.push(response);
    }
}

/// The digest of what the ruling would leave: votes agree when outcome, resulting content and what a task is sent back with
/// do. IDs made for new needs are no part of it.
fn terms(outcome: RulingOutcome, after: &Record, rework: Option<&Digest>) -> Digest {
    let mut content = content::binding(after);
    if let Some(Value::Array(needs)) = content.get_mut("resourceNeeds") {
        for need in needs.iter_mut().filter_map(Value::as_object_mut) {
            need.remove("id");
        }
    }
    canonical::digest(&json!({ "outcome": outcome.name(), "content": content, "rework": rework }))
}

/// Records the caller's word for each of their departments; the last word of each counts.
fn vote(
    escalation: &mut Escalation,
    mine: &[crate::ids::DepartmentId],
    by: PersonId,
    outcome: RulingOutcome,
    terms: &Digest,
    ctx: &Context<'_>,
) {
    escalation.votes.retain(|vote| vote.department.is_none_or(|department| !mine.contains(&department)));
    let places: Vec<_> = if escalation.level == EscalationLevel::Executive {
        vec![None]
    } else {
        mine.iter().copied().map(Some).collect()
    };
    escalation.votes.extend(places.into_iter().map(|department| Vote {
        department,
        by,
        at: ctx.now,
        outcome,
        terms: terms.clone(),
    }));
}

fn agreed(escalation: &Escalation, terms: &Digest) -> bool {
    let says = |department: &crate::ids::DepartmentId| {
        escalation.votes.iter().any(|vote| vote.department == Some(*department) && vote.terms == *terms)
    };
    escalation.level == EscalationLevel::Executive || escalation.departments.iter().all(says)
}
