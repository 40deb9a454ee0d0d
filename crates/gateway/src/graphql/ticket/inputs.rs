//! Whose ticket a draft is to be, as input.

use async_graphql::{InputObject, MaybeUndefined};
use liaison_domain::error::Violations;
use liaison_domain::ids::kind;
use liaison_domain::request::ticket::TicketPatch;
use liaison_domain::text::Line;

use crate::graphql::decode::{Decode as _, patch_id};
use crate::graphql::scalars::Key;

/// What makes a draft of the kind `CUSTOMER_TICKET` the ticket of a customer.
#[derive(InputObject)]
pub struct RequestTicketInput {
    /// Whose ticket it is; of the kind `CUSTOMER_TICKET` alone, demanded on submission, in a draft alone.
    pub customer: MaybeUndefined<Key<kind::Customer>>,
    /// What the wish or complaint is about, such as 售后问题, at most 50 characters: routing rules are set by it. Of the kind
    /// `CUSTOMER_TICKET` alone, demanded on submission, in a draft alone.
    pub category: MaybeUndefined<String>,
}

impl RequestTicketInput {
    /// The domain's form; what is wrong is noted.
    pub fn decode(self, found: &mut Violations) -> Option<TicketPatch> {
        let category = found.patched("category", self.category, |raw| Line::new(&raw));
        Some(TicketPatch { customer: patch_id(self.customer), category: category? })
    }
}
