//! Who sees what hangs on a customer, who reads personal values as they are, and who keeps it.

use std::collections::BTreeSet;

use crate::access::{Actor, Audience, OrganizationRole, Reach};
use crate::authority;
use crate::command::Context;
use crate::customer::CustomerState;
use crate::ids::{CustomerId, DepartmentId, PersonId};

/// What of a customer decides on its contacts and interactions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circle {
    /// The customer.
    pub customer: CustomerId,
    /// Who answers for it.
    pub owner: PersonId,
    /// Whose customer it is.
    pub department: DepartmentId,
    /// Departments that are party to its open tickets.
    pub ticket_departments: BTreeSet<DepartmentId>,
    /// Whether it is worked with.
    pub state: CustomerState,
}

impl Circle {
    /// Who sees it at all: the owner, the owning department with those above it, parties of open tickets, administrators and
    /// auditors (resolution 64).
    pub fn audience(&self) -> Audience {
        let departments = self.ticket_departments.iter().copied().chain([self.department]);
        Audience::new(Reach::Departments, departments, [self.owner])
    }

    /// Whether this actor reads phone, mail, handles and internal amounts as they are: the owner, the owning department and
    /// administrators; everybody else reads the mask, those who oversee the department included (`customers.md`, Masking).
    /// Every outlet asks this, and for one contact [`super::Contact::shows_plain_to`], which adds what was unmasked.
    pub fn sees_plain(&self, actor: &Actor) -> bool {
        actor.is_server()
            || actor.is(self.owner)
            || actor.member_of(self.department)
            || actor.has(OrganizationRole::Admin)
    }

    /// Whether the caller keeps it: the owner, and whoever edits or decides for the owning department (resolution 68).
    pub(super) fn keeps(&self, ctx: &Context<'_>) -> bool {
        !ctx.actor.has(OrganizationRole::Auditor)
            && (ctx.actor.is(self.owner) || ctx.actor.edits(self.department) || self.decides(ctx))
    }

    /// Whether the caller decides for the owning department.
    pub(super) fn decides(&self, ctx: &Context<'_>) -> bool {
        authority::decides_for(self.department, ctx)
    }

    /// Whether the caller is a manager or editor of a party of an open ticket (resolution 63).
    pub(super) fn works_on_a_ticket(&self, ctx: &Context<'_>) -> bool {
        let mut parties = self.ticket_departments.iter();
        parties.any(|party| ctx.actor.edits(*party) || authority::decides_for(*party, ctx))
    }
}
