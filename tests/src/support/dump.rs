//! All that a database holds, as text: what was erased may stand nowhere in it (resolution 79).

use liaison_persistence::store::Statements;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

use super::app::TestApp;

/// Every row of every table as text.
pub(crate) async fn dump(app: &TestApp) -> String {
    let db = app.app().store().read(&Statements::default());
    let query = async |sql: &str| {
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await;
        let rows = rows.expect("the question is valid SQL");
        rows.iter()
            .map(|row| row.try_get_by_index::<Option<String>>(0).expect("text").unwrap_or_default())
            .collect::<Vec<_>>()
    };
    let mut text = String::new();
    if db.get_database_backend() == DbBackend::Sqlite {
        for table in
            query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").await
        {
            let columns = query(&format!("SELECT name FROM pragma_table_info('{table}')")).await;
            let columns: Vec<_> =
                columns.iter().map(|name| format!("coalesce(CASE typeof({name}) WHEN 'blob' THEN hex({name}) ELSE CAST({name} AS TEXT) END, '')")).collect();
            let rows = query(&format!("SELECT {} FROM {table}", columns.join(" || '|' || "))).await;
            text.push_str(&rows.join("\n"));
        }
    } else {
        for table in
            query("SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'")
                .await
        {
            text.push_str(&query(&format!("SELECT row_to_json(t)::text FROM {table} AS t")).await.join("\n"));
        }
    }
    text
}
