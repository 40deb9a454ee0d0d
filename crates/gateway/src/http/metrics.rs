//! Numbers for operators, in Prometheus' text form: requests, errors, streams, and the limits in force.
//!
//! Labels come from closed lists only. Other parts of the process count with the same recorder through the `metrics`
//! crate.

use std::sync::OnceLock;
use std::time::Duration;

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use super::frame::Outcome;
use crate::graphql::context::Transport;
use crate::graphql::error::ErrorCode;
use crate::graphql::pipeline::OperationKind;
use crate::limits::Limits;

/// Upper bounds of the buckets of durations, in seconds: from what a cache answers to what times out.
const SECONDS: [f64; 12] = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Upper bounds of the buckets of statements: a list, a page with its relations, a page of pages, a change.
const STATEMENTS: [f64; 9] = [0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0];

/// The recorder of this process, installed at the first call; later calls answer the same one.
pub fn recorder() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let statements = Matcher::Full("liaison_statements".to_owned());
            let builder = PrometheusBuilder::new().set_buckets(&SECONDS);
            let builder = builder.and_then(|builder| builder.set_buckets_for_metric(statements, &STATEMENTS));
            // Refused for an empty list only.
            let recorder = builder.unwrap_or_else(|_| PrometheusBuilder::new()).build_recorder();
            let handle = recorder.handle();
            if metrics::set_global_recorder(recorder).is_err() {
                tracing::warn!("metrics.recorder_taken");
            }
            handle
        })
        .clone()
}

/// Names the metrics and writes down the limits.
pub(super) fn describe(limits: &Limits) {
    describe_counter!("liaison_http_requests_total", "HTTP requests by route, method and status");
    describe_histogram!("liaison_http_request_seconds", "Time from a request's head to its answer's");
    describe_counter!("liaison_operations_total", "GraphQL operations by kind and transport");
    describe_histogram!(
        "liaison_statements",
        "SQL statements of one answer, or of one message of a subscription"
    );
    describe_counter!(
        "liaison_deadlines_fired_total",
        "Steps that deadlines took: warnings, breaches, chains"
    );
    describe_histogram!(
        "liaison_deadline_lateness_seconds",
        "From a step's planned instant to its transaction"
    );
    describe_counter!("liaison_deadline_faults_total", "Firings and claims that failed and are tried again");
    describe_counter!("liaison_deadlines_recounted_total", "Deadlines moved because a calendar changed");
    describe_gauge!("liaison_clock_offset_seconds", "How far the node's clock is ahead of the database's");
    describe_counter!("liaison_issuer_fetches_total", "Fetches of the identity provider's keys by outcome");
    describe_gauge!("liaison_issuer_keys", "Keys that the identity provider publishes");
    describe_gauge!(
        "liaison_issuer_fetched_timestamp_seconds",
        "When its keys were fetched last, in seconds since 1970"
    );
    describe_counter!("liaison_errors_total", "Errors at the top level of answers by code");
    describe_gauge!("liaison_connections", "WebSockets and event streams open now");
    describe_gauge!("liaison_streams", "Subscriptions open now");
    describe_gauge!("liaison_limit", "Limits in force, by name; durations in milliseconds");
    for (row, value) in Limits::table().iter().zip(limits.values()) {
        gauge!("liaison_limit", "name" => row.name, "unit" => row.unit).set(approximately(value));
    }
}

#[expect(clippy::cast_precision_loss, reason = "a gauge is a floating number; limits stay far below 2^52")]
fn approximately(value: u64) -> f64 {
    value as f64
}

/// Counts an answered request.
pub(super) fn request(route: &'static str, method: &str, status: u16, outcome: &Outcome, took: Duration) {
    let method = ["GET", "POST", "PUT", "DELETE", "OPTIONS"].into_iter().find(|known| *known == method);
    let method = method.unwrap_or("other");
    counter!("liaison_http_requests_total", "route" => route, "method" => method, "status" => status.to_string())
        .increment(1);
    histogram!("liaison_http_request_seconds", "route" => route).record(took.as_secs_f64());
    if let Some(kind) = outcome.kind {
        operation(kind, Transport::Http);
    }
    errors(&outcome.codes);
}

/// Counts an operation that begins.
pub(super) fn operation(kind: OperationKind, transport: Transport) {
    counter!("liaison_operations_total", "kind" => kind.name(), "transport" => transport.name()).increment(1);
}

/// Counts errors that were sent.
pub(super) fn errors(codes: &[ErrorCode]) {
    for code in codes {
        counter!("liaison_errors_total", "code" => code.name()).increment(1);
    }
}
