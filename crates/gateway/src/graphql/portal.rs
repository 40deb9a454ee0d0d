//! The portal in the schema: links to tickets for whoever answers to the customer, and what the customer sees by one.
//!
//! The customer's side ([`view`], [`rating`], [`subscription`]) is answered without credentials and reaches no other type of the
//! schema: the token in the argument is the only right that counts there, whoever calls, and it is looked up anew every time
//! (X26, resolutions 66 and 67).

mod batches;
pub mod link;
pub mod mutations;
pub mod rating;
pub mod subscription;
pub mod view;

pub use link::{PortalLink, links_of};
pub use mutations::PortalLinkMutation;
pub use rating::PortalRatingMutation;
pub use subscription::PortalSubscription;
pub use view::{PortalQuery, PortalTicket};

/// The root fields that are answered without credentials.
pub const PUBLIC_FIELDS: [&str; 3] = ["portalTicket", "portalTicketChanged", "ticketRate"];
