//! What every test stands on: a database of its own on either engine, a moved clock, seeded IDs, actors and clients.
//!
//! A test takes a [`Backend`] inside [`both_databases!`], starts a `TestApp` on it and ends with `finish()`, which
//! looks whether anything was left behind. Nothing here knows a noun; what a noun's tests share stands in its own module.

pub(crate) mod app;
pub(crate) mod binary;
pub(crate) mod client;
pub(crate) mod clock;
pub(crate) mod company;
pub(crate) mod database;
pub(crate) mod dump;
pub(crate) mod ids;
pub(crate) mod issuer;
pub(crate) mod mutation;
pub(crate) mod record;
pub(crate) mod schema;
pub(crate) mod socket;

pub(crate) use app::{TestApp, unmetered};
pub(crate) use database::Backend;

/// Declares each test twice, `NAME::sqlite` and `NAME::postgres`, with the same body.
///
/// ```ignore
/// both_databases! {
///     /// X19: no code twice.
///     async fn codes_are_dense(backend) { … }
/// }
/// ```
macro_rules! both_databases {
    ($($(#[$attribute:meta])* async fn $name:ident($backend:ident) $body:block)+) => {$(
        $(#[$attribute])*
        mod $name {
            use super::*;

            async fn body($backend: $crate::support::Backend) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                body($crate::support::Backend::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                body($crate::support::Backend::Postgres).await;
            }
        }
    )+};
}
pub(crate) use both_databases;
