//! Looking at a request: a party's first review (初审), and the weekly look of initiator and lead.

use serde::Serialize;

use crate::command::{Change, Context};
use crate::error::Refusal;
use crate::ids::{DepartmentId, PartyId};
use crate::request::Request;
use crate::request::ability::{self, Action};
use crate::request::fact::RequestFact;
use crate::request::party::Review;
use crate::request::step::Step;
use crate::text::Text;

/// A first review (resolution 39).
#[derive(Clone, Debug, Serialize)]
pub struct ReviewRequest {
    /// The party; the caller's own where it is left out and they act for one alone.
    pub party: Option<PartyId>,
    /// Whether the party can take it on.
    pub can_take_on: bool,
    /// A bottleneck of people or means.
    pub resource_bottleneck: Option<Text<2_000>>,
    /// A technical bottleneck.
    pub technical_bottleneck: Option<Text<2_000>>,
    /// Anything else.
    pub note: Option<Text>,
    /// Whether the party agrees to the date by which its feedback is wanted (resolution 73).
    pub agree_respond_by: bool,
}

impl Request {
    /// States a party's first review. No answer: the party still owes one.
    pub fn review(&self, ctx: &Context<'_>, input: ReviewRequest) -> Result<Change<Self>, Refusal> {
        self.can(Action::Review, ctx)?;
        let index = self.own_party(ctx, input.party)?;
        let Some(by) = ctx.actor.person() else { return Err(Refusal::NotFound) };
        let mut step = Step::of(self, ctx);
        let party = &mut step.record.parties[index];
        let mut agreed = false;
        if let Some(respond_by) = party.respond_by.as_mut().filter(|by| by.consented_at.is_none()) {
            agreed = input.agree_respond_by;
            respond_by.consented_at = agreed.then_some(ctx.now);
        }
        party.reviews.push(Review {
            by,
            at: ctx.now,
            can_take_on: input.can_take_on,
            resource_bottleneck: input.resource_bottleneck.clone(),
            technical_bottleneck: input.technical_bottleneck.clone(),
            note: input.note.clone(),
        });
        let fact = RequestFact::PartyReviewed {
            party: party.id,
            department: party.department,
            can_take_on: input.can_take_on,
            resource_bottleneck: input.resource_bottleneck,
            technical_bottleneck: input.technical_bottleneck,
            note: input.note,
            respond_by_agreed: agreed,
        };
        step.fact(fact);
        Ok(step.finish())
    }

    /// Initiator or lead states that they looked at the progress (resolution 40).
    pub fn mark_reviewed(&self, ctx: &Context<'_>) -> Result<Change<Self>, Refusal> {
        self.can(Action::MarkReviewed, ctx)?;
        let mut step = Step::of(self, ctx);
        if self.is_initiator(ctx) {
            step.record.looked_at = Some(ctx.now);
        }
        if self.lead().is_some_and(|lead| ability::acts_for(lead, ctx)) {
            step.record.tracked_at = Some(ctx.now);
        }
        step.fact(RequestFact::RequestMarkedReviewed {});
        Ok(step.finish())
    }

    /// A department published a progress sheet: its side has looked at the progress (resolution 40). None for a department
    /// that does not owe that.
    pub fn report_published(&self, ctx: &Context<'_>, department: DepartmentId) -> Option<Change<Self>> {
        let mut step = Step::of(self, ctx);
        if department == self.department {
            step.record.looked_at = Some(ctx.now);
        } else if self.lead().is_some_and(|lead| lead.department == department) {
            step.record.tracked_at = Some(ctx.now);
        } else {
            return None;
        }
        step.fact(RequestFact::RequestMarkedReviewed {});
        Some(step.finish())
    }
}
