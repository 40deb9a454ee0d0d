//! Which pages of other origins may call, by the CORS protocol of the Fetch standard.
//!
//! Nobody is signed in by a cookie, so credentials mode is never allowed; a token travels in a header.

use std::time::Duration;

use super::read;
use axum::http::{HeaderName, HeaderValue, Method, header};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::toll::{RATE_LIMIT, RATE_LIMIT_POLICY};
use crate::exposure::CorsOrigins;

/// How long a browser may remember a preflight: an hour, below every browser's own bound.
const REMEMBERED: Duration = Duration::from_hours(1);

pub(super) fn layer(origins: &CorsOrigins) -> CorsLayer {
    let origins = match origins {
        CorsOrigins::None => AllowOrigin::list([]),
        CorsOrigins::These(origins) => {
            AllowOrigin::list(origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()))
        }
        CorsOrigins::Any => AllowOrigin::any(),
    };
    CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
        .allow_headers([
            header::ACCEPT,
            header::ACCEPT_LANGUAGE,
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static(read::ON_BEHALF_OF),
            HeaderName::from_static("traceparent"),
            HeaderName::from_static("x-graphql-event-stream-token"),
            HeaderName::from_static("x-request-id"),
        ])
        .expose_headers([
            header::CONTENT_LANGUAGE,
            header::RETRY_AFTER,
            RATE_LIMIT,
            RATE_LIMIT_POLICY,
            HeaderName::from_static("x-request-id"),
        ])
        .max_age(REMEMBERED)
}
