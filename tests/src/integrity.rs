//! The integrity of the record on both databases: roots that any number of nodes sign, what `liaison verify` says of a record that
//! is whole and of every way to alter one, roots that are kept elsewhere (people-and-access.md, The record; resolutions 8, 79).
//!
//! That a record is whole at the end is looked at by every test's `finish`.

mod altered;
mod job;
mod process;
mod untouched;

use liaison_domain::integrity::Break;
use liaison_gateway::app::App;
use liaison_gateway::integrity::{KeptRoots, KnownKeys, Report, verify};
use liaison_gateway::jobs::record_roots;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::company::AUDITOR;

const ROOTS: &str = "query($filter: RecordRootFilter) { recordRoots(first: 100, filter: $filter) { totalCount { value } nodes {
    number since until eventCount root previous signedAt statement signedMessage signature keyId } } }";

/// Signs what is due at this node once everything committed is settled; how many roots it kept.
async fn sign(app: &App) -> u64 {
    app.hub().feed().advance().await.expect("the feed can be read");
    record_roots::sign(app).await.expect("the store answers")
}

/// The roots as this caller reads them, newest first.
async fn roots_as(client: &Client, filter: Value) -> Vec<Value> {
    let found = client.query(ROOTS, json!({ "filter": filter })).await["recordRoots"]["nodes"].take();
    found.as_array().expect("a list").clone()
}

/// The roots, oldest first.
async fn roots(app: &TestApp) -> Vec<Value> {
    let mut roots = roots_as(&app.member(AUDITOR), json!({})).await;
    roots.reverse();
    roots
}

/// Those that somebody keeps, as they were answered.
fn kept(roots: &[Value]) -> KeptRoots {
    KeptRoots::read(&json!({ "data": { "recordRoots": { "nodes": roots } } }).to_string()).expect("roots")
}

/// What is found with the keys of the app.
async fn check(app: &TestApp, kept: &KeptRoots) -> Report {
    let keys = KnownKeys::of_keys(app.app().keys());
    verify(app.app().store(), &keys, kept).await.expect("the database can be read")
}

/// The first break, which there has to be.
async fn broken(app: &TestApp, kept: &KeptRoots) -> Break {
    let report = check(app, kept).await;
    assert!(!report.is_whole());
    report.broken.expect("a break")
}
