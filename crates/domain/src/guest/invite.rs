//! Inviting a guest (S1-34 to S1-36).

use serde::Serialize;

use super::scope::Named;
use super::{Guest, GuestFact, GuestRecord, Shared, Token};
use crate::access::OrganizationRole;
use crate::command::{Change, Context};
use crate::customer::personal::{Mail, PersonName};
use crate::customer::{Customer, CustomerState};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{CustomerId, GuestId, RequestId, fresh};
use crate::sealed::Sealed;
use crate::time::Instant;

/// How long a guest can be let in from the invitation on, in seconds: 90 days (`customers.md`, Guests; T21).
pub const LONGEST_SECONDS: i64 = 90 * 86_400;

/// A guest as somebody invites them.
#[derive(Clone, Debug, Serialize)]
pub struct NewGuest {
    /// An ID that the caller chose.
    pub id: Option<GuestId>,
    /// What they are called.
    pub name: PersonName,
    /// Where they are written to.
    pub mail: Mail,
    /// The customer to whose archive belongs what they say.
    pub customer: CustomerId,
    /// The requests that they are to see.
    pub requests: Vec<RequestId>,
    /// The customers whose conversation they are to see.
    pub customers: Vec<CustomerId>,
    /// From when on they see nothing.
    pub expires_at: Instant,
}

impl Guest {
    /// Invites somebody outside, with the secret that is shown this once. For whoever may share every record of the scope: of a
    /// request its initiator, its parties' liaisons, managers and editors of the departments involved, and of a ticket the
    /// customer's owner; of a customer whoever keeps it. Emits `GuestInvited`.
    ///
    /// # Errors
    /// `NotFound`, `NotPermitted` and `State` of a record that the caller may not share; `Invalid` for what does not hold of the input.
    pub fn invite(
        ctx: &Context<'_>,
        archive: Option<&Customer>,
        shared: Shared<'_>,
        new: &NewGuest,
    ) -> Result<(Change<Self>, Token), Refusal> {
        let refused = || Refusal::NotPermitted(Reason::of(Rule::RoleMissing));
        let host = ctx.actor.person().filter(|_| !ctx.actor.has(OrganizationRole::Auditor));
        let host = host.ok_or_else(refused)?;
        let mut wrong = Violations::default();
        let named = Named { requests: &new.requests, customers: &new.customers, before: None };
        let scope = named.check(shared, ctx, &mut wrong)?;
        check_expiry(new.expires_at, ctx.now, ctx, &mut wrong);
        let archived = archive.is_some_and(|customer| customer.record().state == CustomerState::Archived);
        wrong.check(archive.is_some(), "customer", Rule::Unknown);
        wrong.check(!archived, "customer", Rule::CustomerArchived);
        wrong.finish()?;
        let circle = archive.ok_or(Refusal::NotFound)?.circle();
        let (name, mail) = (Sealed::of(new.name.as_str(), ctx.ids), Sealed::of(new.mail.as_str(), ctx.ids));
        let token = Token::fresh(ctx.ids);
        let record = GuestRecord {
            id: new.id.unwrap_or_else(|| fresh(ctx.ids)),
            version: 0,
            name: name.reference().clone(),
            mail: mail.reference().clone(),
            digest: token.digest(),
            customer: circle.customer,
            scope,
            invited_by: host,
            invited_at: ctx.now,
            expires_at: new.expires_at,
            arrived_at: None,
            ended: None,
        };
        let fact = GuestFact::GuestInvited {
            customer: record.customer,
            requests: record.scope.requests.clone(),
            customers: record.scope.customers.clone(),
            name: record.name.clone(),
            mail: record.mail.clone(),
            expires_at: record.expires_at,
        };
        let mut guest = Self::restore(record, circle);
        guest.sealed.extend([name, mail]);
        Ok((Change::created(guest, vec![fact]), token))
    }
}

/// Notes why nobody who was invited at `invited_at` is let in until then.
pub(super) fn check_expiry(
    expires_at: Instant,
    invited_at: Instant,
    ctx: &Context<'_>,
    wrong: &mut Violations,
) {
    let latest = invited_at.plus_seconds(LONGEST_SECONDS);
    wrong.check(expires_at > ctx.now, "expiresAt", Rule::InThePast);
    if expires_at > latest {
        wrong.add("expiresAt", Reason::of(Rule::OutOfRange).with("min", ctx.now).with("max", latest));
    }
}
