//! What the business of Liaison means: types, transitions and rules.
//!
//! This crate decides and does nothing else: no IO, no async, no clock, no randomness. A noun has one room here
//! (`request`, `task`, `problem`, `rating`, `directory` …) and a room of the same name on the floors above
//! (`liaison-persistence`, `liaison-gateway`). A command takes an aggregate, a [`command::Context`] and an input as values and
//! answers a [`command::Change`] (the new state with its events) or an [`error::Refusal`].

pub mod access;
pub mod access_log;
pub mod account;
pub mod api_key;
pub mod authority;
pub mod calendar;
pub mod calendar_feed;
pub mod canonical;
pub mod command;
pub mod comment;
pub mod customer;
pub mod deadline;
pub mod directory;
pub mod error;
pub mod event;
pub mod guest;
pub mod ids;
pub mod integrity;
pub mod link;
pub mod meeting;
mod named;
pub mod notice;
pub mod numbering;
pub mod pack;
pub mod patch;
pub mod policies;
pub mod portal;
pub mod priority;
pub mod problem;
pub mod progress_report;
pub mod rating;
pub mod record_root;
pub mod request;
pub mod resource;
pub mod routing;
pub mod score;
pub mod sealed;
pub mod search;
pub mod secret;
pub mod task;
#[cfg(test)]
mod testing;
pub mod text;
pub mod time;
pub mod wording;
