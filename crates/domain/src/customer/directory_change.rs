//! What a change of the directory does to customers.

use super::{Customer, CustomerFact};
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule};
use crate::ids::DepartmentId;

impl Customer {
    /// Its department was merged into another, whose customer it is from now on (resolution 21). For the server alone.
    pub fn department_merged(
        &self,
        ctx: &Context<'_>,
        from: DepartmentId,
        into: DepartmentId,
    ) -> Result<Option<Change<Self>>, Refusal> {
        if !ctx.actor.is_server() {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        }
        if self.record.department != from {
            return Ok(None);
        }
        let fact = CustomerFact::CustomerDepartmentMoved { from, to: into };
        Ok(Some(self.change(vec![fact], |customer| customer.department = into)))
    }
}
