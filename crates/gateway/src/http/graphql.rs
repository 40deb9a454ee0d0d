//! `/graphql`: POST and GET by the GraphQL-over-HTTP specification, distinct event streams, and the door to WebSocket connections.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, Request, State};
use axum::http::request::Parts as Head;
use axum::http::{Method, header};
use axum::response::Response;

use super::frame::{Frame, Outcome};
use super::negotiate::{self, Accepted, Media};
use super::read::{self, Calls};
use super::respond::Reply;
use super::{Gateway, event_stream, websocket};
use crate::auth::Caller;
use crate::graphql::context::{RequestContext, Transport};
use crate::graphql::error::{ErrorCode, Fault, Text};
use crate::graphql::pipeline::{Answer, Call, OperationKind, Prepared, refusal};

/// The methods of the address.
const ALLOWED: &str = "GET, POST";

/// Serves the address.
pub(super) async fn handle(
    State(gateway): State<Gateway>,
    Extension(frame): Extension<Frame>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    if websocket::is_upgrade(&head) {
        return websocket::open(gateway, frame, head).await;
    }
    serve(&gateway, &frame, &head, body).await
}

/// Serves one request that is not for a WebSocket.
pub(super) async fn serve(gateway: &Gateway, frame: &Frame, head: &Head, body: Body) -> Response {
    let mut reply = reply(gateway, frame);
    let asked = ask(gateway, head, body, &mut reply).await;
    match asked {
        Ok((calls, caller, accepted)) => {
            let turn = Turn { gateway, frame, head, caller, accepted, reply };
            match calls {
                Calls::One(call) => turn.one(&call).await,
                Calls::Many(calls) => turn.many(&calls).await,
            }
        }
        Err(fault) => reply.refuse(&[fault], Outcome::default()),
    }
}

/// What an answer looks like before anything is known but the head.
pub(super) fn reply(gateway: &Gateway, frame: &Frame) -> Reply {
    let locale = frame.asked.unwrap_or(gateway.0.parts.locale);
    Reply { media: Media::Json, locale, request_id: frame.request_id.clone() }
}

/// Reads what is asked and by whom; the first thing that does not hold ends it.
async fn ask(
    gateway: &Gateway,
    head: &Head,
    body: Body,
    reply: &mut Reply,
) -> Result<(Calls, Option<Caller>, Accepted), Fault> {
    let is_post = head.method == Method::POST;
    if !is_post && head.method != Method::GET {
        return Err(not_allowed(head.method.as_str(), ALLOWED));
    }
    // The body is taken first, so that a sender hears the refusal instead of a broken connection.
    let body = if is_post { Some(read::body(body, gateway.limits()).await) } else { None };
    let accept = head.headers.get(header::ACCEPT).map(|value| value.to_str().unwrap_or("-"));
    let accepted = negotiate::accepted(accept)?;
    reply.media = accepted.best;
    let calls = match body {
        Some(body) => {
            let body = body?;
            read::content_type(&head.headers)?;
            read::calls(&body, gateway.limits())?
        }
        None => Calls::One(read::get(&head.uri, gateway.limits())?),
    };
    let caller = read::caller(gateway, &head.headers).await?;
    if reply.locale == gateway.0.parts.locale
        && let Some(locale) = caller.as_ref().and_then(|caller| caller.locale)
        && !head.headers.contains_key(header::ACCEPT_LANGUAGE)
    {
        reply.locale = locale;
    }
    Ok((calls, caller, accepted))
}

pub(super) fn not_allowed(method: &str, allowed: &str) -> Fault {
    Fault::new(ErrorCode::BadUserInput, Text::MethodNotAllowed)
        .status(405)
        .with("method", method.chars().take(20).collect::<String>())
        .with("allowed", allowed)
}

/// One request that was read, about to be answered.
struct Turn<'a> {
    gateway: &'a Gateway,
    frame: &'a Frame,
    head: &'a Head,
    caller: Option<Caller>,
    accepted: Accepted,
    reply: Reply,
}

