//! A support item becomes a task or a request, and stays linked to it.

use super::{Linked, ProgressReport, ReportFact, may_publish};
use crate::access::may_see;
use crate::command::{Aggregate as _, Change, Context};
use crate::error::{Reason, Refusal, Rule, StateConflict};

impl ProgressReport {
    /// Links the support item `number` to what it was turned into: by whoever may publish the sheet, or who creates the
    /// task or request for the department asked. Once. Emits `SupportItemLinked`.
    pub fn link(&self, ctx: &Context<'_>, number: u32, linked: Linked) -> Result<Change<Self>, Refusal> {
        if !may_see(ctx.actor, &self.audience()) {
            return Err(Refusal::NotFound);
        }
        let Some(item) = self.record.support.iter().find(|item| item.number == number) else {
            return Err(Reason::of(Rule::Unknown).at("supportItem").into());
        };
        let asked = ctx.actor.edits(item.department);
        if !asked {
            may_publish(&self.frame, self.record.department, ctx)?;
        }
        if item.linked.is_some() {
            return Err(Refusal::State(StateConflict {
                status: self.frame.status.name(),
                allowed: Vec::new(),
                missing: vec![Reason::of(Rule::AlreadyOnRecord)],
            }));
        }
        let mut state = self.clone();
        for item in state.record.support.iter_mut().filter(|item| item.number == number) {
            item.linked = Some(linked);
        }
        Ok(Change::of(self, state, vec![ReportFact::SupportItemLinked { number, linked }]))
    }
}
