//! The messages of the protocol: read strictly, written by hand around results that are text already.

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes};
use serde_json::{Map, Value};

use crate::graphql::pipeline::{Call, json};
use crate::limits::Limits;

/// Why a socket is closed, with the protocol's code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Close {
    pub(super) code: u16,
    pub(super) reason: String,
}

impl Close {
    pub(super) fn new(code: u16, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }

    pub(super) fn bad_message(what: &str) -> Self {
        Self::new(4400, format!("Invalid message: {what}"))
    }

    pub(super) fn unauthorized() -> Self {
        Self::new(4401, "Unauthorized")
    }

    pub(super) fn forbidden() -> Self {
        Self::new(4403, "Forbidden")
    }

    pub(super) fn init_timeout() -> Self {
        Self::new(4408, "Connection initialisation timeout")
    }

    /// The ID is cut so that the reason fits a control frame.
    pub(super) fn already_exists(id: &str) -> Self {
        let shown: String = id.chars().take(16).collect();
        Self::new(4409, format!("Subscriber for {shown} already exists"))
    }

    pub(super) fn too_many_inits() -> Self {
        Self::new(4429, "Too many initialisation requests")
    }

    pub(super) fn too_big() -> Self {
        Self::new(1009, "Message too big")
    }

    pub(super) fn stopping() -> Self {
        Self::new(1001, "Server is stopping, reconnect")
    }

    pub(super) fn silent() -> Self {
        Self::new(1001, "No answer to pings")
    }

    pub(super) fn slow() -> Self {
        Self::new(1013, "Reader too slow, resume from the last cursor")
    }

    /// Nobody can tell who calls, for now.
    pub(super) fn try_later() -> Self {
        Self::new(1013, "Try again later")
    }

    pub(super) fn frame(&self) -> Message {
        Message::Close(Some(CloseFrame { code: self.code, reason: Utf8Bytes::from(self.reason.as_str()) }))
    }
}

/// A message of a client.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Incoming {
    Init(Map<String, Value>),
    Ping(Option<Value>),
    Pong,
    Subscribe { id: String, call: Box<Call> },
    Complete { id: String },
}

impl Incoming {
    /// Reads a text message.
    ///
    /// # Errors
    /// 4400 with a word about what does not fit.
    pub(super) fn read(text: &str, limits: &Limits) -> Result<Self, Close> {
        let value =
            json::parse(text.as_bytes(), "message", limits).map_err(|_| Close::bad_message("not JSON"))?;
        let Value::Object(mut message) = value else { return Err(Close::bad_message("not an object")) };
        let Some(Value::String(kind)) = message.remove("type") else {
            return Err(Close::bad_message("type must be a string"));
        };
        let payload = message.remove("payload");
        match kind.as_str() {
            "connection_init" => Ok(Self::Init(object(payload)?.unwrap_or_default())),
            "ping" => Ok(Self::Ping(object(payload)?.map(Value::Object))),
            "pong" => object(payload).map(|_| Self::Pong),
            "subscribe" => {
                let id = id(&mut message)?;
                let payload = payload.ok_or_else(|| Close::bad_message("subscribe needs a payload"))?;
                let call =
                    Call::from_json(payload).map_err(|_| Close::bad_message("the payload is no call"))?;
                Ok(Self::Subscribe { id, call: Box::new(call) })
            }
            "complete" => Ok(Self::Complete { id: id(&mut message)? }),
            _ => Err(Close::bad_message("unknown type")),
        }
    }
}

fn object(payload: Option<Value>) -> Result<Option<Map<String, Value>>, Close> {
    match payload {
        Some(Value::Object(payload)) => Ok(Some(payload)),
        None | Some(Value::Null) => Ok(None),
        Some(_) => Err(Close::bad_message("the payload must be an object")),
    }
}

fn id(message: &mut Map<String, Value>) -> Result<String, Close> {
    match message.remove("id") {
        Some(Value::String(id)) if !id.is_empty() => Ok(id),
        _ => Err(Close::bad_message("id must be a non-empty string")),
    }
}

/// `connection_ack`.
pub(super) fn ack() -> Utf8Bytes {
    Utf8Bytes::from_static(r#"{"type":"connection_ack"}"#)
}

/// `ping`.
pub(super) fn ping() -> Utf8Bytes {
    Utf8Bytes::from_static(r#"{"type":"ping"}"#)
}

/// `pong`, with the payload of the ping.
pub(super) fn pong(payload: Option<&Value>) -> Utf8Bytes {
    match payload {
        Some(payload) => Utf8Bytes::from(format!(r#"{{"type":"pong","payload":{payload}}}"#)),
        None => Utf8Bytes::from_static(r#"{"type":"pong"}"#),
    }
}

/// `next` with an execution result.
pub(super) fn next(id: &str, result: &[u8]) -> Utf8Bytes {
    around("next", id, Some(result))
}

/// `error` with a list of errors.
pub(super) fn error(id: &str, errors: &[u8]) -> Utf8Bytes {
    around("error", id, Some(errors))
}

/// `complete`.
pub(super) fn complete(id: &str) -> Utf8Bytes {
    around("complete", id, None)
}

fn around(kind: &str, id: &str, payload: Option<&[u8]>) -> Utf8Bytes {
    let id = Value::from(id);
    let text = match payload {
        Some(payload) => {
            format!(r#"{{"id":{id},"type":"{kind}","payload":{}}}"#, String::from_utf8_lossy(payload))
        }
        None => format!(r#"{{"id":{id},"type":"{kind}"}}"#),
    };
    Utf8Bytes::from(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_strictly() {
        let read = |text: &str| Incoming::read(text, &Limits::default()).map_err(|close| close.code);
        assert_eq!(read(r#"{"type":"connection_init"}"#), Ok(Incoming::Init(Map::new())));
        assert_eq!(read(r#"{"type":"ping","payload":null}"#), Ok(Incoming::Ping(None)));
        assert_eq!(read(r#"{"type":"complete","id":"1"}"#), Ok(Incoming::Complete { id: "1".into() }));
        assert!(read(r#"{"type":"subscribe","id":"1","payload":{"query":"{a}"}}"#).is_ok());
        for bad in [
            "",
            "nonsense",
            "[]",
            "{}",
            r#"{"type":1}"#,
            r#"{"type":"start"}"#,
            r#"{"type":"connection_ack"}"#,
            r#"{"type":"connection_init","payload":"token"}"#,
            r#"{"type":"ping","payload":[]}"#,
            r#"{"type":"complete"}"#,
            r#"{"type":"subscribe","id":"","payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","id":"1","payload":{}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}"#,
        ] {
            assert_eq!(read(bad), Err(4400), "{bad}");
        }
    }

    #[test]
    fn results_stand_in_messages_as_they_are() {
        assert_eq!(
            next("a\"b", b"{\"data\":1}").as_str(),
            r#"{"id":"a\"b","type":"next","payload":{"data":1}}"#
        );
        assert_eq!(complete("1").as_str(), r#"{"id":"1","type":"complete"}"#);
        assert!(Close::already_exists(&"长".repeat(500)).reason.len() <= 123, "fits a control frame");
    }
}
