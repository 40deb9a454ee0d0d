//! Guests in the schema: for employees the guests of what they see, and for a guest what they see themselves.
//!
//! The guest's own side ([`view`], [`talk`], [`comment_mutation`], [`subscription`]) stands apart: its types lead to no other of
//! the schema, and its resolvers work over a [`GuestCall`], which no other resolver knows. Everything else is closed to guests
//! before it runs, because it is not among [`OPEN_FIELDS`]; a field made tomorrow is closed too (X25).

mod batches;
mod call;
pub mod comment_mutation;
pub mod mutations;
pub mod object;
pub mod of_record;
pub mod subscription;
pub mod talk;
pub mod view;

pub use call::GuestCall;
pub use comment_mutation::GuestCommentMutation;
pub use mutations::GuestMutation;
pub use object::Guest;
pub use of_record::{CustomerGuests, RequestGuests};
pub use subscription::GuestSubscription;
pub use view::GuestView;

use crate::schema_enum;

/// The root fields that are answered to guests, beside those that are answered to everybody.
pub const OPEN_FIELDS: [&str; 4] = ["viewer", "rateLimit", "guestCommentAdd", "guestViewChanged"];

schema_enum! {
    /// How it stands with a guest.
    GuestStatus of liaison_domain::guest::GuestStatus, filter "GuestStatusFilter" {
        /// 已邀请: has not signed in yet.
        Invited = "INVITED",
        /// 有效: has signed in.
        Active = "ACTIVE",
        /// 已到期: the time is over.
        Expired = "EXPIRED",
        /// 已撤销: somebody has ended it.
        Revoked = "REVOKED",
    }
}

schema_enum! {
    /// What ended a guest before their time.
    GuestEnd of liaison_domain::guest::GuestEnd, filter "GuestEndFilter" {
        /// Somebody revoked it.
        Revoked = "REVOKED",
        /// Who invited them has left.
        InviterLeft = "INVITER_LEFT",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graphql::filter::NamedEnum as _;
    use crate::locale::Locale;

    #[test]
    fn every_value_has_a_label() {
        for locale in Locale::ALL {
            assert!(GuestStatus::ALL.iter().all(|value| value.label(locale) != value.stored()));
            assert!(GuestEnd::ALL.iter().all(|value| value.label(locale) != value.stored()));
        }
    }
}
