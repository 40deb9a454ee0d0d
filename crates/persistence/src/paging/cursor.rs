//! The cursors of lists: opaque text over the keys of a row, stamped with the order and filter they are of.

use data_encoding::BASE64URL_NOPAD;
use sea_orm::sea_query::Value;
use serde::Serialize;
use uuid::Uuid;

use super::order::{Key, KeyKind, Order};
use crate::error::InvalidCursor;

/// Hexadecimal digits of the stamp.
const STAMP: usize = 12;
/// Longest cursor that is decoded: a key's text is at most 200 characters and its pinyin.
const MAX_TEXT: usize = 8 * 1024;

/// What tells one list from another.
pub(super) fn stamp(order: &Order, filter: &impl Serialize) -> String {
    let directions: Vec<_> = order.keys.iter().map(|key| key.direction).collect();
    let digest = liaison_domain::canonical::digest(&(&order.name, directions, filter));
    digest.as_str().chars().take(STAMP).collect()
}

pub(super) fn write(stamp: &str, keys: Vec<serde_json::Value>) -> String {
    let mut parts = vec![serde_json::Value::from(stamp)];
    parts.extend(keys);
    BASE64URL_NOPAD.encode(serde_json::Value::from(parts).to_string().as_bytes())
}

pub(super) fn read(text: &str, stamp: &str, order: &Order) -> Result<Vec<Value>, InvalidCursor> {
    if text.len() > MAX_TEXT {
        return Err(InvalidCursor);
    }
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| InvalidCursor)?;
    let parts: Vec<serde_json::Value> = serde_json::from_slice(&bytes).map_err(|_| InvalidCursor)?;
    let (head, keys) = parts.split_first().ok_or(InvalidCursor)?;
    if head.as_str() != Some(stamp) || keys.len() != order.keys.len() {
        return Err(InvalidCursor);
    }
    let value = |(key, part): (&Key, &serde_json::Value)| match key.kind {
        KeyKind::Int => part.as_i64().map(Value::from),
        KeyKind::Text => part.as_str().filter(|text| !text.contains('\0')).map(Value::from),
        KeyKind::Id => part.as_str().and_then(|text| Uuid::try_parse(text).ok()).map(Value::from),
    };
    order.keys.iter().zip(keys).map(value).collect::<Option<_>>().ok_or(InvalidCursor)
}
