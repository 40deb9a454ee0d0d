//! A party's answer: accepted, changes requested, declined.

use serde::Serialize;

use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{self, PartyId};
use crate::request::ability::Action;
use crate::request::fact::RequestFact;
use crate::request::party::{Answer, Party, PartyState, ProposedNeed, Response};
use crate::request::step::Step;
use crate::request::{MAX_ITEMS, Request, fill};
use crate::text::Text;
use crate::time::Date;
use crate::wording;

/// An answer.
#[derive(Clone, Debug, Serialize)]
pub struct Respond {
    /// The party; the caller's own where it is left out and they act for one alone.
    pub party: Option<PartyId>,
    /// What it says. With a proposal an acceptance is a request for changes (resolution 51).
    pub answer: Answer,
    /// The opinion; for requested changes what is to change, unless a proposal says so.
    pub opinion: Option<Text>,
    /// Why; required for requested changes and a decline.
    pub reason: Option<Text>,
    /// Another due date.
    pub proposed_due_on: Option<Date>,
    /// What it would need.
    pub proposed_resource_needs: Vec<ProposedNeed>,
    /// How feasible it holds the request.
    pub feasibility: Option<Text>,
}

impl Request {
    /// Answers for a party.
    pub fn respond(&self, ctx: &Context<'_>, input: Respond) -> Result<Change<Self>, Refusal> {
        self.can(Action::Respond, ctx)?;
        let index = self.own_party(ctx, input.party)?;
        let party = &self.parties[index];
        self.answerable(party).map_err(|reason| self.conflict(ctx, vec![reason]))?;
        let answer = input.effective();
        let state = party.state.after(answer.event()).ok_or_else(|| {
            let reason = Reason::of(Rule::PartyState).with("state", party.state.name());
            self.conflict(ctx, vec![reason])
        })?;
        if answer == Answer::Accepted && party.liaison.is_none() {
            let reason = Reason::of(Rule::LiaisonMissing).with("department", party.department);
            return Err(self.conflict(ctx, vec![reason]));
        }
        input.check(answer, ctx)?;
        let mut step = Step::of(self, ctx);
        let texts = [("opinion", &input.opinion), ("reason", &input.reason)];
        step.warnings.extend(
            texts.into_iter().filter_map(|(field, text)| wording::warning(field, text.as_ref()?.as_str())),
        );
        let response = Response {
            id: ids::fresh(ctx.ids),
            round: party.round,
            revision: self.revision(),
            answer,
            by_default: false,
            by_ruling: false,
            late: party.state == PartyState::ByDefault || party.breached_at.is_some(),
            by: ctx.actor.person(),
            at: ctx.now,
            opinion: input.opinion,
            reason: input.reason,
            proposed_due_on: input.proposed_due_on,
            proposed_resource_needs: input.proposed_resource_needs,
            feasibility: input.feasibility,
            adopted_in: None,
        };
        let party = &mut step.record.parties[index];
        party.state = state;
        let fact = responded(party, &response);
        party.responses.push(response);
        step.fact(fact);
        step.settle();
        Ok(step.finish())
    }
}

impl Respond {
    fn proposes(&self) -> bool {
        self.proposed_due_on.is_some() || !self.proposed_resource_needs.is_empty()
    }

    fn effective(&self) -> Answer {
        if self.answer == Answer::Accepted && self.proposes() {
            Answer::ChangesRequested
        } else {
            self.answer
        }
    }

    fn check(&self, answer: Answer, ctx: &Context<'_>) -> Result<(), Refusal> {
        let mut violations = Violations::default();
        match answer {
            Answer::Accepted => {}
            Answer::Declined => violations.check(self.reason.is_some(), "reason", Rule::Required),
            // A proposal says what, so that the opinion can say why.
            Answer::ChangesRequested if self.proposes() => {
                let why = self.reason.is_some() || self.opinion.is_some();
                violations.check(why, "reason", Rule::Required);
            }
            Answer::ChangesRequested => {
                violations.check(self.opinion.is_some(), "opinion", Rule::Required);
                violations.check(self.reason.is_some(), "reason", Rule::Required);
            }
        }
        let due = self.proposed_due_on;
        violations.check(due.is_none_or(|due| due >= ctx.today()), "proposedDueOn", Rule::InThePast);
        if self.proposed_resource_needs.len() > MAX_ITEMS {
            violations.add("proposedResourceNeeds", Reason::of(Rule::TooMany).with("max", MAX_ITEMS));
        }
        for (index, need) in self.proposed_resource_needs.iter().enumerate() {
            let path = format!("proposedResourceNeeds.{index}.quantity");
            fill::counted(need.quantity, 1, path, &mut violations);
        }
        violations.finish()
    }
}

/// The event that tells a response.
pub(super) fn responded(party: &Party, response: &Response) -> RequestFact {
    RequestFact::PartyResponded {
        party: party.id,
        department: party.department,
        response: response.id,
        round: response.round,
        answer: response.answer,
        by_default: response.by_default,
        by_ruling: response.by_ruling,
        late: response.late,
        opinion: response.opinion.clone(),
        reason: response.reason.clone(),
        proposed_due_on: response.proposed_due_on,
        proposed_resource_needs: response.proposed_resource_needs.clone(),
        feasibility: response.feasibility.clone(),
    }
}
