//! Answers as bytes: data, errors with code and request ID, the cost.
//!
//! The one place where a fault becomes text in a language, and where what the library reports becomes a fault. An error
//! that nobody meant for a client becomes `INTERNAL`: its text goes to the log, under the request ID.

use async_graphql::{PathSegment, Response, ServerError, Value};
use bytes::Bytes;
use serde_json::{Map, Value as Json, json};

use super::cost::Cost;
use crate::graphql::context::RequestContext;
use crate::graphql::error::{ErrorCode, Fault, Text};
use crate::limits::Limits;
use crate::locale::Locale;
use crate::rate::Allowance;

/// The answer to one query or mutation that was executed: it has `data`, which may be null.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The JSON text.
    pub body: Bytes,
    /// The codes of its errors, for log and metrics.
    pub codes: Vec<ErrorCode>,
}

/// One message of a running operation.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// An execution result as JSON text.
    Next(Bytes),
    /// The operation has ended with these errors, a JSON list; nothing follows.
    Failed(Bytes, Vec<ErrorCode>),
}

/// The JSON list of these faults in this language.
pub fn errors(faults: &[Fault], request_id: &str, locale: Locale) -> Bytes {
    Bytes::from(Json::from(list(faults, request_id, locale)).to_string())
}

/// The JSON text of a request error: `errors` and no `data`, since nothing was executed.
pub fn refusal(faults: &[Fault], request_id: &str, locale: Locale) -> Bytes {
    Bytes::from(json!({ "errors": list(faults, request_id, locale) }).to_string())
}

fn list(faults: &[Fault], request_id: &str, locale: Locale) -> Vec<Json> {
    faults.iter().map(|fault| error(fault, None, request_id, locale)).collect()
}

fn error(fault: &Fault, path: Option<&[PathSegment]>, request_id: &str, locale: Locale) -> Json {
    if let Some(cause) = &fault.cause {
        let code = fault.code.name();
        tracing::warn!(
            request.id = request_id,
            error.code = code,
            error.cause = cause.as_str(),
            "call.fault"
        );
    }
    let mut extensions = Map::new();
    extensions.insert("code".to_owned(), fault.code.name().into());
    extensions.insert("requestId".to_owned(), request_id.into());
    extensions.insert("retryable".to_owned(), fault.code.is_retryable().into());
    extensions.insert("params".to_owned(), Json::Object(fault.params.clone()));
    if let Some(wait) = fault.retry_after {
        // Rounded up, so that nobody comes back too early.
        let wait = u64::try_from(wait.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX);
        extensions.insert("retryAfterMs".to_owned(), wait.into());
    }
    let mut object = Map::new();
    object.insert("message".to_owned(), fault.message(locale).into());
    if !fault.locations.is_empty() {
        let places = fault.locations.iter().map(|at| json!({ "line": at.line, "column": at.column }));
        object.insert("locations".to_owned(), places.collect());
    }
    if let Some(path) = path.filter(|path| !path.is_empty()) {
        let segments = path.iter().map(|segment| match segment {
            PathSegment::Field(name) => Json::from(name.as_str()),
            PathSegment::Index(index) => Json::from(*index),
        });
        object.insert("path".to_owned(), segments.collect());
    }
    object.insert("extensions".to_owned(), Json::Object(extensions));
    Json::Object(object)
}

/// What the library reports while executing, as a fault.
fn fault_of(error: &ServerError) -> Fault {
    let fault = match error.source::<Fault>() {
        Some(fault) => fault.clone(),
        None if says(error, "code") == Some(ErrorCode::InvalidId.name()) => {
            Fault::invalid_id(says(error, "expected").unwrap_or("known prefix"))
        }
        None if is_of_input(&error.message) => {
            Fault::new(ErrorCode::BadUserInput, Text::InputRefused).with("detail", error.message.as_str())
        }
        None => Fault::internal(format!("{:?}: {}", error.path, error.message)),
    };
    error.locations.iter().fold(fault, |fault, at| fault.at(at.line, at.column))
}

/// What an input type has noted beside its message.
fn says<'a>(error: &'a ServerError, name: &str) -> Option<&'a str> {
    match error.extensions.as_ref()?.get(name)? {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// Whether the library says that an argument does not parse: a custom scalar's own form.
fn is_of_input(message: &str) -> bool {
    message.starts_with("Failed to parse \"") || message.starts_with("Expected input type \"")
}

fn executed(errors: &[ServerError], context: &RequestContext) -> (Vec<Json>, Vec<ErrorCode>) {
    errors
        .iter()
        .map(|raised| {
            let fault = fault_of(raised);
            let json = error(&fault, Some(&raised.path), context.request_id(), context.locale());
            (json, fault.code)
        })
        .unzip()
}

/// Writes the answer to a query or mutation up to its cost, which differs from call to call.
pub(super) fn answer(response: &Response, context: &RequestContext) -> Answer {
    let (errors, codes) = executed(&response.errors, context);
    Answer { body: write(&errors, &response.data), codes }
}

/// An answer with what it has cost: edges, statements, and how much is left to its caller.
pub(super) fn with_cost(
    answer: &Bytes,
    cost: Cost,
    statements: u64,
    limits: &Limits,
    context: &RequestContext,
) -> Bytes {
    let (edges, limit, rate) = (cost.edges, limits.cost, rate(context));
    end(answer, &format!("\"requested\":{edges},\"limit\":{limit},\"statements\":{statements}{rate}"))
}

fn end(answer: &Bytes, cost: &str) -> Bytes {
    Bytes::from([answer, format!(",\"extensions\":{{\"cost\":{{{cost}}}}}}}").as_bytes()].concat())
}

/// How the bucket stands that the call was paid from; nothing where nothing is counted.
fn rate(context: &RequestContext) -> String {
    let Some(Allowance { scope, limit, remaining, cost, resets_at, .. }) = context.allowance() else {
        return String::new();
    };
    let (scope, resets_at) = (scope.name(), resets_at.timestamp());
    format!(
        ",\"charged\":{cost},\"rate\":{{\"scope\":\"{scope}\",\"limit\":{limit},\"remaining\":{remaining},\"resetsAt\":\"{resets_at}\"}}"
    )
}

/// Writes one message of a subscription, which cost this many statements; the first says what the subscription was paid with.
/// Nothing at all to show and an error of the field itself end the operation.
pub(super) fn step(response: &Response, statements: u64, is_first: bool, context: &RequestContext) -> Step {
    let (errors, codes) = executed(&response.errors, context);
    let of_the_field = response.errors.iter().any(|error| error.path.len() <= 1);
    if response.data == Value::Null && of_the_field {
        return Step::Failed(Bytes::from(Json::from(errors).to_string()), codes);
    }
    let rate = if is_first { rate(context) } else { String::new() };
    Step::Next(end(&write(&errors, &response.data), &format!("\"statements\":{statements}{rate}")))
}

fn write(errors: &[Json], data: &Value) -> Bytes {
    let mut text = Vec::with_capacity(1_024);
    text.push(b'{');
    if !errors.is_empty() {
        text.extend_from_slice(b"\"errors\":");
        text.extend_from_slice(Json::from(errors).to_string().as_bytes());
        text.push(b',');
    }
    text.extend_from_slice(b"\"data\":");
    let start = text.len();
    if let Err(fault) = serde_json::to_writer(&mut text, data) {
        // Every value of the library's has a JSON form; a fault here is one of the library.
        tracing::error!(error.cause = %fault, "call.unwritable");
        text.truncate(start);
        text.extend_from_slice(b"null");
    }
    Bytes::from(text)
}
