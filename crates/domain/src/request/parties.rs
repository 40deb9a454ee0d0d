//! Who takes part: adding, removing and re-routing parties, naming the lead. Parties are binding content (resolution 8).

use serde::Serialize;

use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{self, DepartmentId, PartyId, PersonId};
use crate::request::ability::Action;
use crate::request::fact::RequestFact;
use crate::request::kind::{PartyRole, RequestKind};
use crate::request::liaison;
use crate::request::party::{Party, PartyState, RespondBy};
use crate::request::record::{Record, RevisionKind};
use crate::request::status::RequestStatus;
use crate::request::step::{RevisionNote, Step, named};
use crate::request::{MAX_ITEMS, Request, content};
use crate::text::Text;
use crate::time::Instant;

/// A party as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartyInput {
    /// The department.
    pub department: DepartmentId,
    /// Its part.
    pub role: PartyRole,
    /// Whether it coordinates; a single accepting party does without being named (resolution 50).
    pub lead: bool,
    /// Its single contact, where the form names one (S0-56).
    pub liaison: Option<PersonId>,
    /// When feedback is wanted, apart from the policy.
    pub respond_by: Option<Instant>,
}

/// A department to add.
#[derive(Clone, Debug, Serialize)]
pub struct AddParty {
    /// The new party; as lead it takes the place of the present one.
    pub party: PartyInput,
    /// Why.
    pub reason: Option<Text>,
}

/// A party to take out.
#[derive(Clone, Debug, Serialize)]
pub struct RemoveParty {
    /// Which.
    pub party: PartyId,
    /// Who coordinates then; required when the lead goes and several stay.
    pub new_lead: Option<PartyId>,
    /// Why.
    pub reason: Option<Text>,
    /// How many tasks of the party are neither completed nor cancelled; with any it stays (state tables, notes).
    pub open_tasks: u32,
}

/// Another department for a party's place.
#[derive(Clone, Debug, Serialize)]
pub struct Reroute {
    /// The party to replace.
    pub party: PartyId,
    /// Who takes its place; it takes the lead over with it.
    pub to: PartyInput,
    /// Why.
    pub reason: Option<Text>,
    /// How many tasks of the replaced party are neither completed nor cancelled.
    pub open_tasks: u32,
}

impl Request {
    /// Makes a department a party. After submission a revision: who had accepted is asked again.
    pub fn add_party(&self, ctx: &Context<'_>, input: AddParty) -> Result<Change<Self>, Refusal> {
        self.can(Action::AddParty, ctx)?;
        let mut step = Step::of(self, ctx);
        let before = content::binding(self);
        if input.party.lead {
            step.record.parties.iter_mut().for_each(|party| party.lead = false);
        }
        let mut violations = Violations::default();
        let party = join(&step.record, &input.party, "", ctx, &mut violations);
        step.record.parties.push(party);
        settle_lead(&mut step.record, &mut violations);
        violations.finish()?;
        let party = step.record.parties.last().map(named);
        step.facts.extend(party.map(|party| RequestFact::PartyAdded { party }));
        let note = RevisionNote { answer: input.reason, adopted: None };
        step.revise(RevisionKind::Change, &before, note);
        step.settle();
        Ok(step.finish())
    }

    /// Takes a party out; never the last, never one with open tasks.
    pub fn remove_party(&self, ctx: &Context<'_>, input: RemoveParty) -> Result<Change<Self>, Refusal> {
        self.can(Action::RemoveParty, ctx)?;
        let index = self.present_index(input.party)?;
        self.check_open_tasks(ctx, input.open_tasks)?;
        let before = content::binding(self);
        let mut step = Step::of(self, ctx);
        let was_lead = step.record.parties[index].lead;
        step.record.parties[index].remove(ctx.now);
        let accepting = |party: &&Party| party.role == PartyRole::Accepting;
        if step.record.present().filter(accepting).count() == 0 {
            return Err(Reason::of(Rule::LastParty).at("party").into());
        }
        if let Some(lead) = input.new_lead {
            move_lead(&mut step.record, lead, "newLead")?;
        } else if was_lead {
            let mut violations = Violations::default();
            settle_lead(&mut step.record, &mut violations);
            violations.finish()?;
        }
        let gone = &step.record.parties[index];
        let fact = RequestFact::PartyRemoved {
            party: gone.id,
            department: gone.department,
            reason: input.reason.clone(),
            dropped: false,
        };
        if self.status == RequestStatus::Draft {
            step.record.parties.remove(index);
        }
        step.fact(fact);
        step.revise(RevisionKind::Change, &before, RevisionNote { answer: input.reason, adopted: None });
        step.settle();
        Ok(step.finish())
    }

