//! What a lapsed deadline does to a request (resolutions 6, 14, 15, 22, 23, 29). Commands of the server alone; the deadline
//! engine is what calls them.

use crate::command::{Change, Context};
use crate::deadline::Proof;
use crate::error::{Reason, Refusal, Rule};
use crate::ids::{self, EscalationId, PartyId};
use crate::pack::{AgreementRule, SilenceRule};
use crate::request::close::Settlement;
use crate::request::escalation::EscalationLevel;
use crate::request::fact::{Lapse, RequestFact};
use crate::request::party::{Answer, PartyEvent, PartyState, Response};
use crate::request::record::RevisionKind;
use crate::request::status::RequestStatus;
use crate::request::step::{RevisionNote, Step};
use crate::request::{Request, content, escalate, respond};

impl Request {
    /// A party's response deadline passed. Under `DEEM_AGREED` and with proof the party accepts by default, signed by nobody,
    /// its head becoming liaison where the place is vacant; otherwise the deadline is breached and the chain runs.
    pub fn lapse_response(
        &self,
        ctx: &Context<'_>,
        party: PartyId,
        proof: Proof,
    ) -> Result<Change<Self>, Refusal> {
        self.server_only(ctx)?;
        let index = self.lapsing(ctx, party, PartyEvent::Lapsed)?;
        let mut step = Step::of(self, ctx);
        let department = self.parties[index].department;
        let liaison = self.parties[index].liaison.or_else(|| ctx.directory.head(department));
        let revision = self.revision();
        let target = &mut step.record.parties[index];
        target.breached_at = target.breached_at.or(Some(ctx.now));
        let deemed = ctx.pack.silence == SilenceRule::DeemAgreed && proof.told && proof.warned;
        let Some(liaison) = liaison.filter(|_| deemed) else {
            step.fact(RequestFact::DeadlineLapsed { lapse: Lapse::Response, party: Some(party) });
            return Ok(step.finish());
        };
        let previous = target.liaison.replace(liaison);
        target.liaison_left_at = None;
        target.state = PartyState::ByDefault;
        let response = Response {
            id: ids::fresh(ctx.ids),
            round: target.round,
            revision,
            answer: Answer::Accepted,
            by_default: true,
            by_ruling: false,
            late: false,
            by: None,
            at: ctx.now,
            opinion: None,
            reason: None,
            proposed_due_on: None,
            proposed_resource_needs: Vec::new(),
            feasibility: None,
            adopted_in: None,
        };
        let fact = respond::responded(target, &response);
        target.responses.push(response);
        if previous.is_none() {
            step.fact(RequestFact::LiaisonNamed { party, department, liaison, previous });
        }
        step.fact(fact);
        step.settle();
        Ok(step.finish())
    }

    /// The initiator's time to answer a party's wish passed: nothing moves, the chain runs.
    pub fn lapse_clarification(&self, ctx: &Context<'_>, party: PartyId) -> Result<Change<Self>, Refusal> {
        self.server_only(ctx)?;
        self.lapsing(ctx, party, PartyEvent::ClarificationLapsed)?;
        Ok(self.only_told(ctx, Lapse::Clarification, Some(party)))
    }

    /// The initiator did not re-route a declined party (resolution 6): declined under the rule `ALL`; under `LEAD` a party that
    /// is not the lead is dropped and the rest goes on. Once work has begun it goes up instead.
    pub fn lapse_reroute(&self, ctx: &Context<'_>, party: PartyId) -> Result<Change<Self>, Refusal> {
        self.server_only(ctx)?;
        let found = self.present_index(party)?;
        if self.parties[found].state != PartyState::Declined {
            let reason = Reason::of(Rule::PartyState).with("state", self.parties[found].state.name());
            return Err(self.conflict(ctx, vec![reason]));
        }
        let reason = self.parties[found].response().and_then(|response| response.reason.clone());
        let mut step = Step::of(self, ctx);
        step.fact(RequestFact::DeadlineLapsed { lapse: Lapse::Reroute, party: Some(party) });
        if self.agreement_pending() {
            let Some(reason) = reason else { return Err(self.conflict(ctx, Vec::new())) };
            escalate::open(&mut step, vec![party], None, reason, ctx);
        } else if self.status != RequestStatus::Clarifying {
            return Err(self.conflict(ctx, Vec::new()));
        } else if ctx.pack.agreement == AgreementRule::Lead && !self.parties[found].lead {
            let before = content::binding(self);
            step.record.parties[found].remove(ctx.now);
            let department = self.parties[found].department;
            step.fact(RequestFact::PartyRemoved { party, department, reason, dropped: true });
            step.revise(RevisionKind::Coordination, &before, RevisionNote::default());
            step.settle();
        } else {
            step.decline(reason, true);
        }
        Ok(step.finish())
    }

