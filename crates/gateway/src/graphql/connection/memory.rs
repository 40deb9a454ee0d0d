//! Pages of short lists that a node holds in memory, with the same rules as those of the store.

use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use liaison_persistence::paging::{Count, Edge, InvalidCursor, Page, Request};

use super::{Connection, MOST_ROWS, PageArgs};
use crate::graphql::error::Fault;

/// A page of `list`, whose keys are unique, with its count; in the order of the keys.
///
/// # Errors
/// As [`page`] and [`PageArgs::request`].
pub fn connection<T>(name: &str, mut list: Vec<(String, T)>, args: PageArgs) -> Result<Connection<T>, Fault> {
    list.sort_by(|one, other| one.0.cmp(&other.0));
    let total = u64::try_from(list.len()).unwrap_or(u64::MAX);
    let page = page(name, list, &args.request(MOST_ROWS)?)?;
    let counter = move |max: u64| Count { value: total.min(max), exact: total <= max };
    Ok(Connection::new(page, Arc::new(move |max| Box::pin(std::future::ready(Ok(counter(max)))))))
}

/// A page of `list`, whose keys are unique and rise; `name` tells its cursors from those of other lists.
///
/// # Errors
/// [`InvalidCursor`] for a cursor of another list.
pub fn page<T>(name: &str, list: Vec<(String, T)>, request: &Request) -> Result<Page<T>, InvalidCursor> {
    let prefix = format!("{name}\n");
    let read = |cursor: &Option<String>| -> Result<Option<String>, InvalidCursor> {
        let Some(cursor) = cursor else { return Ok(None) };
        let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).map_err(|_| InvalidCursor)?;
        let text = String::from_utf8(bytes).map_err(|_| InvalidCursor)?;
        text.strip_prefix(&prefix).map(|key| Some(key.to_owned())).ok_or(InvalidCursor)
    };
    let (after, before) = (read(&request.after)?, read(&request.before)?);
    let mut rows: Vec<_> = list
        .into_iter()
        .filter(|(key, _)| after.as_ref().is_none_or(|after| key > after))
        .filter(|(key, _)| before.as_ref().is_none_or(|before| key < before))
        .collect();
    let size = usize::try_from(request.size.rows()).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    let backwards = request.size.is_backwards();
    if backwards {
        rows.drain(..rows.len().saturating_sub(size));
    } else {
        rows.truncate(size);
    }
    let cursor = |key: &str| BASE64URL_NOPAD.encode(format!("{prefix}{key}").as_bytes());
    let edges = rows.into_iter().map(|(key, node)| Edge { cursor: cursor(&key), node }).collect();
    let (has_next, has_previous) = if backwards { (before.is_some(), more) } else { (more, after.is_some()) };
    Ok(Page { edges, has_next, has_previous })
}

#[cfg(test)]
mod tests {
    use liaison_persistence::paging::Size;

    use super::*;

    fn list() -> Vec<(String, u8)> {
        (b'a'..=b'e').map(|letter| (char::from(letter).to_string(), letter - b'a')).collect()
    }

    fn request(size: Option<Size>, after: Option<&str>, before: Option<&str>) -> Request {
        Request {
            size: size.expect("a size"),
            after: after.map(str::to_owned),
            before: before.map(str::to_owned),
        }
    }

    #[test]
    fn walks_both_ways_without_gap_or_repeat() {
        let (mut after, mut seen) = (None::<String>, Vec::new());
        loop {
            let page =
                page("list", list(), &request(Size::first(2), after.as_deref(), None)).expect("a page");
            seen.extend(page.edges.iter().map(|edge| edge.node));
            assert_eq!(page.has_previous, after.is_some());
            after = page.edges.last().map(|edge| edge.cursor.clone());
            if !page.has_next {
                break;
            }
        }
        assert_eq!(seen, [0, 1, 2, 3, 4]);
        let last = page("list", list(), &request(Size::last(2), None, None)).expect("a page");
        assert_eq!(last.edges.iter().map(|edge| edge.node).collect::<Vec<_>>(), [3, 4]);
        assert!(last.has_previous && !last.has_next);
        let before = Some(last.edges[0].cursor.as_str());
        let middle = page("list", list(), &request(Size::last(2), None, before)).expect("a page");
        assert_eq!(middle.edges.iter().map(|edge| edge.node).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn cursors_of_other_lists_are_refused() {
        let one = page("one", list(), &request(Size::first(1), None, None)).expect("a page");
        let cursor = Some(one.edges[0].cursor.as_str());
        assert!(page("two", list(), &request(Size::first(1), cursor, None)).is_err());
        assert!(page("one", list(), &request(Size::first(1), Some("nonsense"), None)).is_err());
    }
}
