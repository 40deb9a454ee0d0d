//! Lists of the schema: Relay connections in both directions, with a bounded page and a count that costs nothing unless
//! it is asked for.
//!
//! Which rows a page has, and what its cursors say, is the store's (`liaison-persistence`, `paging`). The library's own
//! connection types have no bound and no count.

pub mod memory;

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::{Enum, InputObject, InputType, Object, OutputType, Result, SimpleObject, TypeName};
use futures_util::future::BoxFuture;
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::paging::{self, Direction, InvalidCursor, Page, Request, Size};

use super::error::Fault;
use super::scalars::Cursor;
use super::scope::Scope;
use crate::operations::Reader;

/// Rows on a page where the caller names no number.
pub const DEFAULT_ROWS: u32 = 25;
/// Where a count of all pages stops at the latest.
const MOST_COUNTED: u64 = 10_000;
/// Most rows on a page where the field sets no narrower cap.
pub const MOST_ROWS: u32 = paging::MAX_PAGE;

/// The four paging arguments as they were given.
#[derive(Clone, Debug, Default)]
pub struct PageArgs {
    /// How many from the start.
    pub first: Option<i32>,
    /// Only after this place.
    pub after: Option<Cursor>,
    /// How many from the end.
    pub last: Option<i32>,
    /// Only before this place.
    pub before: Option<Cursor>,
}

impl PageArgs {
    /// The arguments in the order in which every field declares them.
    pub const fn new(
        first: Option<i32>,
        after: Option<Cursor>,
        last: Option<i32>,
        before: Option<Cursor>,
    ) -> Self {
        Self { first, after, last, before }
    }

    /// The page that was asked for, of at most `most` rows.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for `first` and `last` together, a negative number or one above `most`.
    pub fn request(self, most: u32) -> Result<Request, Fault> {
        let (argument, asked) = match (self.first, self.last) {
            (Some(_), Some(_)) => {
                return Err(Fault::arguments_exclude("last", "first"));
            }
            (None, Some(last)) => ("last", Some(last)),
            (first, None) => ("first", first),
        };
        let bounded = || Fault::argument_range(argument, 0, u64::from(most));
        let rows = match asked.map(u32::try_from) {
            None => DEFAULT_ROWS.min(most),
            Some(Ok(rows)) if rows <= most => rows,
            Some(_) => return Err(bounded()),
        };
        let size = if argument == "last" { Size::last(rows) } else { Size::first(rows) };
        let text = |cursor: Option<Cursor>| cursor.map(|cursor| cursor.0);
        Ok(Request { size: size.ok_or_else(bounded)?, after: text(self.after), before: text(self.before) })
    }
}

/// The direction of an order.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OrderDirection {
    /// Smallest, earliest, A to Z first.
    #[default]
    Asc,
    /// Greatest, latest, Z to A first.
    Desc,
}

/// The enum of the fields that a list can be ordered by.
pub trait OrderField: InputType {
    /// The name of the order's input type, such as `PersonOrder`.
    const ORDER: &'static str;
}

/// How a list is ordered; things that are alike are ordered by their ID, in the same direction.
#[derive(InputObject, Clone, Copy, Debug)]
#[graphql(name_type)]
pub struct Order<F: OrderField> {
    /// By what.
    pub field: F,
    /// In which direction.
    #[graphql(default)]
    pub direction: OrderDirection,
}

impl<F: OrderField> TypeName for Order<F> {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(F::ORDER)
    }
}

/// Where a page lies in its list.
#[derive(SimpleObject, Clone, Debug, Default, PartialEq, Eq)]
pub struct PageInfo {
    /// Whether there is more after this page; when paging backwards, whether `before` was given.
    pub has_next_page: bool,
    /// Whether there is more before this page; when paging forwards, whether `after` was given.
    pub has_previous_page: bool,
    /// The cursor of the first row on this page; null on an empty page.
    pub start_cursor: Option<Cursor>,
    /// The cursor of the last row on this page; null on an empty page.
    pub end_cursor: Option<Cursor>,
}

/// How many there are, counted up to a bound.
#[derive(SimpleObject, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// The number, at most the `max` that was asked for.
    pub value: i32,
    /// Whether that is all of them; false says "at least".
    pub exact: bool,
}

impl From<paging::Count> for Count {
    fn from(count: paging::Count) -> Self {
        Self { value: i32::try_from(count.value).unwrap_or(i32::MAX), exact: count.exact }
    }
}

/// The argument `max` of a count.
///
/// # Errors
/// `BAD_USER_INPUT` outside 1 to 10,000.
pub fn bound(max: i32) -> Result<u64, Fault> {
    let max = u64::try_from(max).ok().filter(|max| (1..=MOST_COUNTED).contains(max));
    max.ok_or_else(|| Fault::argument_range("max", 1, MOST_COUNTED))
}

