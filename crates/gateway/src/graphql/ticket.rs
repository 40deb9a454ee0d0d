//! Tickets in the schema: what a request shows of its customer, a customer's tickets, and opening one in a single step. What the
//! customer sees is [`super::portal`]'s.

mod batches;
pub mod inputs;
pub mod mutations;
pub mod of_customer;
pub mod of_request;

pub use inputs::RequestTicketInput;
pub use mutations::TicketMutation;
pub use of_customer::{CustomerTickets, TicketSatisfactionSummary};
pub use of_request::{RequestTicket, TicketSatisfaction};
