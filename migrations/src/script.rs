//! The language in which a step is written: SQL that both databases read, with a word for each thing they name apart.
//!
//! | word | means | PostgreSQL | SQLite |
//! |---|---|---|---|
//! | `:id` | 16 bytes of a UUID | `uuid` | `BLOB` |
//! | `:text` | text compared byte by byte; also JSON, dates as ISO 8601, digests, names of states | `text COLLATE "C"` | `TEXT` |
//! | `:int` | whole number; instants as microseconds since 1970 | `bigint` | `INTEGER` |
//! | `:bool` | truth | `boolean` | `INTEGER` |
//! | `:bytes` | bytes | `bytea` | `BLOB` |
//! | `:position` | the primary key that rises with every row | `bigint` from the sequence `event_position` | `INTEGER … AUTOINCREMENT` |
//! | `:strict` | stands after a table's closing parenthesis | nothing | `STRICT` |
//!
//! Statements end in `;`. A column by which a list can be ordered is NOT NULL. No step calls the clock of the database.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::prelude::Uuid;
use sea_orm_migration::sea_orm::{DbBackend, Statement};

/// A piece of a step.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// For both databases, in the words of this module.
    Both(&'static str),
    /// For PostgreSQL alone: sequences, extensions, kinds of index of its own.
    Postgres(&'static str),
    /// For SQLite alone: virtual tables.
    Sqlite(&'static str),
}

impl Part {
    fn sql(self, backend: DbBackend) -> Option<String> {
        match (self, backend) {
            (Self::Both(sql), _)
            | (Self::Postgres(sql), DbBackend::Postgres)
            | (Self::Sqlite(sql), DbBackend::Sqlite) => Some(translate(backend, sql)),
            (Self::Postgres(_) | Self::Sqlite(_), _) => None,
        }
    }
}

/// One step of the schema. On PostgreSQL each runs in a transaction of its own, on SQLite all that are missing in one.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The name under which the database notes it: that of its file, frozen.
    pub name: &'static str,
    /// What it does, in order.
    pub parts: &'static [Part],
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    #[expect(
        elided_lifetimes_in_paths,
        reason = "the trait elides it, and an implementation has to do the same"
    )]
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for sql in self.parts.iter().filter_map(|part| part.sql(manager.get_database_backend())) {
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}

fn translate(backend: DbBackend, sql: &str) -> String {
    let words: [(&str, &str); 7] = if backend == DbBackend::Postgres {
        [
            (":position", "bigint PRIMARY KEY DEFAULT nextval('event_position')"),
            (":strict", ""),
            (":bytes", "bytea"),
            (":text", "text COLLATE \"C\""),
            (":bool", "boolean"),
            (":int", "bigint"),
            (":id", "uuid"),
        ]
    } else {
        [
            (":position", "INTEGER PRIMARY KEY AUTOINCREMENT"),
            (":strict", "STRICT"),
            (":bytes", "BLOB"),
            (":text", "TEXT"),
            (":bool", "INTEGER"),
            (":int", "INTEGER"),
            (":id", "BLOB"),
        ]
    };
    words.iter().fold(sql.to_owned(), |sql, (word, meaning)| sql.replace(word, meaning))
}

/// The names of the steps that were applied, in order; none where nothing was.
pub(crate) async fn applied<C: ConnectionTrait>(db: &C) -> Result<Vec<String>, DbErr> {
    if !has_steps(db).await? {
        return Ok(Vec::new());
    }
    let select = Statement::from_string(
        db.get_database_backend(),
        "SELECT version FROM seaql_migrations ORDER BY version",
    );
    db.query_all_raw(select).await?.iter().map(|row| row.try_get("", "version")).collect()
}

/// Gives the database its epoch unless it has one.
pub(crate) async fn identify<C: ConnectionTrait>(db: &C, epoch: [u8; 16]) -> Result<(), DbErr> {
    let backend = db.get_database_backend();
    let value = Uuid::from_bytes(epoch);
    let sql = if backend == DbBackend::Postgres {
        "INSERT INTO database_state (one, epoch, directory_version) VALUES (1, $1, 0) ON CONFLICT DO NOTHING"
    } else {
        "INSERT INTO database_state (one, epoch, directory_version) VALUES (1, ?, 0) ON CONFLICT DO NOTHING"
    };
    db.execute_raw(Statement::from_sql_and_values(backend, sql, [value.into()])).await?;
    Ok(())
}

async fn has_steps<C: ConnectionTrait>(db: &C) -> Result<bool, DbErr> {
    let backend = db.get_database_backend();
    let sql = if backend == DbBackend::Postgres {
        "SELECT 1 AS found FROM pg_catalog.pg_class WHERE oid = to_regclass('seaql_migrations')"
    } else {
        "SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = 'seaql_migrations'"
    };
    Ok(db.query_one_raw(Statement::from_string(backend, sql)).await?.is_some())
}
