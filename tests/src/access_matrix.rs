//! The access matrix: every root mutation of the schema, as everybody who might call it, over real sockets.
//!
//! `access_matrix/matrix.md` is the expectation and the documentation: a line a mutation and case, a column a role. Here every
//! line is called by every role: as a dry run first, and where it is refused once more in earnest, after which nothing may
//! have been written. A mutation of the schema without a line fails, so does a line without a mutation, and so does an
//! `abilities` that says otherwise than the cell. What a role is, and what the calls need, stands in `world`; the calls of a
//! noun stand in the file of its name.

mod abilities;
mod api_key;
mod calendar_feed;
mod call;
mod comment;
mod customer;
mod deadline;
mod directory;
mod guest;
mod meeting;
mod notification;
mod problem;
mod rating;
mod request;
mod table;
mod task;
mod ticket;
mod world;

use std::collections::BTreeSet;

use futures_util::{StreamExt as _, stream};
use serde_json::{Value, json};

use crate::support::client::Client;
use crate::support::{Backend, both_databases};
use call::{Call, Found};
use table::{Cell, Matrix, Role, Row};
use world::World;

/// All calls, in worlds in which each is admissible for somebody.
async fn calls(world: &World) -> Vec<Call> {
    let mut calls = request::calls(world).await;
    calls.extend(task::calls(world).await);
    calls.extend(problem::calls(world).await);
    calls.extend(rating::calls(world).await);
    calls.extend(deadline::calls(world).await);
    calls.extend(meeting::calls(world).await);
    calls.extend(directory::calls(world).await);
    calls.extend(notification::calls());
    calls.extend(customer::calls(world).await);
    calls.extend(comment::calls(world).await);
    calls.extend(ticket::calls(world).await);
    calls.extend(calendar_feed::calls(world).await);
    calls.extend(guest::calls(world).await);
    calls.extend(api_key::calls(world).await);
    calls
}

/// Those that prove who somebody is: they answer secrets, so they are neither tried nor repeated; who may is `crate::account`'s.
const OF_ACCOUNTS: [&str; 6] =
    ["signIn", "tokenRefresh", "signOut", "passwordChange", "passwordReset", "passwordResetIssue"];

/// The mutations that the server itself names.
async fn mutations(world: &World) -> BTreeSet<String> {
    let data = world.stranger().query("{ __schema { mutationType { fields { name } } } }", json!({})).await;
    let fields = data["__schema"]["mutationType"]["fields"].as_array().expect("there are mutations");
    let mut names: BTreeSet<_> =
        fields.iter().map(|field| field["name"].as_str().expect("a name").to_owned()).collect();
    assert!(OF_ACCOUNTS.iter().all(|name| names.remove(*name)), "a mutation is gone");
    names
}

/// What guests alone may call, who are nobody of the company; that they may is `guest`'s.
const GUESTS_ALONE: [&str; 1] = ["guestCommentAdd"];

/// What of schema, lines and calls lacks its counterpart.
fn gaps(schema: &BTreeSet<String>, matrix: &Matrix, calls: &[Call]) -> Vec<String> {
    let lines: BTreeSet<_> = matrix.rows.iter().map(|row| row.mutation.clone()).collect();
    let mut gaps: Vec<String> =
        schema.difference(&lines).map(|name| format!("{name} has no line in matrix.md")).collect();
    gaps.extend(lines.difference(schema).map(|name| format!("{name} has a line and is no mutation")));
    for row in &matrix.rows {
        let of_row = calls.iter().filter(|call| call.is_of(row)).count();
        if of_row != 1 {
            gaps.push(format!("{row}: one call is needed, {of_row} are there"));
        }
        if !row.cells.contains(&Cell::Allowed) && !GUESTS_ALONE.contains(&row.mutation.as_str()) {
            gaps.push(format!("{row}: nobody is allowed, so nothing is shown"));
        }
    }
    let lost = calls.iter().filter(|call| !matrix.rows.iter().any(|row| call.is_of(row)));
    gaps.extend(lost.map(|call| format!("{call} has no line")));
    gaps
}

/// Lines of one document, so that it stays within what a call may cost.
const BATCH: usize = 10;

/// Documents under way at once; nobody writes, so that they do not see each other.
const AT_ONCE: usize = 4;

/// A line with the call that it is about.
type Line<'a> = (&'a Row, &'a Call);

