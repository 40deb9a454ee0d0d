//! The guests of a request and of a customer, as aspects of them.

use async_graphql::{Context, Object, Result};
use liaison_domain::ids::{CustomerId, RequestId, kind};

use super::Guest;
use super::batches::OfRecords;
use crate::graphql::scope::Scope;

macro_rules! guests_of {
    ($($(#[$doc:meta])* $name:ident($id:ty): $kind:ty, $what:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $name(pub $id);

        $(#[$doc])*
        #[Object]
        impl $name {
            #[doc = concat!("The guests who are let in to ", $what, " now, by when they were invited, at most 50; ended ones are found in the")]
            /// record of events, and by what they said. They cost one statement for all rows that are selected.
            async fn guests(&self, ctx: &Context<'_>) -> Result<Vec<Guest>> {
                let found = Scope::of(ctx)?.loader::<OfRecords<$kind>>().get(self.0).await?;
                Ok(found.iter().flat_map(|guests| guests.iter()).cloned().map(Guest::new).collect())
            }
        }
    )+};
}

guests_of! {
    /// The aspect "guests" of a request.
    RequestGuests(RequestId): kind::Request, "it";
    /// The aspect "guests" of a customer.
    CustomerGuests(CustomerId): kind::Customer, "what is said to it, for the circle,";
}
