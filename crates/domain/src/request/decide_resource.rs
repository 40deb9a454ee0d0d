//! Deciding on resource needs, and who does (resolution 52); deciding on the order among requests that compete for one (resolution 53).

use serde::Serialize;

use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule};
use crate::ids::{DepartmentId, PersonId, ResourceNeedId};
use crate::request::Request;
use crate::request::ability::Action;
use crate::request::fact::RequestFact;
use crate::request::form::Form;
use crate::request::kind::RequestKind;
use crate::request::record::{ConflictOverride, Record};
use crate::request::resource_need::{NeedDecision, NeedLevel, NeedState, ResourceNeed};
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
        let Some(by) = ctx.actor.person().filter(|_| self.gives(&needs[index], ctx)) else {
            let own = ctx.actor.is(self.initiator);
            let rule = if own { Rule::OwnMatter } else { Rule::RoleMissing };
            return Err(Refusal::NotPermitted(Reason::of(rule)));
        };
        let Some(level) = self.need_level(&needs[index], ctx) else {
            return Err(self.conflict(ctx, vec![Reason::of(Rule::NeedsDecided)]));
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

impl Request {
    /// As whom the caller decides next on this need; none where it is decided or not theirs.
    pub(super) fn need_level(&self, need: &ResourceNeed, ctx: &Context<'_>) -> Option<NeedLevel> {
        need.awaits(ctx.pack).filter(|level| self.decides_as(*level, need, ctx))
    }

    /// Whether the need waits for the caller's word, or where it is decided, was theirs to decide on.
    pub(super) fn gives(&self, need: &ResourceNeed, ctx: &Context<'_>) -> bool {
        match need.awaits(ctx.pack) {
            Some(level) => self.decides_as(level, need, ctx),
            None => {
                self.decides_as(NeedLevel::Head, need, ctx)
                    || (need.needs_executive(ctx.pack) && self.decides_as(NeedLevel::Executive, need, ctx))
            }
        }
    }

    fn decides_as(&self, level: NeedLevel, need: &ResourceNeed, ctx: &Context<'_>) -> bool {
        ctx.actor.person().is_some_and(|caller| self.deciders_on(level, need, ctx).contains(&caller))
    }
}

impl Record {
    /// Who has to decide on the resources asked for without heading an involved department: any department may give, and
    /// what somebody decides on they see.
    pub(super) fn outside_givers(&self, ctx: &Context<'_>) -> Vec<PersonId> {
        let needs = &self.form.content.resource_needs;
        let heads = needs.iter().flat_map(|need| self.deciders_on(NeedLevel::Head, need, ctx));
        let large = needs.iter().filter(|need| need.needs_executive(ctx.pack));
        let executives = large.flat_map(|need| self.deciders_on(NeedLevel::Executive, need, ctx));
        let manages =
            |person: &PersonId| self.departments().any(|one| ctx.directory.managers(one).contains(person));
        heads.chain(executives).filter(|person| !manages(person)).collect()
    }

    /// Who decides at this level on the need. Nobody decides on an application of their own: the next above does.
    fn deciders_on(&self, level: NeedLevel, need: &ResourceNeed, ctx: &Context<'_>) -> Vec<PersonId> {
        let lead = self.lead().map(|party| party.department);
        let Some(giver) = Form::giver(need, lead) else { return Vec::new() };
        let executive = || ctx.directory.executive(giver).filter(|executive| *executive != self.initiator);
        match level {
            NeedLevel::Head => deciders_but(giver, self.initiator, ctx),
            NeedLevel::Executive => executive().into_iter().collect(),
        }
    }
}

/// Who decides for the department on an application of `own`: its deciders without them, else the next above.
fn deciders_but(department: DepartmentId, own: PersonId, ctx: &Context<'_>) -> Vec<PersonId> {
    let others = |department: DepartmentId| -> Vec<_> {
        ctx.directory.managers(department).iter().copied().filter(|person| *person != own).collect()
    };
    let nearest = ctx.directory.ancestry(department).into_iter().map(others).find(|found| !found.is_empty());
    let executive = || ctx.directory.executive(department).filter(|executive| *executive != own);
    nearest.unwrap_or_else(|| executive().into_iter().collect())
}
