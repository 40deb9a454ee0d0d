//! Whether rows and events tell the same story: no record changed without an event, none has an event without its row.

use std::collections::BTreeMap;

use liaison_domain::event::SubjectKind;
use liaison_gateway::app::App;
use liaison_persistence::store::{Connection, Statements};
use sea_orm::{ConnectionTrait as _, DbBackend, QueryResult, Statement};
use uuid::Uuid;

/// The version that each subject has by its last event.
pub(super) type Versions = BTreeMap<(SubjectKind, Uuid), i64>;

/// Compares the heads of all subjects, and the rows of every table that has an ID and a version, with the events.
pub(super) async fn check_rows(app: &App, told: &Versions) {
    let db = app.store().read(&Statements::default());
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
    assert_eq!(&heads, told, "the heads are not what the events say");
    let versions: BTreeMap<Uuid, i64> = told.iter().map(|((_, id), version)| (*id, *version)).collect();
    for table in versioned_tables(&db).await {
        for row in query(&db, &format!("SELECT id, version FROM {table}")).await {
            let id: Uuid = row.try_get_by_index(0).expect("an ID");
            let version: i64 = row.try_get_by_index(1).expect("a version");
            assert_eq!(versions.get(&id), Some(&version), "{table} {id} changed without an event");
        }
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
