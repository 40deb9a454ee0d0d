//! What Liaison remembers: stores on SQLite and PostgreSQL, the unit of work, the event feed, keyset pages.
//!
//! This crate decides nothing and knows no use case. A noun has one room here under the name it has in `liaison-domain`:
//! functions that read over a [`store::Connection`], and [`unit_of_work::Stored`], through which
//! [`unit_of_work::UnitOfWork::record`] writes its rows together with their events; only what is no business stands beside them
//! ([`access_log`], [`account`], [`record_root`]). The schema is made by `liaison-migrations`, which this crate does not know.
//!
//! How a noun's room looks is shown at the head of [`unit_of_work`]; `directory` is one that is complete.

pub mod access_log;
pub mod account;
pub mod api_key;
pub mod calendar_feed;
pub mod comment;
pub mod customer;
pub mod deadline;
pub mod dialect;
pub mod directory;
pub mod error;
pub mod feed;
pub mod form_template;
pub mod guest;
pub mod integrity;
pub mod log;
pub mod meeting;
pub mod naming;
pub mod notification;
pub mod paging;
pub mod pictures;
pub mod policies;
pub mod portal;
pub mod problem;
pub mod progress_report;
pub mod rating;
pub mod record_root;
pub mod request;
pub mod resource;
pub mod routing;
pub mod sealed;
pub mod search;
pub mod store;
pub mod task;
pub mod unit_of_work;
pub mod visibility;

mod entities;
mod reindex;