impl Turn<'_> {
    async fn one(mut self, call: &Call) -> Response {
        let prepared = match self.gateway.engine().prepare(call).await {
            Ok(prepared) => prepared,
            Err(faults) if self.accepted.best == Media::EventStream && is_of_the_call(&faults) => {
                return event_stream::refused(self.gateway, &self.reply, &faults);
            }
            Err(faults) => return self.reply.refuse(&faults, Outcome::default()),
        };
        let mut outcome = outcome(&prepared);
        if let Err(fault) = self.admit(&prepared, &mut outcome) {
            return self.reply.refuse(&[fault], outcome);
        }
        let streams = match prepared.kind() {
            OperationKind::Subscription => self.accepted.streams,
            _ => self.accepted.best == Media::EventStream,
        };
        if streams {
            self.reply.media = Media::EventStream;
            let context = self.context(Transport::EventStream, &outcome);
            return event_stream::distinct(
                self.gateway,
                &self.reply,
                prepared,
                context,
                self.caller,
                outcome,
            );
        }
        let context = self.context(Transport::Http, &outcome);
        match self.gateway.engine().answer(prepared, &context).await {
            Ok(answer) => self.reply.answer(answer.body, Outcome { codes: answer.codes, ..outcome }),
            Err(fault) => self.reply.refuse(&[fault], outcome),
        }
    }

    /// Runs an array in order; each operation by itself succeeds or is refused.
    async fn many(self, calls: &[Call]) -> Response {
        let mut bodies = Vec::with_capacity(calls.len());
        let mut outcome = Outcome::default();
        for (place, call) in calls.iter().enumerate() {
            match self.one_of(place, call, &mut outcome).await {
                Ok(answer) => {
                    outcome.codes.extend(answer.codes);
                    bodies.push(answer.body);
                }
                Err(faults) => {
                    outcome.codes.extend(faults.iter().map(|fault| fault.code));
                    bodies.push(refusal(&faults, &self.reply.request_id, self.reply.locale));
                }
            }
        }
        let body = [b"[".as_slice(), &bodies.join(b",".as_slice()), b"]"].concat();
        self.reply.answer(body.into(), outcome)
    }

    /// Runs one of an array; the first has paid for its entry with the request.
    async fn one_of(&self, place: usize, call: &Call, outcome: &mut Outcome) -> Result<Answer, Vec<Fault>> {
        if place > 0 {
            self.gateway.enter(self.frame.address, outcome).map_err(|fault| vec![fault])?;
        }
        let prepared = self.gateway.engine().prepare(call).await?;
        self.admit(&prepared, outcome).map_err(|fault| vec![fault])?;
        outcome.kind = Some(prepared.kind());
        let context = self.context(Transport::Http, outcome);
        self.gateway.engine().answer(prepared, &context).await.map_err(|fault| vec![fault])
    }

    /// What depends on the caller and the transport, once it is known what the operation does; last of all it is paid for.
    fn admit(&self, prepared: &Prepared, outcome: &mut Outcome) -> Result<(), Fault> {
        if prepared.kind() == OperationKind::Mutation && self.head.method == Method::GET {
            let fault = Fault::new(ErrorCode::BadUserInput, Text::MutationOverGet);
            return Err(fault.status(405).with("allowed", "POST"));
        }
        prepared.admit(self.caller.as_ref().map(|caller| caller.actor.as_ref()))?;
        if prepared.kind() == OperationKind::Subscription && !self.accepted.streams {
            return Err(Fault::new(ErrorCode::BadUserInput, Text::StreamNotAcceptable).status(406));
        }
        self.gateway.charge(self.caller.as_ref(), self.frame.address, prepared, outcome)
    }

    fn context(&self, transport: Transport, outcome: &Outcome) -> Arc<RequestContext> {
        let (request, trace) = (self.frame.request_id.as_str(), self.frame.trace_id.as_str());
        let context = RequestContext::new(request, trace, self.reply.locale, transport, self.caller.clone())
            .from(self.frame.address);
        context.paid(outcome.allowance.or(self.frame.entered));
        Arc::new(context)
    }
}

/// Whether the faults are of document, variables or limits: what an event stream tells in a `next` event.
fn is_of_the_call(faults: &[Fault]) -> bool {
    faults.iter().all(|fault| fault.status.is_none() && fault.code != ErrorCode::Internal)
}

pub(super) fn outcome(prepared: &Prepared) -> Outcome {
    Outcome {
        kind: Some(prepared.kind()),
        operation: prepared.operation_name().map(str::to_owned),
        ..Outcome::default()
    }
}
