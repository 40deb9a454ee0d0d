//! Ratings in the schema: single ones, lists of them, and the figures of a department.

mod batches;
pub mod lists;
pub mod mutations;
pub mod object;
pub mod of_request;
pub mod summary;

pub use lists::{RatingFilter, RatingOrderField, RatingQuery};
pub use mutations::RatingMutation;
pub use object::Rating;
pub use of_request::RequestRatings;
pub use summary::{RatingAverages, RatingDistribution, RatingSummary};
