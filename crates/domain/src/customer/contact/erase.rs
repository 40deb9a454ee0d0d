//! Erasing a contact's values for good, with the chain of events still true (resolution 79).

use super::values::Shown;
use super::{Action, Contact};
use crate::command::{Change, Context};
use crate::customer::ContactFact;
use crate::error::Refusal;
use crate::text::Text;

impl Contact {
    /// Erases its values; what is left is that there was a contact. Emits `ContactErased`.
    pub fn erase(&self, ctx: &Context<'_>, reason: Text) -> Result<Change<Self>, Refusal> {
        self.can(Action::Erase, ctx)?;
        let fact = ContactFact::ContactErased { customer: self.record.customer, reason };
        Ok(self.change(ctx, fact, |contact| {
            contact.dropped = contact.record.values.ids().collect();
            contact.record.erased_at = Some(ctx.now);
            contact.record.grants.clear();
            contact.shown = Shown::default();
        }))
    }
}
