//! What a change of the directory does to requests: people who leave or move (resolution 20), departments that merge
//! (resolution 21). Commands of the server, called in the transaction that changes the directory, with the new one.

use crate::command::{Change, Context};
use crate::error::{Refusal, Violations};
use crate::ids::{DepartmentId, PersonId};
use crate::request::fact::RequestFact;
use crate::request::kind::{PartyRole, RequestKind};
use crate::request::record::{Record, RevisionKind};
use crate::request::status::RequestStatus;
use crate::request::step::{RevisionNote, Step};
use crate::request::{Request, content, liaison, parties};

impl Request {
    /// A person was disabled or works elsewhere now: where they may no longer be liaison the place is vacant and the head
    /// acts; for a disabled initiator the managers do. Answers and signatures stay. None where nothing changes.
    pub fn person_left(&self, ctx: &Context<'_>, person: PersonId) -> Result<Option<Change<Self>>, Refusal> {
        self.server_only(ctx)?;
        if !self.follows_directory() {
            return Ok(None);
        }
        let mut step = Step::of(self, ctx);
        let disabled = !ctx.directory.is_active(person);
        for party in step.record.parties.iter_mut().filter(|party| party.is_present()) {
            if party.liaison == Some(person) && liaison::eligible(person, party.department, ctx).is_err() {
                party.liaison = None;
                party.liaison_left_at = Some(ctx.now);
                let (party, department) = (party.id, party.department);
                step.facts.push(RequestFact::LiaisonVacated { party, department, previous: person });
            }
        }
        if disabled && self.initiator == person {
            step.fact(RequestFact::InitiatorVacated { previous: person });
        }
        if disabled && self.acceptors.contains(&person) {
            step.record.acceptors.retain(|acceptor| *acceptor != person);
            let acceptors = step.record.acceptors.clone();
            step.fact(RequestFact::AcceptorsNamed { acceptors });
        }
        Ok((!step.facts.is_empty()).then(|| step.finish()))
    }

    /// `from` was closed and `into` succeeds it. Parties move; two that become one keep the successor's answer; one that
    /// becomes the initiating department is removed, and with the last one gone the initiator owes a re-route. Codes,
    /// answers and signatures stay. None where the request has nothing of `from`, or has ended.
    pub fn department_merged(
        &self,
        ctx: &Context<'_>,
        from: DepartmentId,
        into: DepartmentId,
    ) -> Result<Option<Change<Self>>, Refusal> {
        self.server_only(ctx)?;
        let giver = |need: &crate::request::resource_need::ResourceNeed| need.from_department == Some(from);
        let concerned = self.departments().any(|department| department == from)
            || self.form.content.resource_needs.iter().any(giver);
        if !self.follows_directory() || !concerned {
            return Ok(None);
        }
        let before = content::binding(self);
        let mut step = Step::of(self, ctx);
        step.fact(RequestFact::DepartmentMoved { from, to: into });
        for need in step.record.form.content.resource_needs.iter_mut().filter(|need| giver(need)) {
            need.from_department = Some(into);
        }
        if step.record.department == from {
            step.record.department = into;
        }
        for escalation in step.record.escalations.iter_mut().filter(|escalation| escalation.is_open()) {
            for department in escalation.departments.iter_mut().filter(|department| **department == from) {
                *department = into;
            }
            let mut seen = Vec::new();
            escalation.departments.retain(|department| {
                let new = !seen.contains(department);
                seen.push(*department);
                new
            });
        }
        move_parties(&mut step, from, into, ctx);
        step.revise(RevisionKind::Coordination, &before, RevisionNote::default());
        step.settle();
        Ok(Some(step.finish()))
    }

    fn follows_directory(&self) -> bool {
        (self.status == RequestStatus::Draft && !self.discarded) || self.status.is_open()
    }
}

fn move_parties(step: &mut Step<'_>, from: DepartmentId, into: DepartmentId, ctx: &Context<'_>) {
    let record = &mut step.record;
    let at = |record: &Record, department| {
        record.parties.iter().position(|party| party.is_present() && party.department == department)
    };
    let mut removed = Vec::new();
    match (at(record, from), at(record, into)) {
        (Some(moved), Some(successor)) => {
            let lead = record.parties[moved].lead;
            record.parties[moved].remove(ctx.now);
            record.parties[moved].replaced_by = Some(record.parties[successor].id);
            record.parties[successor].lead |= lead;
            removed.push(moved);
        }
        (Some(moved), None) => record.parties[moved].department = into,
        (None, _) => {}
    }
    let own = at(record, record.department).filter(|_| record.form.kind != RequestKind::CustomerTicket);
    if let Some(own) = own {
        record.parties[own].remove(ctx.now);
        removed.push(own);
    }
    if record.lead().is_none() {
        let next =
            record.parties.iter_mut().find(|party| party.is_present() && party.role == PartyRole::Accepting);
        if let Some(next) = next {
            next.lead = true;
        }
    }
    parties::settle_lead(record, &mut Violations::default());
    for index in removed {
        let party = &step.record.parties[index];
        let (party, department) = (party.id, party.department);
        step.facts.push(RequestFact::PartyRemoved { party, department, reason: None, dropped: false });
    }
}
