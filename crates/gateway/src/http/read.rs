//! Requests off the wire: bodies within their bounds, GET parameters, credentials.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use serde_json::{Map, Value};

use super::Gateway;
use crate::auth::{AccountFault, AuthFault, Authenticator, Caller, TokenFault};
use crate::graphql::error::{ErrorCode, Fault, Text};
use crate::graphql::pipeline::{Call, json};
use crate::limits::Limits;

/// A body that is too large is read on up to this many times its limit, so that its sender hears why instead of a reset.
const DRAINED: usize = 8;

/// The calls of one request.
#[derive(Debug)]
pub(super) enum Calls {
    /// One, as most are.
    One(Call),
    /// An array of them, in order.
    Many(Vec<Call>),
}

fn refused(text: Text, status: u16) -> Fault {
    Fault::new(ErrorCode::BadUserInput, text).status(status)
}

/// The whole body.
///
/// # Errors
/// 413 above the limit, 408 where it takes longer than a request may, 400 where it breaks off.
pub(super) async fn body(body: Body, limits: &Limits) -> Result<Bytes, Fault> {
    let reading = collect(body, limits.body_bytes);
    tokio::time::timeout(limits.request_timeout, reading).await.unwrap_or_else(|_| {
        let limit = u64::try_from(limits.request_timeout.as_millis()).unwrap_or(u64::MAX);
        Err(Fault::new(ErrorCode::Timeout, Text::BodyTooSlow).status(408).with("limit", limit))
    })
}

async fn collect(body: Body, limit: usize) -> Result<Bytes, Fault> {
    let mut stream = body.into_data_stream();
    let (mut whole, mut seen) = (BytesMut::new(), 0_usize);
    while let Some(part) = stream.next().await {
        let part = part.map_err(|_| refused(Text::BodyUnread, 400))?;
        seen = seen.saturating_add(part.len());
        if seen <= limit {
            whole.extend_from_slice(&part);
        } else if seen > limit.saturating_mul(DRAINED) {
            break;
        }
    }
    if seen > limit {
        return Err(refused(Text::BodyTooLarge, 413).with("limit", limit));
    }
    Ok(whole.freeze())
}

/// Checks that a body is said to be JSON in UTF-8.
///
/// # Errors
/// 415 for anything else, nothing at all included: forms and plain text are what a foreign page can send unasked.
pub(super) fn content_type(headers: &HeaderMap) -> Result<(), Fault> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = given.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"));
    let in_utf8 = parts.filter_map(|parameter| parameter.split_once('=')).all(|(name, value)| {
        !name.trim().eq_ignore_ascii_case("charset")
            || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
    });
    if is_json && in_utf8 {
        return Ok(());
    }
    let given: String = if given.is_empty() { "-".to_owned() } else { given.chars().take(100).collect() };
    Err(refused(Text::UnsupportedMediaType, 415).with("given", given))
}

/// The calls of a POST body.
///
/// # Errors
/// 400 where it is no JSON of the right form, or an array although arrays are off.
pub(super) fn calls(body: &[u8], limits: &Limits) -> Result<Calls, Fault> {
    match json::parse(body, "body", limits)? {
        Value::Array(_) if limits.batch_operations == 0 => Err(refused(Text::BatchOff, 400)),
        Value::Array(values) if values.is_empty() || values.len() > limits.batch_operations => {
            Err(refused(Text::BatchSize, 400).with("limit", limits.batch_operations))
        }
        Value::Array(values) => {
            values.into_iter().map(Call::from_json).collect::<Result<_, _>>().map(Calls::Many)
        }
        value => Call::from_json(value).map(Calls::One),
    }
}

/// The value of a parameter of the query string.
///
/// # Errors
/// 400 where what is percent-encoded is no UTF-8.
pub(super) fn parameter(uri: &Uri, name: &str) -> Result<Option<String>, Fault> {
    let raw = uri.query().unwrap_or_default();
    let found = url::form_urlencoded::parse(raw.as_bytes()).find(|(key, _)| key == name);
    let Some((_, value)) = found else { return Ok(None) };
    // The decoder puts U+FFFD for what is no UTF-8; only where it was sent itself it may stand.
    if value.contains('\u{fffd}') && !raw.to_ascii_uppercase().contains("%EF%BF%BD") {
        return Err(refused(Text::NotUtf8, 400).with("part", name));
    }
    Ok(Some(value.into_owned()))
}

