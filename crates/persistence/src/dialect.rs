//! Every place where the two databases differ; no other module asks which one it talks to.
//!
//! Expressions made here mean the same on both: text compares byte by byte, letters A to Z count as a to z where a search
//! says so, and lists of values travel as one parameter, so that the text of a statement does not depend on their number.

use liaison_domain::ids::{Id, Kind};
use sea_orm::sea_query::extension::postgres::PgFunc;
use sea_orm::sea_query::{
    ArrayType, Expr, ExprTrait as _, Func, FunctionCall, Query, SelectStatement, Value,
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use uuid::Uuid;

mod search;

pub(crate) use search::Pattern;

/// Which database, as one copyable word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite, the embedded default.
    Sqlite,
    /// PostgreSQL 15 or later.
    Postgres,
}

impl Dialect {
    /// The dialect that `db` speaks.
    pub fn of(db: &impl ConnectionTrait) -> Self {
        match db.get_database_backend() {
            DbBackend::Sqlite => Self::Sqlite,
            _ => Self::Postgres,
        }
    }

    pub(crate) const fn backend(self) -> DbBackend {
        match self {
            Self::Sqlite => DbBackend::Sqlite,
            Self::Postgres => DbBackend::Postgres,
        }
    }

    /// What ends a SELECT that locks its rows until the transaction ends; on SQLite the only writer needs no such lock.
    pub(crate) const fn row_lock(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR NO KEY UPDATE",
        }
    }

    /// Asks the machine of the database for its time, to compare clocks and for nothing else; an embedded one has none.
    pub(crate) const fn clock(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => {
                Some("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS micros")
            }
        }
    }

    /// What ends a SELECT that takes rows in hand and passes over those which another transaction has; on SQLite there is no
    /// other.
    pub(crate) const fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// Takes the turns of these IDs in their order until the transaction ends; a second transaction that wants one of them waits.
    /// On SQLite the only writer needs none.
    pub(crate) fn turns(self, ids: impl IntoIterator<Item = Uuid>) -> Option<Statement> {
        let key = |id: Uuid| i64::from_be_bytes(id.as_u64_pair().1.to_be_bytes());
        match self {
            Self::Sqlite => None,
            Self::Postgres => {
                let mut keys: Vec<i64> = ids.into_iter().map(key).collect();
                keys.sort_unstable();
                let keys = keys.into_iter().map(Value::from).collect();
                let keys = Value::Array(ArrayType::BigInt, Some(Box::new(keys)));
                let sql = "SELECT pg_advisory_xact_lock(turn) IS NULL AS taken FROM unnest($1) AS turn";
                Some(Statement::from_sql_and_values(self.backend(), sql, [keys]))
            }
        }
    }

    /// Whether `expr` is one of these IDs; never, for none.
    pub fn any_id(self, expr: Expr, ids: impl IntoIterator<Item = Uuid>) -> Expr {
        let ids: Vec<Uuid> = ids.into_iter().collect();
        match self {
            Self::Postgres => expr.eq(PgFunc::any(Expr::val(id_array(&ids)))),
            Self::Sqlite => expr.in_subquery(json_each("unhex(value)", &hexed(&ids))),
        }
    }

    /// [`Self::any_id`] over IDs of one kind.
    pub fn any_of<K: Kind>(self, expr: Expr, ids: impl IntoIterator<Item = Id<K>>) -> Expr {
        self.any_id(expr, ids.into_iter().map(Id::uuid))
    }

    /// Adds a row for each of these IDs to what `select` reads from, under `name`; answers the ID in it.
    pub(crate) fn each_id(self, select: &mut SelectStatement, ids: &[Uuid], name: &'static str) -> Expr {
        match self {
            Self::Postgres => {
                select.from_function(Func::cust("unnest").arg(Expr::val(id_array(ids))), name);
                Expr::col((name, name))
            }
            Self::Sqlite => {
                select.from_function(json_list(&hexed(ids)), name);
                Func::cust("unhex").arg(Expr::col((name, "value"))).into()
            }
        }
    }

    /// Whether `expr` is one of these texts; never, for none.
    pub fn any_text(self, expr: Expr, texts: &[String]) -> Expr {
        match self {
            Self::Postgres => {
                let values = texts.iter().map(|text| Value::from(text.as_str())).collect();
                expr.eq(PgFunc::any(Expr::val(Value::Array(ArrayType::String, Some(Box::new(values))))))
            }
            Self::Sqlite => expr.in_subquery(json_each("value", texts)),
        }
    }

    /// Whether `expr` is one of these numbers; never, for none.
    pub fn any_number(self, expr: Expr, numbers: &[i64]) -> Expr {
        match self {
            Self::Postgres => {
                let values = numbers.iter().map(|number| Value::from(*number)).collect();
                expr.eq(PgFunc::any(Expr::val(Value::Array(ArrayType::BigInt, Some(Box::new(values))))))
            }
            Self::Sqlite => expr.in_subquery(json_each("value", numbers)),
        }
    }

    /// Whether `part` stands anywhere in `expr`; A to Z and a to z are the same, all else is compared as it is.
    pub fn contains(self, expr: Expr, part: &str) -> Expr {
        let part = Expr::val(part.to_ascii_lowercase());
        let place = match self {
            Self::Sqlite => Func::cust("instr").arg(Func::lower(expr)).arg(part),
            Self::Postgres => Func::cust("strpos").arg(Func::lower(expr)).arg(part),
        };
        Expr::from(place).gt(0)
    }

    /// Whether `expr` begins with `start`, by the same comparison as [`Self::contains`].
    pub fn starts_with(self, expr: Expr, start: &str) -> Expr {
        let start = start.to_ascii_lowercase();
        let length = i32::try_from(start.chars().count()).unwrap_or(i32::MAX);
        let head = Func::cust("substr").arg(Func::lower(expr)).arg(1).arg(length);
        Expr::from(head).eq(start)
    }
}

fn id_array(ids: &[Uuid]) -> Value {
    let values = ids.iter().map(|id| Value::from(*id)).collect();
    Value::Array(ArrayType::Uuid, Some(Box::new(values)))
}

fn hexed(ids: &[Uuid]) -> Vec<String> {
    ids.iter().map(|id| id.simple().to_string()).collect()
}

fn json_each<T: serde::Serialize>(column: &'static str, values: &[T]) -> SelectStatement {
    Query::select().expr(Expr::cust(column)).from_function(json_list(values), "list").to_owned()
}

fn json_list<T: serde::Serialize>(values: &[T]) -> FunctionCall {
    let list = serde_json::to_string(values).expect("texts and whole numbers are JSON");
    Func::cust("json_each").arg(Expr::val(list))
}
