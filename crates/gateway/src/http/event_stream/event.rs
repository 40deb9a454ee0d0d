//! The events of the protocol as bytes.

use bytes::Bytes;
use serde_json::Value;

/// What keeps a silent connection open, and flushes the head of a new one.
pub(super) const COMMENT: Bytes = Bytes::from_static(b":\n\n");

/// An execution result; under an operation's ID in the single connection mode.
pub(super) fn next(result: &[u8], id: Option<&str>) -> Bytes {
    match id {
        None => event(b"next", &[result]),
        Some(id) => event(b"next", &[b"{\"id\":", quoted(id).as_bytes(), b",\"payload\":", result, b"}"]),
    }
}

/// An operation that ends with these errors, a JSON list.
pub(super) fn failed(errors: &[u8], id: Option<&str>) -> Bytes {
    next(&[b"{\"errors\":", errors, b"}"].concat(), id)
}

/// The end of an operation. The empty `data` line is for browsers, which deliver no event without one.
pub(super) fn complete(id: Option<&str>) -> Bytes {
    match id {
        None => event(b"complete", &[]),
        Some(id) => event(b"complete", &[b"{\"id\":", quoted(id).as_bytes(), b"}"]),
    }
}

fn quoted(id: &str) -> String {
    Value::from(id).to_string()
}

/// Our JSON has no line breaks, so one `data` line holds it.
fn event(name: &[u8], data: &[&[u8]]) -> Bytes {
    let parts: [&[u8]; 5] = [b"event: ", name, b"\ndata: ", &data.concat(), b"\n\n"];
    Bytes::from(parts.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_have_the_protocols_form() {
        assert_eq!(&next(b"{\"data\":1}", None)[..], b"event: next\ndata: {\"data\":1}\n\n");
        assert_eq!(&complete(None)[..], b"event: complete\ndata: \n\n");
        assert_eq!(
            &failed(b"[]", Some("a\"\n"))[..],
            b"event: next\ndata: {\"id\":\"a\\\"\\n\",\"payload\":{\"errors\":[]}}\n\n"
        );
    }
}
