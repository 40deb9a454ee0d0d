//! The single connection mode: reserve, connect, operate, stop.

use std::sync::Arc;

use axum::body::Body;
use axum::http::request::Parts as Head;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use data_encoding::HEXLOWER;
use futures_util::StreamExt;
use serde_json::Value;

use super::channel;
use super::operation::Operation;
use super::reservations::Reservation;
use super::{stream, unknown};
use crate::auth::Caller;
use crate::graphql::context::{RequestContext, Transport};
use crate::graphql::error::{ErrorCode, Fault, Text};
use crate::graphql::pipeline::OperationKind;
use crate::http::frame::{Frame, Outcome};
use crate::http::graphql::outcome;
use crate::http::read::{self, Calls};
use crate::http::respond::Reply;
use crate::http::slots::{ConnectionSlot, StreamSlot};
use crate::http::{Gateway, metrics};

const OPERATION_ID: &str = "operationId";
/// Characters of an operation's ID; clients use UUIDs.
const OPERATION_ID_LENGTH: usize = 128;

/// One request of the mode.
pub(super) struct Visit<'a> {
    pub(super) gateway: &'a Gateway,
    pub(super) frame: &'a Frame,
    pub(super) head: &'a Head,
    pub(super) reply: &'a Reply,
}

type Answered = Result<Response, Vec<Fault>>;

