//! A client of `graphql-transport-ws` that sees every frame, for what the npm client hides.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::client::Client;

/// Longer than anything a test waits for takes; reaching it is a failure, not a wait.
const PATIENCE: Duration = Duration::from_secs(30);

/// One open socket.
pub(crate) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// What a socket says next.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Heard {
    /// A message of the protocol.
    Message(Value),
    /// The end, with its code.
    Closed(u16),
    /// The end without one.
    Gone,
}

impl Socket {
    /// Opens a socket without `connection_init`.
    pub(crate) async fn open(client: &Client) -> Self {
        let url = client.url().replacen("http", "ws", 1);
        let mut request = url.into_client_request().expect("the address is valid");
        let protocol = "graphql-transport-ws".parse().expect("a valid header");
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        let (stream, _) = tokio_tungstenite::connect_async(request).await.expect("the server takes sockets");
        Self(stream)
    }

    /// Opens a socket and signs in with the client's token.
    pub(crate) async fn connect(client: &Client) -> Self {
        Self::connect_for(client, None).await
    }

    /// The same for a system, in the name of this person.
    pub(crate) async fn connect_for(client: &Client, on_behalf_of: Option<&str>) -> Self {
        let mut socket = Self::open(client).await;
        let authorization = format!("Bearer {}", client.token().unwrap_or_default());
        let payload = json!({ "authorization": authorization, "onBehalfOf": on_behalf_of });
        socket.send(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.message().await["type"], "connection_ack");
        socket
    }

    /// Sends a message of the protocol.
    pub(crate) async fn send(&mut self, message: Value) {
        self.send_text(message.to_string()).await;
    }

    /// Sends any text.
    pub(crate) async fn send_text(&mut self, text: String) {
        self.0.send(Message::text(text)).await.expect("the socket is open");
    }

    /// Starts an operation.
    pub(crate) async fn subscribe(&mut self, id: &str, document: &str, variables: Value) {
        let payload = json!({ "query": document, "variables": variables });
        self.send(json!({ "id": id, "type": "subscribe", "payload": payload })).await;
    }

    /// What comes next; pings of the protocol are answered and left out.
    pub(crate) async fn hear(&mut self) -> Heard {
        loop {
            let heard =
                tokio::time::timeout(PATIENCE, self.0.next()).await.expect("the server says something");
            match heard {
                Some(Ok(Message::Text(text))) => {
                    let message: Value = serde_json::from_str(&text).expect("messages are JSON");
                    if message["type"] == "ping" {
                        self.send(json!({ "type": "pong" })).await;
                        continue;
                    }
                    return Heard::Message(message);
                }
                Some(Ok(Message::Close(frame))) => {
                    return frame.map_or(Heard::Gone, |frame| Heard::Closed(frame.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Heard::Gone,
            }
        }
    }

    /// The next message of the protocol.
    pub(crate) async fn message(&mut self) -> Value {
        match self.hear().await {
            Heard::Message(message) => message,
            other => panic!("a message was expected, not {other:?}"),
        }
    }

    /// The data of the next result of any operation.
    pub(crate) async fn next(&mut self) -> Value {
        let mut message = self.message().await;
        let clean = message["type"] == "next" && message["payload"].get("errors").is_none();
        assert!(clean, "a result was expected: {message:#}");
        message["payload"]["data"].take()
    }
}