/// The call in the query string of a GET.
///
/// # Errors
/// 400 where a parameter is missing or has the wrong form.
pub(super) fn get(uri: &Uri, limits: &Limits) -> Result<Call, Fault> {
    let mut call = Map::new();
    for name in ["query", "operationName", "documentId"] {
        // An empty name is none (GraphQL over HTTP, appendix A).
        if let Some(value) = parameter(uri, name)?.filter(|value| name == "query" || !value.is_empty()) {
            call.insert(name.to_owned(), Value::String(value));
        }
    }
    for name in ["variables", "extensions"] {
        if let Some(value) = parameter(uri, name)?.filter(|value| !value.is_empty()) {
            call.insert(name.to_owned(), json::parse(value.as_bytes(), name, limits)?);
        }
    }
    Call::from_json(Value::Object(call))
}

/// The header in which a system says in whose name it calls: an employee number or the ID of a person.
pub(super) const ON_BEHALF_OF: &str = "liaison-on-behalf-of";

/// Who calls, by the `Authorization` header; nobody where there is none.
///
/// # Errors
/// `UNAUTHENTICATED` where there is one and it does not hold; `FORBIDDEN` in the name of somebody for whom the caller does not act.
pub(super) async fn caller(gateway: &Gateway, headers: &HeaderMap) -> Result<Option<Caller>, Fault> {
    let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let Some(authorization) = headers.get(header::AUTHORIZATION).map(text) else { return Ok(None) };
    let on_behalf_of = headers.get(ON_BEHALF_OF).map(text);
    authenticate(gateway, &authorization, on_behalf_of.as_deref()).await.map(Some)
}

/// Who calls, by the value of an `Authorization` header.
///
/// # Errors
/// As [`caller`].
pub(super) async fn authenticate(
    gateway: &Gateway,
    value: &str,
    on_behalf_of: Option<&str>,
) -> Result<Caller, Fault> {
    let token = Authenticator::bearer(value).map_err(auth_fault)?;
    gateway.authenticator().authenticate(token, on_behalf_of).await.map_err(auth_fault)
}

pub(super) fn auth_fault(fault: AuthFault) -> Fault {
    if fault.is_unavailable() {
        return Fault::unavailable(std::time::Duration::from_secs(1), fault.to_string());
    }
    let forbidden = |text| Fault::new(ErrorCode::Forbidden, text);
    let text = match fault {
        AuthFault::NoSystem | AuthFault::Account(AccountFault::OnlyItself) => {
            return forbidden(Text::OnlyItself);
        }
        AuthFault::Account(AccountFault::NobodyToActFor) => return forbidden(Text::NobodyToActFor),
        AuthFault::Token(TokenFault::Expired) | AuthFault::Account(AccountFault::Ended) => Text::TokenExpired,
        _ => Text::TokenRefused,
    };
    Fault::new(ErrorCode::Unauthenticated, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_json_in_utf8() {
        let check = |value: &'static str| {
            let mut headers = HeaderMap::new();
            if !value.is_empty() {
                headers.insert(header::CONTENT_TYPE, value.parse().expect("a header"));
            }
            content_type(&headers).is_ok()
        };
        for good in
            ["application/json", "Application/JSON; charset=UTF-8", "application/json;charset=\"utf-8\""]
        {
            assert!(check(good), "{good}");
        }
        for bad in [
            "",
            "text/plain",
            "application/json; charset=gbk",
            "multipart/form-data; boundary=x",
            "application/jsonp",
        ] {
            assert!(!check(bad), "{bad}");
        }
    }

    #[test]
    fn query_strings_are_utf8() {
        let uri = |text: &str| text.parse::<Uri>().expect("a URI");
        let read = |text: &str| parameter(&uri(text), "query").map_err(|fault| fault.text);
        assert_eq!(read("/graphql?a=1&query=%7Ba%7D+b"), Ok(Some("{a} b".to_owned())));
        assert_eq!(read("/graphql"), Ok(None));
        assert_eq!(read("/graphql?query=%FF"), Err(Text::NotUtf8));
        assert_eq!(read("/graphql?query=%EF%BF%BD"), Ok(Some("\u{fffd}".to_owned())));
        let call = get(&uri("/g?query=%7Ba%7D&variables=%7B%22v%22%3A1%7D&extensions="), &Limits::default());
        assert_eq!(call.map(|call| call.variables.len()), Ok(1));
        let wrong = get(&uri("/g?query=%7Ba%7D&variables=%5B%5D"), &Limits::default());
        assert_eq!(wrong.map_err(|fault| fault.text), Err(Text::ParameterType));
    }
}
