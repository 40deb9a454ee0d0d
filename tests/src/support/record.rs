//! Whether a database is whole: the feed has no gap, and rows and events tell the same story.
//!
//! Looked at through the library at the end of every test, and after a process was killed.

use std::collections::BTreeMap;

use liaison_domain::event::{Envelope, SubjectKind};
use liaison_persistence::feed::Feed;
use liaison_persistence::store::{Connection, Statements, Store};
use sea_orm::{ConnectionTrait as _, DbBackend, QueryResult, Statement};
use uuid::Uuid;

/// What a draft ends with that is thrown away: the only event after which a record has no row.
const DISCARDED: &str = "RequestDiscarded";

type Subject = (SubjectKind, Uuid);
/// The version that each subject has by its last event.
type Versions = BTreeMap<Subject, i64>;

/// Looks whether the database of `store` is whole, and answers every event in it, in the order of the feed.
///
/// Positions rise, each subject's versions begin at 1 and rise without a gap, ordinals too, every digest is what it has to
/// be and names the one before; each record has the version of its last event, and none is there without its events.
pub(crate) async fn check(store: &Store, feed: &Feed) -> Vec<Envelope> {
    let events = all_events(feed).await;
    let last = last_of_each(&events);
    check_heads(store, &last).await;
    check_rows(store, &last).await;
    events
}

async fn all_events(feed: &Feed) -> Vec<Envelope> {
    feed.advance().await.expect("the feed can be read");
    let (mut events, mut after) = (Vec::new(), 0);
    loop {
        let batch = feed.read(after, 500, &Statements::default()).await.expect("the feed can be read");
        if batch.events.is_empty() {
            return events;
        }
        after = batch.settled_up_to;
        events.extend(batch.events);
    }
}

/// The last event of each subject, after a look at all that came before it.
fn last_of_each(events: &[Envelope]) -> BTreeMap<Subject, &Envelope> {
    let mut position = 0;
    let mut last: BTreeMap<Subject, &Envelope> = BTreeMap::new();
    for event in events {
        assert!(event.position > position, "positions rise: {event:?}");
        position = event.position;
        let before = last.insert((event.subject_kind, event.subject), event);
        let (version, ordinal) = before.map_or((0, 0), |before| (before.version, before.ordinal));
        let follows = if event.ordinal == 1 {
            event.version == version + 1
        } else {
            event.version == version && event.ordinal == ordinal + 1
        };
        assert!(follows, "a gap after version {version}, ordinal {ordinal}: {event:?}");
        let digest = before.map(|before| &before.digest);
        assert_eq!(event.previous.as_ref(), digest, "not chained to the one before: {event:?}");
        assert_eq!(event.digest, event.expected_digest(), "altered: {event:?}");
    }
    last
}

/// The heads of all subjects are what their last events say.
async fn check_heads(store: &Store, last: &BTreeMap<Subject, &Envelope>) {
    let db = store.read(&Statements::default());
    let heads = query(&db, "SELECT kind, id, version FROM subject").await;
    let heads: Versions = heads
        .iter()
        .map(|row| {
            let kind: String = row.try_get_by_index(0).expect("a kind");
            let kind = SubjectKind::parse(&kind).expect("a known kind");
            let id: Uuid = row.try_get_by_index(1).expect("an ID");
            ((kind, id), row.try_get_by_index(2).expect("a version"))
        })
        .collect();
    let told: Versions = last.iter().map(|(subject, event)| (*subject, event.version)).collect();
    assert_eq!(heads, told, "the heads are not what the events say");
}

/// Every row of every table that has an ID and a version is as its last event left it, and every subject has its row.
async fn check_rows(store: &Store, last: &BTreeMap<Subject, &Envelope>) {
    let db = store.read(&Statements::default());
    let mut told: BTreeMap<Uuid, i64> = last.iter().map(|((_, id), event)| (*id, event.version)).collect();
    for table in versioned_tables(&db).await {
        for row in query(&db, &format!("SELECT id, version FROM {table}")).await {
            let id: Uuid = row.try_get_by_index(0).expect("an ID");
            let version: i64 = row.try_get_by_index(1).expect("a version");
            assert_eq!(told.remove(&id), Some(version), "{table} {id} changed without an event");
        }
    }
    for ((kind, id), event) in last {
        let gone = told.contains_key(id);
        assert_eq!(
            gone,
            event.event_type == DISCARDED,
            "{} {id}: its row or its event is missing",
            kind.name()
        );
    }
}

/// The tables of nouns: those with an ID and a version, heads and events apart.
async fn versioned_tables(db: &Connection) -> Vec<String> {
    let sql = match db.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT tables.name FROM sqlite_schema AS tables WHERE tables.type = 'table' AND tables.name NOT IN ('subject', 'event') \
             AND 2 = (SELECT count(*) FROM pragma_table_info(tables.name) AS columns \
                      WHERE columns.name IN ('id', 'version'))"
        }
        _ => {
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' \
             AND table_name NOT IN ('subject', 'event') AND column_name IN ('id', 'version') \
             GROUP BY table_name HAVING count(*) = 2"
        }
    };
    let rows = query(db, sql).await;
    let names: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0).expect("a name")).collect();
    assert!(names.len() >= 2, "departments and people have versions at least: {names:?}");
    names
}

async fn query(db: &Connection, sql: &str) -> Vec<QueryResult> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await;
    rows.expect("the question is valid SQL")
}
