//! A measure of an interaction becomes a task or a request, and stays linked to it (S1-89, resolution 74).

use super::Interaction;
use crate::access::may_see;
use crate::command::{Aggregate as _, Change, Context};
use crate::customer::{CustomerState, InteractionFact};
use crate::error::{Reason, Refusal, Rule, StateConflict};
use crate::ids::CustomerId;
use crate::progress_report::Linked;

impl Interaction {
    /// Links the measure `number` to what it was turned into: by whoever keeps the customer, or creates the task or request for
    /// the measure's department. Once, and while the customer is worked with. What is a ticket is one of this very customer,
    /// `ticket_of`. Emits `MeasureLinked`.
    pub fn link(
        &self,
        ctx: &Context<'_>,
        number: u32,
        linked: Linked,
        ticket_of: Option<CustomerId>,
    ) -> Result<Change<Self>, Refusal> {
        if !may_see(ctx.actor, &self.audience()) {
            return Err(Refusal::NotFound);
        }
        let mut state = self.clone();
        let same_customer = ticket_of.is_none_or(|customer| customer == self.record.customer);
        let measure = state.record.measures.iter_mut().find(|one| one.number == number && same_customer);
        let Some(measure) = measure else {
            return Err(Reason::of(Rule::Unknown).at("measure").into());
        };
        if !(ctx.actor.edits(measure.department) || self.circle.keeps(ctx)) {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        }
        let conflict = |missing| {
            let status = self.circle.state.name();
            Err(Refusal::State(StateConflict { status, allowed: Vec::new(), missing }))
        };
        if self.circle.state == CustomerState::Archived {
            return conflict(Vec::new());
        }
        if measure.linked.is_some() {
            return conflict(vec![Reason::of(Rule::AlreadyOnRecord)]);
        }
        measure.linked = Some(linked);
        let fact = InteractionFact::MeasureLinked { customer: self.record.customer, number, linked };
        Ok(Change::of(self, state, vec![fact]))
    }
}
