//! Full-text search: an entry a record with its tokens, written by record, found by whoever sees the record (X25).
//!
//! How text is cut, and what of a record is searched, is the domain's (`liaison_domain::search`): the tokens are the same on both
//! databases, and so are the answers. An entry is written with the change of its record, taken out with the sealed values whose
//! words it has, and made anew by [`Store::reindex`](crate::store::Store::reindex). Whether a reader may see what an entry is of
//! is asked of the same policy as in every list. Newest first, by when a record was first found.

mod entry;
mod find;

pub(crate) use entry::{Pending, forget, leave, write};
pub use find::{Hit, Search, count, page};
