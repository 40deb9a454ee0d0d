//! Pages by keyset: any order that ends in the ID, both directions, cursors that know the order and filter they are of.
//!
//! A list is a `SELECT` with its own columns; this module adds what a page needs:
//!
//! ```text
//! let order = Order::by("NAME", [Key::text((person::Entity, person::Column::NameSort), Direction::Ascending)],
//!                       (person::Entity, person::Column::Id));
//! let window = Request { size: Size::first(25)?, after, before }.of(&order, &filter)?;
//! let rows = db.query_all(&window.apply(select)).await?;
//! let page = window.finish(rows)?.try_map(|row| …)?; // edges with cursors, has_next, has_previous
//! ```
//!
//! Orders stand in `order`, what is asked and answered in `window`, filters in `filter`, a few children of each of many parents
//! in `children`, counts in `count`.

mod children;
mod count;
mod cursor;
mod filter;
mod order;
mod window;

pub use crate::error::InvalidCursor;
pub use children::{PARENT, count_of_each, first_of_each};
pub(crate) use count::counted;
pub use count::{Count, count};
pub use filter::{Filter, Quantifier, Relation, Scalar, Test};
pub use order::{Direction, Key, Order};
pub use window::{Edge, Page, Request, Size, Window};

/// Most rows of one page.
pub const MAX_PAGE: u32 = 100;
