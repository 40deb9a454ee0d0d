//! What stands around every request: its IDs, its language, headers that browsers heed, one line in the log.
//!
//! The line names the operation and its outcome; never a token, a variable or a person.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use liaison_domain::ids::{IdSource, fresh, kind};

use super::{Gateway, metrics, toll};
use crate::address::Proxies;
use crate::graphql::error::ErrorCode;
use crate::graphql::pipeline::OperationKind;
use crate::locale::Locale;
use crate::rate::Allowance;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");
/// Addresses that stand in logs and metrics by name; all others are "other", so that nobody makes up labels.
const ROUTES: [&str; 6] = ["/", "/graphql", "/graphql/stream", "/healthz", "/readyz", "/metrics"];
const SECURITY: [(HeaderName, HeaderValue); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
    (CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("same-origin")),
];
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// For a year; subdomains are not ours to speak for.
const TLS_ALONE: HeaderValue = HeaderValue::from_static("max-age=31536000");
/// What probes and scrapers ask, again and again and from one address.
pub(super) const QUIET: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// What is known of a request from its head alone.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) request_id: String,
    pub(super) trace_id: String,
    /// The language that the head asks for.
    pub(super) asked: Option<Locale>,
    /// Where it comes from.
    pub(super) address: IpAddr,
    /// How the bucket of its address stood when it came in.
    pub(super) entered: Option<Allowance>,
}

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) IpAddr);

/// What a handler tells the log about the call it answered.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcome {
    pub(super) kind: Option<OperationKind>,
    pub(super) operation: Option<String>,
    pub(super) codes: Vec<ErrorCode>,
    /// How the bucket stands that it was paid from.
    pub(super) allowance: Option<Allowance>,
}

impl Frame {
    fn of(headers: &HeaderMap, peer: IpAddr, proxies: &Proxies, ids: &dyn IdSource) -> Self {
        let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let request_id = text(&REQUEST_ID).filter(|id| is_request_id(id)).map(str::to_owned);
        let trace_id = text(&TRACE_PARENT).and_then(trace_id).map(str::to_owned);
        Self {
            request_id: request_id.unwrap_or_else(|| new_request_id(ids)),
            trace_id: trace_id.unwrap_or_else(|| format!("{:032x}", ids.next().as_u128())),
            asked: text(&header::ACCEPT_LANGUAGE).and_then(Locale::negotiate),
            address: proxies.client(peer, forwarded(headers)),
            entered: None,
        }
    }
}

/// What `X-Forwarded-For` says, the nearest last.
fn forwarded(headers: &HeaderMap) -> impl DoubleEndedIterator<Item = &str> {
    let values = headers.get_all(FORWARDED_FOR).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(','))
}

pub(super) fn new_request_id(ids: &dyn IdSource) -> String {
    fresh::<kind::Call>(ids).to_string()
}

/// IDs of clients and proxies: 8 to 64 letters, digits and `-_.:`, so that nothing else reaches log and record.
fn is_request_id(id: &str) -> bool {
    (8..=64).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':'))
}

/// The trace ID of a `traceparent` (W3C Trace Context, version 00).
fn trace_id(parent: &str) -> Option<&str> {
    let mut parts = parent.split('-');
    let (version, trace, span) = (parts.next()?, parts.next()?, parts.next()?);
    let hex = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let whole = hex(version, 2) && version != "ff" && hex(trace, 32) && hex(span, 16);
    (whole && trace.bytes().any(|byte| byte != b'0')).then_some(trace)
}

/// The layer around all routes.
pub(super) async fn around(State(gateway): State<Gateway>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    // Where nothing says so, as in a test without a connection, everybody comes from one address.
    let peer = request.extensions().get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0);
    let frame = Frame::of(request.headers(), peer, &gateway.0.parts.proxies, gateway.ids());
    let method = request.method().clone();
    let path = request.uri().path();
    let route = ROUTES.into_iter().find(|route| *route == path).unwrap_or("other");
    request.extensions_mut().insert(frame.clone());

    let mut response = next.run(request).await;

    let outcome = response.extensions_mut().remove::<Outcome>().unwrap_or_default();
    let headers = response.headers_mut();
    toll::mark(headers, gateway.0.policy.as_ref(), outcome.allowance.as_ref());
    if gateway.0.parts.https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, TLS_ALONE);
    }
    for (name, value) in SECURITY {
        headers.entry(name).or_insert(value);
    }
    if let Ok(id) = HeaderValue::from_str(&frame.request_id) {
        headers.insert(REQUEST_ID, id);
    }
    tell(&frame, &method, route, &response, &outcome, begun);
    response
}

fn tell(
    frame: &Frame,
    method: &Method,
    route: &'static str,
    response: &Response,
    outcome: &Outcome,
    begun: Instant,
) {
    let status = response.status().as_u16();
    let took = begun.elapsed();
    metrics::request(route, method.as_str(), status, outcome, took);
    let took_ms = took.as_secs_f64() * 1_000.0;
    let codes: Vec<_> = outcome.codes.iter().map(|code| code.name()).collect();
    if QUIET.contains(&route) && status < 400 {
        tracing::debug!(http.route = route, http.status = status, took_ms, "request");
        return;
    }
    tracing::info!(
        request.id = frame.request_id,
        trace.id = frame.trace_id,
        http.method = %method,
        http.route = route,
        http.status = status,
        graphql.kind = outcome.kind.map(OperationKind::name),
        graphql.operation = outcome.operation.as_deref(),
        error.codes = codes.join(","),
        took_ms,
        "request"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_trace_parents_count() {
        let id = "4bf92f3577b34da6a3ce929d0e0e4736";
        let parent = |version: &str, trace: &str| format!("{version}-{trace}-00f067aa0ba902b7-01");
        assert_eq!(trace_id(&parent("00", id)), Some(id));
        assert_eq!(trace_id(&parent("ff", id)), None);
        assert_eq!(trace_id(&parent("00", &"0".repeat(32))), None);
        assert_eq!(trace_id(&parent("00", &id.to_uppercase())), None);
        assert_eq!(trace_id(id), None);
    }

    #[test]
    fn request_ids_are_plain() {
        assert!(is_request_id("call_01hz") && is_request_id("3f0c-11:x.y"));
        for id in ["short", "with space", "line\nbreak", "汉字汉字汉字", &"x".repeat(65)] {
            assert!(!is_request_id(id), "{id}");
        }
    }
}
