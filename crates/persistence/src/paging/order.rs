//! Orders: the keys by which a list is sorted, and which rows stand beyond a row.

use sea_orm::sea_query::{ColumnRef, Expr, ExprTrait as _, IntoColumnRef, SelectStatement, Value};
use serde::{Deserialize, Serialize};

/// Which way a key rises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Greatest first.
    Descending,
}

impl Direction {
    const fn turned(self, turn: bool) -> Self {
        match (self, turn) {
            (Self::Ascending, false) | (Self::Descending, true) => Self::Ascending,
            _ => Self::Descending,
        }
    }
}

/// What a key column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyKind {
    Int,
    Text,
    Id,
}

/// One NOT NULL column of an order.
#[derive(Clone, Debug)]
pub struct Key {
    column: ColumnRef,
    pub(super) direction: Direction,
    pub(super) kind: KeyKind,
}

impl Key {
    /// A key over text.
    pub fn text(column: impl IntoColumnRef, direction: Direction) -> Self {
        Self { column: column.into_column_ref(), direction, kind: KeyKind::Text }
    }

    /// A key over a number or an instant.
    pub fn int(column: impl IntoColumnRef, direction: Direction) -> Self {
        Self { column: column.into_column_ref(), direction, kind: KeyKind::Int }
    }

    pub(super) fn expr(&self) -> Expr {
        Expr::col(self.column.clone())
    }

    /// The direction in the words of a statement.
    pub(super) const fn sorted(&self, backwards: bool) -> sea_orm::Order {
        match self.direction.turned(backwards) {
            Direction::Ascending => sea_orm::Order::Asc,
            Direction::Descending => sea_orm::Order::Desc,
        }
    }

    /// The name under which the key stands in the result.
    pub(super) fn alias(index: usize) -> String {
        format!("key_{index}")
    }
}

/// An order of a list: its keys, then the ID.
#[derive(Clone, Debug)]
pub struct Order {
    pub(super) name: String,
    pub(super) keys: Vec<Key>,
}

impl Order {
    /// The order with this name, by these keys and then by `id` in the direction of the last key.
    pub fn by(name: &str, keys: impl IntoIterator<Item = Key>, id: impl IntoColumnRef) -> Self {
        let mut keys: Vec<Key> = keys.into_iter().collect();
        let direction = keys.last().map_or(Direction::Ascending, |key| key.direction);
        keys.push(Key { column: id.into_column_ref(), direction, kind: KeyKind::Id });
        Self { name: name.to_owned(), keys }
    }

    /// The order of the numbers in one unique column, such as a feed's positions.
    pub fn by_unique(name: &str, key: Key) -> Self {
        Self { name: name.to_owned(), keys: vec![key] }
    }

    /// Adds `ORDER BY` to a statement.
    pub fn apply(&self, select: &mut SelectStatement, backwards: bool) {
        for key in &self.keys {
            select.order_by_expr(key.expr(), key.sorted(backwards));
        }
    }

    /// Rows that stand after `values` (before them, backwards).
    fn beyond(&self, values: &[Value], backwards: bool) -> Expr {
        let (last, rest) = (self.keys.len() - 1, Expr::cust("1 = 0"));
        self.keys.iter().zip(values).enumerate().rev().fold(rest, |further, (index, (key, value))| {
            let passed = match key.direction.turned(backwards) {
                Direction::Ascending => key.expr().gt(value.clone()),
                Direction::Descending => key.expr().lt(value.clone()),
            };
            if index == last { passed } else { passed.or(key.expr().eq(value.clone()).and(further)) }
        })
    }

    fn is_uniform(&self) -> bool {
        self.keys.windows(2).all(|pair| pair[0].direction == pair[1].direction)
    }

    /// [`Self::beyond`] as one comparison of rows where all keys rise the same way: an index serves that as a range.
    pub(super) fn seek(&self, values: &[Value], backwards: bool) -> Expr {
        if !self.is_uniform() || self.keys.len() == 1 {
            return self.beyond(values, backwards);
        }
        let keys = Expr::tuple(self.keys.iter().map(Key::expr));
        let values = Expr::tuple(values.iter().cloned().map(Expr::val));
        match self.keys[0].direction.turned(backwards) {
            Direction::Ascending => keys.gt(values),
            Direction::Descending => keys.lt(values),
        }
    }
}
