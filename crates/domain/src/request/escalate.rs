//! Putting a disagreement before the heads, and taking one up (resolution 22).

use serde::Serialize;

use crate::access::Actor;
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{self, DepartmentId, EscalationId, PartyId, PersonId, TaskId};
use crate::request::ability::{self, Action};
use crate::request::escalation::{Escalation, EscalationLevel, Opinion, TakeUp};
use crate::request::fact::RequestFact;
use crate::request::record::Record;
use crate::request::step::Step;
use crate::request::{MAX_ITEMS, Request};
use crate::text::{Line, Text};

/// A disagreement to put before the heads.
#[derive(Clone, Debug, Serialize)]
pub struct Escalate {
    /// What the disagreement is.
    pub reason: Text,
    /// The parties in dispute; where none is named, the caller's own, for the initiator the lead.
    pub parties: Vec<PartyId>,
    /// The task in dispute, where it is about a delivery; the caller has checked that it belongs to the request.
    pub task: Option<TaskId>,
}

/// A third side's view to put on record.
#[derive(Clone, Debug, Serialize)]
pub struct OpinionInput {
    /// Whose, where it is an employee.
    pub person: Option<PersonId>,
    /// Whose, in words.
    pub source: Option<Line>,
    /// The view.
    pub text: Text,
}

/// Taking a disagreement up.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TakeUpEscalation {
    /// Which; the only one that waits for the caller where it is left out.
    pub escalation: Option<EscalationId>,
    /// Views of third sides.
    pub opinions: Vec<OpinionInput>,
}

impl Request {
    /// Puts a disagreement before the heads of the parties in dispute and of the initiating department.
    pub fn escalate(&self, ctx: &Context<'_>, input: Escalate) -> Result<Change<Self>, Refusal> {
        self.can(Action::Escalate, ctx)?;
        let parties = self.in_dispute(ctx, &input)?;
        let same = |open: &Escalation| {
            open.is_open()
                && open.task == input.task
                && open.parties.iter().any(|party| parties.contains(party))
        };
        if self.escalations.iter().any(same) {
            return Err(self.conflict(ctx, vec![Reason::of(Rule::EscalationOpen)]));
        }
        let mut step = Step::of(self, ctx);
        open(&mut step, parties, input.task, input.reason, ctx);
        Ok(step.finish())
    }

    fn in_dispute(&self, ctx: &Context<'_>, input: &Escalate) -> Result<Vec<PartyId>, Refusal> {
        let mut violations = Violations::default();
        for (index, party) in input.parties.iter().enumerate() {
            let there = self.present().any(|candidate| candidate.id == *party);
            violations.check(there, format!("parties.{index}"), Rule::Unknown);
        }
        violations.finish()?;
        let mut parties = input.parties.clone();
        if parties.is_empty() {
            let own = self.present().filter(|party| ability::acts_for(party, ctx)).map(|party| party.id);
            parties = own.collect();
        }
        if parties.is_empty() {
            parties.extend(self.lead().map(|party| party.id));
        }
        parties.sort_unstable();
        parties.dedup();
        if parties.is_empty() { Err(Reason::of(Rule::Required).at("parties").into()) } else { Ok(parties) }
    }

    /// Takes a disagreement up: any of those asked.
    pub fn take_up(&self, ctx: &Context<'_>, input: TakeUpEscalation) -> Result<Change<Self>, Refusal> {
        self.can(Action::TakeUp, ctx)?;
        let index = self.asked(ctx, input.escalation, |one| !one.is_taken_up())?;
        let Some(by) = ctx.actor.person() else { return Err(Refusal::NotFound) };
        let mut step = Step::of(self, ctx);
        let escalation = &mut step.record.escalations[index];
        if escalation.is_taken_up() {
            return Err(self.conflict(ctx, vec![Reason::of(Rule::NoEscalation)]));
        }
        let level = escalation.level;
        escalation.taken_up.push(TakeUp { by, level, at: ctx.now });
        record_opinions(escalation, input.opinions, ctx)?;
        let escalation = escalation.id;
        step.fact(RequestFact::EscalationTakenUp { escalation, by, level });
        Ok(step.finish())
    }

