//! The writing half of a socket: one message after another, until the end or until the reader is too slow.

use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use futures_util::SinkExt;
use futures_util::stream::SplitSink;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::message::{Close, error};
use super::operation::Operations;
use crate::graphql::error::Fault;
use crate::graphql::pipeline::errors;
use crate::limits::Limits;
use crate::locale::Locale;

/// How long a reader that was too slow is still listened for, to be told so.
const FAREWELL: Duration = Duration::from_secs(1);

/// What the other tasks of a socket have for the writer.
#[derive(Debug)]
pub(super) enum Outgoing {
    /// A message; of an operation that the client has ended, none is sent any more.
    Message(Utf8Bytes, Option<CancellationToken>),
    /// The last thing said.
    Close(Close),
}

/// Writes until the queue ends, the socket breaks or its reader is too slow; then fires `ended`.
pub(super) async fn write(
    mut sink: SplitSink<WebSocket, Message>,
    mut queue: mpsc::Receiver<Outgoing>,
    operations: Operations,
    ended: CancellationToken,
    limits: &Limits,
    locale: Locale,
) {
    while let Some(outgoing) = queue.recv().await {
        let (message, last) = match outgoing {
            Outgoing::Message(_, Some(cancelled)) if cancelled.is_cancelled() => continue,
            Outgoing::Message(text, _) => (Message::Text(text), false),
            Outgoing::Close(close) => (close.frame(), true),
        };
        match timeout(limits.slow_reader, sink.send(message)).await {
            Ok(Ok(())) if !last => {}
            Ok(_) => break,
            Err(_) => {
                ended.cancel();
                let farewell = farewell(&mut sink, &operations, locale);
                if timeout(FAREWELL, farewell).await.is_err() {
                    tracing::debug!("socket.gone_without_farewell");
                }
                break;
            }
        }
    }
    ended.cancel();
}

/// Ends every operation with an error that it can resume from. What was queued is not sent: a client resumes from the
/// last message it has.
async fn farewell(sink: &mut SplitSink<WebSocket, Message>, operations: &Operations, locale: Locale) {
    for (id, request_id) in operations.running() {
        let errors = errors(&[Fault::slow_reader()], &request_id, locale);
        if sink.send(Message::Text(error(&id, &errors))).await.is_err() {
            return;
        }
    }
    if sink.send(Close::slow().frame()).await.is_err() {
        tracing::debug!("socket.broken");
    }
}
