//! `graphql-transport-ws`, written to its protocol: exact close codes, pings from our side, errors as `error` messages.
//!
//! One socket has one reading task ([`socket`]), one writing task ([`writer`]) and one task per operation
//! ([`operation`]). They meet at a bounded queue: a socket that does not read holds back its own operations and is ended,
//! nobody else's.

mod message;
mod operation;
mod socket;
mod writer;

use axum::extract::FromRequestParts;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::header;
use axum::http::request::Parts as Head;
use axum::response::{IntoResponse, Response};

use super::Gateway;
use super::frame::{Frame, Outcome};
use super::graphql::reply;
use crate::graphql::error::{ErrorCode, Fault, Text};

/// The subprotocol that clients offer.
const PROTOCOL: &str = "graphql-transport-ws";
/// Bytes read at once: the library's default is thirty times as much, for every idle socket.
const READ_BUFFER: usize = 4_096;

/// Whether a request asks for a WebSocket.
pub(super) fn is_upgrade(head: &Head) -> bool {
    let upgrade = head.headers.get(header::UPGRADE).and_then(|value| value.to_str().ok());
    upgrade.is_some_and(|value| value.eq_ignore_ascii_case("websocket"))
}

/// Opens a socket, or answers why not.
pub(super) async fn open(gateway: Gateway, frame: Frame, mut head: Head) -> Response {
    let reply = reply(&gateway, &frame);
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut head, &()).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    if !upgrade.requested_protocols().any(|offered| offered == PROTOCOL) {
        let fault = Fault::new(ErrorCode::BadUserInput, Text::WrongSubprotocol).status(400);
        return reply.refuse(&[fault.with("expected", PROTOCOL)], Outcome::default());
    }
    let slot = match gateway.slots().connection() {
        Ok(slot) => slot,
        Err(fault) => return reply.refuse(&[fault], Outcome::default()),
    };
    let limits = gateway.limits();
    let authorization = head.headers.remove(header::AUTHORIZATION);
    upgrade
        .protocols([PROTOCOL])
        .read_buffer_size(READ_BUFFER)
        // Messages are flushed one by one; there is nothing to gather.
        .write_buffer_size(0)
        .max_message_size(limits.message_bytes)
        .max_frame_size(limits.message_bytes)
        .on_upgrade(move |connection| async move {
            let tasks = gateway.tasks().clone();
            let running = tasks.spawn(async move {
                socket::run(connection, gateway, frame, authorization).await;
                drop(slot);
            });
            if running.await.is_err() {
                tracing::error!("socket.panicked");
            }
        })
}
