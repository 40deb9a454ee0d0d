//! What the tickets of a customer do to it: the departments that are party to open ones are of its circle (resolution 64).

use std::collections::BTreeSet;

use super::{Customer, CustomerFact};
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule};
use crate::ids::DepartmentId;

impl Customer {
    /// Exactly these departments are party to its open tickets. For the server alone; none where that is known.
    pub fn tickets_changed(
        &self,
        ctx: &Context<'_>,
        departments: BTreeSet<DepartmentId>,
    ) -> Result<Option<Change<Self>>, Refusal> {
        if !ctx.actor.is_server() {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        }
        if self.record.ticket_departments == departments {
            return Ok(None);
        }
        let fact = CustomerFact::CustomerTicketsChanged { departments: departments.clone() };
        Ok(Some(self.change(vec![fact], |customer| customer.ticket_departments = departments)))
    }
}
