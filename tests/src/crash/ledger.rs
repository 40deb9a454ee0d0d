//! What the clerks were told, held against the record.

use std::collections::{BTreeMap, BTreeSet};

use liaison_domain::event::Envelope;
use liaison_domain::ids::{CallId, ProblemId, ProgressReportId, RequestId, TaskId};
use liaison_persistence::dialect::Dialect;
use liaison_persistence::feed::Feed;
use liaison_persistence::store::{Statements, Store};
use sea_orm::{ConnectionTrait as _, QueryResult, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use super::clerk::{Clerk, Done, INITIATOR, SEEN};
use super::site::Site;

/// How many objects are asked for in one call.
const PAGE: usize = 25;

/// Every acknowledged call is one call of the record: the events of one call ID, of which the last stands at the cursor that
/// the clerk was given and one left the object with the version that it was shown. Answers how many calls of the record
/// nobody was told of.
///
/// Beside that, the database holds one settled idempotency key for each of these calls, and is itself sound.
pub(super) async fn check(store: &Store, feed: &Feed, events: &[Envelope], clerks: &[Clerk]) -> usize {
    let mut calls: BTreeMap<CallId, Vec<&Envelope>> = BTreeMap::new();
    // The company was founded by the server itself, in nobody's name.
    for event in events.iter().filter(|event| event.actor.is_some()) {
        calls.entry(event.call).or_default().push(event);
    }
    let recorded = calls.len();
    let by_position: BTreeMap<i64, &Envelope> = events.iter().map(|event| (event.position, event)).collect();
    for done in clerks.iter().flat_map(|clerk| &clerk.done) {
        let position = feed.position(&done.cursor).expect("a cursor of this database");
        let event =
            by_position.get(&position).unwrap_or_else(|| panic!("lost: nothing at the cursor of {done:?}"));
        let of_call = calls.remove(&event.call);
        let of_call = of_call.unwrap_or_else(|| panic!("two calls have the events of one: {done:?}"));
        assert_eq!(of_call.last().map(|last| last.position), Some(position), "{done:?}");
        let subject = subject(done.id());
        let left_so = |event: &&&Envelope| event.subject == subject && event.version == done.version();
        assert!(of_call.iter().any(|event| left_so(&event)), "the record says otherwise than {done:?}");
    }
    check_keys(store, recorded).await;
    if store.dialect() == Dialect::Sqlite {
        assert_eq!(texts(store, "PRAGMA integrity_check").await, ["ok"]);
        assert!(
            rows(store, "PRAGMA foreign_key_check").await.is_empty(),
            "a row refers to one that is not there"
        );
    }
    calls.len()
}

/// One key for each call, and none without its answer.
async fn check_keys(store: &Store, calls: usize) {
    let keys = rows(store, "SELECT count(*), count(subjects), count(position) FROM idempotency").await;
    for column in 0..3 {
        let count: i64 = keys[0].try_get_by_index(column).expect("a number");
        assert_eq!(usize::try_from(count).ok(), Some(calls), "keys, of which column {column} is set");
    }
}

/// The API shows every object that a clerk was told of, at least as it was told; what has not changed since, exactly so.
pub(super) async fn check_shown(site: &Site, base: &str, clerks: &[Clerk]) {
    let mut last: BTreeMap<&str, &Done> = BTreeMap::new();
    for done in clerks.iter().flat_map(|clerk| &clerk.done) {
        let newer = last.get(done.id()).is_none_or(|before| before.version() < done.version());
        if newer {
            last.insert(done.id(), done);
        }
    }
    let fragments = SEEN.map(|(name, fields)| {
        let kind = format!("{}{}", &name[..1].to_uppercase(), &name[1..]);
        format!("... on {kind} {{ {} }}", aliased(name, fields))
    });
    let document = format!("query($ids: [ID!]!) {{ nodes(ids: $ids) {{ {} }} }}", fragments.join(" "));
    let (client, ids) = (site.client(base, INITIATOR), last.keys().collect::<Vec<_>>());
    for page in ids.chunks(PAGE) {
        let shown = client.query(&document, json!({ "ids": page })).await;
        for (id, node) in page.iter().zip(shown["nodes"].as_array().expect("a list")) {
            let told = last[**id];
            let node = unaliased(node);
            let version = node["version"].as_i64().unwrap_or_else(|| panic!("lost: {told:?}"));
            assert!(version >= told.version(), "older than acknowledged: {node:#} {told:?}");
            assert!(
                version > told.version() || node == told.object,
                "not as acknowledged: {node:#} {told:?}"
            );
        }
    }
}

/// Fields of one name have different types on different objects, so each gets the object's name before its own.
fn aliased(name: &str, fields: &str) -> String {
    let (mut depth, mut out) = (0, Vec::new());
    for word in fields.split_whitespace() {
        match word {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ if depth == 0 => {
                out.push(format!("{name}_{word}: {word}"));
                continue;
            }
            _ => {}
        }
        out.push(word.to_owned());
    }
    out.join(" ")
}

fn unaliased(node: &Value) -> Value {
    let fields = node.as_object().into_iter().flatten();
    let plain =
        fields.map(|(name, value)| (name.split_once('_').map_or(name.as_str(), |(_, own)| own), value));
    plain.map(|(name, value)| (name.to_owned(), value.clone())).collect()
}

/// X19: the codes of requests and of the tasks of each request have no gap and no double.
pub(super) async fn check_codes(store: &Store) {
    for (table, digits) in [("request", 3), ("task", 2)] {
        let codes = texts(store, &format!("SELECT code FROM {table} WHERE code IS NOT NULL")).await;
        let mut serials: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for code in &codes {
            let (scope, serial) = code.split_at(code.len() - digits);
            let fresh =
                serials.entry(scope).or_default().insert(serial.parse().expect("codes end with a serial"));
            assert!(fresh, "{code} was given out twice");
        }
        assert!(!serials.is_empty(), "no {table} has a code");
        for (scope, serials) in serials {
            assert!(serials.iter().copied().eq(1..=serials.len()), "{scope} has a gap: {serials:?}");
        }
    }
}

/// The bits of an ID as clients see it.
fn subject(id: &str) -> Uuid {
    let parsed = match id.split_once('_') {
        Some(("req", _)) => id.parse::<RequestId>().map(RequestId::uuid),
        Some(("task", _)) => id.parse::<TaskId>().map(TaskId::uuid),
        Some(("prob", _)) => id.parse::<ProblemId>().map(ProblemId::uuid),
        _ => id.parse::<ProgressReportId>().map(ProgressReportId::uuid),
    };
    parsed.expect("an ID of one of the clerks' objects")
}

async fn rows(store: &Store, sql: &str) -> Vec<QueryResult> {
    let db = store.read(&Statements::default());
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await;
    rows.expect("the question is valid SQL")
}

async fn texts(store: &Store, sql: &str) -> Vec<String> {
    rows(store, sql).await.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect()
}