    /// Sets another department in a party's place; the lead goes with the place.
    pub fn reroute(&self, ctx: &Context<'_>, input: Reroute) -> Result<Change<Self>, Refusal> {
        self.can(Action::Reroute, ctx)?;
        self.check_open_tasks(ctx, input.open_tasks)?;
        let before = content::binding(self);
        let mut step = Step::of(self, ctx);
        replace(&mut step, input.party, &input.to, input.reason.clone(), ctx)?;
        step.revise(RevisionKind::Change, &before, RevisionNote { answer: input.reason, adopted: None });
        step.settle();
        Ok(step.finish())
    }

    /// Names the party that coordinates. The table keeps the status: answers and signatures stay, the revision says so.
    pub fn name_lead(&self, ctx: &Context<'_>, party: PartyId) -> Result<Change<Self>, Refusal> {
        self.can(Action::NameLead, ctx)?;
        let index = self.present_index(party)?;
        if self.parties[index].lead {
            return Err(Reason::of(Rule::NothingChanged).at("party").into());
        }
        let before = content::binding(self);
        let mut step = Step::of(self, ctx);
        move_lead(&mut step.record, party, "party")?;
        step.fact(RequestFact::LeadNamed { party, department: self.parties[index].department });
        step.revise(RevisionKind::Coordination, &before, RevisionNote::default());
        Ok(step.finish())
    }

    pub(super) fn present_index(&self, party: PartyId) -> Result<usize, Refusal> {
        self.parties
            .iter()
            .position(|candidate| candidate.id == party && candidate.is_present())
            .ok_or_else(|| Reason::of(Rule::Unknown).at("party").into())
    }

    fn check_open_tasks(&self, ctx: &Context<'_>, open: u32) -> Result<(), Refusal> {
        if open == 0 {
            return Ok(());
        }
        Err(self.conflict(ctx, vec![Reason::of(Rule::TasksOpen).with("count", open)]))
    }
}

/// Takes `party` out and lets the new department join in its place.
pub(super) fn replace(
    step: &mut Step<'_>,
    party: PartyId,
    to: &PartyInput,
    reason: Option<Text>,
    ctx: &Context<'_>,
) -> Result<(), Refusal> {
    let position = step.record.parties.iter().position(|one| one.id == party && one.is_present());
    let index = position.ok_or_else(|| Refusal::from(Reason::of(Rule::Unknown).at("party")))?;
    let lead = step.record.parties[index].lead;
    step.record.parties[index].remove(ctx.now);
    let mut violations = Violations::default();
    if to.lead && !lead {
        step.record.parties.iter_mut().for_each(|party| party.lead = false);
    }
    let mut joined = join(&step.record, to, "to.", ctx, &mut violations);
    joined.lead = lead || to.lead;
    step.record.parties[index].replaced_by = Some(joined.id);
    let fact = RequestFact::PartyRerouted {
        from: party,
        from_department: step.record.parties[index].department,
        to: named(&joined),
        reason,
    };
    step.record.parties.push(joined);
    settle_lead(&mut step.record, &mut violations);
    violations.finish()?;
    step.fact(fact);
    if step.record.status == RequestStatus::Draft {
        step.record.parties.remove(index);
    }
    Ok(())
}

