//! The contract of the persistence floor, the same tests on both databases.

mod customer;
mod directory;
mod feed;
mod feed_stress;
mod notification;
mod paging;
mod policies;
mod request;
mod schema;
mod search;
mod store;
mod support;
mod unit_of_work;
mod visibility;