/// Calls these lines as this role, and says what was not as it has to be. Nothing is sent in earnest that a dry run admits.
async fn attempt(world: &World, role: &Role, lines: &[Line<'_>]) -> Vec<String> {
    let client = world.client(role);
    let before = world.events().await;
    let dry = sent(&client, lines, |_, call| Some(call.dry())).await;
    let refused = |at: usize| {
        let expected = lines[at].0.cell(role);
        !expected.is_allowed() && dry[at].as_ref().is_some_and(|found| found.is(expected))
    };
    let earnest = sent(&client, lines, |at, call| refused(at).then(|| call.input.clone())).await;
    let spoiled = sent(&client, lines, |at, call| call.spoiled().filter(|_| refused(at))).await;
    let mut findings = differences(role, "", lines, &dry);
    findings.extend(differences(role, ", in earnest", lines, &earnest));
    findings.extend(differences(role, ", with wrong content", lines, &spoiled));
    let written = world.events().await - before;
    if written != 0 {
        let names: Vec<_> = lines.iter().map(|(row, _)| row.to_string()).collect();
        findings.push(format!("{written} events were written during {} as {role}", names.join(", ")));
    }
    findings
}

/// What became of those lines for which there is an input.
async fn sent(
    client: &Client,
    lines: &[Line<'_>],
    input: impl Fn(usize, &Call) -> Option<Value>,
) -> Vec<Option<Found>> {
    let calls = lines.iter().enumerate().map(|(at, (_, call))| (*call, input(at, call)));
    call::send(client, &calls.collect::<Vec<_>>()).await
}

/// Where the answers are not what the cells say.
fn differences(role: &Role, how: &str, lines: &[Line<'_>], answers: &[Option<Found>]) -> Vec<String> {
    let answered = lines.iter().zip(answers).filter_map(|((row, _), found)| Some((row, found.as_ref()?)));
    let other = answered.filter(|(row, found)| !found.is(row.cell(role)));
    other.map(|(row, found)| format!("{row} as {role}{how}: {}, not {found}", row.cell(role))).collect()
}

async fn holds(backend: Backend) {
    let matrix = Matrix::read();
    let world = World::start(backend, &matrix.roles).await;
    let calls = calls(&world).await;
    let mut findings = gaps(&mutations(&world).await, &matrix, &calls);
    let called = |row| Some((row, calls.iter().find(|call| call.is_of(row))?));
    let lines: Vec<Line<'_>> = matrix.rows.iter().filter_map(called).collect();
    let attempts = matrix.roles.iter().flat_map(|role| {
        // A document is refused as a whole to somebody who is not signed in, so that each line needs its own.
        let batch = if role.employee.is_some() { BATCH } else { 1 };
        lines.chunks(batch).map(|lines| attempt(&world, role, lines))
    });
    let attempts = stream::iter(attempts.collect::<Vec<_>>()).buffered(AT_ONCE);
    findings.extend(attempts.collect::<Vec<_>>().await.into_iter().flatten());
    findings.extend(abilities::findings(&world, &matrix, &calls).await);
    println!("access matrix: {} lines as {} roles", matrix.rows.len(), matrix.roles.len());
    assert!(findings.is_empty(), "{} findings:\n{}", findings.len(), findings.join("\n"));
    world.finish().await;
}

both_databases! {
    /// Every line, every role; and `abilities` says the same.
    async fn the_matrix_holds(backend) {
        holds(backend).await;
    }
}

/// The check of gaps can fail: it names a mutation without a line, a line without a mutation and a line without a call.
#[test]
fn a_gap_is_named() {
    let matrix = Matrix::read();
    let mut schema: BTreeSet<_> = matrix.rows.iter().map(|row| row.mutation.clone()).collect();
    schema.insert("thingMake".to_owned());
    schema.remove("requestSign");
    let call = Call::new("requestSign", "agreed", Value::Null);
    let gaps = gaps(&schema, &matrix, &[call]);
    for gap in [
        "thingMake has no line in matrix.md",
        "requestSign has a line and is no mutation",
        "requestClose (accepted and rated): one call is needed, 0 are there",
    ] {
        assert!(gaps.iter().any(|found| found == gap), "{gap}: {gaps:#?}");
    }
    assert!(!gaps.iter().any(|gap| gap.starts_with("requestSign (")), "its call is there");
}