/// The party that `input` makes; asked at once where the request has been submitted. `path` leads to the input.
pub(super) fn join(
    record: &Record,
    input: &PartyInput,
    path: &str,
    ctx: &Context<'_>,
    violations: &mut Violations,
) -> Party {
    let at = |name: &str| format!("{path}{name}");
    match ctx.directory.department(input.department) {
        None => violations.add(at("department"), Reason::of(Rule::Unknown)),
        Some(department) if department.closed_at.is_some() => {
            let mut reason = Reason::of(Rule::DepartmentClosed);
            if let Some(successor) = department.successor {
                reason = reason.with("successor", successor);
            }
            violations.add(at("department"), reason);
        }
        Some(_) => {}
    }
    let own = input.department == record.department && record.form.kind != RequestKind::CustomerTicket;
    violations.check(!own, at("department"), Rule::OwnDepartment);
    let there = record.present().any(|party| party.department == input.department);
    violations.check(!there, at("department"), Rule::Duplicate);
    if record.present().count() >= MAX_ITEMS {
        violations.add(at("department"), Reason::of(Rule::TooMany).with("max", MAX_ITEMS));
    }
    if let Some(person) = input.liaison {
        violations.take(at("liaison"), liaison::eligible(person, input.department, ctx));
    }
    violations.check(input.respond_by.is_none_or(|by| by > ctx.now), at("respondBy"), Rule::InThePast);
    let mut party = Party {
        id: ids::fresh(ctx.ids),
        department: input.department,
        role: input.role,
        lead: input.lead,
        liaison: input.liaison,
        liaison_left_at: None,
        respond_by: input.respond_by.map(|at| RespondBy { at, consented_at: None }),
        state: PartyState::Pending,
        round: 0,
        asked_at: None,
        breached_at: None,
        responses: Vec::new(),
        reviews: Vec::new(),
        removed_at: None,
        replaced_by: None,
    };
    if record.status != RequestStatus::Draft {
        party.ask(ctx.now);
    }
    party
}

/// A single accepting party is the lead; several need exactly one among them (resolution 50). A draft may still lack one.
pub(super) fn settle_lead(record: &mut Record, violations: &mut Violations) {
    let draft = record.status == RequestStatus::Draft;
    let leads: Vec<PartyRole> = record.present().filter(|party| party.lead).map(|party| party.role).collect();
    let wrong = leads.len() > 1 || leads.contains(&PartyRole::Supporting);
    violations.check(!wrong, "lead", Rule::OneLead);
    let is_accepting = |party: &&mut Party| party.is_present() && party.role == PartyRole::Accepting;
    let mut accepting: Vec<&mut Party> = record.parties.iter_mut().filter(is_accepting).collect();
    if let [only] = accepting.as_mut_slice() {
        only.lead = true;
        return;
    }
    let missing = !draft && !accepting.iter().any(|party| party.lead);
    violations.check(!missing, "newLead", Rule::OneLead);
}

fn move_lead(record: &mut Record, to: PartyId, path: &str) -> Result<(), Refusal> {
    let fits = |party: &Party| party.id == to && party.is_present() && party.role == PartyRole::Accepting;
    if !record.parties.iter().any(fits) {
        return Err(Reason::of(Rule::OneLead).at(path).into());
    }
    record.parties.iter_mut().for_each(|party| party.lead = party.id == to);
    Ok(())
}

/// The parties of a draft as the form names them; those already there keep their IDs.
pub(super) fn set_all(
    record: &mut Record,
    inputs: &[PartyInput],
    ctx: &Context<'_>,
    violations: &mut Violations,
) {
    let before = std::mem::take(&mut record.parties);
    if inputs.len() > MAX_ITEMS {
        violations.add("parties", Reason::of(Rule::TooMany).with("max", MAX_ITEMS));
        return;
    }
    for (index, input) in inputs.iter().enumerate() {
        let mut party = join(record, input, &format!("parties.{index}."), ctx, violations);
        if let Some(old) = before.iter().find(|old| old.department == party.department) {
            party.id = old.id;
        }
        record.parties.push(party);
    }
    let leads = inputs.iter().filter(|input| input.lead).count();
    violations.check(leads <= 1, "parties", Rule::OneLead);
    settle_lead(record, violations);
}
