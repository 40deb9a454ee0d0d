//! What can go wrong between a store and its database: told apart by what a caller can do about it.
//!
//! Lookups that find nothing are no errors; they answer `None`. Business refusals are the domain's.

use liaison_domain::event::SubjectKind;
use sea_orm::sqlx;
use sea_orm::{DbErr, RuntimeErr};
use uuid::Uuid;

/// How long a caller should wait before it asks again, in milliseconds, where nothing better is known.
const RETRY_AFTER_MS: u64 = 1_000;

/// Why a statement or a unit of work did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database cannot serve this now: the queue before it is full, it is away, or a time limit was reached.
    #[error("the database is not available")]
    Unavailable {
        /// When to ask again, in milliseconds.
        retry_after_ms: u64,
        /// What the database said, if it said anything.
        #[source]
        source: Option<DbErr>,
    },
    /// Somebody else was first.
    #[error("a conflict with another change")]
    Conflict(#[from] Conflict),
    /// A stored value is not one that this release or an earlier one ever wrote.
    #[error("the value in {table}.{column} of {id} cannot be read")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row.
        id: Uuid,
    },
    /// The page asked for starts at a cursor that is none, or of another order or filter.
    #[error(transparent)]
    InvalidCursor(#[from] InvalidCursor),
    /// The database refused a statement, which is a fault of ours.
    #[error("the database refused a statement")]
    Driver(#[source] DbErr),
}

/// A cursor that is none, or of another order or filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor of this list")]
pub struct InvalidCursor;

/// Who was first at what.
#[derive(Debug, thiserror::Error)]
pub enum Conflict {
    /// The record has another version than the one that the change started from.
    #[error("{kind:?} {id} has changed since it was read")]
    Stale {
        /// What it is.
        kind: SubjectKind,
        /// The bits of its ID.
        id: Uuid,
    },
    /// A unique value is in use: an ID chosen by a client, a code.
    #[error("a unique value is in use ({constraint})")]
    Duplicate {
        /// What the database calls the constraint: on PostgreSQL its name, on SQLite the columns.
        constraint: String,
    },
    /// Two transactions stood in each other's way and this one was ended; trying again is right.
    #[error("the transaction was ended in favour of another")]
    Contention(#[source] DbErr),
}

impl Error {
    /// Whether the whole operation may succeed if it is run again from its beginning.
    pub const fn is_retryable(&self) -> bool {
        match self {
            Self::Conflict(Conflict::Contention(_)) => true,
            Self::Conflict(Conflict::Stale { .. } | Conflict::Duplicate { .. })
            | Self::Unavailable { .. }
            | Self::Corrupt { .. }
            | Self::InvalidCursor(_)
            | Self::Driver(_) => false,
        }
    }

    /// A queue before the database is full or took too long.
    pub(crate) const fn busy() -> Self {
        Self::Unavailable { retry_after_ms: RETRY_AFTER_MS, source: None }
    }

    /// A value that does not parse.
    pub const fn corrupt(table: &'static str, column: &'static str, id: Uuid) -> Self {
        Self::Corrupt { table, column, id }
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        match verdict(&error) {
            Verdict::Away => Self::Unavailable { retry_after_ms: RETRY_AFTER_MS, source: Some(error) },
            Verdict::Contention => Self::Conflict(Conflict::Contention(error)),
            Verdict::Duplicate(constraint) => Self::Conflict(Conflict::Duplicate { constraint }),
            Verdict::Fault => Self::Driver(error),
        }
    }
}

enum Verdict {
    Away,
    Contention,
    Duplicate(String),
    Fault,
}

fn verdict(error: &DbErr) -> Verdict {
    let inner = match error {
        DbErr::ConnectionAcquire(_) => return Verdict::Away,
        DbErr::Conn(RuntimeErr::SqlxError(inner))
        | DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner)) => inner,
        _ => return Verdict::Fault,
    };
    match inner.as_ref() {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => Verdict::Away,
        sqlx::Error::Database(refused) => {
            let code = refused.code().unwrap_or_default();
            if refused.is_unique_violation() {
                let constraint = refused.constraint().unwrap_or_else(|| refused.message());
                return Verdict::Duplicate(constraint.to_owned());
            }
            by_code(&code)
        }
        _ => Verdict::Fault,
    }
}

/// SQLSTATE of PostgreSQL (Appendix A of its manual); result codes of SQLite, of which `5` is BUSY and `517` a read that
/// became a write too late.
fn by_code(code: &str) -> Verdict {
    match code {
        "40001" | "40P01" | "517" => Verdict::Contention,
        "5" | "261" | "773" | "6" | "262" | "25P03" | "55P03" | "57014" | "57P01" | "57P02" | "57P03"
        | "57P05" => Verdict::Away,
        _ if code.len() == 5 && (code.starts_with("08") || code.starts_with("53")) => Verdict::Away,
        _ => Verdict::Fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_say_what_a_caller_can_do() {
        assert!(matches!(by_code("40P01"), Verdict::Contention));
        assert!(matches!(by_code("53300"), Verdict::Away));
        assert!(matches!(by_code("5"), Verdict::Away));
        assert!(matches!(by_code("42P01"), Verdict::Fault));
    }
}
