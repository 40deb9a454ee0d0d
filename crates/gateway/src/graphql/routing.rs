//! Routing rules in the schema: which department takes tickets of a category, since when, and who said so. Everybody reads
//! them, administrators set them.

pub mod lists;
pub mod mutations;
pub mod object;

pub use lists::RoutingQuery;
pub use mutations::RoutingMutation;
pub use object::{RoutingRule, RoutingRuleVersion};