    /// The initiator did not rate in time: closes now, or when the last missing thing is settled. On a closed request it only
    /// marks what comes later as late.
    pub fn lapse_rating(&self, ctx: &Context<'_>, settlement: &Settlement) -> Result<Change<Self>, Refusal> {
        self.server_only(ctx)?;
        match self.status {
            RequestStatus::Closed => Ok(self.only_told(ctx, Lapse::Rating, None)),
            RequestStatus::Accepted => {
                let mut step = Step::of(self, ctx);
                step.fact(RequestFact::DeadlineLapsed { lapse: Lapse::Rating, party: None });
                step.record.closes_when_settled = true;
                step.close_if_settled(settlement);
                Ok(step.finish())
            }
            _ => Err(self.conflict(ctx, Vec::new())),
        }
    }

    /// A party named no new liaison in time (resolution 20): its head keeps acting, the chain runs.
    pub fn lapse_liaison(&self, ctx: &Context<'_>, party: PartyId) -> Result<Change<Self>, Refusal> {
        self.server_only(ctx)?;
        let index = self.present_index(party)?;
        if !self.status.is_open() || self.parties[index].liaison.is_some() {
            return Err(self.conflict(ctx, Vec::new()));
        }
        Ok(self.only_told(ctx, Lapse::Liaison, Some(party)))
    }

    /// Nobody took an escalation up within 24 hours: it goes to the executive (resolution 22).
    pub fn lapse_take_up(
        &self,
        ctx: &Context<'_>,
        escalation: EscalationId,
    ) -> Result<Change<Self>, Refusal> {
        self.pass_on(ctx, escalation, false)
    }

    /// The heads did not rule within 2 working days: it goes to the executive (resolution 22).
    pub fn lapse_ruling(&self, ctx: &Context<'_>, escalation: EscalationId) -> Result<Change<Self>, Refusal> {
        self.pass_on(ctx, escalation, true)
    }

    fn pass_on(
        &self,
        ctx: &Context<'_>,
        escalation: EscalationId,
        taken: bool,
    ) -> Result<Change<Self>, Refusal> {
        self.server_only(ctx)?;
        let position = self.escalations.iter().position(|one| one.id == escalation);
        let index = position.ok_or_else(|| Refusal::from(Reason::of(Rule::Unknown).at("escalation")))?;
        let one = &self.escalations[index];
        let due = one.is_open() && one.level == EscalationLevel::Heads && one.is_taken_up() == taken;
        if !due || !self.status.is_open() {
            return Err(self.conflict(ctx, vec![Reason::of(Rule::NoEscalation)]));
        }
        let executive = ctx.directory.common_executive(&one.departments);
        let mut step = Step::of(self, ctx);
        let one = &mut step.record.escalations[index];
        one.level = EscalationLevel::Executive;
        one.executive = executive;
        one.asked_at = ctx.now;
        step.fact(RequestFact::EscalationPassedOn { escalation, executive });
        Ok(step.finish())
    }

    fn only_told(&self, ctx: &Context<'_>, lapse: Lapse, party: Option<PartyId>) -> Change<Self> {
        let mut step = Step::of(self, ctx);
        step.fact(RequestFact::DeadlineLapsed { lapse, party });
        step.finish()
    }

    /// The party whose clock lapsed, where request and party still wait for it.
    fn lapsing(&self, ctx: &Context<'_>, party: PartyId, event: PartyEvent) -> Result<usize, Refusal> {
        if !self.awaits_answers() {
            return Err(self.conflict(ctx, Vec::new()));
        }
        let index = self.present_index(party)?;
        let state = self.parties[index].state;
        if state.after(event).is_none() {
            return Err(self.conflict(ctx, vec![Reason::of(Rule::PartyState).with("state", state.name())]));
        }
        Ok(index)
    }

    pub(super) fn server_only(&self, ctx: &Context<'_>) -> Result<(), Refusal> {
        if ctx.actor.is_server() {
            Ok(())
        } else if crate::access::may_see(ctx.actor, &crate::command::Aggregate::audience(self)) {
            Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)))
        } else {
            Err(Refusal::NotFound)
        }
    }
}
