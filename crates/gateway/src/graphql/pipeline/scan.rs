//! One linear pass over the bytes of a document before anything parses it.
//!
//! The parser recurses without a bound: some kilobytes of nested brackets overflow its stack and abort the process, which
//! nothing can catch. So size, tokens and nesting are counted here, strings, block strings and comments skipped, in one
//! pass without recursion or allocation; nothing unscanned reaches the parser. Whether the tokens make sense is not
//! decided here, and where they make none the count is an upper bound.

use crate::graphql::error::{ErrorCode, Fault, Text};
use crate::limits::Limits;

/// What a document has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scanned {
    /// Names, numbers, strings and punctuators.
    pub tokens: usize,
    /// The most braces, brackets and parentheses open at once.
    pub nesting: usize,
}

/// Counts `document` and stops at the first limit that it passes.
///
/// # Errors
/// `COST_EXCEEDED` for size and tokens, `DEPTH_EXCEEDED` for nesting.
pub fn scan(document: &str, limits: &Limits) -> Result<Scanned, Fault> {
    let too_much = |text, limit: usize| Fault::new(ErrorCode::CostExceeded, text).with("limit", limit);
    if document.len() > limits.document_bytes {
        return Err(too_much(Text::DocumentTooLarge, limits.document_bytes));
    }
    let bytes = document.as_bytes();
    let (mut scanned, mut open, mut at) = (Scanned::default(), 0_usize, 0);
    let mut blocks_end = true;
    while let Some(&byte) = bytes.get(at) {
        let length = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at += bytes[at..]
                    .iter()
                    .position(|byte| matches!(byte, b'\n' | b'\r'))
                    .unwrap_or(bytes.len() - at);
                continue;
            }
            b'{' | b'[' | b'(' => {
                open += 1;
                scanned.nesting = scanned.nesting.max(open);
                1
            }
            b'}' | b']' | b')' => {
                open = open.saturating_sub(1);
                1
            }
            b'"' if bytes[at..].starts_with(b"\"\"\"") => {
                let block = if blocks_end { block_string(&bytes[at..]) } else { None };
                blocks_end = block.is_some();
                // The parser takes an unfinished block string for an empty string and reads on behind it.
                block.unwrap_or(2)
            }
            b'"' => string(&bytes[at..]),
            b'.' if bytes[at..].starts_with(b"...") => 3,
            _ if is_word(byte) => {
                bytes[at..].iter().position(|byte| !is_word(*byte)).unwrap_or(bytes.len() - at)
            }
            _ => 1,
        };
        at += length;
        scanned.tokens += 1;
        if scanned.tokens > limits.document_tokens {
            return Err(too_much(Text::TooManyTokens, limits.document_tokens));
        }
        if open > limits.document_nesting {
            return Err(Fault::new(ErrorCode::DepthExceeded, Text::DocumentTooDeep)
                .with("limit", limits.document_nesting));
        }
    }
    Ok(scanned)
}

/// Letters, digits and what numbers have beside them: a run of these is one token, or a parse error.
const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+')
}

/// The length of the string that begins here; an unfinished one ends with its line, as the parser sees it.
fn string(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\n' | b'\r' => return at,
            b'\\' if !matches!(bytes.get(at + 1), None | Some(b'\n' | b'\r')) => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The length of the block string that begins here. Where one has no end, no later one has.
fn block_string(bytes: &[u8]) -> Option<usize> {
    let mut at = 3;
    while at < bytes.len() {
        if bytes[at..].starts_with(b"\\\"\"\"") {
            at += 4;
        } else if bytes[at..].starts_with(b"\"\"\"") {
            return Some(at + 3);
        } else {
            at += 1;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use proptest::prelude::*;

    use super::*;

    fn count(document: &str) -> Scanned {
        scan(document, &Limits::default()).expect("small")
    }

    #[test]
    fn counts_tokens_and_skips_what_is_none() {
        for (document, tokens, nesting) in [
            ("", 0, 0),
            ("{ a }", 3, 1),
            ("query Q($a: [Int!]! = [1, -2.5e+3]) { a(b: $a) @x ...F }", 32, 2),
            ("# { [ (\n{ a } # }", 3, 1),
            (r#"{ a(b: "{[(\"{") }"#, 8, 2),
            ("{ a(b: \"\"\"{[( \\\"\"\" \" \"\"\") }", 8, 2),
            ("\u{feff}{ a }", 6, 1),
            ("}}}{", 4, 1),
            ("\"unfinished {\n{", 2, 1),
            ("\"\"\"unfinished {\n{", 3, 1),
            ("{ a(b: [\"\"\"c\" [[[1]]] ]) }", 18, 6),
        ] {
            assert_eq!(count(document), Scanned { tokens, nesting }, "{document}");
        }
    }

    #[test]
    fn each_limit_refuses_with_its_own_code() {
        let limits = Limits::default();
        let refused = |document: String| scan(&document, &limits).map_err(|fault| (fault.code, fault.text));
        let deep = |levels: usize| format!("{{ a(b: {}1{}) }}", "[".repeat(levels), "]".repeat(levels));
        assert!(refused(deep(62)).is_ok());
        assert_eq!(refused(deep(63)), Err((ErrorCode::DepthExceeded, Text::DocumentTooDeep)));
        assert_eq!(refused("[".repeat(60_000)), Err((ErrorCode::DepthExceeded, Text::DocumentTooDeep)));
        assert_eq!(refused("a ".repeat(10_001)), Err((ErrorCode::CostExceeded, Text::TooManyTokens)));
        assert_eq!(refused(" ".repeat(65_537)), Err((ErrorCode::CostExceeded, Text::DocumentTooLarge)));
    }

    /// The deepest values that the parser can be given take a fraction of a worker's stack.
    #[test]
    fn what_passes_is_safe_to_parse_on_a_small_stack() {
        let limits = Limits::default();
        let lists = format!("{{ a(b: {}1{}) }}", "[".repeat(62), "]".repeat(62));
        let objects = format!("{{ a(b: {}1{}) }}", "{c:".repeat(62), "}".repeat(62));
        let fields = format!("{}b{}", "{a".repeat(64), "}".repeat(64));
        for document in [lists, objects, fields] {
            scan(&document, &limits).expect("within the limit");
            std::thread::Builder::new()
                .stack_size(1 << 20)
                .spawn(move || assert!(parse_query(&document).is_ok()))
                .expect("a thread")
                .join()
                .expect("no overflow");
        }
    }

    proptest! {
        /// Brackets that the parser sees are never fewer than counted: strings and comments hide the same bytes.
        #[test]
        fn agrees_with_the_parser_on_nesting(depth in 1_usize..20, noise in "[ ,\t\n]{0,5}", inner in "\\PC{0,20}") {
            let escaped = inner.replace('\\', "\\\\").replace('"', "\\\"");
            let document = format!("{{{noise}a(b: {}\"{escaped}\"{}) # {{[(\n}}", "[".repeat(depth), "]".repeat(depth));
            prop_assert!(parse_query(&document).is_ok(), "{document}");
            prop_assert_eq!(scan(&document, &Limits::default()).map(|scanned| scanned.nesting), Ok(depth + 2));
        }

        #[test]
        fn never_panics(document in "\\PC*|[\"\\\\{}()\\[\\]#\n. a]{0,200}") {
            let _ = scan(&document, &Limits::default());
        }
    }
}
