//! `graphql-transport-ws`, written to its protocol: exact close codes, pings from our side, errors as `error` messages.
//!
//! One socket has one reading task ([`socket`]), one writing task ([`writer`]) and one task per operation
//! ([`operation`]). They meet at a bounded queue: a socket that does not read holds back its own operations and is ended,
//! nobody else's.

mod message;
mod operation;
mod socket;
mod writer;

use async_graphql_axum::GraphQLProtocol;
use axum::extract::FromRequestParts as _;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::header;
use axum::http::request::Parts as Head;
use axum::response::{IntoResponse, Response};

use self::socket::Credentials;
use super::Gateway;
use super::frame::{Frame, Outcome};
use super::graphql::reply;
use super::read;
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
    // Ours wherever it stands in the offer: some clients name an older one first.
    let upgrade = upgrade.protocols([PROTOCOL]);
    if upgrade.selected_protocol().is_none() {
        return reply.refuse(&[not_spoken(&mut head).await], Outcome::default());
    }
    let slot = match gateway.slots().connection() {
        Ok(slot) => slot,
        Err(fault) => return reply.refuse(&[fault], Outcome::default()),
    };
    let limits = gateway.limits();
    let credentials = Credentials {
        authorization: head.headers.remove(header::AUTHORIZATION),
        on_behalf_of: head.headers.remove(read::ON_BEHALF_OF),
    };
    upgrade
        .read_buffer_size(READ_BUFFER)
        // Messages are flushed one by one; there is nothing to gather.
        .write_buffer_size(0)
        .max_message_size(limits.message_bytes)
        .max_frame_size(limits.message_bytes)
        .on_upgrade(move |connection| async move {
            let tasks = gateway.tasks().clone();
            let running = tasks.spawn(async move {
                socket::run(connection, gateway, frame, credentials).await;
                drop(slot);
            });
            if running.await.is_err() {
                tracing::error!("socket.panicked");
            }
        })
}

/// Why an offer without our subprotocol opens no socket. The library knows GraphQL's subprotocols: a client that offers
/// another of them is out of date, any other offer is not for GraphQL at all.
async fn not_spoken(head: &mut Head) -> Fault {
    let fault = match GraphQLProtocol::from_request_parts(head, &()).await {
        Ok(_) => Fault::new(ErrorCode::BadUserInput, Text::OldSubprotocol).status(400),
        Err(status) => Fault::new(ErrorCode::BadUserInput, Text::WrongSubprotocol).status(status.as_u16()),
    };
    fault.with("expected", PROTOCOL)
}
