//! The GraphQL API of Liaison: operations, schema, transports and sign-in, as a library that the `liaison` binary and
//! the tests start.
//!
//! A call passes five stops: `http` (wire forms) → `auth` (who calls) → `graphql` (decode, delegate, encode) →
//! `operations` (load, decide, record, commit) → the domain and the store. Each stop knows only the next.

pub mod address;
pub mod app;
pub mod auth;
mod calendar_file;
pub mod clock;
pub mod config;
pub mod demo;
pub mod exposure;
pub mod graphql;
pub mod http;
pub mod identity;
pub mod integrity;
pub mod jobs;
pub mod limits;
pub mod locale;
pub mod messages;
pub mod node;
pub mod operations;
pub mod rate;
pub mod tasks;
#[cfg(test)]
mod testing;
pub mod walkthrough;
