//! Deciding on resource needs (resolution 52) and on the order among requests that compete for one (resolution 53).

use serde::Serialize;

use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule};
use crate::ids::ResourceNeedId;
use crate::request::Request;
use crate::request::ability::Action;
use crate::request::fact::RequestFact;
use crate::request::kind::RequestKind;
use crate::request::record::ConflictOverride;
use crate::request::resource_need::{NeedDecision, NeedState};
use crate::request::status::RequestStatus;
use crate::request::step::Step;
use crate::text::Text;

/// A decision on a need.
#[derive(Clone, Debug, Serialize)]
pub struct DecideResource {
    /// Which need.
    pub need: ResourceNeedId,
    /// Whether it is granted.
    pub approved: bool,
    /// What is said; required to decline.
    pub note: Option<Text>,
}

impl Request {
    /// Grants or declines a need, as head of the department that gives, or above the pack's amount as its executive.
    /// A request of kind `RESOURCE` all of whose needs are declined is declined, as long as no agreement confirmed it.
    pub fn decide_resource(&self, ctx: &Context<'_>, input: DecideResource) -> Result<Change<Self>, Refusal> {
        self.can(Action::DecideResource, ctx)?;
        let needs = &self.form.content.resource_needs;
        let position = needs.iter().position(|need| need.id == input.need);
        let index = position.ok_or_else(|| Refusal::from(Reason::of(Rule::Unknown).at("need")))?;
        if needs[index].awaits(ctx.pack).is_none() {
            return Err(self.conflict(ctx, vec![Reason::of(Rule::NeedsDecided)]));
        }
        let (Some(level), Some(by)) = (self.need_level(&needs[index], ctx), ctx.actor.person()) else {
            let own = ctx.actor.is(self.initiator);
            let rule = if own { Rule::OwnMatter } else { Rule::RoleMissing };
            return Err(Refusal::NotPermitted(Reason::of(rule)));
        };
        if !input.approved && input.note.is_none() {
            return Err(Reason::of(Rule::Required).at("note").into());
        }
        let mut step = Step::of(self, ctx);
        let needs = &mut step.record.form.content.resource_needs;
        let decision =
            NeedDecision { level, approved: input.approved, by, at: ctx.now, note: input.note.clone() };
        needs[index].decisions.push(decision);
        let state = needs[index].state(ctx.pack);
        let all_declined = needs.iter().all(|need| need.state(ctx.pack) == NeedState::Declined);
        step.fact(RequestFact::ResourceNeedDecided {
            need: input.need,
            level,
            approved: input.approved,
            state,
            note: input.note.clone(),
        });
        let before_confirmation = matches!(
            self.status,
            RequestStatus::Submitted | RequestStatus::Clarifying | RequestStatus::Agreed
        );
        if self.form.kind == RequestKind::Resource && all_declined && before_confirmation {
            step.decline(input.note, false);
        } else {
            step.settle();
        }
        Ok(step.finish())
    }

    /// Lets this request go first among those that compete for the same: its lead or an executive, with a reason.
    pub fn override_conflict(&self, ctx: &Context<'_>, reason: Text) -> Result<Change<Self>, Refusal> {
        self.can(Action::OverrideConflict, ctx)?;
        let Some(by) = ctx.actor.person() else { return Err(Refusal::NotFound) };
        let mut step = Step::of(self, ctx);
        step.record.conflict_override = Some(ConflictOverride { reason: reason.clone(), by, at: ctx.now });
        step.fact(RequestFact::ConflictOverridden { reason });
        Ok(step.finish())
    }
}
