//! Server-sent events by the protocol of `graphql-sse`, in both of its modes.
//!
//! Distinct connections: one operation, one stream, on `/graphql` and `/graphql/stream`. Single connection: one stream is
//! reserved (PUT), connected (GET) and carries the operations that other requests begin (POST) and end (DELETE), on
//! `/graphql/stream`. A reader that is too slow, a token that expires and a server that stops end an operation with an
//! error that the client can resume from.

mod channel;
mod event;
mod operation;
mod reservations;
mod single;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::response::Response;
use bytes::Bytes;
use futures_util::StreamExt;

pub(super) use reservations::Reservations;

use super::frame::{Frame, Outcome};
use super::graphql::{not_allowed, reply, serve};
use super::negotiate::{self, Media};
use super::read;
use super::respond::Reply;
use super::{Gateway, metrics};
use crate::auth::Caller;
use crate::graphql::context::{RequestContext, Transport};
use crate::graphql::error::{ErrorCode, Fault, Text};
use crate::graphql::pipeline::{OperationKind, Prepared, errors};

const TOKEN_HEADER: &str = "x-graphql-event-stream-token";
const TOKEN_PARAMETER: &str = "token";
const ALLOWED: &str = "GET, POST, PUT, DELETE";

/// Serves `/graphql/stream`.
pub(super) async fn handle(
    State(gateway): State<Gateway>,
    Extension(frame): Extension<Frame>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let reply = reply(&gateway, &frame);
    let refuse = |fault: Fault| reply.refuse(&[fault], Outcome::default());
    let token = match head.headers.get(TOKEN_HEADER) {
        Some(token) => token.to_str().ok().map(str::to_owned),
        None => match read::parameter(&head.uri, TOKEN_PARAMETER) {
            Ok(token) => token,
            Err(fault) => return refuse(fault),
        },
    };
    let visit = single::Visit { gateway: &gateway, frame: &frame, head: &head, reply: &reply };
    let answered = match (head.method.clone(), token) {
        (Method::PUT, _) => visit.reserve().await,
        (Method::GET, Some(token)) => visit.connect(&token).await,
        (Method::POST, Some(token)) => visit.operate(&token, body).await,
        (Method::DELETE, Some(token)) => visit.stop(&token).await,
        (Method::DELETE, None) => Err(vec![unknown()]),
        (Method::GET | Method::POST, None) => {
            let accept = head.headers.get(header::ACCEPT).map(|value| value.to_str().unwrap_or("-"));
            match negotiate::accepted(accept) {
                Ok(accepted) if accepted.best == Media::EventStream => {
                    return serve(&gateway, &frame, &head, body).await;
                }
                Ok(_) => {
                    let fault = Fault::new(ErrorCode::BadUserInput, Text::StreamNotAcceptable);
                    Err(vec![fault.status(406)])
                }
                Err(fault) => Err(vec![fault]),
            }
        }
        (method, _) => Err(vec![not_allowed(method.as_str(), ALLOWED)]),
    };
    answered.unwrap_or_else(|faults| reply.refuse(&faults, Outcome::default()))
}

/// No stream under this token, or not for this caller: the two are not told apart.
fn unknown() -> Fault {
    Fault::new(ErrorCode::BadUserInput, Text::StreamUnknown).status(404)
}

/// Answers a prepared operation as a stream of its own.
pub(super) fn distinct(
    gateway: &Gateway,
    reply: &Reply,
    prepared: Prepared,
    context: Arc<RequestContext>,
    caller: Option<Caller>,
    outcome: Outcome,
) -> Response {
    let connection = match gateway.slots().connection() {
        Ok(connection) => connection,
        Err(fault) => return reply.refuse(&[fault], outcome),
    };
    let slot = match prepared.kind() {
        OperationKind::Subscription => match gateway.slots().stream(caller.as_ref()) {
            Ok(slot) => Some(slot),
            Err(fault) => return reply.refuse(&[fault], outcome),
        },
        _ => None,
    };
    metrics::operation(prepared.kind(), Transport::EventStream);
    let (channel, body) = channel::open(gateway.limits(), connection);
    let operation = operation::Operation::new(gateway, prepared, context, caller, None);
    drop(gateway.tasks().spawn(async move {
        let last = operation.run(&channel).await;
        drop(slot);
        channel.finish(last).await;
    }));
    stream(reply, body.boxed(), Outcome { kind: None, ..outcome })
}

/// Tells refusals of the call itself in an event, since a browser shows its page nothing of a failed connection.
pub(super) fn refused(gateway: &Gateway, reply: &Reply, faults: &[Fault]) -> Response {
    let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
    let errors = errors(faults, &reply.request_id, reply.locale);
    let events = [event::failed(&errors, None), event::complete(None)];
    tracing::trace!(tasks = gateway.tasks().running(), "event_stream.refused");
    let body = futures_util::stream::iter(events).boxed();
    stream(reply, body, Outcome { codes, ..Outcome::default() })
}

fn stream(
    reply: &Reply,
    body: futures_util::stream::BoxStream<'static, Bytes>,
    outcome: Outcome,
) -> Response {
    let body = body.map(Ok::<_, std::convert::Infallible>);
    let mut response = Response::new(Body::from_stream(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(Media::EventStream.content_type()));
    // Proxies that gather answers would hold events back.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    reply.mark(headers);
    response.extensions_mut().insert(outcome);
    response
}