impl Visit<'_> {
    /// PUT: 201 with a token that opens one stream.
    pub(super) async fn reserve(&self) -> Answered {
        let caller = self.caller().await?.ok_or_else(|| vec![Fault::unauthenticated()])?;
        let gateway = self.gateway.clone();
        let token = HEXLOWER.encode(&gateway.ids().secret());
        gateway.reservations().reserve(token.clone(), caller, gateway.limits()).map_err(one)?;
        let expiring = token.clone();
        drop(self.gateway.tasks().spawn(async move {
            let lifetime = gateway.limits().reservation_lifetime;
            let stopping = gateway.tasks().stopping().clone();
            tokio::select! {
                () = tokio::time::sleep(lifetime) => {}
                () = stopping.cancelled() => {}
            }
            gateway.reservations().expire(&expiring);
        }));
        let mut response = self.plain(StatusCode::CREATED, Body::from(token));
        let text = HeaderValue::from_static("text/plain; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, text);
        Ok(response)
    }

    /// GET: the stream itself. The token alone opens it, since a browser's event source sends no other credentials.
    pub(super) async fn connect(&self, token: &str) -> Answered {
        let reservation = self.gateway.reservations().find(token).ok_or_else(|| vec![unknown()])?;
        if let Some(caller) = self.caller().await?
            && caller.subject() != reservation.caller.subject()
        {
            return Err(vec![unknown()]);
        }
        self.gateway
            .authenticator()
            .again(&reservation.caller)
            .await
            .map_err(|fault| one(read::auth_fault(fault)))?;
        let slot: ConnectionSlot = self.gateway.slots().connection().map_err(one)?;
        let receiver = reservation.connect().map_err(one)?;
        let silence = self.gateway.limits().ping_interval;
        let kept = (slot, self.gateway.reservations().hold(token));
        // When the server stops, the stream ends once its operations have said so.
        let stopping = self.gateway.tasks().stopping().clone().cancelled_owned();
        let overflowed = reservation.channel.overflowed().clone().cancelled_owned();
        let (gateway, token) = (self.gateway.clone(), token.to_owned());
        drop(self.gateway.tasks().spawn(async move {
            let gone = async { reservation.channel.gone().await };
            tokio::select! {
                () = stopping => {}
                () = overflowed => {}
                () = gone => {}
            }
            drop(gateway.reservations().hold(&token));
        }));
        let body = channel::body(receiver, silence, kept).boxed();
        Ok(stream(self.reply, body, Outcome::default()))
    }

    /// POST: begins an operation; 202 where it was accepted, its results go to the stream.
    pub(super) async fn operate(&self, token: &str, body: Body) -> Answered {
        let body = read::body(body, self.gateway.limits()).await.map_err(one)?;
        read::content_type(&self.head.headers).map_err(one)?;
        let reservation = self.reservation(token).await?;
        let Calls::One(call) = read::calls(&body, self.gateway.limits()).map_err(one)? else {
            return Err(vec![Fault::new(ErrorCode::BadUserInput, Text::BatchOff).status(400)]);
        };
        let id = match call.extensions.get(OPERATION_ID) {
            Some(Value::String(id)) if (1..=OPERATION_ID_LENGTH).contains(&id.chars().count()) => id.clone(),
            _ => return Err(vec![Fault::new(ErrorCode::BadUserInput, Text::OperationIdMissing).status(400)]),
        };
        let prepared = self.gateway.engine().prepare(&call).await?;
        let mut outcome = outcome(&prepared);
        let caller = reservation.caller.clone();
        prepared.admit(Some(caller.actor.as_ref())).map_err(one)?;
        let slot: Option<StreamSlot> = match prepared.kind() {
            OperationKind::Subscription => Some(self.gateway.slots().stream(Some(&caller)).map_err(one)?),
            _ => None,
        };
        self.gateway.charge(Some(&caller), self.frame.address, &prepared, &mut outcome).map_err(one)?;
        metrics::operation(prepared.kind(), Transport::EventStream);
        let (request, trace) = (self.frame.request_id.as_str(), self.frame.trace_id.as_str());
        let locale = self.frame.asked.or(caller.locale).unwrap_or(self.reply.locale);
        let context =
            RequestContext::new(request, trace, locale, Transport::EventStream, Some(caller.clone()))
                .from(self.frame.address);
        context.paid(outcome.allowance);
        let operation =
            Operation::new(self.gateway, prepared, Arc::new(context), Some(caller), Some(id.clone()));
        reservation
            .enter(&id, operation.canceller(), self.gateway.limits().streams_per_socket)
            .map_err(one)?;
        drop(self.gateway.tasks().spawn(async move {
            let last = operation.run(&reservation.channel).await;
            reservation.leave(&id);
            drop(slot);
            reservation.channel.finish(last).await;
        }));
        let mut response = self.plain(StatusCode::ACCEPTED, Body::empty());
        response.extensions_mut().insert(Outcome { kind: None, ..outcome });
        Ok(response)
    }

    /// DELETE: ends an operation; 200 also where it had ended by itself.
    pub(super) async fn stop(&self, token: &str) -> Answered {
        let reservation = self.reservation(token).await?;
        let id = read::parameter(&self.head.uri, OPERATION_ID).map_err(one)?;
        let Some(id) = id.filter(|id| !id.is_empty()) else {
            return Err(vec![Fault::new(ErrorCode::BadUserInput, Text::OperationIdMissing).status(400)]);
        };
        reservation.stop(&id);
        Ok(self.plain(StatusCode::OK, Body::empty()))
    }

    /// The reservation of a caller who proves to be the one who made it.
    async fn reservation(&self, token: &str) -> Result<Arc<Reservation>, Vec<Fault>> {
        let caller = self.caller().await?.ok_or_else(|| vec![Fault::unauthenticated()])?;
        let found = self.gateway.reservations().find(token);
        found
            .filter(|reservation| reservation.caller.subject() == caller.subject())
            .ok_or_else(|| vec![unknown()])
    }

    async fn caller(&self) -> Result<Option<Caller>, Vec<Fault>> {
        read::caller(self.gateway, &self.head.headers).await.map_err(one)
    }

    fn plain(&self, status: StatusCode, body: Body) -> Response {
        let mut response = Response::new(body);
        *response.status_mut() = status;
        let mut headers = HeaderMap::new();
        self.reply.mark(&mut headers);
        *response.headers_mut() = headers;
        response
    }
}

fn one(fault: Fault) -> Vec<Fault> {
    vec![fault]
}
