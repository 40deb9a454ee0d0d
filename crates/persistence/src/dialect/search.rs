//! How tokens are kept and matched: a `tsvector` with GIN on PostgreSQL, text with FTS5 on SQLite.
//!
//! A token is letters and digits alone, and the mark of a kind a letter for private use before its name, so nothing in them is a
//! word of either query language.

use liaison_domain::event::SubjectKind;
use liaison_domain::search::Term;
use sea_orm::sea_query::extension::postgres::PgExpr;
use sea_orm::sea_query::extension::sqlite::SqliteExpr;
use sea_orm::sea_query::{
    ArrayType, ColumnRef, Expr, ExprTrait as _, Func, IntoColumnRef as _, Query, SelectStatement, Value,
};

use super::Dialect;

/// What stands before the name of a kind among the tokens of an entry; no text has it (`liaison_domain::search`).
const MARK: char = '\u{E000}';

/// What the tokens of an entry have to be: every term, and one of the kinds where there are some.
#[derive(Clone, Debug)]
pub(crate) struct Pattern<'a> {
    pub(crate) terms: &'a [Term],
    pub(crate) kinds: &'a [SubjectKind],
}

fn mark(kind: SubjectKind) -> String {
    format!("{MARK}{}", kind.name().to_lowercase())
}

impl Dialect {
    /// The tokens of a record of this kind, as its entry keeps them.
    pub(crate) fn tokens(self, kind: SubjectKind, tokens: impl IntoIterator<Item = String>) -> Expr {
        let tokens: Vec<String> = tokens.into_iter().chain([mark(kind)]).collect();
        match self {
            Self::Sqlite => Expr::val(format!(" {} ", tokens.join(" "))),
            Self::Postgres => {
                let values = tokens.into_iter().map(Value::from).collect();
                let tokens = Value::Array(ArrayType::String, Some(Box::new(values)));
                Func::cust("array_to_tsvector").arg(Expr::val(tokens)).into()
            }
        }
    }

    /// The entries that match, as rows of `entry`. Where `many` do, they are read in the order of their numbers until there are
    /// enough: SQLite's index does that always, PostgreSQL leaves its own aside for it.
    pub(crate) fn matching(self, pattern: &Pattern<'_>, many: bool) -> SelectStatement {
        let mut select = Query::select();
        select.columns(["subject", "kind"].map(|column| ("entry", column)));
        match self {
            Self::Sqlite => select
                .from("search_token")
                .join_as(
                    sea_orm::JoinType::InnerJoin,
                    "search_entry",
                    "entry",
                    Expr::col(("entry", "number")).equals(("search_token", "rowid")),
                )
                .and_where(SqliteExpr::matches(Expr::col("search_token"), fts5(pattern))),
            Self::Postgres if many => select.from_as("search_entry", "entry").and_where(self.has(pattern)),
            Self::Postgres => {
                let matching = Query::select()
                    .columns(["number", "subject", "kind"])
                    .from("search_entry")
                    .and_where(PgExpr::matches(Expr::col("tokens"), tsquery(pattern)))
                    .offset(0)
                    .to_owned();
                select.from_subquery(matching, "entry")
            }
        };
        select
    }

    /// By which column the rows of [`Self::matching`] are in order.
    pub(crate) fn number_of_match(self) -> ColumnRef {
        match self {
            Self::Sqlite => ("search_token", "rowid").into_column_ref(),
            Self::Postgres => ("entry", "number").into_column_ref(),
        }
    }

    /// Whether the entry at hand matches: asked row by row, of entries that were come by otherwise.
    pub(crate) fn has(self, pattern: &Pattern<'_>) -> Expr {
        let tokens = || Expr::col(("entry", "tokens"));
        match self {
            Self::Postgres => Func::cust("ts_match_vq").arg(tokens()).arg(tsquery(pattern)).into(),
            Self::Sqlite => {
                let has = |part: String| Expr::from(Func::cust("instr").arg(tokens()).arg(part)).gt(0);
                let terms = pattern.terms.iter().map(|term| match term {
                    Term::Token(token) => has(format!(" {token} ")),
                    Term::Beginning(letter) => has(format!(" {letter}")),
                });
                let kinds = pattern.kinds.iter().map(|kind| has(format!(" {} ", mark(*kind))));
                let kinds = kinds.reduce(sea_orm::sea_query::ExprTrait::or);
                terms
                    .chain(kinds)
                    .reduce(sea_orm::sea_query::ExprTrait::and)
                    .unwrap_or_else(|| Expr::cust("1 = 1"))
            }
        }
    }

    /// The same condition, asked of each row as it comes: PostgreSQL would rather ask it of all rows that there are, beforehand.
    pub(crate) fn one_by_one(self, condition: Expr) -> Expr {
        match self {
            Self::Sqlite => condition,
            Self::Postgres => {
                Expr::exists(Query::select().expr(Expr::cust("1")).and_where(condition).offset(0).to_owned())
            }
        }
    }

    /// What keeps the order of a statement inside another as it is, where no limit does.
    pub(crate) fn fence(self, select: &mut SelectStatement) {
        match self {
            Self::Sqlite => {}
            Self::Postgres => {
                select.offset(0);
            }
        }
    }
}

fn fts5(pattern: &Pattern<'_>) -> String {
    let terms = pattern.terms.iter().map(|term| match term {
        Term::Token(token) => format!("\"{token}\""),
        Term::Beginning(letter) => format!("\"{letter}\" *"),
    });
    let kinds = pattern.kinds.iter().map(|kind| format!("\"{}\"", mark(*kind)));
    joined(terms, kinds, " AND ", " OR ")
}

fn tsquery(pattern: &Pattern<'_>) -> Expr {
    let terms = pattern.terms.iter().map(|term| match term {
        Term::Token(token) => format!("'{token}'"),
        Term::Beginning(letter) => format!("'{letter}':*"),
    });
    let kinds = pattern.kinds.iter().map(|kind| format!("'{}'", mark(*kind)));
    Expr::val(joined(terms, kinds, " & ", " | ")).cast_as("tsquery")
}

fn joined(
    terms: impl Iterator<Item = String>,
    kinds: impl Iterator<Item = String>,
    and: &str,
    or: &str,
) -> String {
    let kinds: Vec<String> = kinds.collect();
    let kinds = (!kinds.is_empty()).then(|| format!("({})", kinds.join(or)));
    terms.chain(kinds).collect::<Vec<_>>().join(and)
}
