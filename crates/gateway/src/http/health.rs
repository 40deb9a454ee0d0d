//! What operators and their tools ask: is the process alive, may it be sent calls, what does it count.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Gateway;

const PLAIN: [(header::HeaderName, &str); 2] =
    [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];

/// `/healthz`: 200 as long as the process answers at all.
pub(super) async fn alive() -> Response {
    (PLAIN, "ok\n").into_response()
}

/// `/readyz`: 200 where calls may be sent here; 503 with a word why not, also from the moment of stopping.
pub(super) async fn ready(State(gateway): State<Gateway>) -> Response {
    let parts = &gateway.0.parts;
    if parts.tasks.stopping().is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, PLAIN, "stopping\n".to_owned()).into_response();
    }
    match parts.readiness.ready().await {
        Ok(()) => (PLAIN, "ready\n").into_response(),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, PLAIN, format!("{why}\n")).into_response(),
    }
}

/// `/metrics`: Prometheus' text form.
pub(super) async fn metrics(State(gateway): State<Gateway>) -> Response {
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], gateway.0.parts.metrics.render()).into_response()
}
