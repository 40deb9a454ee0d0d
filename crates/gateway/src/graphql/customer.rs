//! Customers in the schema: the card that every employee reads, and for its circle contacts, interactions and the follow-up.
//!
//! What of a contact is masked is decided in `contact` for every field and viewer by the domain's one function; no filter and no
//! order knows a masked value (resolution 63, X33).

mod batches;
pub mod card_mutations;
pub mod contact;
pub mod contact_mutations;
pub mod interaction;
pub mod interaction_lists;
pub mod interaction_mutations;
pub mod lists;
pub mod object;
pub mod subscription;

pub use batches::ById as CustomerById;
pub use card_mutations::CustomerMutation;
pub use contact::Contact;
pub use contact_mutations::ContactMutation;
pub use interaction::Interaction;
pub use interaction_lists::InteractionQuery;
pub use interaction_mutations::InteractionMutation;
pub use lists::CustomerQuery;
pub use object::Customer;
pub use subscription::CustomerSubscription;

use crate::schema_enum;

schema_enum! {
    /// Whether a customer is worked with.
    CustomerState of liaison_domain::customer::CustomerState, filter "CustomerStateFilter" {
        /// 合作中: worked with.
        Active = "ACTIVE",
        /// 已归档: kept for the record; nothing is owed and nothing new is recorded.
        Archived = "ARCHIVED",
    }
}

schema_enum! {
    /// How one spoke with a customer.
    InteractionChannel of liaison_domain::customer::interaction::Channel, filter "InteractionChannelFilter" {
        /// 电话.
        Phone = "PHONE",
        /// 线上.
        Online = "ONLINE",
        /// 当面.
        InPerson = "IN_PERSON",
        /// 邮件.
        Email = "EMAIL",
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
            assert!(CustomerState::ALL.iter().all(|value| value.label(locale) != value.stored()));
            assert!(InteractionChannel::ALL.iter().all(|value| value.label(locale) != value.stored()));
        }
    }
}
