//! What a call pays before it runs, and how answers say what is left: `RateLimit` and `RateLimit-Policy`
//! (draft-ietf-httpapi-ratelimit-headers-11), 429 with `Retry-After`.

use std::fmt::Write as _;
use std::net::IpAddr;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use metrics::counter;

use super::Gateway;
use super::frame::{Frame, Outcome, QUIET};
use super::graphql::reply;
use crate::auth::Caller;
use crate::graphql::error::{ErrorCode, Fault, Text};
use crate::graphql::pipeline::Prepared;
use crate::rate::{Allowance, Rates, Scope, WINDOW};

/// How the bucket stands.
pub(super) const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// What buckets there are.
pub(super) const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// The layer around all routes that takes what a request costs its address, whatever becomes of it; inside that of CORS, so that
/// pages of other origins can read the refusal. Probes pay nothing.
pub(super) async fn gate(State(gateway): State<Gateway>, mut request: Request, next: Next) -> Response {
    let is_quiet = QUIET.contains(&request.uri().path());
    let Some(frame) = request.extensions_mut().get_mut::<Frame>().filter(|_| !is_quiet) else {
        return next.run(request).await;
    };
    let mut entry = Outcome::default();
    if let Err(fault) = gateway.enter(frame.address, &mut entry) {
        return reply(&gateway, frame).refuse(&[fault], entry);
    }
    frame.entered = entry.allowance;
    let mut response = next.run(request).await;
    let outcome = response.extensions_mut().get_or_insert_default::<Outcome>();
    outcome.allowance = outcome.allowance.or(entry.allowance);
    response
}

impl Gateway {
    /// Takes what anything costs its address, before it is read.
    ///
    /// # Errors
    /// `RATE_LIMITED`.
    pub(super) fn enter(&self, address: IpAddr, outcome: &mut Outcome) -> Result<(), Fault> {
        note(self.rates().enter(address), outcome)
    }

    /// Takes what a call costs its caller and their address, before it runs; the outcome tells how the bucket stands then.
    ///
    /// # Errors
    /// `RATE_LIMITED`.
    pub(super) fn charge(
        &self,
        caller: Option<&Caller>,
        address: IpAddr,
        prepared: &Prepared,
        outcome: &mut Outcome,
    ) -> Result<(), Fault> {
        note(self.rates().pay(caller, address, prepared.cost().charge()), outcome)
    }
}

fn note(paid: Result<Option<Allowance>, Allowance>, outcome: &mut Outcome) -> Result<(), Fault> {
    match paid {
        Ok(allowance) => {
            outcome.allowance = allowance.or(outcome.allowance);
            Ok(())
        }
        Err(allowance) => {
            outcome.allowance = Some(allowance);
            counter!("liaison_rate_limited_total", "scope" => allowance.scope.name()).increment(1);
            Err(fault(&allowance))
        }
    }
}

fn fault(refused: &Allowance) -> Fault {
    let text = match refused.scope {
        Scope::Actor => Text::CallerRateLimited,
        Scope::Address => Text::AddressRateLimited,
    };
    Fault::new(ErrorCode::RateLimited, text)
        .with("scope", refused.scope.name())
        .with("cost", refused.cost)
        .with("limit", refused.limit)
        .with("seconds", seconds(refused.wait))
        .after(refused.wait)
}

/// Whole seconds, rounded up, so that nobody comes back too early.
pub(super) fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

/// The value of `RateLimit-Policy`; none where nothing is counted. The registry of the draft has no unit for cost, hence one of
/// ours beside it.
pub(super) fn policy(rates: &Rates) -> Option<HeaderValue> {
    let mut text = String::new();
    for (scope, limit) in rates.policies() {
        let separator = if text.is_empty() { "" } else { ", " };
        let (name, window) = (scope.name(), WINDOW.as_secs());
        let _ = write!(text, "{separator}\"{name}\";q={limit};w={window};liaison-unit=\"cost\"");
    }
    HeaderValue::from_str(&text).ok().filter(|value| !value.is_empty())
}

/// Writes how the bucket stands; `t` is when it is full again, or of a refusal, when it may be tried again.
pub(super) fn mark(headers: &mut HeaderMap, policy: Option<&HeaderValue>, allowance: Option<&Allowance>) {
    if let Some(policy) = policy {
        headers.insert(RATE_LIMIT_POLICY, policy.clone());
    }
    if let Some(allowance) = allowance {
        let (name, remaining) = (allowance.scope.name(), allowance.remaining);
        let text = format!("\"{name}\";r={remaining};t={}", seconds(allowance.wait).max(1));
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(RATE_LIMIT, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use liaison_domain::time::Instant;

    use super::*;

    #[test]
    fn the_headers_are_structured_fields() {
        let allowance = Allowance {
            scope: Scope::Actor,
            limit: 1_500_000,
            remaining: 1_499_300,
            cost: 700,
            resets_at: Instant::from_micros(0),
            wait: Duration::from_millis(28),
        };
        let mut headers = HeaderMap::new();
        let policy = HeaderValue::from_static("\"actor\";q=1500000;w=60");
        mark(&mut headers, Some(&policy), Some(&allowance));
        assert_eq!(headers[RATE_LIMIT], "\"actor\";r=1499300;t=1");
        assert_eq!(headers[RATE_LIMIT_POLICY], policy);
        mark(&mut headers, None, Some(&Allowance { wait: Duration::from_millis(1_001), ..allowance }));
        assert_eq!(headers[RATE_LIMIT], "\"actor\";r=1499300;t=2");
    }
}
