//! The schema that the migrations leave, as a snapshot for each database: a change of it is seen in review.

use sea_orm::{ConnectionTrait as _, Statement};

use super::support::{Db, Kind, on_both};

on_both! {
    the_schema_is_the_reviewed_one;
}

const SQLITE: &str = "SELECT sql || ';' AS line FROM sqlite_master
    WHERE sql IS NOT NULL AND name <> 'seaql_migrations' AND name NOT LIKE 'sqlite_%'
    ORDER BY tbl_name, type DESC, name";

/// Columns, then constraints, then indexes that no constraint made, then triggers, all by table.
const POSTGRES: &str = r"
SELECT line FROM (
    SELECT table_name::text AS place, 1 AS part,
        format('%s.%s %s%s%s%s', table_name, column_name, data_type, ' COLLATE ' || collation_name,
            CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END, ' DEFAULT ' || column_default) AS line,
        lpad(ordinal_position::text, 4, '0') AS sorted
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL
    SELECT conrelid::regclass::text, 2, format('%s: %s', conrelid::regclass, pg_get_constraintdef(oid)),
        pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT tablename::text, 3, indexdef, indexname
    FROM pg_indexes WHERE schemaname = 'public'
        AND indexname NOT IN (SELECT conname FROM pg_constraint)
    UNION ALL
    SELECT sequencename::text, 4, format('sequence %s %s cache %s', sequencename, data_type, cache_size), ''
    FROM pg_sequences WHERE schemaname = 'public'
    UNION ALL
    SELECT tgrelid::regclass::text, 5, pg_get_triggerdef(oid), tgname
    FROM pg_trigger WHERE NOT tgisinternal
) AS parts WHERE place <> 'seaql_migrations'
ORDER BY place, part, sorted";

async fn the_schema_is_the_reviewed_one(db: &Db) {
    let (sql, name) = match db.kind {
        Kind::Sqlite => (SQLITE, "sqlite"),
        Kind::Postgres => (POSTGRES, "postgres"),
    };
    let connection = db.read();
    let select = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(select).await.expect("answers");
    let lines: Vec<String> = rows.iter().map(|row| row.try_get("", "line").expect("a line")).collect();
    assert!(
        !lines.iter().any(|line| line.contains("now()") || line.contains("CURRENT_")),
        "SQL calls the clock"
    );
    insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "snapshots", omit_expression => true }, {
        insta::assert_snapshot!(format!("schema_{name}"), lines.join("\n"));
    });
}
