//! Unmasking: a deliberate call that is on record (resolution 63).

use serde::{Deserialize, Serialize};

use super::{Action, Contact};
use crate::command::{Change, Context};
use crate::customer::ContactFact;
use crate::error::{Reason, Refusal, Rule};
use crate::ids::PersonId;
use crate::text::Text;
use crate::time::Instant;

/// How long somebody reads a contact unmasked: 15 minutes (resolution 63).
pub const UNMASKED_SECONDS: i64 = 15 * 60;

/// Somebody who reads a contact unmasked for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Who.
    pub person: PersonId,
    /// Until when, exclusive.
    pub until: Instant,
}

impl Contact {
    /// Lets the caller read it unmasked from now on for [`UNMASKED_SECONDS`]. Emits `ContactUnmasked`; the owner is told.
    pub fn unmask(&self, ctx: &Context<'_>, reason: Text) -> Result<Change<Self>, Refusal> {
        self.can(Action::Unmask, ctx)?;
        let Some(person) = ctx.actor.person() else {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        };
        let until = ctx.now.plus_seconds(UNMASKED_SECONDS);
        let fact = ContactFact::ContactUnmasked { customer: self.record.customer, person, until, reason };
        Ok(self.change(ctx, fact, |contact| {
            // What has run out is in the record of events; here it says nothing any more.
            contact.record.grants.retain(|grant| grant.until > ctx.now && grant.person != person);
            contact.record.grants.push(Grant { person, until });
        }))
    }
}