/// Counts the rows of a list, all pages together, up to a bound.
pub type Counter = Arc<dyn Fn(u64) -> BoxFuture<'static, Result<paging::Count, Fault>> + Send + Sync>;

/// Counts what `count` finds under `filter`, for the caller of `scope`.
pub fn counter<F, Counting>(
    scope: &Scope,
    filter: Arc<F>,
    count: impl Fn(Arc<Reader>, Arc<F>, u64) -> Counting + Send + Sync + 'static,
) -> Counter
where
    F: Send + Sync + 'static,
    Counting: Future<Output = Result<paging::Count, StoreError>> + Send + 'static,
{
    let reader = Arc::clone(scope.reader());
    Arc::new(move |max| {
        let counting = count(Arc::clone(&reader), Arc::clone(&filter), max);
        Box::pin(async move { counting.await.map_err(Fault::from) })
    })
}

impl From<OrderDirection> for Direction {
    fn from(direction: OrderDirection) -> Self {
        match direction {
            OrderDirection::Asc => Self::Ascending,
            OrderDirection::Desc => Self::Descending,
        }
    }
}

impl From<InvalidCursor> for Fault {
    fn from(_: InvalidCursor) -> Self {
        Self::invalid_cursor()
    }
}

/// A row with its place in the list.
pub struct Edge<N> {
    cursor: String,
    node: Arc<N>,
}

/// A page of a list, and how to count the whole.
pub struct Connection<N> {
    edges: Vec<Edge<N>>,
    has_next: bool,
    has_previous: bool,
    counter: Counter,
}

impl<N> Connection<N> {
    /// The page that the store found; `counter` counts what it is a page of.
    pub fn new(page: Page<N>, counter: Counter) -> Self {
        let edges =
            page.edges.into_iter().map(|edge| Edge { cursor: edge.cursor, node: Arc::new(edge.node) });
        Self { edges: edges.collect(), has_next: page.has_next, has_previous: page.has_previous, counter }
    }

    /// How many rows all pages have together, counted up to `max`.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn count(&self, max: u64) -> Result<paging::Count, Fault> {
        (self.counter)(max).await
    }

    /// The rows of this page, in order.
    pub fn rows(&self) -> impl Iterator<Item = &Arc<N>> {
        self.edges.iter().map(|edge| &edge.node)
    }
}

impl<N: OutputType> TypeName for Edge<N> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Edge", N::type_name()))
    }
}

/// A row of a list with its place in it.
#[Object(name_type)]
impl<N: OutputType> Edge<N> {
    /// The place in the list, for `after` and `before`.
    async fn cursor(&self) -> Cursor {
        Cursor(self.cursor.clone())
    }

    /// What stands there.
    async fn node(&self) -> &N {
        &self.node
    }
}

impl<N: OutputType> TypeName for Connection<N> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Connection", N::type_name()))
    }
}

/// A page of a list. Only what the caller may see is in it, on any page and in the count.
#[Object(name_type)]
impl<N: OutputType> Connection<N> {
    /// The rows of this page with their cursors.
    async fn edges(&self) -> &[Edge<N>] {
        &self.edges
    }

    /// The rows of this page without cursors.
    async fn nodes(&self) -> Vec<&N> {
        self.edges.iter().map(|edge| edge.node.as_ref()).collect()
    }

    /// Where this page lies in the list.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.has_next,
            has_previous_page: self.has_previous,
            start_cursor: self.edges.first().map(|edge| Cursor(edge.cursor.clone())),
            end_cursor: self.edges.last().map(|edge| Cursor(edge.cursor.clone())),
        }
    }

    /// How many there are on all pages together. Costs a statement of its own, one for all lists that are selected below the
    /// rows of another with the same arguments, and only when it is selected.
    async fn total_count(
        &self,
        #[graphql(desc = "Where to stop counting, from 1 to 10,000.", default = 1000)] max: i32,
    ) -> Result<Count> {
        Ok((self.counter)(bound(max)?).await?.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graphql::error::ErrorCode;

    fn args(first: Option<i32>, last: Option<i32>) -> PageArgs {
        PageArgs::new(first, None, last, None)
    }

    #[test]
    fn pages_are_bounded() {
        let size = |first, last, most| args(first, last).request(most).map(|request| Some(request.size));
        assert_eq!(size(None, None, 100), Ok(Size::first(25)));
        assert_eq!(size(None, None, 10), Ok(Size::first(10)));
        assert_eq!(size(Some(0), None, 100), Ok(Size::first(0)));
        assert_eq!(size(None, Some(100), 100), Ok(Size::last(100)));
        for (first, last) in [(Some(101), None), (Some(-1), None), (None, Some(101)), (Some(1), Some(1))] {
            let code = size(first, last, 100).map_err(|fault| fault.code);
            assert_eq!(code, Err(ErrorCode::BadUserInput), "{first:?} {last:?}");
        }
    }
}
