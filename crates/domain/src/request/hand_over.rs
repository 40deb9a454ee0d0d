//! Who answers for the initiating side: handing over to another initiator, naming acceptors (验收人).

use serde::Serialize;

use crate::access::OrganizationRole;
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::PersonId;
use crate::request::ability::Action;
use crate::request::fact::RequestFact;
use crate::request::step::Step;
use crate::request::{Request, fill};
use crate::text::Text;

/// A new initiator.
#[derive(Clone, Debug, Serialize)]
pub struct HandOver {
    /// Who; at least `EDITOR` in the initiating department.
    pub to: PersonId,
    /// Why.
    pub reason: Option<Text>,
}

impl Request {
    /// Makes somebody else of the initiating department the initiator. For one who left, its managers do (resolution 20).
    pub fn hand_over(&self, ctx: &Context<'_>, input: HandOver) -> Result<Change<Self>, Refusal> {
        self.can(Action::HandOver, ctx)?;
        let refuse = |rule| Err(Reason::of(rule).at("to").into());
        let Some(actor) = ctx.directory.actor(input.to) else {
            let known = ctx.directory.person(input.to).is_some();
            return refuse(if known { Rule::NotActive } else { Rule::Unknown });
        };
        if !actor.edits(self.department) || actor.has(OrganizationRole::Auditor) {
            return refuse(Rule::NotOfDepartment);
        }
        if input.to == self.initiator {
            return refuse(Rule::NothingChanged);
        }
        let mut step = Step::of(self, ctx);
        step.record.initiator = input.to;
        step.fact(RequestFact::RequestHandedOver {
            from: self.initiator,
            to: input.to,
            reason: input.reason,
        });
        Ok(step.finish())
    }

    /// Names who may accept beside the initiator; replaces the list.
    pub fn name_acceptors(
        &self,
        ctx: &Context<'_>,
        acceptors: Vec<PersonId>,
    ) -> Result<Change<Self>, Refusal> {
        self.can(Action::NameAcceptor, ctx)?;
        let mut violations = Violations::default();
        fill::active(&acceptors, "acceptors", ctx, &mut violations);
        fill::unique(&acceptors, "acceptors", &mut violations);
        violations.check(acceptors != self.acceptors, "acceptors", Rule::NothingChanged);
        violations.finish()?;
        let mut step = Step::of(self, ctx);
        step.record.acceptors.clone_from(&acceptors);
        step.fact(RequestFact::AcceptorsNamed { acceptors });
        Ok(step.finish())
    }
}
