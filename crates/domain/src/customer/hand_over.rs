//! Handing a customer over: another person answers for it, the whole history stays, both owners are told (S1-3).

use serde::Serialize;

use super::card::check_owner;
use super::{Action, Customer, CustomerFact};
use crate::command::{Change, Context};
use crate::error::{Refusal, Rule, Violations};
use crate::ids::{DepartmentId, PersonId};
use crate::text::Text;

/// To whom, and why.
#[derive(Clone, Debug, Serialize)]
pub struct HandOver {
    /// Who answers for it from now on.
    pub owner: PersonId,
    /// Whose customer it is then; where absent the present department if the new owner works for it, else theirs.
    pub department: Option<DepartmentId>,
    /// Why.
    pub reason: Text,
}

impl Customer {
    /// Gives it to another owner; what is owed goes along. Emits `CustomerHandedOver`.
    pub fn hand_over(&self, ctx: &Context<'_>, input: HandOver) -> Result<Change<Self>, Refusal> {
        self.can(Action::HandOver, ctx)?;
        let present = self.record.department;
        let home = ctx.directory.person(input.owner).map_or(present, |person| person.department);
        let stays = ctx.directory.works_for(input.owner, present);
        let department = input.department.unwrap_or(if stays { present } else { home });
        let mut wrong = Violations::default();
        wrong.check(input.owner != self.record.owner, "owner", Rule::Unchanged);
        check_owner(input.owner, department, ctx, &mut wrong);
        wrong.finish()?;
        let fact = CustomerFact::CustomerHandedOver {
            from: self.record.owner,
            to: input.owner,
            from_department: present,
            to_department: department,
            reason: input.reason,
        };
        Ok(self.change(vec![fact], |customer| {
            customer.owner = input.owner;
            customer.department = department;
        }))
    }
}
