//! Issuing a link, and revoking it.

use serde::Serialize;

use super::{LONGEST_SECONDS, MAX_LINKS, PortalLink, PortalLinkFact, PortalLinkRecord, Token};
use crate::access::{OrganizationRole, may_see};
use crate::command::{Aggregate as _, Change, Context};
use crate::error::{Reason, Refusal, Rule, StateConflict, Violations};
use crate::ids::{PortalLinkId, fresh};
use crate::request::Request;
use crate::request::ability::Action;
use crate::text::Text;
use crate::time::Instant;

/// A link to be issued.
#[derive(Clone, Debug, Serialize)]
pub struct NewLink {
    /// An ID that the caller chose.
    pub id: Option<PortalLinkId>,
    /// From when on it opens nothing; as late as can be where absent.
    pub expires_at: Option<Instant>,
}

impl PortalLink {
    /// The only action on a link.
    pub const REVOKE: &'static str = "REVOKE";

    /// Issues a link to a ticket that has `links` so far, with the secret that is shown this once. For those who may answer for
    /// the ticket to its customer: [`Action::IssuePortalLink`]. Emits `PortalLinkIssued`.
    ///
    /// # Errors
    /// `State` with `PORTAL_CLOSED` from 90 days after the ticket's end on; `Invalid`: `IN_THE_PAST`, `OUT_OF_RANGE` above the
    /// longest time, `TOO_MANY` above [`MAX_LINKS`].
    pub fn issue(
        ctx: &Context<'_>,
        ticket: &Request,
        links: usize,
        new: &NewLink,
    ) -> Result<(Change<Self>, Token), Refusal> {
        ticket.can(Action::IssuePortalLink, ctx)?;
        let longest = ctx.now.plus_seconds(LONGEST_SECONDS);
        let latest = ticket.portal_closes_at().map_or(longest, |closes| closes.min(longest));
        let expires_at = new.expires_at.unwrap_or(latest);
        let mut wrong = Violations::default();
        wrong.check(expires_at > ctx.now, "expiresAt", Rule::InThePast);
        if expires_at > latest {
            let reason = Reason::of(Rule::OutOfRange).with("min", ctx.now).with("max", latest);
            wrong.add("expiresAt", reason);
        }
        if links >= MAX_LINKS {
            wrong.add("request", Reason::of(Rule::TooMany).with("max", MAX_LINKS));
        }
        wrong.finish()?;
        let token = Token::fresh(ctx.ids);
        let record = PortalLinkRecord {
            id: new.id.unwrap_or_else(|| fresh(ctx.ids)),
            version: 0,
            request: ticket.id,
            digest: token.digest(),
            issued_by: ctx.actor.person(),
            issued_at: ctx.now,
            expires_at,
            revoked_at: None,
            revoked_by: None,
        };
        let fact = PortalLinkFact::PortalLinkIssued { request: record.request, expires_at };
        let link = Self::restore(record, ticket.audience());
        Ok((Change::created(link, vec![fact]), token))
    }

    /// Whether the actor may revoke it now: who may issue one, and administrators; while it still holds.
    pub fn can_revoke(&self, ctx: &Context<'_>, ticket: &Request) -> Result<(), Refusal> {
        if !may_see(ctx.actor, &self.audience) {
            return Err(Refusal::NotFound);
        }
        if !ctx.actor.has(OrganizationRole::Admin) && !ticket.answers_to_customer(ctx) {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        }
        if self.record.opens(ticket, ctx.now).is_some() {
            return Ok(());
        }
        let ended = self.record.revoked_at.unwrap_or_else(|| self.record.ends_at(ticket));
        Err(Refusal::State(StateConflict {
            status: ticket.status.name(),
            allowed: Vec::new(),
            missing: vec![Reason::of(Rule::LinkEnded).with("at", ended)],
        }))
    }

    /// Ends it at once. Emits `PortalLinkRevoked`.
    pub fn revoke(
        &self,
        ctx: &Context<'_>,
        ticket: &Request,
        reason: Option<Text>,
    ) -> Result<Change<Self>, Refusal> {
        self.can_revoke(ctx, ticket)?;
        let mut state = self.clone();
        state.record.revoked_at = Some(ctx.now);
        state.record.revoked_by = ctx.actor.person();
        let fact = PortalLinkFact::PortalLinkRevoked { request: self.record.request, reason };
        Ok(Change::of(self, state, vec![fact]))
    }
}
