//! The console at `/`: one page for people, which asks nothing of other hosts.
//!
//! Owns putting the page together from its hand-written files, its content security policy (the one script and the one
//! style by their hashes, calls to this server alone) and its `ETag`. What the page does stands in `console/*.js`; what the
//! guided walk says and sends, in [`crate::walkthrough`].

use std::sync::LazyLock;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest, Sha256};

use crate::walkthrough;

const PAGE: &str = include_str!("../console/index.html");
const STYLE: &str = include_str!("../console/style.css");
/// In the order in which they run: each uses names of those before it.
const SCRIPTS: [&str; 11] = [
    include_str!("../console/texts.js"),
    include_str!("../console/dom.js"),
    include_str!("../console/session.js"),
    include_str!("../console/wire.js"),
    include_str!("../console/graphql.js"),
    include_str!("../console/editor.js"),
    include_str!("../console/query.js"),
    include_str!("../console/schema.js"),
    include_str!("../console/feed.js"),
    include_str!("../console/walk.js"),
    include_str!("../console/main.js"),
];

struct Console {
    html: Bytes,
    policy: HeaderValue,
    etag: HeaderValue,
}

static CONSOLE: LazyLock<Console> = LazyLock::new(|| {
    let script = SCRIPTS.concat();
    let html = PAGE
        .replace("/*{style}*/", STYLE)
        .replace("/*{walkthrough}*/", &inside_script(walkthrough::SOURCE))
        .replace("/*{script}*/", &script);
    // A proxy may compress the page, hence a weak tag.
    let etag = format!("W/\"{}\"", HEXLOWER.encode(&Sha256::digest(&html)[..16]));
    let policy = format!(
        "default-src 'none'; script-src {}; style-src {}; connect-src 'self'; img-src data:; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'",
        source(&script),
        source(STYLE),
    );
    Console { html: html.into(), policy: ascii(&policy), etag: ascii(&etag) }
});

/// How a content security policy names an inline text: by its hash.
fn source(text: &str) -> String {
    format!("'sha256-{}'", BASE64.encode(&Sha256::digest(text)))
}

fn ascii(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("hashes and directives are visible ASCII")
}

/// JSON on one line that cannot end the element around it; strings of JSON contain no line break.
fn inside_script(json: &str) -> String {
    json.lines().map(str::trim_start).collect::<String>().replace("</", "<\\/")
}

/// `GET /`: the page, or 304 to a browser that has it.
pub(super) async fn page(headers: HeaderMap) -> Response {
    let Console { html, policy, etag } = &*CONSOLE;
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, policy.clone()),
        (header::ETAG, etag.clone()),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    if is_known(&headers, etag) {
        return (StatusCode::NOT_MODIFIED, fixed).into_response();
    }
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))];
    (fixed, kind, html.clone()).into_response()
}

/// Whether `If-None-Match` names this tag (RFC 9110, 13.1.2: compared weakly).
fn is_known(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let own = etag.to_str().map(opaque).unwrap_or_default();
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|tag| tag.trim() == "*" || opaque(tag) == own)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html() -> &'static str {
        std::str::from_utf8(&CONSOLE.html).expect("the files are UTF-8")
    }

    /// What stands between `open` and the next `close`.
    fn between(open: &str, close: &str) -> &'static str {
        let (_, rest) = html().split_once(open).expect("the element opens");
        rest.split_once(close).expect("the element closes").0
    }

    #[test]
    fn the_policy_admits_exactly_what_stands_in_the_page() {
        let policy = CONSOLE.policy.to_str().expect("ASCII");
        assert!(policy.contains(&source(between("<style>", "</style>"))), "{policy}");
        assert!(policy.contains(&source(between("<script type=\"module\">", "</script>"))), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }

    #[test]
    fn no_part_is_missing_and_none_ends_another() {
        assert!(!html().contains("/*{"), "a place was not filled");
        assert_eq!(html().matches("</script>").count(), 2);
        assert_eq!(html().matches("</style>").count(), 1);
        let walk = between("id=\"walkthrough\">", "</script>");
        let walk: serde_json::Value = serde_json::from_str(walk).expect("JSON");
        assert_eq!(walk["code"], "MT202405001");
    }

    #[test]
    fn nothing_is_asked_of_other_hosts() {
        for foreign in ["src=", "@import", "url(", "href=\"http", "from 'http", "import("] {
            assert!(!html().contains(foreign), "{foreign}");
        }
        let own = SCRIPTS.iter().map(|script| script.len()).sum::<usize>() + STYLE.len() + PAGE.len();
        assert!(own < 120 * 1024, "{own} bytes are more than a page of its kind needs");
    }

    #[tokio::test]
    async fn a_browser_that_has_the_page_is_told_so() {
        let first = page(HeaderMap::new()).await;
        assert_eq!(first.status(), StatusCode::OK);
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"other\""));
        assert_eq!(page(headers.clone()).await.status(), StatusCode::OK);
        headers.append(header::IF_NONE_MATCH, first.headers()[header::ETAG].clone());
        let again = page(headers).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(again.headers()[header::ETAG], first.headers()[header::ETAG]);
    }
}
