//! Signing a revision for a department (电子签章).

use serde::Serialize;

use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule};
use crate::ids::{self, DepartmentId, PersonId};
use crate::request::Request;
use crate::request::ability::{self, Action};
use crate::request::fact::RequestFact;
use crate::request::signature::{SignOff, SignOffPurpose, Signer, SignerRole, Signing};
use crate::request::step::Step;

/// A signature to give.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Sign {
    /// For which department; the only one that the caller can sign for where it is left out.
    pub department: Option<DepartmentId>,
    /// The revision that the signer read; refused when the content has moved on.
    pub revision: Option<u32>,
}

impl Request {
    /// Signs the present revision for a department whose signature is missing. One person who decides for two sides signs
    /// once for each (resolution 68).
    pub fn sign(&self, ctx: &Context<'_>, input: Sign, key: &dyn Signer) -> Result<Change<Self>, Refusal> {
        self.can(Action::Sign, ctx)?;
        let Some(signer) = ctx.actor.person() else { return Err(Refusal::NotFound) };
        let revision = self.revisions.last().ok_or_else(|| self.conflict(ctx, Vec::new()))?;
        if input.revision.is_some_and(|read| read != revision.number) {
            let reason = Reason::of(Rule::RevisionMoved).with("revision", revision.number);
            return Err(self.conflict(ctx, vec![reason]));
        }
        let missing: Vec<_> = self.missing_signatures(ctx.pack).collect();
        let mut mine = missing.iter().filter(|(_, department)| {
            input.department.is_none_or(|wanted| wanted == *department) && ability::decides(*department, ctx)
        });
        let (side, department) = match (mine.next(), mine.next()) {
            (Some(only), None) => *only,
            (Some(_), Some(_)) => return Err(Reason::of(Rule::Required).at("department").into()),
            (None, _) => return Err(self.not_theirs(ctx, input.department)),
        };
        let signing = Signing {
            id: ids::fresh(ctx.ids),
            purpose: SignOffPurpose::Agreement,
            side,
            revision: revision.number,
            digest: revision.digest.clone(),
            signer,
            role: role(signer, department, ctx),
            department,
            at: ctx.now,
        };
        let sign_off = signing.attest(self.id, key);
        let mut step = Step::of(self, ctx);
        step.fact(signed(&sign_off));
        step.record.signatures.push(sign_off);
        step.settle();
        Ok(step.finish())
    }

    fn not_theirs(&self, ctx: &Context<'_>, department: Option<DepartmentId>) -> Refusal {
        let sides = self.signing_sides(ctx.pack);
        let theirs = |department| {
            sides.iter().any(|(_, side)| *side == department) && ability::decides(department, ctx)
        };
        match department {
            Some(department) if !theirs(department) => Refusal::NotPermitted(Reason::of(Rule::RoleMissing)),
            _ => self.conflict(ctx, vec![Reason::of(Rule::AlreadySigned)]),
        }
    }
}

/// As whom somebody who decides for the department signs for it.
fn role(signer: PersonId, department: DepartmentId, ctx: &Context<'_>) -> SignerRole {
    let head = ctx.directory.department(department).and_then(|department| department.head);
    if head == Some(signer) {
        SignerRole::Head
    } else if ctx.directory.managers(department).contains(&signer) {
        SignerRole::Deputy
    } else if ctx
        .directory
        .ancestry(department)
        .iter()
        .any(|above| ctx.directory.managers(*above).contains(&signer))
    {
        SignerRole::HeadAbove
    } else {
        SignerRole::Executive
    }
}

fn signed(sign_off: &SignOff) -> RequestFact {
    RequestFact::RequestSigned {
        sign_off: sign_off.id,
        purpose: sign_off.purpose,
        revision: sign_off.revision,
        digest: sign_off.digest.clone(),
        signer: sign_off.signer,
        role: sign_off.role,
        department: sign_off.department,
    }
}