    /// The escalation that the caller means, which has to ask them: the named one, or the only one that `fits`.
    pub(super) fn asked(
        &self,
        ctx: &Context<'_>,
        escalation: Option<EscalationId>,
        fits: impl Fn(&Escalation) -> bool,
    ) -> Result<usize, Refusal> {
        let asks = |index: &usize| {
            let one = &self.escalations[*index];
            one.is_open() && one.asks(ctx).is_some()
        };
        if let Some(wanted) = escalation {
            let position = self.escalations.iter().position(|one| one.id == wanted);
            let index = position.ok_or_else(|| Refusal::from(Reason::of(Rule::Unknown).at("escalation")))?;
            if !self.escalations[index].is_open() {
                return Err(self.conflict(ctx, vec![Reason::of(Rule::NoEscalation)]));
            }
            let mine = asks(&index);
            return if mine { Ok(index) } else { Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing))) };
        }
        let mut found =
            (0..self.escalations.len()).filter(asks).filter(|index| fits(&self.escalations[*index]));
        match (found.next(), found.next()) {
            (Some(index), None) => Ok(index),
            (Some(_), Some(_)) => Err(Reason::of(Rule::Required).at("escalation").into()),
            (None, _) => Err(self.conflict(ctx, vec![Reason::of(Rule::NoEscalation)])),
        }
    }
}

/// Opens an escalation before the heads and tells it.
pub(super) fn open(
    step: &mut Step<'_>,
    parties: Vec<PartyId>,
    task: Option<TaskId>,
    reason: Text,
    ctx: &Context<'_>,
) {
    let departments = departments(&step.record, &parties);
    let asked = departments.iter().filter_map(|department| ctx.directory.head(*department)).collect();
    let response =
        parties.first().and_then(|party| step.record.party(*party)?.response()).map(|found| found.id);
    let escalation = Escalation {
        id: ids::fresh(ctx.ids),
        reason: reason.clone(),
        by: ctx.actor.person(),
        at: ctx.now,
        parties: parties.clone(),
        task,
        response: if task.is_none() { response } else { None },
        departments: departments.clone(),
        level: EscalationLevel::Heads,
        executive: None,
        asked_at: ctx.now,
        taken_up: Vec::new(),
        opinions: Vec::new(),
        votes: Vec::new(),
        ruling: None,
        ended_at: None,
    };
    step.fact(RequestFact::RequestEscalated {
        escalation: escalation.id,
        reason,
        departments,
        parties,
        task,
        asked,
    });
    step.record.escalations.push(escalation);
}

/// The initiating department, then those of the parties, each once.
fn departments(record: &Record, parties: &[PartyId]) -> Vec<DepartmentId> {
    let mut departments = vec![record.department];
    for party in record.parties.iter().filter(|party| parties.contains(&party.id)) {
        if !departments.contains(&party.department) {
            departments.push(party.department);
        }
    }
    departments
}

/// Puts views of third sides on record; each names a person or a source.
pub(super) fn record_opinions(
    escalation: &mut Escalation,
    opinions: Vec<OpinionInput>,
    ctx: &Context<'_>,
) -> Result<(), Refusal> {
    let mut violations = Violations::default();
    if escalation.opinions.len() + opinions.len() > MAX_ITEMS {
        violations.add("opinions", Reason::of(Rule::TooMany).with("max", MAX_ITEMS));
    }
    for (index, opinion) in opinions.iter().enumerate() {
        let named = opinion.person.is_some() || opinion.source.is_some();
        violations.check(named, format!("opinions.{index}.source"), Rule::Required);
        let known = opinion.person.is_none_or(|person| ctx.directory.person(person).is_some());
        violations.check(known, format!("opinions.{index}.person"), Rule::Unknown);
    }
    violations.finish()?;
    let recorded_by = Actor::person(ctx.actor);
    escalation.opinions.extend(opinions.into_iter().map(|opinion| Opinion {
        person: opinion.person,
        source: opinion.source,
        text: opinion.text,
        recorded_by,
        at: ctx.now,
    }));
    Ok(())
}
