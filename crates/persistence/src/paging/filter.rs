//! What filters are built of: comparisons of a column, their combinations, and quantified relations.
//!
//! A noun has an enum of its leaves, which says which column or relation each one is about:
//!
//! ```text
//! #[derive(Clone, Debug, Serialize)]
//! pub enum TaskLeaf { Status(Test), Assignee(Test), Problems(Quantifier, Filter<ProblemLeaf>) }
//!
//! let condition = filter.condition(&mut |leaf| match leaf {
//!     TaskLeaf::Status(test) => test.on(dialect, Expr::col((task::Entity, task::Column::Status))),
//!     …
//! });
//! ```
//!
//! An empty column is not equal to anything and differs from everything.
//! Leaves serialise, so that a cursor can know which filter it is of.

use sea_orm::sea_query::{Expr, ExprTrait as _, IntoColumnRef, IntoIden, Query};
use sea_orm::{DynIden, sea_query::ColumnRef};
use serde::Serialize;
use uuid::Uuid;

use crate::dialect::Dialect;

/// A value that a column is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Scalar {
    /// A number, an instant in microseconds.
    Int(i64),
    /// A text, a code, a date in ISO 8601, a status by its name.
    Text(String),
    /// An ID.
    Id(Uuid),
    /// Yes or no.
    Bool(bool),
}

impl Scalar {
    fn expr(&self) -> Expr {
        match self {
            Self::Int(value) => Expr::val(*value),
            Self::Text(value) => Expr::val(value.as_str()),
            Self::Id(value) => Expr::val(*value),
            Self::Bool(value) => Expr::val(*value),
        }
    }
}

/// One comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Test {
    /// Equal.
    Eq(Scalar),
    /// Different, or empty.
    Ne(Scalar),
    /// One of these.
    In(Vec<Scalar>),
    /// None of these, or empty.
    NotIn(Vec<Scalar>),
    /// Less.
    Lt(Scalar),
    /// Less or equal.
    Lte(Scalar),
    /// Greater.
    Gt(Scalar),
    /// Greater or equal.
    Gte(Scalar),
    /// Empty, or not empty.
    IsNull(bool),
    /// The text contains this; A to Z and a to z are the same.
    Contains(String),
    /// The text begins with this; A to Z and a to z are the same.
    StartsWith(String),
}

impl Test {
    /// The test over `column`.
    pub fn on(&self, dialect: Dialect, column: Expr) -> Expr {
        match self {
            Self::Eq(value) => column.eq(value.expr()),
            Self::Ne(value) => not(column.eq(value.expr())),
            Self::In(values) => any(dialect, column, values),
            Self::NotIn(values) => not(any(dialect, column, values)),
            Self::Lt(value) => column.lt(value.expr()),
            Self::Lte(value) => column.lte(value.expr()),
            Self::Gt(value) => column.gt(value.expr()),
            Self::Gte(value) => column.gte(value.expr()),
            Self::IsNull(true) => column.is_null(),
            Self::IsNull(false) => column.is_not_null(),
            Self::Contains(part) => dialect.contains(column, part),
            Self::StartsWith(start) => dialect.starts_with(column, start),
        }
    }
}

/// The opposite, with unknown counted as false before it; elsewhere SQL treats unknown so by itself, and an index can serve
/// the plain comparison.
fn not(expr: Expr) -> Expr {
    expr.is_not(Expr::Constant(true.into()))
}

/// Lists hold values of one kind; what is of another kind equals nothing.
fn any(dialect: Dialect, column: Expr, values: &[Scalar]) -> Expr {
    let (mut ids, mut texts, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
    for value in values {
        match value {
            Scalar::Int(value) => numbers.push(*value),
            Scalar::Text(value) => texts.push(value.clone()),
            Scalar::Id(value) => ids.push(*value),
            Scalar::Bool(_) => {}
        }
    }
    match values.first() {
        None => Expr::cust("1 = 0"),
        Some(Scalar::Int(_)) => dialect.any_number(column, &numbers),
        Some(Scalar::Text(_)) => dialect.any_text(column, &texts),
        Some(Scalar::Id(_)) => dialect.any_id(column, ids),
        Some(Scalar::Bool(first)) => {
            let both = values.contains(&Scalar::Bool(!first));
            if both { column.is_not_null() } else { column.eq(*first) }
        }
    }
}

/// How many related rows have to match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Quantifier {
    /// At least one.
    Some,
    /// All there are; true where there are none.
    Every,
    /// Not one.
    None,
}

/// Rows of another table that belong to a row.
#[derive(Clone, Debug)]
pub struct Relation {
    table: DynIden,
    refers: ColumnRef,
    id: ColumnRef,
}

impl Relation {
    /// The rows of `table` whose column `refers` equals `id` of the row outside.
    pub fn new(table: impl IntoIden, refers: impl IntoColumnRef, id: impl IntoColumnRef) -> Self {
        Self { table: table.into_iden(), refers: refers.into_column_ref(), id: id.into_column_ref() }
    }

    /// Whether as many related rows as `quantifier` says match `condition`. Put the visibility of the related noun into
    /// `visible`, so that hidden rows count for nothing.
    pub fn matches(&self, quantifier: Quantifier, visible: Expr, condition: Expr) -> Expr {
        let wanted = match quantifier {
            Quantifier::Some | Quantifier::None => condition,
            Quantifier::Every => not(condition),
        };
        let rows = Query::select()
            .expr(Expr::cust("1"))
            .from(self.table.clone())
            .and_where(Expr::col(self.refers.clone()).eq(Expr::col(self.id.clone())))
            .and_where(visible)
            .and_where(wanted)
            .to_owned();
        match quantifier {
            Quantifier::Some => Expr::exists(rows),
            Quantifier::Every | Quantifier::None => Expr::exists(rows).not(),
        }
    }
}

/// Leaves and their combinations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Filter<L> {
    /// Every one of these; true for none.
    All(Vec<Self>),
    /// At least one of these; false for none.
    Any(Vec<Self>),
    /// Not this.
    Not(Box<Self>),
    /// A comparison or relation of the noun.
    Leaf(L),
}

impl<L> Default for Filter<L> {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl<L> Filter<L> {
    /// The filter as one expression; `leaf` says what each leaf means.
    pub fn condition(&self, leaf: &mut impl FnMut(&L) -> Expr) -> Expr {
        match self {
            Self::All(parts) => parts
                .iter()
                .map(|part| part.condition(leaf))
                .reduce(sea_orm::sea_query::ExprTrait::and)
                .unwrap_or_else(|| Expr::cust("1 = 1")),
            Self::Any(parts) => parts
                .iter()
                .map(|part| part.condition(leaf))
                .reduce(sea_orm::sea_query::ExprTrait::or)
                .unwrap_or_else(|| Expr::cust("1 = 0")),
            Self::Not(part) => not(part.condition(leaf)),
            Self::Leaf(own) => leaf(own),
        }
    }
}
