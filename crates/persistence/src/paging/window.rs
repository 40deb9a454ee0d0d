//! Windows into a list: what a caller asks for, and the page that the database answers.

use sea_orm::QueryResult;
use sea_orm::sea_query::{SelectStatement, Value};
use serde::Serialize;
use uuid::Uuid;

use super::MAX_PAGE;
use super::cursor;
use super::order::{Key, KeyKind, Order};
use crate::error::{Error, InvalidCursor};

/// How many rows, counted from which end. Never more than [`MAX_PAGE`] for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub(super) rows: u32,
    backwards: bool,
}

impl Size {
    /// The first 500: for what is no page but read in one go, such as a file.
    pub const FILE: Self = Self { rows: 500, backwards: false };

    /// The first `rows` after a cursor or the beginning; `None` above [`MAX_PAGE`]. Zero is a page of nothing.
    pub const fn first(rows: u32) -> Option<Self> {
        if rows > MAX_PAGE { None } else { Some(Self { rows, backwards: false }) }
    }

    /// The last `rows` before a cursor or the end; `None` above [`MAX_PAGE`].
    pub const fn last(rows: u32) -> Option<Self> {
        if rows > MAX_PAGE { None } else { Some(Self { rows, backwards: true }) }
    }

    /// How many rows.
    pub const fn rows(self) -> u32 {
        self.rows
    }

    /// Whether they are counted from the end.
    pub const fn is_backwards(self) -> bool {
        self.backwards
    }
}

/// What a caller asks for: a size and the cursors between which the page lies.
#[derive(Clone, Debug)]
pub struct Request {
    /// How many rows from which end.
    pub size: Size,
    /// Rows after this cursor only.
    pub after: Option<String>,
    /// Rows before this cursor only.
    pub before: Option<String>,
}

impl Request {
    /// This request over a list in `order` under `filter`.
    ///
    /// # Errors
    /// [`InvalidCursor`] for a cursor that is none, or of another order or filter.
    pub fn of<'a>(&self, order: &'a Order, filter: &impl Serialize) -> Result<Window<'a>, InvalidCursor> {
        let stamp = cursor::stamp(order, filter);
        let read =
            |text: &Option<String>| text.as_deref().map(|text| cursor::read(text, &stamp, order)).transpose();
        Ok(Window { order, size: self.size, after: read(&self.after)?, before: read(&self.before)?, stamp })
    }
}

/// A request whose cursors were read.
#[derive(Clone, Debug)]
pub struct Window<'a> {
    pub(super) order: &'a Order,
    pub(super) size: Size,
    after: Option<Vec<Value>>,
    before: Option<Vec<Value>>,
    stamp: String,
}

/// One row of a page with the cursor that leads to its neighbours.
#[derive(Clone, Debug)]
pub struct Edge<T> {
    /// The row.
    pub node: T,
    /// Where it stands.
    pub cursor: String,
}

/// A page.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The rows in the list's order, whichever end they were counted from.
    pub edges: Vec<Edge<T>>,
    /// Whether rows follow.
    pub has_next: bool,
    /// Whether rows come before.
    pub has_previous: bool,
}

impl<T> Page<T> {
    /// The same page over other values.
    pub fn map<U>(self, mut change: impl FnMut(T) -> U) -> Page<U> {
        let edges = self
            .edges
            .into_iter()
            .map(|edge| Edge { node: change(edge.node), cursor: edge.cursor })
            .collect();
        Page { edges, has_next: self.has_next, has_previous: self.has_previous }
    }

    /// The same page over other values, unless one of them is an error.
    ///
    /// # Errors
    /// The first that `change` answers.
    pub fn try_map<U, E>(self, mut change: impl FnMut(T) -> Result<U, E>) -> Result<Page<U>, E> {
        let mut edges = Vec::with_capacity(self.edges.len());
        for edge in self.edges {
            edges.push(Edge { node: change(edge.node)?, cursor: edge.cursor });
        }
        Ok(Page { edges, has_next: self.has_next, has_previous: self.has_previous })
    }
}

impl Window<'_> {
    /// Adds the keys (as `key_0`, `key_1` …) and the bounds, for a statement whose order and limit
    /// [`super::first_of_each`] gives; the rows of each parent then make a page by [`Self::finish`].
    pub(crate) fn bounded(&self, mut select: SelectStatement) -> SelectStatement {
        for (index, key) in self.order.keys.iter().enumerate() {
            select.expr_as(key.expr(), Key::alias(index));
        }
        if let Some(values) = &self.after {
            select.and_where(self.order.seek(values, false));
        }
        if let Some(values) = &self.before {
            select.and_where(self.order.seek(values, true));
        }
        select
    }

    /// Adds order, bounds, limit and the keys to the list's statement.
    #[must_use]
    pub fn apply(&self, select: SelectStatement) -> SelectStatement {
        let mut select = self.ordered(select);
        select.limit(u64::from(self.size.rows) + 1);
        select
    }

    /// The same without a limit.
    pub(crate) fn ordered(&self, select: SelectStatement) -> SelectStatement {
        let mut select = self.bounded(select);
        self.order.apply(&mut select, self.size.backwards);
        select
    }

    /// The page that the statement's rows make.
    ///
    /// # Errors
    /// [`Error::Driver`] when the rows are not of a statement that [`Self::apply`] made.
    pub fn finish(&self, mut rows: Vec<QueryResult>) -> Result<Page<QueryResult>, Error> {
        let size = usize::try_from(self.size.rows).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        rows.truncate(size);
        if self.size.backwards {
            rows.reverse();
        }
        let (has_next, has_previous) =
            if self.size.backwards { (self.before.is_some(), more) } else { (more, self.after.is_some()) };
        let mut edges = Vec::with_capacity(rows.len());
        for row in rows {
            edges.push(Edge { cursor: self.cursor(&row)?, node: row });
        }
        Ok(Page { edges, has_next, has_previous })
    }

    fn cursor(&self, row: &QueryResult) -> Result<String, Error> {
        let mut values = Vec::with_capacity(self.order.keys.len());
        for (index, key) in self.order.keys.iter().enumerate() {
            let alias = Key::alias(index);
            values.push(match key.kind {
                KeyKind::Int => row.try_get::<i64>("", &alias)?.into(),
                KeyKind::Text => row.try_get::<String>("", &alias)?.into(),
                KeyKind::Id => row.try_get::<Uuid>("", &alias)?.simple().to_string().into(),
            });
        }
        Ok(cursor::write(&self.stamp, values))
    }
}
