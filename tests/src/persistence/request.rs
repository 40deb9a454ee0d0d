//! Requests on both databases: what commands make is what is read back, seen by whom the domain lets see it, numbered
//! without a gap.

pub(in crate::persistence) mod company;
mod life;
mod lists;
mod numbers;
