//! JSON from the wire: its nesting counted before it is parsed, its faults told with their place.
//!
//! Bodies, GET parameters and WebSocket messages come through here. What the values must be is the transports' and
//! [`super::coercion`]'s to say.

use serde_json::Value;

use crate::graphql::error::{ErrorCode, Fault, Text};
use crate::limits::Limits;

/// Parses `bytes`, named `part` in faults.
///
/// # Errors
/// `BAD_USER_INPUT` with status 400: invalid UTF-8, too deep, or no JSON.
pub fn parse(bytes: &[u8], part: &'static str, limits: &Limits) -> Result<Value, Fault> {
    let refused = |text| Fault::new(ErrorCode::BadUserInput, text).status(400).with("part", part);
    let text = std::str::from_utf8(bytes).map_err(|_| refused(Text::NotUtf8))?;
    if nesting(bytes) > limits.json_nesting {
        return Err(refused(Text::JsonTooDeep).with("limit", limits.json_nesting));
    }
    serde_json::from_str(text)
        .map_err(|fault| refused(Text::NotJson).with("line", fault.line()).with("column", fault.column()))
}

/// The most objects and lists open at once, strings skipped; linear, without recursion.
fn nesting(bytes: &[u8]) -> usize {
    let (mut open, mut most, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in bytes {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => {
                open += 1;
                most = most.max(open);
            }
            b'}' | b']' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text_of(bytes: &[u8]) -> Result<Value, Text> {
        parse(bytes, "body", &Limits::default()).map_err(|fault| {
            assert_eq!((fault.code, fault.status), (ErrorCode::BadUserInput, Some(400)));
            fault.text
        })
    }

    #[test]
    fn faults_are_told_apart() {
        assert_eq!(text_of(br#"{"a": "[[[\"[["}"#), Ok(serde_json::json!({"a": "[[[\"[["})));
        assert_eq!(text_of(b"{\"a\": \"\xff\"}"), Err(Text::NotUtf8));
        assert_eq!(text_of(b"{\"a\""), Err(Text::NotJson));
        assert_eq!(text_of(b"1e999"), Err(Text::NotJson));
        assert_eq!(text_of("[".repeat(100_000).as_bytes()), Err(Text::JsonTooDeep));
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(text_of(deep(64).as_bytes()).is_ok());
        assert_eq!(text_of(deep(65).as_bytes()), Err(Text::JsonTooDeep));
    }

    proptest! {
        #[test]
        fn counts_what_the_parser_sees(depth in 1_usize..60, key in "\\PC{0,10}") {
            let key = serde_json::to_string(&key).expect("a string");
            let text = format!("{}1{}", format!("{{{key}:").repeat(depth), "}".repeat(depth));
            prop_assert_eq!(nesting(text.as_bytes()), depth);
            prop_assert!(text_of(text.as_bytes()).is_ok());
        }
    }
}
